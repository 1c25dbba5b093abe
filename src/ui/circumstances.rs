//! When an action is there, what it says of itself, and its button.

use super::keyed::Keyed;
use super::shown::Shown;
use super::ui_action::{FileAction, UiAction};

/// What an action depends on.
pub struct Circumstances {
    /// What is on screen.
    pub shown: Shown,
    /// A stimulus is pinned, and that or a synapse is.
    pub pinned: (bool, bool),
    /// The present is shown.
    pub live: bool,
    /// What undo and redo would do.
    pub steps: (Option<String>, Option<String>),
    /// A demonstration is played.
    pub playing: bool,
    /// A demonstration or the tour has steps.
    pub telling: bool,
    /// Presentation mode is on.
    pub presenting: bool,
}

impl UiAction {
    /// Why it can do nothing now, if so.
    pub fn why_not(self, now: &Circumstances) -> Option<&'static str> {
        let unless = |there: bool, why| (!there).then_some(why);
        if now.shown == Shown::Circuits && self.is_of_the_neuron() {
            return Some("Of the neuron only");
        }
        match self {
            Self::Undo => unless(now.steps.0.is_some(), "Nothing to undo"),
            Self::Redo => unless(now.steps.1.is_some(), "Nothing to redo"),
            Self::Unpin => unless(now.pinned.1, "Nothing is pinned"),
            Self::Pair(..) => unless(now.pinned.0, "Pin a stimulus first"),
            Self::Live => unless(!now.live, "This is the present"),
            Self::DemonstrationStep(_) => unless(now.telling, "No demonstration is being played"),
            Self::Two | Self::Controls => unless(now.presenting, "In presentation mode"),
            Self::Ramp => unless(!now.playing, "Not during a demonstration"),
            _ => None,
        }
    }

    /// Does it mean nothing to a circuit?
    fn is_of_the_neuron(self) -> bool {
        match self {
            Self::Freeze
            | Self::Grow
            | Self::NewStimuli
            | Self::PinNext(_)
            | Self::Unpin
            | Self::Pair(..)
            | Self::Ablate
            | Self::Beat(_)
            | Self::Ramp => true,
            Self::File(action) => !matches!(
                action,
                FileAction::Open | FileAction::Save | FileAction::SaveAs | FileAction::Picture
            ),
            _ => false,
        }
    }

    /// What it does, or why it can do nothing, with its keys.
    pub fn tip(self, now: &Circumstances) -> String {
        let Some(entry) = self.entry() else { return String::new() };
        let step = match self {
            Self::Undo => now.steps.0.as_ref(),
            Self::Redo => now.steps.1.as_ref(),
            _ => None,
        };
        let text = match (self.why_not(now), step) {
            (Some(why), _) => why.to_owned(),
            (None, Some(step)) => format!("{}: {step}", entry.name),
            (None, None) => entry.text.to_owned(),
        };
        if entry.printed.is_empty() { text } else { format!("{text}  ({})", entry.printed) }
    }
}

/// A button for an action; true when it is pressed.
pub fn button(ui: &mut egui::Ui, action: UiAction, now: &Circumstances) -> bool {
    let name = action.entry().map_or("", |entry| entry.name);
    named_button(ui, action, name, now)
}

/// The same under another name.
pub fn named_button(ui: &mut egui::Ui, action: UiAction, name: &str, now: &Circumstances) -> bool {
    let tip = action.tip(now);
    let response = ui.add_enabled(action.why_not(now).is_none(), egui::Button::new(name));
    let response = response.keyed(format!("{action:?}"));
    response.on_hover_text(&tip).on_disabled_hover_text(&tip).clicked()
}
