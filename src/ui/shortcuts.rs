//! Everything that a key does, once: the same list is obeyed and shown.

use egui::{Id, Key, Modifiers, RichText, Ui};

use super::files::FileAction;
use super::theme::Palette;

/// What a key asks for.
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
    /// Bring the view with this number to the front.
    View(usize),
    /// Parameters shown in presentation mode, or not.
    Controls,
    /// Light or dark.
    Theme,
    /// Something about files.
    File(FileKey),
    /// The command palette.
    Find,
    /// The words of the field.
    Glossary,
    /// This list.
    Help,
    /// Leave what is open: list, demonstration, presentation mode, past.
    Escape,
}

/// What a key asks about files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileKey {
    /// Choose something to open.
    Open,
    /// Save.
    Save,
    /// Save somewhere else.
    SaveAs,
    /// Make a picture of a view.
    Picture,
}

impl FileKey {
    /// As in the menu.
    pub fn action(self) -> FileAction {
        match self {
            Self::Open => FileAction::Open,
            Self::Save => FileAction::Save,
            Self::SaveAs => FileAction::SaveAs,
            Self::Picture => FileAction::Picture,
        }
    }
}

/// One line of the list.
pub struct Shortcut {
    /// With which modifiers.
    modifiers: Modifiers,
    /// Any of these keys.
    keys: &'static [Key],
    /// As it is printed.
    pub printed: &'static str,
    /// What it asks for.
    pub action: UiAction,
    /// In words.
    pub text: &'static str,
}

const NONE: Modifiers = Modifiers::NONE;
const CTRL: Modifiers = Modifiers::COMMAND;
const CTRL_SHIFT: Modifiers = Modifiers::COMMAND.plus(Modifiers::SHIFT);
const SHIFT: Modifiers = Modifiers::SHIFT;

const fn line(
    modifiers: Modifiers,
    keys: &'static [Key],
    printed: &'static str,
    action: UiAction,
    text: &'static str,
) -> Shortcut {
    Shortcut { modifiers, keys, printed, action, text }
}

/// The list, in reading order, under headings.
pub static SHORTCUTS: [(&str, &[Shortcut]); 6] = [
    (
        "Running",
        &[
            line(NONE, &[Key::Space], "space", UiAction::Toggle, "run or pause"),
            line(NONE, &[Key::S], "S", UiAction::Step, "show one stimulus"),
            line(NONE, &[Key::Period], ".", UiAction::Beat(true), "the next beat in Neuron"),
            line(NONE, &[Key::Comma], ",", UiAction::Beat(false), "the beat before"),
            line(NONE, &[Key::E], "E", UiAction::Epoch, "run to the end of the epoch"),
            line(NONE, &[Key::R], "R", UiAction::Reset, "start again from the seed"),
            line(NONE, &[Key::Plus, Key::Equals], "+", UiAction::Faster(true), "twice as fast"),
            line(NONE, &[Key::Minus], "−", UiAction::Faster(false), "half as fast"),
        ],
    ),
    (
        "Changing",
        &[
            line(CTRL, &[Key::Z], "Ctrl Z", UiAction::Undo, "undo a change of parameters"),
            line(CTRL_SHIFT, &[Key::Z], "Ctrl Shift Z", UiAction::Redo, "make it again"),
            line(NONE, &[Key::F], "F", UiAction::Freeze, "freeze the weights, or free them"),
            line(NONE, &[Key::G], "G", UiAction::Grow, "growing load on or off"),
            line(NONE, &[Key::N], "N", UiAction::NewStimuli, "new associations, same weights"),
        ],
    ),
    (
        "Files",
        &[
            line(CTRL, &[Key::O], "Ctrl O", UiAction::File(FileKey::Open), "open a session or preset"),
            line(CTRL, &[Key::S], "Ctrl S", UiAction::File(FileKey::Save), "save the session"),
            line(CTRL_SHIFT, &[Key::S], "Ctrl Shift S", UiAction::File(FileKey::SaveAs), "save it as"),
            line(CTRL, &[Key::E], "Ctrl E", UiAction::File(FileKey::Picture), "export a picture"),
        ],
    ),
    (
        "Looking closer",
        &[
            line(NONE, &[Key::ArrowDown], "down", UiAction::PinNext(true), "pin the next stimulus"),
            line(NONE, &[Key::ArrowUp], "up", UiAction::PinNext(false), "pin the stimulus before"),
            line(NONE, &[Key::U], "U", UiAction::Unpin, "unpin"),
            line(NONE, &[Key::J], "J", UiAction::Pair(false, false), "show the pinned stimulus now"),
            line(NONE, &[Key::K], "K", UiAction::Pair(true, false), "show it with ACh"),
            line(NONE, &[Key::L], "L", UiAction::Pair(false, true), "show it with NA"),
            line(NONE, &[Key::A], "A", UiAction::Ablate, "B without one rule after the other"),
        ],
    ),
    (
        "Time",
        &[
            line(NONE, &[Key::B], "B", UiAction::Bookmark, "bookmark this moment"),
            line(NONE, &[Key::ArrowLeft], "left", UiAction::Scrub(false), "an epoch back into the past"),
            line(NONE, &[Key::ArrowRight], "right", UiAction::Scrub(true), "an epoch forward"),
            line(NONE, &[Key::Home], "Home", UiAction::ToStart, "to the start of the run"),
            line(NONE, &[Key::End], "End", UiAction::Live, "to the present"),
        ],
    ),
    (
        "Showing",
        &[
            line(NONE, &[Key::P], "P", UiAction::Present, "presentation mode: large, one view or two"),
            line(NONE, &[Key::D], "D", UiAction::Two, "one view or two in presentation mode"),
            line(NONE, &[Key::C], "C", UiAction::Controls, "parameters in presentation mode"),
            line(NONE, &[Key::Num1], "1 – 9", UiAction::View(0), "bring a view to the front"),
            line(NONE, &[Key::Num2], "", UiAction::View(1), ""),
            line(NONE, &[Key::Num3], "", UiAction::View(2), ""),
            line(NONE, &[Key::Num4], "", UiAction::View(3), ""),
            line(NONE, &[Key::Num5], "", UiAction::View(4), ""),
            line(NONE, &[Key::Num6], "", UiAction::View(5), ""),
            line(NONE, &[Key::Num7], "", UiAction::View(6), ""),
            line(NONE, &[Key::Num8], "", UiAction::View(7), ""),
            line(NONE, &[Key::Num9], "", UiAction::View(8), ""),
            line(NONE, &[Key::Num0], "0", UiAction::View(9), "the tenth view"),
            line(NONE, &[Key::V], "V", UiAction::NextView, "the next view"),
            line(NONE, &[Key::H], "H", UiAction::NextDemonstration, "the next demonstration"),
            line(
                NONE,
                &[Key::PageDown, Key::Enter],
                "Page Down",
                UiAction::DemonstrationStep(true),
                "next step of what is told",
            ),
            line(NONE, &[Key::PageUp], "Page Up", UiAction::DemonstrationStep(false), "the step before"),
            line(NONE, &[Key::T], "T", UiAction::Theme, "light or dark"),
            line(CTRL, &[Key::P], "Ctrl P", UiAction::Find, "find anything by its name"),
            line(NONE, &[Key::W], "W", UiAction::Glossary, "the words used, explained"),
            line(SHIFT, &[Key::Questionmark, Key::Slash], "?", UiAction::Help, "this list"),
            line(NONE, &[Key::Questionmark, Key::F1], "", UiAction::Help, ""),
            line(NONE, &[Key::Escape], "Esc", UiAction::Escape, "leave what is open"),
        ],
    ),
];

/// What was asked for by key in this frame; nothing while text is being typed or a list is open.
pub fn pressed(ui: &Ui) -> Vec<UiAction> {
    if ui.ctx().text_edit_focused() || was_typing(ui) {
        return Vec::new();
    }
    // A menu, or what a part of a picture says, is closed by Escape, and nothing else is.
    let popup = egui::Popup::is_any_open(ui.ctx());
    // A plot that has the focus is fitted by Home.
    let plot = super::views::plot_focused(ui.ctx());
    // Whatever has the focus is moved by arrows and pressed by space and enter.
    let focused = ui.memory(|memory| memory.focused().is_some());
    let taken = |key: Key| {
        (popup && key == Key::Escape)
            || (plot && key == Key::Home)
            || focused
                && matches!(
                    key,
                    Key::Space
                        | Key::Enter
                        | Key::ArrowUp
                        | Key::ArrowDown
                        | Key::ArrowLeft
                        | Key::ArrowRight
                )
    };
    let wanted = |key: Key, modifiers: Modifiers| {
        let mut all = SHORTCUTS.iter().flat_map(|(_, lines)| lines.iter());
        all.find(|line| line.keys.contains(&key) && modifiers.matches_exact(line.modifiers))
            .map(|line| line.action)
    };
    ui.input(|input| {
        let keys = input.events.iter().filter_map(|event| match event {
            egui::Event::Key { key, pressed: true, repeat, modifiers, .. } => {
                Some((*key, *repeat, *modifiers))
            }
            _ => None,
        });
        // A key that is held down counts once, unless it moves through something.
        let moves = |action: &UiAction| matches!(action, UiAction::Scrub(_) | UiAction::PinNext(_));
        keys.filter(|(key, ..)| !taken(*key))
            .flat_map(|(key, repeat, modifiers)| {
                wanted(key, modifiers).filter(|action| !repeat || moves(action))
            })
            .collect()
    })
}

/// Was text being typed when the last frame ended?
#[derive(Clone, Copy)]
struct Typing(bool);

/// Escape and Tab take the focus from a field before the frame begins: they are still the field's.
fn was_typing(ui: &Ui) -> bool {
    ui.data(|data| data.get_temp::<Typing>(Id::NULL)).is_some_and(|Typing(typing)| typing)
}

/// Notes at the end of a frame whether text is being typed.
pub fn remember_typing(ui: &Ui) {
    let typing = Typing(ui.ctx().text_edit_focused());
    ui.data_mut(|data| data.insert_temp(Id::NULL, typing));
}

/// Where there is room for three columns.
const WIDE: f32 = 940.0;

/// Shows the list in a window; false once it is closed.
///
/// The second value is true when the words are asked for.
pub fn window(ui: &Ui, palette: &Palette) -> (bool, bool) {
    let mut open = true;
    let mut words = false;
    egui::Window::new("Keyboard")
        .open(&mut open)
        .collapsible(false)
        .resizable(false)
        .anchor(egui::Align2::CENTER_CENTER, egui::Vec2::ZERO)
        .show(ui.ctx(), |ui| {
            let space = ui.ctx().content_rect().size() - egui::vec2(40.0, 80.0);
            if space.x > WIDE {
                ui.horizontal_top(|ui| {
                    ui.spacing_mut().item_spacing.x = 28.0;
                    for parts in [&SHORTCUTS[..3], &SHORTCUTS[3..5], &SHORTCUTS[5..]] {
                        ui.vertical(|ui| parts.iter().for_each(|part| column(ui, part, palette)));
                    }
                });
            } else {
                egui::ScrollArea::vertical().max_height(space.y).show(ui, |ui| {
                    SHORTCUTS.iter().for_each(|part| column(ui, part, palette));
                });
            }
            let tip = "What the words in views and captions mean  (W)";
            words = ui.button("Words…").on_hover_text(tip).clicked();
        });
    (open, words)
}

fn column(ui: &mut Ui, (title, lines): &(&str, &[Shortcut]), palette: &Palette) {
    ui.label(RichText::new(*title).strong().color(palette.inhibitory));
    egui::Grid::new(title).num_columns(2).spacing([14.0, 3.0]).show(ui, |ui| {
        for line in lines.iter().filter(|line| !line.printed.is_empty()) {
            ui.label(RichText::new(line.printed).strong());
            ui.label(line.text);
            ui.end_row();
        }
    });
    ui.add_space(8.0);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_key_means_two_things() {
        let mut seen: Vec<(Key, Modifiers)> = Vec::new();
        for line in SHORTCUTS.iter().flat_map(|(_, lines)| lines.iter()) {
            for &key in line.keys {
                assert!(!seen.contains(&(key, line.modifiers)), "{key:?}");
                seen.push((key, line.modifiers));
            }
        }
    }
}
