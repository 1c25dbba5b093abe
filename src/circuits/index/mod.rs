//! A fast Hebbian index memory (BCPNN): each pair of patterns is shown once, and an index joins them.
//!
//! ```text
//! o = softmax within each hypercolumn of g (sum_i w_ij o_i + input)
//! p_i += k (o_i - p_i),  p_j likewise,  p_ij += k (o_i o_j - p_ij),   w_ij = log((p_ij + 1e-6) / ((p_i + 1e-3)(p_j + 1e-3)))
//! ```
//!
//! No target and no gradient: it is not compared with the other rules.

pub mod inside;
mod traces;

use rand::RngExt;
use rand::seq::SliceRandom;
use rand_pcg::Pcg64;

use super::alignment::Alignment;
use super::arrays::Arrays;
use super::circuit::{Circuit, Diverged, Measures};
use super::inside::Inside;
use super::parameter::Parameter;
use super::random::{Stream, stream};
use super::rule::{Family, Rule};
use super::settings::Settings;
use super::state::{CircuitState, InvalidState, RuleState, arrays, plain};
use super::task::{Task, Trials};
pub use inside::{IndexInside, Recall};
pub use traces::{HYPERCOLUMNS, MINICOLUMNS, Pattern, Traces};

/// k.
pub static RATE: Parameter =
    Parameter::real("k", "k", "how much one showing prints into the traces", (0.05, 1.0), 0.4)
        .at_its_ends("large: new pairs overwrite old ones");
/// Pairs.
pub static STORED: Parameter =
    Parameter::count("pairs", "n", "pairs that are stored one after another", (1.0, 10.0), 4.0).rebuilding();
/// Damage.
pub static DAMAGE: Parameter = Parameter::real(
    "damage",
    "damage",
    "probability that a hypercolumn of the cue is random",
    (0.0, 1.0),
    0.0,
);

/// Pairs.
pub static PAIRS: Task = Task {
    key: "pairs",
    sentence: "pairs of patterns, each shown once: what went with this one?",
    steps: 4,
    parameters: &[&RATE, &STORED, &DAMAGE],
    defaults: &[],
    trials: Trials::Pairs,
};

/// The rule.
pub static RULE: Rule = Rule {
    key: "bcpnn",
    name: "BCPNN",
    equation: "p_ij += k (o_i o_j - p_ij),   w_ij = log(p_ij / (p_i p_j))",
    citation: "Fiebig, Herman & Lansner 2020",
    limits: "One-shot index between two long-term memories, recall from one cue, gradual overwriting. No spikes, no spontaneous reactivation, no laminar anatomy, no delays.",
    parameters: &[],
    defaults: &[],
    family: Family::Index,
};

/// Patterns of each long-term memory.
const PATTERNS: usize = 10;
/// Updates of the index in recall.
const UPDATES: usize = 6;

/// Two long-term memories, X and Y, and an index Z between them.
#[derive(Debug, Clone)]
pub struct Index {
    rate: f64,
    pairs: usize,
    damage: f64,
    x: Vec<Pattern>,
    y: Vec<Pattern>,
    z: Vec<Pattern>,
    of_x: Vec<usize>,
    of_y: Vec<usize>,
    to_index: Traces,
    within: Traces,
    from_index: Traces,
    noise: Pcg64,
    stored: u64,
    none: Arrays,
}

impl Index {
    /// At its start.
    pub fn new(settings: &Settings, seed: u64) -> Self {
        let mut rng = stream(seed, Stream::Weights);
        let patterns = |count: usize, rng: &mut Pcg64| -> Vec<Pattern> {
            (0..count).map(|_| std::array::from_fn(|_| rng.random_range(0..MINICOLUMNS))).collect()
        };
        let pairs = settings.whole(&STORED);
        let (x, y) = (patterns(PATTERNS, &mut rng), patterns(PATTERNS, &mut rng));
        let z = patterns(pairs, &mut rng);
        let mut order = stream(seed, Stream::Data);
        let mut chosen = || {
            let mut all: Vec<usize> = (0..PATTERNS).collect();
            all.shuffle(&mut order);
            all.truncate(pairs);
            all
        };
        let (of_x, of_y) = (chosen(), chosen());
        Self {
            rate: settings.get(&RATE),
            pairs,
            damage: settings.get(&DAMAGE),
            x,
            y,
            z,
            of_x,
            of_y,
            to_index: Traces::default(),
            within: Traces::default(),
            from_index: Traces::default(),
            noise: stream(seed, Stream::Rule),
            stored: 0,
            none: Vec::new(),
        }
    }

    /// Is each stored pair recalled, the oldest first?
    pub fn recalled(&self) -> Vec<bool> {
        let mut noise = self.noise.clone();
        let stored = self.pairs.min(self.stored as usize);
        (0..stored).map(|pair| self.recall(pair, &mut noise).right()).collect()
    }

    /// What the cue of a pair brings.
    fn recall(&self, pair: usize, noise: &mut Pcg64) -> Recall {
        let mut cue = self.x[self.of_x[pair]];
        for unit in &mut cue {
            if noise.random_bool(self.damage) {
                *unit = noise.random_range(0..MINICOLUMNS);
            }
        }
        let input = self.to_index.support_of(&cue);
        let mut z = traces::softmax(&input);
        let mut index = vec![z.clone()];
        for _ in 0..UPDATES {
            let mut support = self.within.support(&z);
            support.iter_mut().zip(&input).for_each(|(support, input)| *support += input);
            z = traces::softmax(&support);
            index.push(z.clone());
        }
        let y = self.from_index.support(&z);
        let score = |pattern: &Pattern| -> f64 {
            pattern.iter().enumerate().map(|(column, unit)| y[column * MINICOLUMNS + unit]).sum()
        };
        let scores: Vec<f64> = self.y.iter().map(score).collect();
        let found = super::layered::network::largest(&scores);
        let answer = found.map(|found| self.y[found]);
        Recall { cue, index, scores, found, answer, wanted: self.of_y[pair] }
    }
}

impl Circuit for Index {
    /// Shows the next pair once; after the last, nothing is left to be stored.
    fn advance(&mut self, _compared: bool) -> Result<Option<Alignment>, Diverged> {
        let pair = self.stored as usize;
        if pair < self.pairs {
            let (x, y, z) = (&self.x[self.of_x[pair]], &self.y[self.of_y[pair]], &self.z[pair]);
            self.to_index.learn(x, z, self.rate);
            self.within.learn(z, z, self.rate);
            self.from_index.learn(z, y, self.rate);
        }
        self.stored += 1;
        Ok(None)
    }

    fn steps(&self) -> u64 {
        self.stored
    }

    fn alignment(&self) -> Option<Alignment> {
        None
    }

    /// Right: share of the stored pairs that are recalled; there is no loss but what is missing to 1.
    fn measured(&self, _: &Arrays) -> Measures {
        let recalled = self.recalled();
        let right = recalled.iter().filter(|right| **right).count() as f64 / recalled.len().max(1) as f64;
        Measures { loss: 1.0 - right, right }
    }

    fn twin_weights(&self) -> Option<&Arrays> {
        None
    }

    fn drop_twin(&mut self) {}

    fn weights(&self) -> &Arrays {
        &self.none
    }

    fn inside(&self) -> Inside {
        let mut noise = self.noise.clone();
        let stored = self.pairs.min(self.stored as usize);
        Inside::Index(IndexInside {
            pairs: self.pairs,
            stored,
            recalls: (0..stored).map(|pair| self.recall(pair, &mut noise)).collect(),
            weights: [&self.to_index, &self.within, &self.from_index].map(Traces::weights).to_vec(),
        })
    }

    fn finished(&self) -> bool {
        self.stored >= self.pairs as u64
    }

    fn go_on_with(&mut self, rule: &'static Rule, settings: &Settings) -> bool {
        if !matches!(rule.family, Family::Index) || settings.whole(&STORED) != self.pairs {
            return false;
        }
        self.rate = settings.get(&RATE);
        self.damage = settings.get(&DAMAGE);
        true
    }

    /// The traces, as what they are from every unit, to every unit, and of every pair.
    fn state(&self) -> CircuitState {
        let traces = [&self.to_index, &self.within, &self.from_index];
        CircuitState {
            steps: self.stored,
            weights: Vec::new(),
            twin: None,
            rule: RuleState::default(),
            means: traces.iter().map(|traces| plain(&traces.state())).collect(),
            streams: None,
        }
    }

    fn restore(&mut self, state: CircuitState) -> Result<(), InvalidState> {
        let like = Traces::default().state();
        let mut all = state.means.into_iter().map(|traces| arrays(traces, &like).map(Traces::restored));
        let mut next = || all.next().unwrap_or(Err(InvalidState("traces are missing")));
        let traces = (next()?, next()?, next()?);
        (self.to_index, self.within, self.from_index) = traces;
        self.stored = state.steps;
        Ok(())
    }

    fn boxed_clone(&self) -> Box<dyn Circuit> {
        Box::new(self.clone())
    }
}
