//! What each action does to the neurons. A refused action changes nothing.

use super::Neurons;
use super::action::{Action, Settings};
use super::event::Event;
use super::origin::Origin;
use super::recorded_neuron::RecordedNeuron;
use super::rule_change::RuleChange;
use super::variant::Variant;
use crate::analysis::growth::Progress;
use crate::engine::system::{Notes as Collected, System};
use crate::engine::traits::Happening;
use crate::model::{ModelError, ParamId, Params};

type Notes = Collected<Neurons>;

/// From this many inputs to draw on, building is announced.
const LONG_BUILD: f64 = 3e7;

impl Neurons {
    /// Does something to the model, or nothing.
    pub(super) fn carry_out(&mut self, action: Action, notes: &mut Notes) -> Result<(), ModelError> {
        match action {
            Action::Set(id, value) => {
                let mut params = self.main.simulation().params().clone();
                params.set(id, value)?;
                self.set_params(params, notes)?;
            }
            Action::SetTogether(settings) => {
                let mut params = self.main.simulation().params().clone();
                for (id, value) in settings {
                    params.set(id, value)?;
                }
                self.set_params(params, notes)?;
            }
            Action::Load { params, seed } => self.restart(*params, seed, notes)?,
            Action::Reset { seed } => self.restart(self.main.simulation().params().clone(), seed, notes)?,
            Action::NewStimuli => {
                self.neurons().for_each(RecordedNeuron::new_stimuli);
                notes.mark(self.place(), Event::NewStimuli);
            }
            Action::Grow(growth) => self.growth = growth.map(Progress::new),
            Action::SetPlastic(plastic) => {
                if self.main.simulation().plastic() != plastic {
                    notes.mark(self.place(), Event::Frozen(!plastic));
                }
                self.neurons().for_each(|neuron| neuron.set_plastic(plastic));
            }
            Action::Pair { stimulus, ach, na } => self.pair(stimulus, (ach, na), notes)?,
            Action::Compare(overrides) => self.compare(overrides, notes)?,
            Action::Override(id, value) => self.set_override(id, value, notes)?,
            Action::Rules(change) => self.change_rules(&change, notes)?,
            Action::OverrideRules(change) => self.override_rules(change.as_ref(), notes)?,
        }
        Ok(())
    }

    /// Does this draw a number of inputs that takes a while?
    pub(super) fn builds_for_long(&self, action: &Action) -> bool {
        let simulation = self.main.simulation();
        let mut params = simulation.params().clone();
        action.change(&mut params);
        let draws = match action {
            Action::NewStimuli | Action::Reset { .. } | Action::Load { .. } => true,
            Action::Set(..) | Action::SetTogether(_) => simulation.rebuilds(&params),
            Action::Grow(_)
            | Action::SetPlastic(_)
            | Action::Pair { .. }
            | Action::Compare(_)
            | Action::Override(..)
            | Action::Rules(_)
            | Action::OverrideRules(_) => false,
        };
        draws && params.p as f64 * params.synapses() as f64 >= LONG_BUILD
    }

    fn neurons(&mut self) -> impl Iterator<Item = &mut RecordedNeuron> {
        std::iter::once(&mut self.main).chain(self.variant.as_mut().map(|variant| &mut variant.neuron))
    }

    fn set_params(&mut self, params: Params, notes: &mut Notes) -> Result<(), ModelError> {
        if let Some(variant) = &self.variant {
            variant.accepts(&params)?;
        }
        let before = self.main.simulation().params().clone();
        let mut rebuilt = self.main.set_params(params)?;
        let now = self.main.simulation().params().clone();
        if let Some(variant) = &mut self.variant {
            rebuilt |= variant.follow(&now)?;
        }
        let changed = ParamId::ALL.iter().copied().filter(|&id| before.get(id) != now.get(id));
        let changes: Vec<Event> =
            changed.map(|id| Event::Change { id, from: before.get(id), to: now.get(id) }).collect();
        if rebuilt {
            self.begin_again_together(notes)?;
            tell_of_new_neuron(&changes, notes);
        }
        changes.into_iter().for_each(|event| notes.mark(self.place(), event));
        Ok(())
    }

    fn restart(&mut self, params: Params, seed: u64, notes: &mut Notes) -> Result<(), ModelError> {
        if let Some(variant) = &self.variant {
            variant.accepts(&params)?;
        }
        self.main.restart(params, seed)?;
        self.begin_again_together(notes)?;
        notes.mark(self.place(), Event::Restart);
        Ok(())
    }

    /// After A or B was rebuilt: both start from the same seed.
    fn begin_again_together(&mut self, notes: &mut Notes) -> Result<(), ModelError> {
        let (params, seed) = (self.main.simulation().params().clone(), self.main.simulation().seed());
        if let Some(variant) = &mut self.variant {
            if self.main.simulation().presentations() > 0 {
                self.main.restart(params.clone(), seed)?;
            }
            variant.restart(&params, seed)?;
        }
        let variant = self.variant.as_ref().map(|variant| variant.overrides.clone());
        let variant_rules = self.variant.as_ref().and_then(|variant| variant.rules.clone());
        // The action that led here is logged after it has been carried out.
        let (plastic, actions) = (self.main.simulation().plastic(), notes.actions + 1);
        self.origin = Origin { params, seed, plastic, made: notes.made, actions, variant, variant_rules };
        self.growth = None;
        notes.begin_again();
        Ok(())
    }

    fn pair(
        &mut self,
        stimulus: usize,
        (ach, na): (bool, bool),
        notes: &mut Notes,
    ) -> Result<(), ModelError> {
        let there = self.main.simulation().stimuli().len();
        if stimulus >= there {
            return Err(ModelError::NoSuchStimulus { stimulus, there });
        }
        notes.mark(self.place(), Event::Pairing { stimulus, ach, na });
        self.neurons().for_each(|neuron| {
            neuron.pair(stimulus, (ach, na));
        });
        notes.made += 1;
        Ok(())
    }

    fn compare(&mut self, overrides: Option<Settings>, notes: &mut Notes) -> Result<(), ModelError> {
        let begins = overrides.is_some();
        let Some(overrides) = overrides else {
            if self.variant.take().is_some() {
                notes.mark(self.place(), Event::Compared(begins));
            }
            return Ok(());
        };
        let (variant, rebuilt) = Variant::beside(&self.main, overrides)?;
        self.variant = Some(variant);
        if rebuilt {
            self.begin_again_together(notes)?;
        }
        notes.mark(self.place(), Event::Compared(begins));
        Ok(())
    }

    fn change_rules(&mut self, change: &RuleChange, notes: &mut Notes) -> Result<(), ModelError> {
        let mut params = self.main.simulation().params().clone();
        let words = change.words(&params.rules);
        params.rules = change.of(&params.rules)?;
        let changes = params.rules != self.main.simulation().params().rules;
        self.set_params(params, notes)?;
        if changes {
            notes.mark(self.place(), Event::Rules(words));
        }
        Ok(())
    }

    fn override_rules(&mut self, change: Option<&RuleChange>, notes: &mut Notes) -> Result<(), ModelError> {
        let Some(variant) = &self.variant else { return Ok(()) };
        let params = self.main.simulation().params();
        let before = variant.rules.as_ref().unwrap_or(&params.rules);
        let words = match change {
            Some(change) => format!("B: {}", change.words(before)),
            None => "B: the rules of A".to_owned(),
        };
        let rules = change.map(|change| change.of(before)).transpose()?;
        let mut changed = variant.clone();
        changed.rules = rules;
        changed.follow(params)?;
        self.variant = Some(changed);
        notes.mark(self.place(), Event::Rules(words));
        Ok(())
    }

    fn set_override(&mut self, id: ParamId, value: Option<f64>, notes: &mut Notes) -> Result<(), ModelError> {
        let Some(variant) = &self.variant else { return Ok(()) };
        let mut changed = variant.clone();
        changed.set_override(id, value);
        let rebuilt = changed.follow(self.main.simulation().params())?;
        self.variant = Some(changed);
        if rebuilt {
            self.begin_again_together(notes)?;
        }
        Ok(())
    }
}

/// That a change began a new neuron, and where the one before is.
fn tell_of_new_neuron(changes: &[Event], notes: &mut Notes) {
    if notes.made > 0 {
        let what = changes.iter().map(Event::text).collect::<Vec<_>>().join(", ");
        let text = format!(
            "{what}: a new neuron. The one before is on the timeline, up to presentation {}; Ctrl Z brings back what you changed yourself.",
            notes.made
        );
        notes.say(text);
    }
}
