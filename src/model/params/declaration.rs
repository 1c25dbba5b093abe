//! The list of parameters: id, symbol, unit, range, default, scale and one sentence each.

use super::spec::{Effect, Group, Kind, Scale, Spec};
use crate::model::plasticity::Rules;

trait Value: Copy {
    const KIND: Kind;
    fn to_f64(self) -> f64;
    fn from_f64(value: f64) -> Self;
}

impl Value for f64 {
    const KIND: Kind = Kind::Real;
    fn to_f64(self) -> f64 {
        self
    }
    fn from_f64(value: f64) -> Self {
        value
    }
}

impl Value for usize {
    const KIND: Kind = Kind::Count;
    fn to_f64(self) -> f64 {
        self as f64
    }
    fn from_f64(value: f64) -> Self {
        value as Self
    }
}

impl Value for bool {
    const KIND: Kind = Kind::Switch;
    fn to_f64(self) -> f64 {
        f64::from(u8::from(self))
    }
    fn from_f64(value: f64) -> Self {
        value != 0.0
    }
}

macro_rules! declare {
    ($(
        #[doc = $doc:literal]
        $field:ident: $type:ident = $default:tt,
        $key:literal $symbol:literal $name:literal, unit $unit:literal,
        range $min:literal to $max:expr, slider $lo:literal to $hi:literal $scale:ident,
        $group:ident $effect:ident $origin:ident, $equation:literal;
    )*) => {
        /// Identifies one parameter; spelt as its field in [`Params`].
        #[expect(non_camel_case_types, reason = "an id is spelt exactly as its field")]
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum ParamId { $(#[doc = $doc] $field),* }

        impl ParamId {
            /// All parameters in reading order.
            pub const ALL: &'static [Self] = &[$(Self::$field),*];

            /// Its declaration.
            pub fn spec(self) -> &'static Spec {
                &SPECS[self as usize]
            }
        }

        static SPECS: [Spec; ParamId::ALL.len()] = [$(Spec {
            key: $key,
            symbol: $symbol,
            name: $name,
            doc: $doc.trim_ascii(),
            equation: $equation,
            unit: $unit,
            min: $min,
            max: $max,
            slider: ($lo, $hi),
            default: declare!(@number $type, $default),
            kind: <$type as Value>::KIND,
            scale: Scale::$scale,
            group: Group::$group,
            effect: Effect::$effect,
            extension: declare!(@extension $origin),
        }),*];

        /// A value for every parameter. [`Params::default`] is the preset `retained` with 200
        /// associations, whatever the window opens with: commands and files say in what they differ from it.
        #[derive(Debug, Clone, PartialEq)]
        pub struct Params {
            $(#[doc = $doc] pub $field: $type,)*
            /// Rules that were loaded, with the values of their own parameters.
            pub rules: Rules,
        }

        impl Default for Params {
            fn default() -> Self {
                Self { $($field: $default,)* rules: Rules::default() }
            }
        }

        impl Params {
            /// The value as a number; switches are 0 or 1.
            pub fn get(&self, id: ParamId) -> f64 {
                match id { $(ParamId::$field => self.$field.to_f64()),* }
            }

            pub(super) fn put(&mut self, id: ParamId, value: f64) {
                match id { $(ParamId::$field => self.$field = Value::from_f64(value)),* }
            }
        }
    };
    (@number bool, true) => { 1.0 };
    (@number bool, false) => { 0.0 };
    (@number usize, $value:tt) => { $value as f64 };
    (@number f64, $value:tt) => { $value };
    (@extension published) => { false };
    (@extension extension) => { true };
}

declare! {
    #[doc = "Releases acetylcholine; off, no target is supervised."]
    ach: bool = true, "ACh" "ACh" "ACh release", unit "",
    range 0.0 to 1.0, slider 0.0 to 1.0 Linear,
    Acetylcholine NextPresentation published, "η_A = 0 when off";

    #[doc = "Probability that a target stimulus (Y = 1) is paired with acetylcholine: the reliability of supervision."]
    rho_a: f64 = 0.7, "rho_A" "ρ_A" "release probability", unit "per presentation",
    range 0.0 to 1.0, slider 0.0 to 1.0 Linear,
    Acetylcholine NextPresentation published, "P(η_A = 1 | Y = 1) = ρ_A";

    #[doc = "Mean disinhibition that released acetylcholine causes: its strength."]
    a_a: f64 = 5.0, "A_A" "A_A" "release strength", unit "threshold units",
    range 0.0 to 1000.0, slider 0.0 to 20.0 Linear,
    Acetylcholine NextPresentation published, "M_A = max(0, A_A (1 + z)),  z ~ N(0,1)";

    #[doc = "Need gate: acetylcholine is withheld once the drive reaches this value; inf is the published rule."]
    kappa_a: f64 = 0.16, "kappa_A" "κ_A" "need gate", unit "threshold units",
    range 0.0 to f64::INFINITY, slider 0.0 to 5.0 Linear,
    Acetylcholine NextPresentation extension, "η_A = 0 when h ≥ κ_A";

    #[doc = "Applies the ACh-dependent rule; off, acetylcholine still disinhibits but changes no weight."]
    rule_a: bool = true, "rule_A" "ACh rule" "ACh-dependent plasticity", unit "",
    range 0.0 to 1.0, slider 0.0 to 1.0 Linear,
    Acetylcholine NextPresentation published, "Δw_E = 0 when off";

    #[doc = "Rate of ACh-dependent plasticity: the change of i_E that one paired spike causes on its own stimulus."]
    alpha_a: f64 = 0.11, "alpha_A" "α_A" "ACh rule rate", unit "threshold units per presentation",
    range 0.0 to 100.0, slider 0.0 to 1.0 Log,
    Acetylcholine NextPresentation published, "Δw_E = k_E η_A α_A (y − y_ref) (x_E − β f_in/(1−f_in) (1 − x_E))";

    #[doc = "Heterosynaptic depression of the silent inputs; 1 balances potentiation and depression on average."]
    beta: f64 = 0.64, "beta" "β" "heterosynaptic depression", unit "",
    range 0.0 to 100.0, slider 0.0 to 2.0 Linear,
    Acetylcholine NextPresentation published, "Δw_E = −k_E η_A α_A (y − y_ref) β f_in/(1−f_in)  where x_E = 0";

    #[doc = "Reference activity of the ACh and NA rules: a paired but silent presentation depresses slightly."]
    y_ref: f64 = 0.01, "y_ref" "y_ref" "reference activity", unit "spikes per presentation",
    range 0.0 to 1.0, slider 0.0 to 0.2 Linear,
    Acetylcholine NextPresentation published, "Δw_E ∝ y − y_ref";

    #[doc = "Releases noradrenaline; off, deeply silent targets stay out of reach."]
    na: bool = true, "NA" "NA" "NA release", unit "",
    range 0.0 to 1.0, slider 0.0 to 1.0 Linear,
    Noradrenaline NextPresentation published, "η_N = 0 when off";

    #[doc = "Probability that any stimulus, whatever its target, is paired with noradrenaline: it carries no label."]
    rho_n: f64 = 0.02, "rho_N" "ρ_N" "release probability", unit "per presentation",
    range 0.0 to 1.0, slider 0.0 to 0.2 Linear,
    Noradrenaline NextPresentation published, "P(η_N = 1) = ρ_N";

    #[doc = "Mean disinhibition that released noradrenaline causes: its strength."]
    a_n: f64 = 5.0, "A_N" "A_N" "release strength", unit "threshold units",
    range 0.0 to 1000.0, slider 0.0 to 50.0 Linear,
    Noradrenaline NextPresentation published, "M_N = max(0, A_N (1 + z)),  z ~ N(0,1)";

    #[doc = "Applies the NA-dependent rule; off, noradrenaline still disinhibits but changes no weight."]
    rule_n: bool = true, "rule_N" "NA rule" "NA-dependent plasticity", unit "",
    range 0.0 to 1.0, slider 0.0 to 1.0 Linear,
    Noradrenaline NextPresentation published, "Δw_E = 0 when off";

    #[doc = "Rate of NA-dependent plasticity: the change of i_E that one paired spike causes on its own stimulus."]
    alpha_n: f64 = 0.007, "alpha_N" "α_N" "NA rule rate", unit "threshold units per presentation",
    range 0.0 to 100.0, slider 0.0 to 1.0 Log,
    Noradrenaline NextPresentation published, "Δw_E = k_E η_N α_N (y − y_ref) x_E";

    #[doc = "Applies the Hebbian rule."]
    rule_h: bool = true, "rule_H" "Hebbian rule" "Hebbian plasticity", unit "",
    range 0.0 to 1.0, slider 0.0 to 1.0 Linear,
    Hebbian NextPresentation published, "Δw_E = 0 when off";

    #[doc = "Rate of Hebbian plasticity: the change of i_E that one spike causes on its own stimulus."]
    alpha_h: f64 = 0.0015, "alpha_H" "α_H" "Hebbian rate", unit "threshold units per presentation",
    range 0.0 to 100.0, slider 0.0 to 0.1 Log,
    Hebbian NextPresentation published, "Δw_E = k_E α_H (y − ȳ) x_E";

    #[doc = "Takes ȳ as the running mean of the output; off, ȳ = f_out."]
    ybar_running: bool = true, "ybar_running" "ȳ running" "running mean activity", unit "",
    range 0.0 to 1.0, slider 0.0 to 1.0 Linear,
    Hebbian NextPresentation published, "ȳ ← ȳ + 0.002 (y − ȳ)";

    #[doc = "Applies the inhibitory rule that restores E/I balance."]
    rule_i: bool = true, "rule_I" "inhibitory rule" "inhibitory plasticity", unit "",
    range 0.0 to 1.0, slider 0.0 to 1.0 Linear,
    Inhibitory NextPresentation published, "Δw_I = 0 when off";

    #[doc = "Rate of inhibitory plasticity: the fraction of the imbalance removed by one presentation of its own stimulus."]
    alpha_i: f64 = 0.15, "alpha_I" "α_I" "inhibitory rate", unit "per presentation",
    range 0.0 to 2.0, slider 0.0 to 1.0 Log,
    Inhibitory NextPresentation published, "Δw_I = k_I α_I (a i_E + b − i_I) x_I";

    #[doc = "Slope of the E/I balance line; below 1, what was learned survives when supervision stops."]
    a: f64 = 0.91, "a" "a" "balance slope", unit "",
    range 0.0 to 10.0, slider 0.5 to 1.2 Linear,
    Inhibitory NextPresentation published, "balance line  i_I = a i_E + b";

    #[doc = "Offset of the E/I balance line."]
    b: f64 = 3.2, "b" "b" "balance offset", unit "threshold units",
    range -1000.0 to 1000.0, slider 0.0 to 10.0 Linear,
    Inhibitory NextPresentation published, "balance line  i_I = a i_E + b";

    #[doc = "Inhibitory synapses only potentiate: the bracket of the inhibitory rule is cut at zero."]
    i_ltp_only: bool = true, "i_ltp_only" "I LTP only" "inhibitory potentiation only", unit "",
    range 0.0 to 1.0, slider 0.0 to 1.0 Linear,
    Inhibitory NextPresentation extension, "Δw_I = k_I α_I max(0, a i_E + b − i_I) x_I";

    #[doc = "No inhibitory plasticity on presentations with acetylcholine: disinhibition silences its inputs."]
    gate_i: bool = false, "gate_i" "gate I" "ACh gates inhibition", unit "",
    range 0.0 to 1.0, slider 0.0 to 1.0 Linear,
    Inhibitory NextPresentation extension, "Δw_I = 0 when η_A = 1";

    #[doc = "Probability that the label is given to rules that name eta_T: the reliability of the answer."]
    rho_t: f64 = 1.0, "rho_T" "ρ_T" "label probability", unit "per presentation",
    range 0.0 to 1.0, slider 0.0 to 1.0 Linear,
    Told NextPresentation extension, "P(η_T = 1) = ρ_T";

    #[doc = "Probability that the reward is given to rules that name eta_R."]
    rho_r: f64 = 1.0, "rho_R" "ρ_R" "reward probability", unit "per presentation",
    range 0.0 to 1.0, slider 0.0 to 1.0 Linear,
    Told NextPresentation extension, "P(η_R = 1) = ρ_R";

    #[doc = "Probability that the reward is wrong: given for an error, or withheld for a correct response."]
    eps_r: f64 = 0.0, "eps_R" "ε_R" "wrong rewards", unit "per presentation",
    range 0.0 to 1.0, slider 0.0 to 0.5 Linear,
    Told NextPresentation extension, "R = 1 where y = Y, flipped with probability ε_R";

    #[doc = "Clamps the output to its target while the neuron is supervised: it then learns from the label itself."]
    clamp: bool = false, "clamp" "clamp" "clamped output", unit "",
    range 0.0 to 1.0, slider 0.0 to 1.0 Linear,
    Told NextPresentation extension, "y = Y while supervised";

    #[doc = "Groups of inhibitory synapses: with two, those of even index are I1 and those of odd index I2."]
    groups: usize = 1, "groups" "groups" "inhibitory groups", unit "groups",
    range 1.0 to 2.0, slider 1.0 to 2.0 Linear,
    Groups Rebuild extension, "i_I = g1 i_I1 + g2 i_I2";

    #[doc = "Gain of the first inhibitory group: 1 is intact, 0 silences it."]
    g_1: f64 = 1.0, "g1" "g1" "gain of group 1", unit "",
    range 0.0 to 1.0, slider 0.0 to 1.0 Linear,
    Groups NextPresentation extension, "i_I = g1 i_I1 + g2 i_I2";

    #[doc = "Gain of the second inhibitory group: 1 is intact, 0 silences it."]
    g_2: f64 = 1.0, "g2" "g2" "gain of group 2", unit "",
    range 0.0 to 1.0, slider 0.0 to 1.0 Linear,
    Groups NextPresentation extension, "i_I = g1 i_I1 + g2 i_I2";

    #[doc = "Number of associations (stimulus and target) to learn."]
    p: usize = 200, "P" "P" "associations", unit "stimuli",
    range 2.0 to 1_000_000.0, slider 2.0 to 2000.0 Log,
    Stimuli Rebuild published, "load α = P/(N_E + N_I)";

    #[doc = "Number of excitatory synapses."]
    n_e: usize = 200, "N_E" "N_E" "excitatory synapses", unit "synapses",
    range 1.0 to 10_000_000.0, slider 10.0 to 2000.0 Log,
    Stimuli Rebuild published, "i_E = Σ_j w_E[j] x_E[j]";

    #[doc = "Number of inhibitory synapses."]
    n_i: usize = 200, "N_I" "N_I" "inhibitory synapses", unit "synapses",
    range 1.0 to 10_000_000.0, slider 10.0 to 2000.0 Log,
    Stimuli Rebuild published, "i_I = Σ_j w_I[j] x_I[j]";

    #[doc = "Coding level: the probability that an input is active in a stimulus."]
    f_in: f64 = 0.2, "f_in" "f_in" "input coding level", unit "probability",
    range 0.001 to 0.999, slider 0.01 to 0.9 Linear,
    Stimuli Rebuild published, "P(x = 1) = f_in";

    #[doc = "Probability that an association's target is a spike."]
    f_out: f64 = 0.2, "f_out" "f_out" "output coding level", unit "probability",
    range 0.001 to 0.999, slider 0.01 to 0.9 Linear,
    Stimuli Rebuild published, "P(Y = 1) = f_out";

    #[doc = "E/I co-tuning: the probability that an inhibitory input copies its excitatory partner; 1 allows detailed balance."]
    c: f64 = 1.0, "c" "c" "E/I co-tuning", unit "probability",
    range 0.0 to 1.0, slider 0.0 to 1.0 Linear,
    Stimuli Rebuild extension, "x_I[j] = x_E[j mod N_E] with probability c";

    #[doc = "Spike threshold on the difference of the currents."]
    theta: f64 = 0.0, "theta" "θ" "spike threshold", unit "threshold units",
    range -1000.0 to 1000.0, slider -5.0 to 5.0 Linear,
    Neuron NextPresentation published, "h = i_E − i_I − θ";

    #[doc = "Standard deviation of the noise added to the drive."]
    sigma: f64 = 0.0, "sigma" "σ" "noise", unit "threshold units",
    range 0.0 to 1000.0, slider 0.0 to 5.0 Linear,
    Neuron NextPresentation published, "y = 1 if h + η_A M_A + η_N M_N + σ z > 0";

    #[doc = "Mean excitatory current at the start; also the scale of the weight bounds."]
    e0: f64 = 8.5, "E0" "E₀" "starting excitation", unit "threshold units",
    range 0.001 to 1000.0, slider 0.5 to 50.0 Linear,
    Weights NextReset published, "w_E ~ U(0.5, 1.5) E₀/(f_in N_E)";

    #[doc = "Largest weight, in mean starting weights: a hard upper bound; zero is the lower."]
    w_max: f64 = 20.0, "w_max" "w_max" "upper bound", unit "mean starting weights",
    range 0.1 to 10_000.0, slider 1.0 to 100.0 Linear,
    Weights NextPresentation published, "0 ≤ w ≤ w_max E₀/(f_in N)";

    #[doc = "Softness of the bounds, from additive (0) to multiplicative (1) changes."]
    soft: f64 = 0.0, "soft" "soft" "soft bounds", unit "",
    range 0.0 to 1.0, slider 0.0 to 1.0 Linear,
    Weights NextPresentation extension, "Δw⁺ (1 − w/w_max)^soft,  Δw⁻ (w/w_max)^soft";

    #[doc = "Turnover: the fraction of every weight that is lost in one epoch."]
    lambda: f64 = 0.0, "lambda" "λ" "turnover", unit "per epoch",
    range 0.0 to 1.0, slider 0.0 to 0.1 Log,
    Weights NextPresentation extension, "w ← w (1 − λ/P)  after every presentation";
}
