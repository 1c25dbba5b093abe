//! The five beats of a presentation, in words.

use crate::engine::Snapshot;
use crate::model::Presentation;
use crate::model::plasticity::Change;
use crate::ui::format;

/// A part of a presentation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Beat {
    /// Inputs are active or silent.
    Stimulus,
    /// Synapses carry currents.
    Currents,
    /// Modulators are released, or not.
    Modulators,
    /// The neuron fires, or does not.
    Spike,
    /// Rules change synapses.
    Plasticity,
}

impl Beat {
    /// All, in order.
    pub const ALL: [Self; 5] =
        [Self::Stimulus, Self::Currents, Self::Modulators, Self::Spike, Self::Plasticity];

    /// In a word.
    pub fn name(self) -> &'static str {
        match self {
            Self::Stimulus => "stimulus",
            Self::Currents => "currents",
            Self::Modulators => "modulators",
            Self::Spike => "spike",
            Self::Plasticity => "plasticity",
        }
    }
}

/// What happens in a beat of the last presentation.
pub fn sentence(beat: Beat, snapshot: &Snapshot, now: &Presentation) -> String {
    match beat {
        Beat::Stimulus => {
            let kind =
                if now.target { "a target: it should fire" } else { "a non-target: it should be silent" };
            let mu = now.stimulus as usize;
            let active =
                if mu < snapshot.stimuli.len() { snapshot.stimuli.excitatory().active(mu).len() } else { 0 };
            format!(
                "Stimulus {mu}, {kind}. {active} of {} excitatory inputs are active.",
                snapshot.params.n_e
            )
        }
        Beat::Currents => {
            let side = if now.drive > 0.0 { "above" } else { "below" };
            format!(
                "Excitation i_E = {} against inhibition i_I = {}: the drive h = {} is {side} threshold.",
                format::number(now.i_e),
                format::number(now.i_i),
                format::number(now.drive)
            )
        }
        Beat::Modulators => modulators(snapshot, now),
        Beat::Spike => spike(now),
        Beat::Plasticity => plasticity(snapshot),
    }
}

/// The response, what made it, and whether it is the one that is wanted. What was learned is what it does by itself.
fn spike(now: &Presentation) -> String {
    let alone = now.drive > 0.0;
    let helped = now.drive + now.release.disinhibition() > 0.0;
    let wanted = if now.target { "as it should" } else { "which it should not" };
    match (now.fired, alone) {
        (true, _) if !helped => format!("The neuron fires by chance, through noise, {wanted}."),
        (true, true) => format!("The neuron fires by itself, {wanted}."),
        (true, false) if now.target => {
            "The neuron fires, as it should, but only with help: by itself it would stay silent.".to_owned()
        }
        (true, false) => {
            "The neuron fires, which it should not, but only with help: by itself it would stay silent."
                .to_owned()
        }
        (false, _) if helped => {
            let right = if now.target { "which it should not" } else { "as it should" };
            format!("The neuron stays silent: noise keeps it below threshold, {right}.")
        }
        (false, _) => {
            let right = if now.target { "which it should not" } else { "as it should" };
            format!("The neuron stays silent: its drive does not reach threshold, {right}.")
        }
    }
}

fn modulators(snapshot: &Snapshot, now: &Presentation) -> String {
    let params = &snapshot.params;
    let ach = match now.release.ach {
        Some(by) => format!("The teacher, ACh, comes and adds {} to the drive", format::number(by)),
        None if !params.ach => "ACh is switched off".to_owned(),
        None if !now.target => "No ACh: the teacher comes with targets only".to_owned(),
        None if now.drive >= params.kappa_a => "No ACh: this target no longer needs its teacher".to_owned(),
        None => format!(
            "No ACh: the teacher misses this target; it comes with a probability of {}",
            format::number(params.rho_a)
        ),
    };
    let na = match now.release.na {
        Some(by) => format!("NA arrives and adds {}", format::number(by)),
        None if !params.na => "NA is switched off".to_owned(),
        None => "no NA, which is rare".to_owned(),
    };
    format!("{ach}; {na}.")
}

fn plasticity(snapshot: &Snapshot) -> String {
    let each = |of: fn(&Change) -> f64| {
        let acting =
            snapshot.columns.iter().zip(&snapshot.last_changes).filter(|(_, change)| of(change) != 0.0);
        acting
            .map(|(rule, change)| format!("{} {}", rule.name, format::signed(of(change))))
            .collect::<Vec<_>>()
            .join(", ")
    };
    let (active, silent) = (each(|change| change.active), each(|change| change.silent));
    match (active.is_empty(), silent.is_empty()) {
        (true, true) if !snapshot.plastic => "The weights are frozen: nothing is learned.".to_owned(),
        (true, true) => "No rule changes anything.".to_owned(),
        (false, true) => format!("Active synapses change: {active}."),
        (true, false) => format!("Silent synapses change: {silent}."),
        (false, false) => format!("Active synapses change: {active}; silent ones: {silent}."),
    }
}
