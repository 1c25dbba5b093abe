//! The names that every expression may use, and what each tells the synapse.

use super::information::Information;

/// A quantity of the presentation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Variable {
    /// y.
    Output,
    /// ybar.
    MeanOutput,
    /// h.
    Drive,
    /// i_E.
    CurrentE,
    /// i_I.
    CurrentI,
    /// i_I1.
    CurrentI1,
    /// i_I2.
    CurrentI2,
    /// eta_A.
    ReleaseA,
    /// eta_N.
    ReleaseN,
    /// M_A.
    DisinhibitionA,
    /// M_N.
    DisinhibitionN,
    /// M.
    Disinhibition,
    /// Y.
    Target,
    /// eta_T.
    LabelGiven,
    /// R.
    Reward,
    /// eta_R.
    RewardGiven,
    /// n_E.
    ActiveE,
    /// n_I.
    ActiveI,
    /// n_I1.
    ActiveI1,
    /// n_I2.
    ActiveI2,
    /// W_E.
    StrengthE,
    /// W_I.
    StrengthI,
}

/// What is known about a name.
#[derive(Debug, Clone, Copy)]
pub struct NameSpec {
    /// As it is written.
    pub name: &'static str,
    /// What it is.
    pub doc: &'static str,
    /// What a synapse that knows it is told.
    pub information: Information,
    /// Is it finite and never negative? Zero times it is then zero, bit for bit.
    pub(super) never_negative: bool,
}

const fn variable(
    name: &'static str,
    information: Information,
    never_negative: bool,
    doc: &'static str,
) -> NameSpec {
    NameSpec { name, doc, information, never_negative }
}

use Information::{Label, Modulator, Nothing, Reward};

static VARIABLES: [NameSpec; Variable::COUNT] = [
    variable("y", Nothing, true, "output, 0 or 1"),
    variable("ybar", Nothing, true, "running mean of the output, or f_out, as the Hebbian rule sees it"),
    variable("h", Nothing, false, "drive without modulators, i_E − i_I − θ"),
    variable("i_E", Nothing, true, "excitatory current"),
    variable("i_I", Nothing, true, "inhibitory current"),
    variable("i_I1", Nothing, true, "inhibitory current of the first group"),
    variable("i_I2", Nothing, true, "inhibitory current of the second group; 0 with one group"),
    variable("eta_A", Modulator, true, "1 where acetylcholine is released, else 0"),
    variable("eta_N", Modulator, true, "1 where noradrenaline is released, else 0"),
    variable("M_A", Modulator, true, "disinhibition by acetylcholine; 0 where it is not released"),
    variable("M_N", Modulator, true, "disinhibition by noradrenaline; 0 where it is not released"),
    variable("M", Modulator, true, "disinhibition by both, eta_A M_A + eta_N M_N"),
    variable("Y", Label, true, "target, 0 or 1; multiply by eta_T"),
    variable("eta_T", Label, true, "1 with probability rho_T where the label is given, else 0"),
    variable("R", Reward, true, "reward: 1 where y = Y, wrong with probability eps_R; multiply by eta_R"),
    variable("eta_R", Reward, true, "1 with probability rho_R where the reward is given, else 0"),
    variable("n_E", Nothing, true, "active excitatory inputs"),
    variable("n_I", Nothing, true, "active inhibitory inputs"),
    variable("n_I1", Nothing, true, "active inhibitory inputs of the first group"),
    variable("n_I2", Nothing, true, "active inhibitory inputs of the second group"),
    variable("W_E", Nothing, true, "sum of all w_E, over k_E"),
    variable("W_I", Nothing, true, "sum of all w_I, over k_I"),
];

impl Variable {
    /// How many there are.
    pub const COUNT: usize = 22;

    /// All of them, in the order of the table.
    pub const ALL: [Self; Self::COUNT] = [
        Self::Output,
        Self::MeanOutput,
        Self::Drive,
        Self::CurrentE,
        Self::CurrentI,
        Self::CurrentI1,
        Self::CurrentI2,
        Self::ReleaseA,
        Self::ReleaseN,
        Self::DisinhibitionA,
        Self::DisinhibitionN,
        Self::Disinhibition,
        Self::Target,
        Self::LabelGiven,
        Self::Reward,
        Self::RewardGiven,
        Self::ActiveE,
        Self::ActiveI,
        Self::ActiveI1,
        Self::ActiveI2,
        Self::StrengthE,
        Self::StrengthI,
    ];

    /// What is known about it.
    pub fn spec(self) -> &'static NameSpec {
        &VARIABLES[self as usize]
    }
}

/// A parameter in force, by its place in [`InForce`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Constant(pub(super) u8);

/// Values of the parameters in force that expressions may name, in the order of [`Constant::NAMES`].
pub type InForce = [f64; Constant::NAMES.len()];

impl Constant {
    /// Parameters in force that expressions may name, and what they are.
    pub const NAMES: [(&'static str, &'static str); 12] = [
        ("f_in", "input coding level"),
        ("f_out", "output coding level"),
        ("theta", "spike threshold"),
        ("sigma", "noise"),
        ("a", "slope of the balance line"),
        ("b", "offset of the balance line"),
        ("y_ref", "reference activity"),
        ("N_E", "excitatory synapses"),
        ("N_I", "inhibitory synapses"),
        ("P", "associations"),
        ("k_E", "1/(N_E f_in (1 − f_in)): change of w_E per unit of current"),
        ("k_I", "1/(N_I f_in): change of w_I per unit of current"),
    ];
}

/// Constants of mathematics.
pub(super) const MATHEMATICS: [(&str, f64); 2] = [("pi", std::f64::consts::PI), ("e", std::f64::consts::E)];

/// The weight of the synapse.
pub(super) const WEIGHT: &str = "w";

const WORDS: [&str; 3] = ["and", "or", "not"];

/// Functions, what they take and how they are used.
pub const FUNCTIONS: [FunctionSpec; 13] = [
    function("max", 2, usize::MAX, "two or more arguments", "max(a, b)"),
    function("min", 2, usize::MAX, "two or more arguments", "min(a, b)"),
    function("abs", 1, 1, "one argument", "abs(v)"),
    function("sign", 1, 1, "one argument", "sign(v)"),
    function("step", 1, 1, "one argument", "step(v), 1 where v > 0"),
    function("clamp", 3, 3, "three arguments", "clamp(v, low, high)"),
    function("exp", 1, 1, "one argument", "exp(v)"),
    function("log", 1, 1, "one argument", "log(v)"),
    function("sqrt", 1, 1, "one argument", "sqrt(v)"),
    function("tanh", 1, 1, "one argument", "tanh(v)"),
    function("logistic", 1, 1, "one argument", "logistic(v), 1/(1 + exp(-v))"),
    function("Phi", 1, 1, "one argument", "Phi(v), the normal distribution"),
    function("if", 3, 3, "three arguments", "if(condition, then, else)"),
];

/// What is known about a function.
#[derive(Debug, Clone, Copy)]
pub struct FunctionSpec {
    /// As it is written.
    pub name: &'static str,
    pub(super) least: usize,
    pub(super) most: usize,
    pub(super) takes: &'static str,
    /// How it is used.
    pub example: &'static str,
}

const fn function(
    name: &'static str,
    least: usize,
    most: usize,
    takes: &'static str,
    example: &'static str,
) -> FunctionSpec {
    FunctionSpec { name, least, most, takes, example }
}

/// Every name that an expression may use without declaring it.
pub fn known() -> impl Iterator<Item = &'static str> {
    let variables = VARIABLES.iter().map(|spec| spec.name);
    let constants = Constant::NAMES.iter().map(|(name, _)| *name);
    variables.chain(constants).chain(MATHEMATICS.iter().map(|(name, _)| *name))
}

/// May nothing of one's own have this name?
pub(super) fn reserved(name: &str) -> bool {
    let functions = FUNCTIONS.iter().map(|function| function.name);
    known().chain(functions).chain(WORDS).chain([WEIGHT]).any(|taken| taken == name)
}

/// The one of `among` that is most similar to `name`, if any is similar.
pub(super) fn nearest<'a>(name: &str, among: impl Iterator<Item = &'a str>) -> Option<String> {
    let lower = name.to_lowercase();
    // Only the first letters count, so that a long word costs no more than a short one.
    let lower: String = lower.chars().take(40).collect();
    among
        .map(|known| (strsim::jaro_winkler(&lower, &known.to_lowercase()), known))
        .filter(|(score, _)| *score > 0.75)
        .max_by(|x, y| x.0.total_cmp(&y.0))
        .map(|(_, known)| known.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_different_and_variables_are_in_order() {
        let mut names: Vec<&str> = known().chain(FUNCTIONS.iter().map(|function| function.name)).collect();
        let count = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), count);
        for (at, variable) in Variable::ALL.into_iter().enumerate() {
            assert_eq!(variable as usize, at);
        }
        assert_eq!((Variable::Target.spec().name, Variable::StrengthI.spec().name), ("Y", "W_I"));
    }
}
