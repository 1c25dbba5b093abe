//! A layered circuit that learns, with its twin.

use ndarray::Array2;
use rand_pcg::Pcg64;

use super::credit::{LayeredRule, Shown};
use super::examples::{Example, LayeredTask};
use super::inside::LayeredInside;
use super::network::{Activity, forward, loss, right, room, start};
use super::rules::backprop::Backprop;
use super::tasks::{ETA, GAIN, Q, sizes};
use crate::circuits::alignment::Alignment;
use crate::circuits::arrays::{Arrays, add, cosine, finite, zeros};
use crate::circuits::circuit::{Circuit, Diverged, Measures};
use crate::circuits::inside::Inside;
use crate::circuits::random::{Stream, stream};
use crate::circuits::rule::{Family, Rule};
use crate::circuits::settings::Settings;
use crate::circuits::state::{CircuitState, InvalidState, arrays, plain};
use crate::circuits::task::{Task, Trials};

/// Examples that are not learned from.
const TEST: usize = 200;

/// A layered circuit that learns by a rule, and its exact twin.
#[derive(Debug, Clone)]
pub struct Layered {
    name: &'static str,
    task: LayeredTask,
    eta: f64,
    q: f64,
    seed: u64,
    weights: Arrays,
    rule: Box<dyn LayeredRule>,
    change: Arrays,
    twin: Option<(Arrays, Backprop, Arrays)>,
    data: Pcg64,
    noise: Pcg64,
    test: Vec<Example>,
    example: Example,
    steps: u64,
}

/// Examples that are not learned from.
fn test(task: LayeredTask, q: f64, seed: u64) -> Vec<Example> {
    let mut draws = stream(seed, Stream::Test);
    let draw = |_| {
        let mut example = Example::default();
        task.draw(q, &mut draws, &mut example);
        example
    };
    (0..TEST).map(draw).collect()
}

impl Layered {
    /// At its start.
    pub fn new(
        rule: &Rule,
        make: fn(&Settings) -> Box<dyn LayeredRule>,
        task: &Task,
        settings: &Settings,
        seed: u64,
    ) -> Self {
        let task = if let Trials::Layered(task) = task.trials { task } else { LayeredTask::Digits };
        let q = settings.get(&Q);
        let weights = start(&sizes(task, settings), settings.get(&GAIN), &mut stream(seed, Stream::Weights));
        Self {
            name: rule.name,
            task,
            eta: settings.get(&ETA),
            q,
            seed,
            rule: make(settings),
            change: zeros(&weights),
            twin: Some((weights.clone(), Backprop::default(), zeros(&weights))),
            weights,
            data: stream(seed, Stream::Data),
            noise: stream(seed, Stream::Rule),
            test: test(task, q, seed),
            example: Example::default(),
            steps: 0,
        }
    }

    /// The next presentation, what the rule would change, and minus the gradient.
    fn next(&self) -> (Example, Arrays, Arrays) {
        let mut example = Example::default();
        self.task.draw(self.q, &mut self.data.clone(), &mut example);
        let mut change = zeros(&self.weights);
        let mut exact = zeros(&self.weights);
        let shown = Self::shown(&self.weights, &example);
        self.rule.boxed_clone().change(&shown, &mut self.noise.clone(), &mut change);
        Backprop::default().gradient(&self.weights, &example.x, &example.y, &mut exact);
        (example, change, exact)
    }

    fn shown<'a>(weights: &'a Arrays, example: &'a Example) -> Shown<'a> {
        Shown { weights, x: &example.x, y: &example.y, stimulus: example.stimulus }
    }
}

impl Circuit for Layered {
    fn advance(&mut self, compared: bool) -> Result<Option<Alignment>, Diverged> {
        self.task.draw(self.q, &mut self.data, &mut self.example);
        let shown = Self::shown(&self.weights, &self.example);
        self.rule.change(&shown, &mut self.noise, &mut self.change);
        if !finite(&self.change) {
            return Err(Diverged { step: self.steps + 1, rule: self.name });
        }
        let alignment = compared.then(|| {
            let mut exact = zeros(&self.weights);
            Backprop::default().gradient(&self.weights, &self.example.x, &self.example.y, &mut exact);
            Alignment::of(&self.change, &exact)
        });
        add(&mut self.weights, self.eta, &self.change);
        self.rule.learned(&self.change, self.eta);
        let kept = 1.0 - self.rule.shrinks();
        if kept < 1.0 {
            for layer in self.weights.iter_mut().skip(1) {
                let inputs = layer.ncols() - 1;
                layer.columns_mut().into_iter().take(inputs).for_each(|mut column| column *= kept);
            }
        }
        if let Some((weights, exact, change)) = &mut self.twin {
            exact.gradient(weights, &self.example.x, &self.example.y, change);
            add(weights, self.eta, change);
        }
        self.steps += 1;
        Ok(alignment)
    }

    fn steps(&self) -> u64 {
        self.steps
    }

    fn alignment(&self) -> Option<Alignment> {
        let (_, change, exact) = self.next();
        Some(Alignment::of(&change, &exact))
    }

    fn inside(&self) -> Inside {
        let (example, change, exact) = self.next();
        let mut activity = room(&self.weights);
        forward(&self.weights, &example.x, &mut activity);
        // The biases change by d_l itself.
        let told = |change: &Arrays| -> Activity {
            change.iter().map(|layer| layer.column(layer.ncols() - 1).to_vec()).collect()
        };
        let shown = Self::shown(&self.weights, &example);
        let trace = self.rule.boxed_clone().trace(&shown, &mut self.noise.clone(), &exact);
        Inside::Layered(LayeredInside {
            activity,
            told: told(&change),
            exact: told(&exact),
            alignment: Alignment::of(&change, &exact),
            change,
            trace,
            example,
        })
    }

    fn measured(&self, weights: &Arrays) -> Measures {
        let mut v: Activity = room(weights);
        let last = weights.len();
        let (mut sum, mut count) = (0.0, 0.0);
        for Example { x, y, .. } in &self.test {
            forward(weights, x, &mut v);
            sum += loss(&v[last], y);
            count += f64::from(u8::from(right(&v[last], y)));
        }
        Measures { loss: sum / TEST as f64, right: count / TEST as f64 }
    }

    fn twin_weights(&self) -> Option<&Arrays> {
        self.twin.as_ref().map(|(weights, ..)| weights)
    }

    fn feedback_angle(&self) -> Option<f64> {
        let feedback = self.rule.feedback()?;
        let transposed: Arrays = self.weights[1..]
            .iter()
            .map(|w| {
                let inputs = w.ncols() - 1;
                Array2::from_shape_fn((inputs, w.nrows()), |(i, j)| w[(j, i)])
            })
            .collect();
        Some(cosine(feedback, &transposed).clamp(-1.0, 1.0).acos().to_degrees())
    }

    fn drop_twin(&mut self) {
        self.twin = None;
    }

    fn weights(&self) -> &Arrays {
        &self.weights
    }

    fn go_on_with(&mut self, rule: &'static Rule, settings: &Settings) -> bool {
        let Family::Layered(make) = rule.family else { return false };
        let sizes = sizes(self.task, settings);
        if sizes.iter().skip(1).ne(&self.weights.iter().map(Array2::nrows).collect::<Vec<_>>()) {
            return false;
        }
        let kept = (self.name == rule.name).then(|| self.rule.state());
        self.name = rule.name;
        self.rule = make(settings);
        if let Some(kept) = kept {
            // What no longer fits, as feedback of its own where it is transported now, is left behind.
            let _ = self.rule.restore(&self.weights, kept);
        }
        self.eta = settings.get(&ETA);
        self.q = settings.get(&Q);
        self.test = test(self.task, self.q, self.seed);
        true
    }

    fn state(&self) -> CircuitState {
        CircuitState {
            steps: self.steps,
            weights: plain(&self.weights),
            twin: self.twin.as_ref().map(|(weights, ..)| plain(weights)),
            rule: self.rule.state(),
            means: Vec::new(),
            streams: Some((self.data.clone(), self.noise.clone())),
        }
    }

    fn restore(&mut self, state: CircuitState) -> Result<(), InvalidState> {
        let weights = arrays(state.weights, &self.weights)?;
        let twin = state.twin.map(|twin| arrays(twin, &self.weights)).transpose()?;
        let (data, noise) = state.streams.ok_or(InvalidState("there are no random streams"))?;
        self.rule.restore(&weights, state.rule)?;
        let unchanged = zeros(&weights);
        self.twin = twin.map(|twin| (twin, Backprop::default(), unchanged));
        (self.weights, self.data, self.noise, self.steps) = (weights, data, noise, state.steps);
        Ok(())
    }

    fn boxed_clone(&self) -> Box<dyn Circuit> {
        Box::new(self.clone())
    }
}
