//! What is on screen as one line: where the run began, and what was done to it at which presentation.
//!
//! The line is a command that computes the same again, bit for bit, wherever this version runs.

use super::action::{Action, ActionError, Settings, differing, words};
use super::look::{Focus, Look};
use super::origin::Origin;
use super::rule_change::RuleChange;
use crate::engine::{Command, Log, Session};
use crate::model::plasticity::Rules;
use crate::model::plasticity::language::slug;
use crate::model::weights::Fingerprint;
use crate::model::{ModelError, ParamId, Params, Population, Simulation};

/// A run from its beginning.
#[derive(Debug, Clone, PartialEq)]
pub struct Recipe {
    /// Parameters at the beginning.
    pub params: Params,
    /// Seed.
    pub seed: u64,
    /// What was done, and before which presentation, in order.
    pub actions: Vec<(u64, Action)>,
    /// Presentations in all.
    pub presentations: u64,
}

/// Why `PRESENTATION:ACTION` could not be read.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum AtError {
    /// There is no number of a presentation before it.
    #[error("--at {0}: give PRESENTATION:ACTION, as in 120:rho_A=0.25")]
    Presentation(String),
    /// The action.
    #[error("--at {at}:{error}")]
    Action {
        /// The number before it.
        at: u64,
        /// What is wrong with it.
        error: ActionError,
    },
}

/// Reads `PRESENTATION:ACTION`.
///
/// # Errors
/// [`AtError`].
pub fn at(text: &str) -> Result<(u64, Action), AtError> {
    let number = || AtError::Presentation(text.to_owned());
    let (at, action) = text.split_once(':').ok_or_else(number)?;
    let at = at.trim().parse().map_err(|_| number())?;
    Ok((at, action.parse().map_err(|error| AtError::Action { at, error })?))
}

impl Recipe {
    /// The run that began at `origin`, of a session with this log, up to its presentation `made`.
    pub fn new(origin: &Origin, log: &Log, made: u64) -> Self {
        let mut actions = Vec::new();
        if !origin.plastic {
            actions.push((0, Action::SetPlastic(false)));
        }
        if let Some(own) = &origin.variant {
            actions.push((0, Action::Compare(Some(own.clone()))));
        }
        if let Some(rules) = &origin.variant_rules {
            actions.push((0, Action::OverrideRules(Some(RuleChange::All(rules.clone())))));
        }
        let mut params = origin.params.clone();
        for entry in log.iter().skip(origin.actions) {
            let at = entry.at.saturating_sub(origin.made);
            let action = match &entry.action {
                // Of many set together, those that were not in force already.
                Action::SetTogether(settings) => {
                    let mut now = params.clone();
                    entry.action.change(&mut now);
                    let differs = |(id, _): &&(ParamId, f64)| now.get(*id) != params.get(*id);
                    let changed: Settings = settings.iter().filter(differs).copied().collect();
                    match changed[..] {
                        [] => None,
                        [(id, value)] => Some(Action::Set(id, value)),
                        _ => Some(Action::SetTogether(changed)),
                    }
                }
                // A restart is an origin.
                Action::Load { .. } | Action::Reset { .. } => None,
                action @ (Action::Set(..)
                | Action::NewStimuli
                | Action::Grow(_)
                | Action::SetPlastic(_)
                | Action::Pair { .. }
                | Action::Compare(_)
                | Action::Override(..)
                | Action::Rules(_)
                | Action::OverrideRules(_)) => Some(action.clone()),
            };
            entry.action.change(&mut params);
            actions.extend(action.map(|action| (at, action)));
        }
        Self {
            params: origin.params.clone(),
            seed: origin.seed,
            actions,
            presentations: made.saturating_sub(origin.made),
        }
    }

    /// Computes it.
    ///
    /// # Errors
    /// Parameters that cannot be built, here or later.
    pub fn run(&self, mut each: impl FnMut(u64)) -> Result<Session, ModelError> {
        let on = |made| {
            each(made);
            true
        };
        Ok(self.follow(Focus::default(), on)?.0)
    }

    /// Computes it and follows what `focus` names from the beginning, until `each` says to stop; and
    /// whether it came to the end.
    ///
    /// # Errors
    /// Parameters that cannot be built, here or later.
    pub(super) fn follow(
        &self,
        focus: Focus,
        mut each: impl FnMut(u64) -> bool,
    ) -> Result<(Session, bool), ModelError> {
        let mut session = Session::new(self.params.clone(), self.seed)?;
        session.apply(Command::Look(Look::Pin(focus.stimulus)));
        session.apply(Command::Look(Look::PinSynapse(focus.synapse)));
        for (at, action) in &self.actions {
            if !advance(&mut session, *at, &mut each) {
                return Ok((session, false));
            }
            session.try_act(action.clone())?;
        }
        let ended = advance(&mut session, self.presentations, &mut each);
        Ok((session, ended))
    }

    /// The command line that computes it.
    pub fn command_line(&self) -> String {
        let mut line = format!("equipoise run --seed {}", self.seed);
        line += &settings(&self.params);
        for (at, action) in &self.actions {
            line += &format!(" --at {}", quoted(&format!("{at}:{action}")));
        }
        line + &format!(" --presentations {}", self.presentations)
    }
}

/// False once `each` says to stop.
fn advance(session: &mut Session, made: u64, each: &mut impl FnMut(u64) -> bool) -> bool {
    while session.made() < made {
        session.present();
        if !each(session.made()) {
            return false;
        }
    }
    true
}

/// ` --preset retained --set KEY=VALUE ...` for every parameter that is not at its default, which that preset is.
pub fn settings(params: &Params) -> String {
    let differing = words(&differing(params));
    let settings =
        if differing.is_empty() { String::new() } else { format!(" --set {}", differing.join(" ")) };
    format!(" --preset retained{settings}{}", rules(&params.rules))
}

/// ` --rule-text TEXT ...` for every loaded rule, and what of it is not as its file says.
fn rules(rules: &Rules) -> String {
    let mut words = String::new();
    for loaded in rules.files() {
        words += &format!(" --rule-text {}", quoted(&loaded.file.text));
        for (rule, values) in loaded.rules() {
            for (parameter, value) in
                rule.parameters.iter().zip(values).filter(|(own, value)| own.default != **value)
            {
                words += &format!(" --set-rule {}.{}={value}", slug(&rule.name), parameter.name);
            }
        }
        if !loaded.on {
            words += &format!(" --set-rule {}=off", loaded.file.slug());
        }
    }
    words
}

/// A word for a shell.
fn quoted(word: &str) -> String {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || "_=.,:/+-".contains(letter);
    if word.chars().all(plain) {
        return word.to_owned();
    }
    // Only a text with a NUL cannot be quoted; a rule file has none.
    shlex::try_quote(word).map_or_else(|_| word.to_owned(), std::borrow::Cow::into_owned)
}

/// A number that tells weights apart: of all of them, w_E first.
pub fn fingerprint(simulation: &Simulation) -> u64 {
    let weights = [Population::Excitatory, Population::Inhibitory]
        .into_iter()
        .flat_map(|population| simulation.weights(population).iter());
    Fingerprint::of(weights).0
}
