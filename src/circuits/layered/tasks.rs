//! Digits and xor: what is said of them, and their parameters.

use super::examples::{LayeredTask, PIXELS};
use crate::circuits::parameter::Parameter;
use crate::circuits::settings::Settings;
use crate::circuits::task::{Task, Trials};

/// g: spread of the starting weights.
pub static GAIN: Parameter =
    Parameter::real("g", "g", "spread of the starting weights, W_l ~ N(0, g²/n)", (0.5, 4.0), 2.0)
        .rebuilding()
        .at_its_ends("near 0 all units are alike and nothing is learned; above 4 they saturate");
/// eta: learning rate.
pub static ETA: Parameter = Parameter::real("eta", "η", "learning rate", (0.01, 3.0), 0.5)
    .log()
    .at_its_ends("above 3 units saturate and their slope is 0");
/// q: noise of the digits.
pub static Q: Parameter = Parameter::real("q", "q", "probability that a pixel flips", (0.0, 0.4), 0.05)
    .at_its_ends("at 0.5 nothing is left to be seen: accuracy 0.1");
/// L: number of layers.
pub static LAYERS: Parameter = Parameter::count("L", "L", "layers that learn", (2.0, 6.0), 3.0)
    .rebuilding()
    .at_its_ends("above 4 the gradient shrinks about fourfold per layer, and all rules slow alike");
/// Sizes of hidden layers, in order.
pub static HIDDEN: [Parameter; 5] = [
    Parameter::count("n_1", "n₁", "units of hidden layer 1", (2.0, 64.0), 24.0).rebuilding(),
    Parameter::count("n_2", "n₂", "units of hidden layer 2", (2.0, 64.0), 16.0).rebuilding(),
    Parameter::count("n_3", "n₃", "units of hidden layer 3, if there is one", (2.0, 64.0), 16.0).rebuilding(),
    Parameter::count("n_4", "n₄", "units of hidden layer 4, if there is one", (2.0, 64.0), 16.0).rebuilding(),
    Parameter::count("n_5", "n₅", "units of hidden layer 5, if there is one", (2.0, 64.0), 16.0).rebuilding(),
];

/// Ten digits.
pub static DIGITS: Task = Task {
    key: "digits",
    sentence: "ten digits of 5 x 7 pixels, some of them flipped: which is it?",
    steps: 3000,
    parameters: &[&ETA, &GAIN, &Q, &LAYERS, &HIDDEN[0], &HIDDEN[1], &HIDDEN[2], &HIDDEN[3], &HIDDEN[4]],
    defaults: &[],
    trials: Trials::Layered(LayeredTask::Digits),
};

/// Xor.
pub static XOR: Task = Task {
    key: "xor",
    sentence: "two inputs, -1 or 1: do they differ?",
    steps: 3000,
    parameters: &[&ETA, &GAIN, &LAYERS, &HIDDEN[0], &HIDDEN[1], &HIDDEN[2], &HIDDEN[3], &HIDDEN[4]],
    defaults: &[("eta", 1.0), ("n_1", 8.0), ("n_2", 8.0), ("n_3", 8.0), ("n_4", 8.0), ("n_5", 8.0)],
    trials: Trials::Layered(LayeredTask::Xor),
};

/// Units of every layer, the inputs first.
pub fn sizes(task: LayeredTask, settings: &Settings) -> Vec<usize> {
    let (inputs, outputs) = match task {
        LayeredTask::Digits => (PIXELS, 10),
        LayeredTask::Xor => (2, 1),
    };
    let hidden = settings.whole(&LAYERS) - 1;
    let hidden = HIDDEN.iter().take(hidden).map(|parameter| settings.whole(parameter));
    std::iter::once(inputs).chain(hidden).chain([outputs]).collect()
}
