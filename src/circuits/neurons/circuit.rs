//! A layer of neurons that learns, with its twin.

use ndarray::Array2;
use rand::seq::SliceRandom;
use rand_pcg::Pcg64;

use super::credit::{NeuronRule, Stimulus};
use super::inside::NeuronsInside;
use super::rules::delta::Delta;
use super::tasks::{NEURONS, neuron};
use crate::circuits::alignment::Alignment;
use crate::circuits::arrays::{Arrays, finite, flat, flat_mut, zeros};
use crate::circuits::circuit::{Circuit, Diverged, Measures};
use crate::circuits::inside::Inside;
use crate::circuits::random::{Stream, stream};
use crate::circuits::rule::{Family, Rule};
use crate::circuits::settings::Settings;
use crate::circuits::state::{CircuitState, InvalidState, arrays, plain};
use crate::model::{Active, Params, Population, Presentation, Release, Stimuli, Told, Weights};

/// Neurons that learn by a rule, and their exact twin.
#[derive(Debug, Clone)]
pub struct Neurons {
    name: &'static str,
    params: Params,
    /// Stimuli, and the targets of each neuron.
    stimuli: Stimuli,
    wanted: Vec<Vec<bool>>,
    /// w_E, then w_I, one row per neuron.
    weights: Arrays,
    rule: Box<dyn NeuronRule>,
    exact: Delta,
    change: Arrays,
    twin: Option<Arrays>,
    seen: Vec<Presentation>,
    order: Vec<u32>,
    /// As it is before it gives the order of the present epoch.
    data: Pcg64,
    noise: Pcg64,
    steps: u64,
}

/// Starting weights of all neurons: w_E, then w_I.
fn start(params: &Params, neurons: usize, rng: &mut Pcg64) -> Arrays {
    let mut weights = vec![Array2::zeros((neurons, params.n_e)), Array2::zeros((neurons, params.n_i))];
    for neuron in 0..neurons {
        for (at, population) in [Population::Excitatory, Population::Inhibitory].into_iter().enumerate() {
            let drawn = Weights::draw(population, params, rng);
            weights[at].row_mut(neuron).iter_mut().zip(drawn.iter()).for_each(|(w, drawn)| *w = drawn);
        }
    }
    weights
}

/// Adds a change, shrinks, and keeps every weight within its bounds.
fn apply(weights: &mut Arrays, change: &Arrays, keep: f64, upper: f64) {
    let pairs = weights.iter_mut().zip(change);
    pairs.for_each(|(weights, change)| apply_flat(flat_mut(weights), flat(change), keep, upper));
}

#[multiversion::multiversion(targets("x86_64+avx2", "aarch64+neon"))]
fn apply_flat(weights: &mut [f64], change: &[f64], keep: f64, upper: f64) {
    weights.iter_mut().zip(change).for_each(|(w, change)| *w = ((*w + change) * keep).clamp(0.0, upper));
}

/// All stimuli in a random order.
fn shuffle(order: &mut Vec<u32>, count: usize, data: &mut Pcg64) {
    order.clear();
    order.extend(0..count as u32);
    order.shuffle(data);
}

impl Neurons {
    /// At its start.
    pub fn new(
        rule: &Rule,
        make: fn(&Settings) -> Box<dyn NeuronRule>,
        settings: &Settings,
        seed: u64,
    ) -> Self {
        let (params, neurons) = (neuron(settings), settings.whole(&NEURONS));
        let weights = start(&params, neurons, &mut stream(seed, Stream::Weights));
        // Each draw begins with targets of its own; the stimuli are those of the first.
        let stimuli = Stimuli::draw(&params, seed, 0);
        let targets = Params { n_e: 1, n_i: 1, ..params.clone() };
        let draw = |number| Stimuli::draw(&targets, seed, number).targets().to_vec();
        let wanted = (0..neurons as u32).map(draw).collect();
        let mut circuit = Self {
            name: rule.name,
            wanted,
            rule: make(settings),
            exact: Delta::new(settings),
            change: zeros(&weights),
            twin: Some(weights.clone()),
            weights,
            seen: Vec::with_capacity(neurons),
            order: Vec::new(),
            data: stream(seed, Stream::Data),
            noise: stream(seed, Stream::Rule),
            stimuli,
            params,
            steps: 0,
        };
        circuit.begin_epoch();
        circuit
    }

    /// Draws the order of the epoch that begins; the stream stays as it is before it.
    fn begin_epoch(&mut self) {
        shuffle(&mut self.order, self.stimuli.len(), &mut self.data.clone());
    }

    fn active(&self, mu: usize) -> [Active<'_>; 2] {
        [self.stimuli.excitatory().active(mu), self.stimuli.inhibitory().active(mu)]
    }

    /// i_E and i_I of one neuron.
    fn currents(&self, weights: &Arrays, neuron: usize, mu: usize) -> [f64; 2] {
        let active = self.active(mu);
        std::array::from_fn(|at| {
            let columns = weights[at].ncols();
            active[at].sum(&flat(&weights[at])[neuron * columns..(neuron + 1) * columns])
        })
    }

    /// What each neuron receives, before anything is released.
    fn see(&self, weights: &Arrays, mu: usize, seen: &mut Vec<Presentation>) {
        seen.clear();
        seen.extend(self.wanted.iter().enumerate().map(|(neuron, wanted)| {
            let [i_e, i_i] = self.currents(weights, neuron, mu);
            Presentation {
                index: self.steps,
                stimulus: mu as u32,
                target: wanted[mu],
                i_e,
                i_i,
                drive: i_e - i_i - self.params.theta,
                release: Release::default(),
                fired: false,
                ybar: self.params.f_out,
                told: Told::default(),
            }
        }));
    }

    fn upper(&self) -> f64 {
        self.params.upper_bound(self.params.n_e)
    }

    /// Which stimulus is next.
    fn next(&self) -> usize {
        let at = (self.steps % self.stimuli.len() as u64) as usize;
        self.order[at] as usize
    }

    fn compared(&self, shown: &Stimulus<'_>, change: &Arrays) -> Alignment {
        let mut exact = zeros(change);
        self.exact.gradient(shown, &mut exact);
        Alignment::of(change, &exact)
    }

    /// How far a change moves the drive of each neuron on a stimulus.
    fn moved(&self, change: &Arrays, mu: usize) -> Vec<f64> {
        let of = |neuron| {
            let [i_e, i_i] = self.currents(change, neuron, mu);
            i_e - i_i
        };
        (0..self.wanted.len()).map(of).collect()
    }

    fn look(&self) -> NeuronsInside {
        let mu = self.next();
        let mut seen = Vec::new();
        self.see(&self.weights, mu, &mut seen);
        let shown = Stimulus { active: self.active(mu), neurons: &seen };
        let (mut change, mut exact) = (zeros(&self.weights), zeros(&self.weights));
        let mut neurons = Vec::new();
        let mut did = |now: &Presentation| neurons.push(*now);
        self.rule.boxed_clone().change(&shown, &mut self.noise.clone(), &mut change, &mut did);
        self.exact.gradient(&shown, &mut exact);
        let of =
            |neuron| (0..self.stimuli.len()).map(|mu| self.currents(&self.weights, neuron, mu)).collect();
        NeuronsInside {
            active: shown.active.map(|active| active.iter().collect()),
            told: self.moved(&change, mu),
            exact: self.moved(&exact, mu),
            alignment: Alignment::of(&change, &exact),
            currents: (0..self.wanted.len()).map(of).collect(),
            wanted: self.wanted.clone(),
            neurons,
            change,
        }
    }
}

impl Circuit for Neurons {
    fn advance(&mut self, compared: bool) -> Result<Option<Alignment>, Diverged> {
        let mu = self.next();
        let mut seen = std::mem::take(&mut self.seen);
        self.see(&self.weights, mu, &mut seen);
        let mut change = std::mem::take(&mut self.change);
        let active = [self.stimuli.excitatory().active(mu), self.stimuli.inhibitory().active(mu)];
        let shown = Stimulus { active, neurons: &seen };
        self.rule.change(&shown, &mut self.noise, &mut change, &mut |_| ());
        let alignment = compared.then(|| self.compared(&shown, &change));
        let sound = finite(&change);
        if sound {
            let keep = 1.0 - self.rule.shrinks();
            let upper = self.upper();
            apply(&mut self.weights, &change, keep, upper);
            if let Some(mut twin) = self.twin.take() {
                self.see(&twin, mu, &mut seen);
                self.exact.gradient(&Stimulus { active: self.active(mu), neurons: &seen }, &mut change);
                apply(&mut twin, &change, 1.0, upper);
                self.twin = Some(twin);
            }
            self.steps += 1;
            if self.steps.is_multiple_of(self.stimuli.len() as u64) {
                shuffle(&mut self.order, self.stimuli.len(), &mut self.data);
                self.begin_epoch();
            }
        }
        (self.seen, self.change) = (seen, change);
        if sound { Ok(alignment) } else { Err(Diverged { step: self.steps + 1, rule: self.name }) }
    }

    fn steps(&self) -> u64 {
        self.steps
    }

    fn alignment(&self) -> Option<Alignment> {
        Some(self.look().alignment)
    }

    /// Mean cross-entropy of s(h), and the mean balanced accuracy of the neurons.
    fn measured(&self, weights: &Arrays) -> Measures {
        let (mut loss, mut right) = (0.0, 0.0);
        for (neuron, wanted) in self.wanted.iter().enumerate() {
            // Right answers and all of them, where silence is wanted and where a spike is.
            let mut counts = [[0.0; 2]; 2];
            for (mu, &wanted) in wanted.iter().enumerate() {
                let [i_e, i_i] = self.currents(weights, neuron, mu);
                let drive = i_e - i_i - self.params.theta;
                let against = if wanted { -drive } else { drive };
                loss += against.max(0.0) + (-against.abs()).exp().ln_1p();
                let [hits, all] = &mut counts[usize::from(wanted)];
                *hits += f64::from(u8::from((drive > 0.0) == wanted));
                *all += 1.0;
            }
            right += counts.iter().map(|[hits, all]| hits / all).sum::<f64>() / 2.0;
        }
        let neurons = self.wanted.len() as f64;
        Measures { loss: loss / (neurons * self.stimuli.len() as f64), right: right / neurons }
    }

    fn twin_weights(&self) -> Option<&Arrays> {
        self.twin.as_ref()
    }

    fn drop_twin(&mut self) {
        self.twin = None;
    }

    fn weights(&self) -> &Arrays {
        &self.weights
    }

    fn inside(&self) -> Inside {
        Inside::Neurons(self.look())
    }

    fn go_on_with(&mut self, rule: &'static Rule, settings: &Settings) -> bool {
        let Family::Neurons(make) = rule.family else { return false };
        if settings.whole(&NEURONS) != self.wanted.len() || neuron(settings) != self.params {
            return false;
        }
        let kept = (self.name == rule.name).then(|| self.rule.state());
        self.name = rule.name;
        self.rule = make(settings);
        if let Some(kept) = kept {
            // The neurons are the same, so what they keep fits.
            let _ = self.rule.restore(kept);
        }
        self.exact = Delta::new(settings);
        true
    }

    fn state(&self) -> CircuitState {
        CircuitState {
            steps: self.steps,
            weights: plain(&self.weights),
            twin: self.twin.as_ref().map(plain),
            rule: self.rule.state(),
            means: Vec::new(),
            streams: Some((self.data.clone(), self.noise.clone())),
        }
    }

    fn restore(&mut self, state: CircuitState) -> Result<(), InvalidState> {
        let within = |weights: &Arrays| {
            let upper = self.upper();
            weights.iter().flatten().all(|w| (0.0..=upper).contains(w))
        };
        let weights = arrays(state.weights, &self.weights)?;
        let twin = state.twin.map(|twin| arrays(twin, &self.weights)).transpose()?;
        if !within(&weights) || !twin.as_ref().is_none_or(within) {
            return Err(InvalidState("a weight is out of its bounds"));
        }
        let (data, noise) = state.streams.ok_or(InvalidState("there are no random streams"))?;
        self.rule.restore(state.rule)?;
        (self.weights, self.twin, self.data, self.noise, self.steps) =
            (weights, twin, data, noise, state.steps);
        self.begin_epoch();
        Ok(())
    }

    fn boxed_clone(&self) -> Box<dyn Circuit> {
        Box::new(self.clone())
    }
}
