//! What the two experiments with modulators share: settle, watch, pair, watch.

use std::sync::atomic::AtomicBool;

use super::findings::{Cell, Phase, Restoration, Sample, Tuning};
use super::measure::rms;
use super::{ExperimentError, Setup, check};
use crate::model::{Params, Presentation, Simulation};

/// Samples of one phase.
const SAMPLES: usize = 50;

/// Sees every presentation of a pairing.
type See<'a> = &'a mut dyn FnMut(&Presentation);

/// What one pairing is.
pub struct Conditioning {
    /// Parameters while pairing.
    pub params: fn(&Params) -> Params,
    /// One pairing, of this tone.
    pub pair: fn(&mut Simulation, usize, See<'_>),
}

/// The currents of every tone on the present weights.
pub fn tuning(neuron: &Simulation) -> Tuning {
    let (i_e, i_i) = (0..neuron.stimuli().len()).map(|mu| neuron.currents(mu)).unzip();
    Tuning { i_e, i_i }
}

/// Is a sample due after `done` of `total` steps? Always after the last.
pub fn due(done: usize, total: usize) -> bool {
    done * SAMPLES / total != (done - 1) * SAMPLES / total
}

/// The imbalance a i_E + b - i_I of every tone.
pub fn imbalances(params: &Params, tuning: &Tuning) -> Vec<f64> {
    let both = tuning.i_e.iter().zip(&tuning.i_i);
    both.map(|(i_e, i_i)| params.a * i_e + params.b - i_i).collect()
}

/// A moment of a cell with these tuning curves.
pub fn sample(params: &Params, tuning: &Tuning, (best, paired): (usize, usize), at: (Phase, u64)) -> Sample {
    Sample {
        phase: at.0,
        presentation: at.1,
        paired: tuning.at(paired),
        best: tuning.at(best),
        disinhibition: None,
        correlation: tuning.correlation(),
        line: tuning.line(),
        imbalance: rms(imbalances(params, tuning).into_iter()),
    }
}

/// A neuron while it is watched.
struct Watched<'a> {
    neuron: Simulation,
    cancel: &'a AtomicBool,
    /// Best frequency and paired tone.
    tones: (usize, usize),
    began: u64,
    course: Vec<Sample>,
}

impl Watched<'_> {
    fn look(&mut self, phase: Phase, disinhibition: Option<f64>) {
        let presentation = self.neuron.presentations() - self.began;
        let tuning = tuning(&self.neuron);
        let sample = sample(self.neuron.params(), &tuning, self.tones, (phase, presentation));
        self.course.push(Sample { disinhibition, ..sample });
    }

    fn rounds(&mut self, phase: Phase, rounds: usize) -> Result<(), ExperimentError> {
        for done in 1..=rounds {
            check(self.cancel)?;
            self.neuron.run_epochs(1);
            if due(done, rounds) {
                self.look(phase, None);
            }
        }
        Ok(())
    }

    fn pairings(&mut self, pairings: usize, conditioning: &Conditioning) -> Result<(), ExperimentError> {
        let (mut released, mut shown) = (0.0, 0_u32);
        let paired = self.tones.1;
        for done in 1..=pairings {
            check(self.cancel)?;
            (conditioning.pair)(&mut self.neuron, paired, &mut |now| {
                if now.stimulus as usize == paired {
                    released += now.release.disinhibition();
                    shown += 1;
                }
            });
            if due(done, pairings) {
                self.look(Phase::Pairing, (shown > 0).then(|| released / f64::from(shown)));
                (released, shown) = (0.0, 0);
            }
        }
        Ok(())
    }
}

/// Lets inhibition settle, watches, pairs and watches again.
///
/// Restorations: the imbalance of every tone right after pairing, and the change from then to the end. Once
/// balance has returned, i_I has changed by the imbalance + a times the change of i_E.
pub fn follow(
    setup: &Setup,
    seed: u64,
    cancel: &AtomicBool,
    conditioning: &Conditioning,
) -> Result<Cell, ExperimentError> {
    let mut neuron = setup.neuron(seed, 1.0)?;
    let supervised = neuron.params().clone();
    let alone = supervised.unsupervised();
    neuron.set_params(Params { rule_h: false, ..alone.clone() })?;
    for _ in 0..setup.settling {
        check(cancel)?;
        neuron.run_epochs(1);
    }
    neuron.set_params(alone.clone())?;
    let best = tuning(&neuron).best_e();
    let paired = setup.paired(best);
    let began = neuron.presentations();
    let mut watched = Watched { neuron, cancel, tones: (best, paired), began, course: Vec::new() };

    watched.look(Phase::Before, None);
    watched.rounds(Phase::Before, setup.before)?;
    let before = tuning(&watched.neuron);
    watched.neuron.set_params((conditioning.params)(&supervised))?;
    watched.pairings(setup.pairings, conditioning)?;
    let during = tuning(&watched.neuron);
    watched.neuron.set_params(alone)?;
    watched.rounds(Phase::After, setup.after)?;
    let after = tuning(&watched.neuron);

    let restorations = restored(&supervised, &during, &after);
    Ok(Cell { seed, best, paired, before, during, after, course: watched.course, restorations })
}

fn restored(params: &Params, during: &Tuning, after: &Tuning) -> Vec<Restoration> {
    let one = |(tone, imbalance): (usize, f64)| {
        let change_e = after.i_e[tone] - during.i_e[tone];
        Restoration {
            tone,
            imbalance,
            change_i: after.i_i[tone] - during.i_i[tone],
            change_e,
            predicted: imbalance + params.a * change_e,
        }
    };
    imbalances(params, during).into_iter().enumerate().map(one).collect()
}
