//! Delayed match and a pattern in time: what is said of them, and their parameters.

use super::trials::RecurrentTask;
use crate::circuits::parameter::Parameter;
use crate::circuits::task::{Task, Trials};

/// eta.
pub static ETA: Parameter = Parameter::real("eta", "η", "learning rate of Adam", (1e-4, 0.05), 0.003)
    .log()
    .at_its_ends("from 0.01 on, approximate rules diverge on `pattern` with some seeds: they need smaller steps than BPTT");
/// a.
pub static LEAK: Parameter =
    Parameter::real("a", "a", "what is left of the potential after a step of 5 ms", (0.0, 0.99), 0.8)
        .at_its_ends("near 1 nothing changes within a trial; at 0 there is no memory but recurrence");
/// Gain of W.
pub static GAIN: Parameter = Parameter::real("gain", "gain", "strength of the starting W", (0.1, 3.0), 1.0)
    .rebuilding()
    .at_its_ends("above 2 the gradient explodes: estimates are then cut to length 1");
/// B.
pub static BATCH: Parameter = Parameter::count("B", "B", "trials of a step", (1.0, 64.0), 8.0);
/// Rates or spikes.
pub static CELL: Parameter =
    Parameter::choice("cell", "rates, or spikes with a pseudo-derivative", &["rate", "spiking"]);

/// Delayed match.
pub static MATCH: Task = Task {
    key: "match",
    sentence: "two brief cues, one of two channels each, a pause between: were they the same?",
    steps: 300,
    parameters: &[&ETA, &LEAK, &GAIN, &BATCH, &CELL],
    defaults: &[],
    trials: Trials::Recurrent(RecurrentTask::Match),
};

/// A pattern in time.
pub static PATTERN: Task = Task {
    key: "pattern",
    sentence: "after a start signal draw a given curve of three sines",
    steps: 300,
    parameters: &[&ETA, &LEAK, &GAIN, &BATCH, &CELL],
    defaults: &[],
    trials: Trials::Recurrent(RecurrentTask::Pattern),
};
