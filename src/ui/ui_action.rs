//! Everything that can be asked of the window, once: what it is called, what it does, its keys, and when it is there.
//!
//! Toolbar, menus, the list of keys and the command palette show this registry; keys obey it.

use egui::{Key, Modifiers};

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UiAction {
    /// Run or pause.
    Toggle,
    /// Show one stimulus.
    Step,
    /// Run to the end of the epoch.
    Epoch,
    /// Start again.
    Reset,
    /// Faster or slower.
    Faster(bool),
    /// One by one, then faster and faster.
    Ramp,
    /// Take back a change of parameters.
    Undo,
    /// Make it again.
    Redo,
    /// Freeze the weights or free them.
    Freeze,
    /// Growing load on or off.
    Grow,
    /// Replace the associations.
    NewStimuli,
    /// Pin the next stimulus, or the one before.
    PinNext(bool),
    /// Pin nothing.
    Unpin,
    /// Show the pinned stimulus now, with (ACh, NA).
    Pair(bool, bool),
    /// B without the next rule, or no B.
    Ablate,
    /// Bring the next view to the front.
    NextView,
    /// The next beat of a presentation, or the one before.
    Beat(bool),
    /// Begin the next demonstration.
    NextDemonstration,
    /// Thesis and things to try.
    Welcome,
    /// The tour.
    Tour,
    /// Bookmark this moment.
    Bookmark,
    /// An epoch later in the past, or earlier.
    Scrub(bool),
    /// To the start of the session.
    ToStart,
    /// To the present.
    Live,
    /// Next step of a demonstration, or the step before.
    DemonstrationStep(bool),
    /// Presentation mode on or off.
    Present,
    /// One view or two in presentation mode.
    Two,
    /// The neuron, or circuits.
    Switch,
    /// Go to the workspace with this number.
    Workspace(usize),
    /// Bring the view with this number to the front.
    View(usize),
    /// Parameters shown in presentation mode, or not.
    Controls,
    /// Light or dark.
    Theme,
    /// Every view and panel in its usual place.
    ResetLayout,
    /// Something about files.
    File(FileAction),
    /// The command palette.
    Find,
    /// The words of the field.
    Glossary,
    /// The list of keys.
    Help,
    /// Leave what is open: list, demonstration, presentation mode, past.
    Escape,
}

/// What can be asked about files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileAction {
    /// Choose something to open.
    Open,
    /// Save where the session was saved last.
    Save,
    /// Save somewhere else.
    SaveAs,
    /// Make a picture of a view.
    Picture,
    /// Make an animation.
    Animation,
    /// Write all series.
    Series,
    /// Write arrays.
    Arrays,
    /// Write the parameters.
    Parameters,
    /// Show the methods paragraph.
    Methods,
}

/// An action in words, and its keys.
#[derive(Debug)]
pub struct Entry {
    /// What it asks for.
    pub action: UiAction,
    /// With which modifiers.
    pub modifiers: Modifiers,
    /// Any of these keys.
    pub keys: &'static [Key],
    /// Keys as they are printed; none where another line says it.
    pub printed: &'static str,
    /// Name on a button.
    pub name: &'static str,
    /// What it does.
    pub text: &'static str,
}

const NONE: Modifiers = Modifiers::NONE;
const CTRL: Modifiers = Modifiers::COMMAND;
const CTRL_SHIFT: Modifiers = Modifiers::COMMAND.plus(Modifiers::SHIFT);
const SHIFT: Modifiers = Modifiers::SHIFT;

/// With a key.
const fn key(
    action: UiAction,
    (modifiers, keys, printed): (Modifiers, &'static [Key], &'static str),
    name: &'static str,
    text: &'static str,
) -> Entry {
    Entry { action, modifiers, keys, printed, name, text }
}

/// Without one.
const fn only(action: UiAction, name: &'static str, text: &'static str) -> Entry {
    key(action, (NONE, &[], ""), name, text)
}

/// A further key for something that a line before it names.
const fn also(action: UiAction, modifiers: Modifiers, keys: &'static [Key]) -> Entry {
    key(action, (modifiers, keys, ""), "", "")
}

use FileAction as File;
use UiAction as A;

/// All actions, in reading order, under headings.
pub static ACTIONS: [(&str, &[Entry]); 6] = [
    (
        "Running",
        &[
            key(A::Toggle, (NONE, &[Key::Space], "space"), "Play", "Run or pause"),
            key(A::Step, (NONE, &[Key::S], "S"), "Step", "Show one stimulus, then pause"),
            key(A::Beat(true), (NONE, &[Key::Period], "."), "Next beat", "The next beat in Neuron"),
            key(A::Beat(false), (NONE, &[Key::Comma], ","), "Last beat", "The beat before"),
            key(
                A::Epoch,
                (NONE, &[Key::E], "E"),
                "Epoch",
                "Show every stimulus once, to the end of the epoch",
            ),
            key(A::Reset, (NONE, &[Key::R], "R"), "Reset", "Start again from the seed"),
            key(A::Faster(true), (NONE, &[Key::Plus, Key::Equals], "+"), "Faster", "Twice as fast"),
            // On many keyboards it needs Shift.
            also(A::Faster(true), SHIFT, &[Key::Plus, Key::Equals]),
            key(A::Faster(false), (NONE, &[Key::Minus], "−"), "Slower", "Half as fast"),
            only(A::Ramp, "Speed up", "One by one, then faster and faster; holds when BA reaches 0.9"),
        ],
    ),
    (
        "Changing",
        &[
            key(A::Undo, (CTRL, &[Key::Z], "Ctrl Z"), "Undo", "Undo a change of parameters"),
            key(A::Redo, (CTRL_SHIFT, &[Key::Z], "Ctrl Shift Z"), "Redo", "Make it again"),
            key(A::Freeze, (NONE, &[Key::F], "F"), "Freeze", "Freeze the weights, or free them"),
            key(A::Grow, (NONE, &[Key::G], "G"), "Grow", "Growing load on or off"),
            key(A::NewStimuli, (NONE, &[Key::N], "N"), "New stimuli", "New associations, same weights"),
        ],
    ),
    (
        "Files",
        &[
            key(
                A::File(File::Open),
                (CTRL, &[Key::O], "Ctrl O"),
                "Open…",
                "Open a session, a preset or recordings",
            ),
            key(
                A::File(File::Save),
                (CTRL, &[Key::S], "Ctrl S"),
                "Save",
                "Save the session: state, past, places of views",
            ),
            key(
                A::File(File::SaveAs),
                (CTRL_SHIFT, &[Key::S], "Ctrl Shift S"),
                "Save as…",
                "Save under another name",
            ),
            key(
                A::File(File::Picture),
                (CTRL, &[Key::E], "Ctrl E"),
                "Export picture…",
                "A view as PNG or SVG, for the screen or for print",
            ),
            only(A::File(File::Animation), "Export animation…", "A stretch of the run as GIF or pictures"),
            only(A::File(File::Series), "Export series…", "Every series as CSV files in a folder"),
            only(
                A::File(File::Arrays),
                "Export arrays…",
                "Weights, ledger, associations and histories for NumPy (.npz)",
            ),
            only(
                A::File(File::Parameters),
                "Export parameters…",
                "All parameters as a TOML file that `equipoise run --params` takes",
            ),
            only(
                A::File(File::Methods),
                "Methods paragraph…",
                "A paragraph for a paper, with every number needed to repeat the run",
            ),
        ],
    ),
    (
        "Looking closer",
        &[
            key(A::PinNext(true), (NONE, &[Key::ArrowDown], "down"), "Pin next", "Pin the next stimulus"),
            key(A::PinNext(false), (NONE, &[Key::ArrowUp], "up"), "Pin last", "Pin the stimulus before"),
            key(A::Unpin, (NONE, &[Key::U], "U"), "Unpin", "Unpin stimulus and synapse"),
            key(A::Pair(false, false), (NONE, &[Key::J], "J"), "Show it", "Show the pinned stimulus now"),
            key(A::Pair(true, false), (NONE, &[Key::K], "K"), "Show it with ACh", "Show it with ACh"),
            key(A::Pair(false, true), (NONE, &[Key::L], "L"), "Show it with NA", "Show it with NA"),
            key(A::Ablate, (NONE, &[Key::A], "A"), "Ablate", "B without one rule after the other"),
        ],
    ),
    (
        "Time",
        &[
            key(
                A::Bookmark,
                (NONE, &[Key::B], "B"),
                "Bookmark",
                "Bookmark this moment, or remove its bookmark",
            ),
            key(A::Scrub(false), (NONE, &[Key::ArrowLeft], "left"), "Back", "An epoch back into the past"),
            key(A::Scrub(true), (NONE, &[Key::ArrowRight], "right"), "Forward", "An epoch forward"),
            key(A::ToStart, (NONE, &[Key::Home], "Home"), "Start", "To the start of the run"),
            key(A::Live, (NONE, &[Key::End], "End"), "Live", "To the present"),
        ],
    ),
    (
        "Showing",
        &[
            key(A::Present, (NONE, &[Key::P], "P"), "Present", "Presentation mode: large, one view or two"),
            key(A::Two, (NONE, &[Key::D], "D"), "One or two", "One view or two in presentation mode"),
            key(A::Controls, (NONE, &[Key::C], "C"), "Parameters", "Parameters in presentation mode"),
            key(
                A::Switch,
                (NONE, &[Key::X], "X"),
                "Neuron or circuits",
                "To the other system; what is left pauses",
            ),
            key(
                A::Workspace(0),
                (CTRL, &[Key::Num1], "Ctrl 1 – 9"),
                "Workspace",
                "Go to a workspace: Learn, Explain, Limits, Data, your own",
            ),
            also(A::Workspace(1), CTRL, &[Key::Num2]),
            also(A::Workspace(2), CTRL, &[Key::Num3]),
            also(A::Workspace(3), CTRL, &[Key::Num4]),
            also(A::Workspace(4), CTRL, &[Key::Num5]),
            also(A::Workspace(5), CTRL, &[Key::Num6]),
            also(A::Workspace(6), CTRL, &[Key::Num7]),
            also(A::Workspace(7), CTRL, &[Key::Num8]),
            also(A::Workspace(8), CTRL, &[Key::Num9]),
            key(
                A::View(0),
                (NONE, &[Key::Num1], "1 – 9, 0"),
                "View",
                "Bring a view to the front, in the order of the menu Views",
            ),
            also(A::View(1), NONE, &[Key::Num2]),
            also(A::View(2), NONE, &[Key::Num3]),
            also(A::View(3), NONE, &[Key::Num4]),
            also(A::View(4), NONE, &[Key::Num5]),
            also(A::View(5), NONE, &[Key::Num6]),
            also(A::View(6), NONE, &[Key::Num7]),
            also(A::View(7), NONE, &[Key::Num8]),
            also(A::View(8), NONE, &[Key::Num9]),
            also(A::View(9), NONE, &[Key::Num0]),
            key(A::NextView, (NONE, &[Key::V], "V"), "Next view", "The next view"),
            key(A::NextDemonstration, (NONE, &[Key::H], "H"), "Next demonstration", "The next demonstration"),
            key(
                A::DemonstrationStep(true),
                (NONE, &[Key::PageDown, Key::Enter], "Page Down"),
                "Next",
                "Next step of what is told",
            ),
            key(A::DemonstrationStep(false), (NONE, &[Key::PageUp], "Page Up"), "Back", "The step before"),
            only(A::Welcome, "First steps", "The thesis, and things to try"),
            only(A::Tour, "Tour", "Where things are, in two minutes"),
            only(
                A::ResetLayout,
                "Reset layout",
                "Views and panels as at the first start; your own workspaces stay",
            ),
            key(A::Theme, (NONE, &[Key::T], "T"), "Theme", "Light or dark"),
            key(A::Find, (CTRL, &[Key::P], "Ctrl P"), "Find", "Find anything by its name"),
            key(A::Glossary, (NONE, &[Key::W], "W"), "Words…", "The words used, explained"),
            key(A::Help, (SHIFT, &[Key::Questionmark, Key::Slash], "?"), "?", "Keyboard shortcuts"),
            also(A::Help, NONE, &[Key::Questionmark, Key::F1]),
            key(A::Escape, (NONE, &[Key::Escape], "Esc"), "Leave", "Leave what is open"),
        ],
    ),
];

/// All entries in one row.
pub fn entries() -> impl Iterator<Item = &'static Entry> {
    ACTIONS.iter().flat_map(|(_, entries)| entries.iter())
}

impl UiAction {
    /// The entry with its words.
    pub fn entry(self) -> Option<&'static Entry> {
        entries().find(|entry| entry.action == self && !entry.name.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_key_means_two_things_and_every_action_is_named_once() {
        let mut keys: Vec<(Key, Modifiers)> = Vec::new();
        let mut named: Vec<UiAction> = Vec::new();
        for entry in entries() {
            for &key in entry.keys {
                assert!(!keys.contains(&(key, entry.modifiers)), "{key:?}");
                keys.push((key, entry.modifiers));
            }
            assert_eq!(entry.name.is_empty(), entry.text.is_empty(), "{:?}", entry.action);
            if !entry.name.is_empty() {
                assert!(!named.contains(&entry.action), "{:?}", entry.action);
                named.push(entry.action);
            }
        }
    }
}
