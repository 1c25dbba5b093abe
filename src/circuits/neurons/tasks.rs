//! Associations of a layer of neurons: what is said of them, and their parameters.

use crate::circuits::parameter::Parameter;
use crate::circuits::settings::Settings;
use crate::circuits::task::{Task, Trials};
use crate::model::Params;

/// Neurons of the layer.
pub static NEURONS: Parameter =
    Parameter::count("neurons", "neurons", "of the layer; each learns answers of its own", (1.0, 16.0), 8.0)
        .rebuilding();
/// N_E = N_I.
pub static INPUTS: Parameter =
    Parameter::count("N", "N", "synapses, of each kind: N_E = N_I", (50.0, 400.0), 200.0).rebuilding();
/// P.
pub static STIMULI: Parameter = Parameter::count("P", "P", "stimuli", (10.0, 2000.0), 100.0)
    .rebuilding()
    .at_its_ends("above three times N no single layer holds them all");
/// c.
pub static TUNING: Parameter = Parameter::real(
    "c",
    "c",
    "co-tuning: how much of excitation's stimulus inhibition hears",
    (0.0, 1.0),
    1.0,
)
.rebuilding()
.at_its_ends("at 1 every stimulus can be balanced on its own; at 0 inhibition is blind to the stimulus");
/// E0.
pub static START: Parameter = Parameter::real("E0", "E_0", "starting i_E", (1.0, 20.0), 8.4).rebuilding();
/// eta.
pub static ETA: Parameter = Parameter::real(
    "eta",
    "η",
    "learning rate: how far the delta rule moves a current for a whole error",
    (0.001, 1.0),
    0.05,
)
.log()
.at_its_ends("large: stimuli overwrite each other");

/// Associations.
pub static ASSOCIATIONS: Task = Task {
    key: "associations",
    sentence: "random stimuli: for which of them is each neuron to fire?",
    steps: 80_000,
    parameters: &[&NEURONS, &INPUTS, &STIMULI, &TUNING, &START, &ETA],
    defaults: &[],
    trials: Trials::Associations,
};

/// The neuron that every rule of the layer has, as in the preset `together`.
pub fn neuron(settings: &Settings) -> Params {
    let inputs = settings.whole(&INPUTS);
    Params {
        n_e: inputs,
        n_i: inputs,
        p: settings.whole(&STIMULI),
        c: settings.get(&TUNING),
        e0: settings.get(&START),
        f_in: 0.2,
        f_out: 0.2,
        theta: 0.0,
        sigma: 0.0,
        w_max: 1000.0,
        soft: 0.0,
        a: 0.9495,
        b: 0.478,
        y_ref: 0.01,
        ybar_running: true,
        i_ltp_only: true,
        gate_i: false,
        lambda: 1e-5,
        ..Params::default()
    }
}
