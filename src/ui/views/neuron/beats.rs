//! The five beats of a presentation, in words.

use crate::engine::Snapshot;
use crate::model::Presentation;
use crate::model::plasticity::RULES;
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
            let active = if mu < snapshot.stimuli.len() {
                snapshot.stimuli.excitatory().active(mu).indices().len()
            } else {
                0
            };
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
        Beat::Spike => {
            let what = if now.fired { "The neuron fires" } else { "The neuron stays silent" };
            let by = match (now.fired, now.drive > 0.0) {
                (true, true) => "by itself",
                (true, false) => "because it is disinhibited",
                (false, _) => "its drive does not reach threshold",
            };
            let right = if now.fired == now.target { "as it should" } else { "which it should not" };
            if now.fired { format!("{what} {by}, {right}.") } else { format!("{what}: {by}, {right}.") }
        }
        Beat::Plasticity => plasticity(snapshot),
    }
}

fn modulators(snapshot: &Snapshot, now: &Presentation) -> String {
    let params = &snapshot.params;
    let ach = match now.release.ach {
        Some(by) => format!("ACh arrives and adds {} to the drive", format::number(by)),
        None if !params.ach => "ACh is switched off".to_owned(),
        None if !now.target => "No ACh: it comes with targets only".to_owned(),
        None if now.drive >= params.kappa_a => "No ACh: this target needs none".to_owned(),
        None => format!("No ACh this time: it comes with a probability of {}", format::number(params.rho_a)),
    };
    let na = match now.release.na {
        Some(by) => format!("NA arrives and adds {}", format::number(by)),
        None if !params.na => "NA is switched off".to_owned(),
        None => "no NA, which is rare".to_owned(),
    };
    format!("{ach}; {na}.")
}

fn plasticity(snapshot: &Snapshot) -> String {
    if !snapshot.plastic {
        return "The weights are frozen: nothing is learned.".to_owned();
    }
    let acting: Vec<String> = RULES
        .iter()
        .zip(&snapshot.last_changes)
        .filter(|(_, change)| change.active != 0.0 || change.silent != 0.0)
        .map(|(rule, change)| {
            let silent = if change.silent == 0.0 {
                String::new()
            } else {
                format!(", silent ones {}", signed(change.silent))
            };
            format!("{}: active synapses {}{silent}", rule.name, signed(change.active))
        })
        .collect();
    if acting.is_empty() { "No rule changes anything.".to_owned() } else { format!("{}.", acting.join("; ")) }
}

/// A change with its sign and two digits.
pub fn signed(value: f64) -> String {
    if value == 0.0 {
        return "0".to_owned();
    }
    let digits = (1.0 - value.abs().log10().floor()).clamp(0.0, 9.0) as usize;
    let sign = if value > 0.0 { "+" } else { "−" };
    format!("{sign}{:.digits$}", value.abs())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_show_sign_and_two_digits() {
        assert_eq!(signed(0.000_283), "+0.00028");
        assert_eq!(signed(-0.0164), "−0.016");
        assert_eq!(signed(12.3), "+12");
        assert_eq!(signed(0.0), "0");
    }
}
