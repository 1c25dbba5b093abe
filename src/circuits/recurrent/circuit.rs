//! A recurrent circuit that learns, with its twin.

use rand_pcg::Pcg64;

use super::cells::{Cells, N, W, keep_signs, start};
use super::feedback::{Batch, Feedback, Gradient, gradient, heard, typed};
use super::inside::RecurrentInside;
use super::optimiser::Adam;
use super::tasks::{BATCH, CELL, ETA, GAIN, LEAK};
use super::trials::{RecurrentTask, Trial};
use crate::circuits::alignment::Alignment;
use crate::circuits::arrays::{Arrays, dot, finite};
use crate::circuits::circuit::{Circuit, Diverged, Measures};
use crate::circuits::inside::Inside;
use crate::circuits::random::{Stream, stream};
use crate::circuits::rule::{Family, Rule};
use crate::circuits::settings::Settings;
use crate::circuits::state::{CircuitState, InvalidState, RuleState, arrays, plain};
use crate::circuits::task::{Task, Trials};

/// Trials that are not learned from.
const TEST: usize = 100;
/// Above this gain of W estimates are cut to length 1.
const CUT_ABOVE: f64 = 2.0;
/// Hops that are looked at.
const HOPS: usize = 6;
/// Everything, by W itself.
const EXACT: Feedback = Feedback::Exact { types: N };

/// A recurrent circuit that learns by a rule, and its exact twin.
#[derive(Debug, Clone)]
pub struct Recurrent {
    name: &'static str,
    task: RecurrentTask,
    cells: Cells,
    feedback: Feedback,
    eta: f64,
    cut: bool,
    batch: usize,
    weights: Arrays,
    adam: Adam,
    twin: Option<(Arrays, Adam)>,
    data: Pcg64,
    noise: Pcg64,
    test: Vec<Trial>,
    steps: u64,
}

impl Recurrent {
    /// At its start.
    pub fn new(
        rule: &Rule,
        make: fn(&Settings) -> Feedback,
        task: &Task,
        settings: &Settings,
        seed: u64,
    ) -> Self {
        let task = if let Trials::Recurrent(task) = task.trials { task } else { RecurrentTask::Match };
        let gain = settings.get(&GAIN);
        let weights = start(task.inputs(), 1, gain, &mut stream(seed, Stream::Weights));
        let mut test = stream(seed, Stream::Test);
        Self {
            name: rule.name,
            task,
            cells: Cells { leak: settings.get(&LEAK), spiking: settings.whole(&CELL) == 1 },
            feedback: make(settings),
            eta: settings.get(&ETA),
            cut: gain > CUT_ABOVE,
            batch: settings.whole(&BATCH),
            adam: Adam::new(&weights),
            twin: Some((weights.clone(), Adam::new(&weights))),
            weights,
            data: stream(seed, Stream::Data),
            noise: stream(seed, Stream::Rule),
            test: (0..TEST).map(|_| task.draw(&mut test)).collect(),
            steps: 0,
        }
    }

    /// How its cells respond.
    pub fn cells(&self) -> Cells {
        self.cells
    }

    /// E of the trials of the next step.
    pub fn next_loss(&self) -> f64 {
        let trials = self.trials(&mut self.data.clone());
        self.estimate(&self.weights, &trials, EXACT, &mut self.noise.clone()).loss
    }

    fn trials(&self, data: &mut Pcg64) -> Vec<Trial> {
        (0..self.batch).map(|_| self.task.draw(data)).collect()
    }

    fn estimate(
        &self,
        weights: &Arrays,
        trials: &[Trial],
        feedback: Feedback,
        noise: &mut Pcg64,
    ) -> Gradient {
        let mut found = gradient(Batch { cells: self.cells, weights, trials }, feedback, noise);
        let length = dot(&found.by, &found.by).sqrt();
        if self.cut && length > 1.0 {
            found.by.iter_mut().for_each(|by| *by /= length);
        }
        found
    }

    /// W, U and b: the readout always learns by its own gradient.
    fn compared(&self, found: &Gradient, trials: &[Trial]) -> Alignment {
        let exact = self.estimate(&self.weights, trials, EXACT, &mut self.noise.clone());
        Alignment::of(&found.by[..3], &exact.by[..3])
    }
}

impl Circuit for Recurrent {
    fn advance(&mut self, compared: bool) -> Result<Option<Alignment>, Diverged> {
        let mut data = self.data.clone();
        let trials = self.trials(&mut data);
        self.data = data;
        let mut noise = self.noise.clone();
        let found = self.estimate(&self.weights, &trials, self.feedback, &mut noise);
        self.noise = noise;
        if !finite(&found.by) || !found.loss.is_finite() {
            return Err(Diverged { step: self.steps + 1, rule: self.name });
        }
        let alignment = compared.then(|| self.compared(&found, &trials));
        self.adam.descend(&mut self.weights, &found.by, self.eta);
        keep_signs(&mut self.weights);
        if let Some((mut weights, mut adam)) = self.twin.take() {
            let exact = self.estimate(&weights, &trials, EXACT, &mut self.noise.clone());
            if finite(&exact.by) {
                adam.descend(&mut weights, &exact.by, self.eta);
                keep_signs(&mut weights);
            }
            self.twin = Some((weights, adam));
        }
        self.steps += 1;
        Ok(alignment)
    }

    fn steps(&self) -> u64 {
        self.steps
    }

    fn alignment(&self) -> Option<Alignment> {
        let trials = self.trials(&mut self.data.clone());
        let found = self.estimate(&self.weights, &trials, self.feedback, &mut self.noise.clone());
        Some(self.compared(&found, &trials))
    }

    fn inside(&self) -> Inside {
        let trials = self.trials(&mut self.data.clone());
        let found = self.estimate(&self.weights, &trials, self.feedback, &mut self.noise.clone());
        let exact = self.estimate(&self.weights, &trials, EXACT, &mut self.noise.clone());
        let by_hops = |hops: usize| {
            let feedback = Feedback::Hops { hops, types: N, at_once: false };
            let found = self.estimate(&self.weights, &trials, feedback, &mut self.noise.clone());
            Alignment::of(&found.by[..3], &exact.by[..3]).cosine
        };
        let batch = Batch { cells: self.cells, weights: &self.weights, trials: &trials };
        let trial = trials.first().cloned().unwrap_or_default();
        let (course, told, [lambda, exactly]) = heard(batch, &trial, [self.feedback, EXACT]);
        let mut trace = Vec::with_capacity(told.len());
        let mut zbar = [0.0; N];
        for t in 0..trial.moments() {
            let follow = |(zbar, z): (&mut f64, &f64)| {
                *zbar = self.cells.leak * *zbar + (1.0 - self.cells.leak) * z;
            };
            zbar.iter_mut().zip(course.before(t)).for_each(follow);
            trace.extend(zbar);
        }
        let z = (0..trial.moments()).flat_map(|t| course.at(t).to_vec()).collect();
        Inside::Recurrent(RecurrentInside {
            z,
            y: course.y,
            slope: course.slope,
            trace,
            told,
            lambda,
            exact: exactly,
            typed: typed(&self.weights[W], self.feedback.types()),
            change: found.by[..3].iter().map(|by| -by).collect(),
            hops: (0..HOPS).map(by_hops).collect(),
            alignment: Alignment::of(&found.by[..3], &exact.by[..3]),
            trial,
        })
    }

    fn measured(&self, weights: &Arrays) -> Measures {
        let found = self.estimate(weights, &self.test, EXACT, &mut self.noise.clone());
        Measures { loss: found.loss, right: self.task.right(&found.outputs, &self.test) }
    }

    fn twin_weights(&self) -> Option<&Arrays> {
        self.twin.as_ref().map(|(weights, _)| weights)
    }

    fn drop_twin(&mut self) {
        self.twin = None;
    }

    fn weights(&self) -> &Arrays {
        &self.weights
    }

    fn go_on_with(&mut self, rule: &'static Rule, settings: &Settings) -> bool {
        let Family::Recurrent(make) = rule.family else { return false };
        self.name = rule.name;
        self.feedback = make(settings);
        self.cells = Cells { leak: settings.get(&LEAK), spiking: settings.whole(&CELL) == 1 };
        self.eta = settings.get(&ETA);
        self.cut = settings.get(&GAIN) > CUT_ABOVE;
        self.batch = settings.whole(&BATCH);
        true
    }

    fn state(&self) -> CircuitState {
        let twins = self.twin.iter().flat_map(|(_, adam)| adam.state());
        CircuitState {
            steps: self.steps,
            weights: plain(&self.weights),
            twin: self.twin.as_ref().map(|(weights, _)| plain(weights)),
            rule: RuleState::default(),
            means: self.adam.state().into_iter().chain(twins).collect(),
            streams: Some((self.data.clone(), self.noise.clone())),
        }
    }

    fn restore(&mut self, state: CircuitState) -> Result<(), InvalidState> {
        let weights = arrays(state.weights, &self.weights)?;
        let (data, noise) = state.streams.ok_or(InvalidState("there are no random streams"))?;
        let mut means = state.means.into_iter();
        let mut adam = || {
            let pair = [means.next(), means.next()];
            let [Some(mean), Some(square)] = pair else {
                return Err(InvalidState("a running mean is missing"));
            };
            Adam::restored([mean, square], &weights, state.steps)
        };
        let own = adam()?;
        let twin = match state.twin {
            Some(twin) => Some((arrays(twin, &weights)?, adam()?)),
            None => None,
        };
        self.adam = own;
        self.twin = twin;
        (self.weights, self.data, self.noise, self.steps) = (weights, data, noise, state.steps);
        Ok(())
    }

    fn boxed_clone(&self) -> Box<dyn Circuit> {
        Box::new(self.clone())
    }
}
