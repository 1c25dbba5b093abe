//! Keys: what was pressed, and the list of them.

use egui::{Id, Key, Modifiers, RichText, Ui};

use super::theme::Palette;
use super::ui_action::{ACTIONS, Entry, UiAction, entries};

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
        let meant = |entry: &&Entry| entry.keys.contains(&key) && modifiers.matches_exact(entry.modifiers);
        entries().find(meant).map(|entry| entry.action)
    };
    ui.input(|input| {
        let keys = input.events.iter().filter_map(|event| match event {
            egui::Event::Key { key, pressed: true, repeat, modifiers, .. } => {
                Some((*key, *repeat, *modifiers))
            }
            _ => None,
        });
        // A key that is held down counts once, unless it moves through something. (Plus with Shift seems held down where Shift
        // is let go first.)
        let moves = |action: &UiAction| {
            matches!(action, UiAction::Scrub(_) | UiAction::PinNext(_) | UiAction::Faster(_))
        };
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
                    for parts in [&ACTIONS[..3], &ACTIONS[3..5], &ACTIONS[5..]] {
                        ui.vertical(|ui| parts.iter().for_each(|part| column(ui, part, palette)));
                    }
                });
            } else {
                egui::ScrollArea::vertical().max_height(space.y).show(ui, |ui| {
                    ACTIONS.iter().for_each(|part| column(ui, part, palette));
                });
            }
            let tip = "What the words in views and captions mean  (W)";
            words = ui.button("Words…").on_hover_text(tip).clicked();
        });
    (open, words)
}

fn column(ui: &mut Ui, (title, lines): &(&str, &[Entry]), palette: &Palette) {
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
