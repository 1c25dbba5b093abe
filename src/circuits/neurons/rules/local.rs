//! The paper's four local rules, with a teacher who is not always there.

use rand_pcg::Pcg64;

use crate::circuits::arrays::Arrays;
use crate::circuits::neurons::credit::{NeuronRule, Stimulus, write};
use crate::circuits::neurons::tasks::{NEURONS, neuron};
use crate::circuits::parameter::Parameter;
use crate::circuits::rule::{Family, Rule};
use crate::circuits::settings::Settings;
use crate::circuits::state::{InvalidState, RuleState};
use crate::model::plasticity::{Change, RULES};
use crate::model::{Params, Population, Presentation, Release, YBAR_RATE};

/// rho_A.
pub static RHO_A: Parameter = Parameter::real(
    "rho_A",
    "ρ_A",
    "ACh release: how often the teacher is there where a target needs it",
    (0.0, 1.0),
    0.89,
)
.at_its_ends("at 0 nobody says which answer is wanted");
/// A_A.
pub static A_A: Parameter = Parameter::real("A_A", "A_A", "ACh disinhibition", (0.0, 20.0), 3.0);
/// rho_N.
pub static RHO_N: Parameter =
    Parameter::real("rho_N", "ρ_N", "NA release, whatever the target", (0.0, 0.2), 0.0088);
/// A_N.
pub static A_N: Parameter = Parameter::real("A_N", "A_N", "NA disinhibition", (0.0, 50.0), 16.0);
/// kappa_A.
pub static KAPPA: Parameter = Parameter::real(
    "kappa_A",
    "κ_A",
    "need for ACh: the drive from which on none is released",
    (-5.0, 5.0),
    0.0187,
);
/// alpha_A.
pub static ALPHA_A: Parameter = Parameter::real(
    "alpha_A",
    "α_A",
    "ACh rule: how far it moves i_E in one presentation",
    (0.0, 0.2),
    0.009,
)
.at_its_ends("at 0 the rule is off");
/// beta.
pub static BETA: Parameter = Parameter::real(
    "beta",
    "β",
    "silent synapses: their depression by the ACh rule (heterosynaptic)",
    (0.0, 3.0),
    1.335,
);
/// alpha_N.
pub static ALPHA_N: Parameter =
    Parameter::real("alpha_N", "α_N", "NA rule: how far it moves i_E in one presentation", (0.0, 0.5), 0.062)
        .at_its_ends("at 0 the rule is off");
/// alpha_H.
pub static ALPHA_H: Parameter = Parameter::real(
    "alpha_H",
    "α_H",
    "Hebbian rule: how far it moves i_E in one presentation",
    (0.0, 0.05),
    0.0053,
)
.at_its_ends("at 0 the rule is off");
/// alpha_I.
pub static ALPHA_I: Parameter = Parameter::real(
    "alpha_I",
    "α_I",
    "inhibitory rule: the part of what balance lacks that it restores",
    (0.0, 1.0),
    0.63,
)
.at_its_ends("at 0 balance is not restored, and nothing is learned");
/// a.
pub static SLOPE: Parameter = Parameter::real("a", "a", "slope of balance", (0.0, 1.5), 0.9495);
/// b.
pub static OFFSET: Parameter = Parameter::real("b", "b", "offset of balance", (0.0, 5.0), 0.478);

/// The rule.
pub static RULE: Rule = Rule {
    key: "local",
    name: "four local rules",
    equation: "dw_E = k_E (eta_A alpha_A (y - y_ref) (x_E - beta f/(1-f) (1 - x_E)) + eta_N alpha_N (y - y_ref) x_E + alpha_H (y - ybar) x_E),   dw_I = k_I alpha_I max(0, a i_E + b - i_I) x_I",
    citation: "Aljadeff, D'amour, Field, Froemke & Clopath 2019",
    limits: "Each neuron hears acetylcholine of its own, with most of the targets that need it, and noradrenaline that says nothing of the target. One layer: nothing here is passed on to hidden units. The values are those of the preset “together”; each rate at 0 takes a rule away.",
    parameters: &[
        &RHO_A, &A_A, &KAPPA, &ALPHA_A, &BETA, &RHO_N, &A_N, &ALPHA_N, &ALPHA_H, &ALPHA_I, &SLOPE, &OFFSET,
    ],
    defaults: &[],
    family: Family::Neurons(|settings| Box::new(Local::new(settings))),
};

/// The rule; its state is the running mean of every neuron's output.
#[derive(Debug, Clone)]
pub struct Local {
    params: Params,
    ybar: Vec<f64>,
}

/// The neuron with these settings.
pub fn params(settings: &Settings) -> Params {
    Params {
        rho_a: settings.get(&RHO_A),
        a_a: settings.get(&A_A),
        kappa_a: settings.get(&KAPPA),
        alpha_a: settings.get(&ALPHA_A),
        beta: settings.get(&BETA),
        rho_n: settings.get(&RHO_N),
        a_n: settings.get(&A_N),
        alpha_n: settings.get(&ALPHA_N),
        alpha_h: settings.get(&ALPHA_H),
        alpha_i: settings.get(&ALPHA_I),
        a: settings.get(&SLOPE),
        b: settings.get(&OFFSET),
        ..neuron(settings)
    }
}

impl Local {
    /// With these settings.
    pub fn new(settings: &Settings) -> Self {
        let params = params(settings);
        Self { ybar: vec![params.f_out; settings.whole(&NEURONS)], params }
    }
}

/// What all rules ask of w_E and of w_I after a presentation: of active and of silent synapses.
pub fn asked(now: &Presentation, params: &Params) -> [[f64; 2]; 2] {
    let mut sums = [Change::NONE; 2];
    for rule in &RULES {
        let (at, k) = match rule.population {
            Population::Excitatory => (0, params.k_e()),
            Population::Inhibitory => (1, params.k_i()),
        };
        sums[at] += (rule.change)(now, params).times(k);
    }
    sums.map(|sum| [sum.active, sum.silent])
}

impl NeuronRule for Local {
    fn change(
        &mut self,
        shown: &Stimulus<'_>,
        noise: &mut Pcg64,
        change: &mut Arrays,
        did: &mut dyn FnMut(&Presentation),
    ) {
        let Self { params, ybar } = self;
        write(change, shown, |neuron, now| {
            let release = Release::draw(params, now.target, now.drive, noise);
            let fired = now.drive + release.disinhibition() > 0.0;
            let ybar = &mut ybar[neuron];
            *ybar += YBAR_RATE * (f64::from(u8::from(fired)) - *ybar);
            let now = Presentation { release, fired, ybar: *ybar, ..*now };
            did(&now);
            asked(&now, params)
        });
    }

    fn shrinks(&self) -> f64 {
        self.params.lambda / self.params.p as f64
    }

    fn state(&self) -> RuleState {
        RuleState { outputs: self.ybar.clone(), ..RuleState::default() }
    }

    fn restore(&mut self, state: RuleState) -> Result<(), InvalidState> {
        let sound = |ybar: &f64| (0.0..=1.0).contains(ybar);
        if state.outputs.len() != self.ybar.len() || !state.outputs.iter().all(sound) {
            return Err(InvalidState("the mean outputs are not those of these neurons"));
        }
        self.ybar = state.outputs;
        Ok(())
    }

    fn boxed_clone(&self) -> Box<dyn NeuronRule> {
        Box::new(self.clone())
    }
}
