//! "Pause when": loss or cosine crosses a value.

use egui::containers::menu::{MenuButton, MenuConfig};
use egui::{ComboBox, PopupCloseBehavior, RichText, Ui};

use super::{CircuitCommand, CircuitSnapshot};
use crate::engine::circuits::{CircuitBreakpoint, CircuitLook, Quantity};
use crate::ui::keyed::Keyed;
use crate::ui::number::Number;
use crate::ui::theme::Palette;

const KINDS: [(&str, Quantity, bool); 4] = [
    ("loss falls below", Quantity::Loss, false),
    ("loss rises above", Quantity::Loss, true),
    ("cosine falls below", Quantity::Cosine, false),
    ("cosine rises above", Quantity::Cosine, true),
];

/// The condition that is being composed.
pub struct ConditionMenu {
    kind: usize,
    value: f64,
}

impl Default for ConditionMenu {
    fn default() -> Self {
        Self { kind: 0, value: 0.05 }
    }
}

impl ConditionMenu {
    /// Shows the button, and the menu when it is open.
    pub fn show(
        &mut self,
        ui: &mut Ui,
        snapshot: &CircuitSnapshot,
        palette: &Palette,
        commands: &mut Vec<CircuitCommand>,
    ) {
        let set = snapshot.breakpoint;
        let title = RichText::new(if set.is_some() { "Pause when … (1)" } else { "Pause when …" });
        let title = if set.is_some() { title.strong().color(palette.wrong) } else { title };
        let staying = MenuConfig::new().close_behavior(PopupCloseBehavior::CloseOnClickOutside);
        let (response, _) = MenuButton::new(title).config(staying).ui(ui, |ui| {
            ui.set_min_width(280.0);
            match &set {
                None => {
                    ui.label("Nothing pauses the run yet.");
                }
                Some(breakpoint) => {
                    ui.horizontal(|ui| {
                        ui.label(breakpoint.say());
                        if ui.button("Remove").keyed("remove-breakpoint").clicked() {
                            commands.push(CircuitCommand::Look(CircuitLook::PauseWhen(None)));
                        }
                    });
                }
            }
            ui.separator();
            ui.horizontal(|ui| {
                let list = ComboBox::from_id_salt("circuit condition")
                    .width(150.0)
                    .selected_text(KINDS[self.kind].0);
                let list = list.show_ui(ui, |ui| {
                    for (kind, (name, ..)) in KINDS.iter().enumerate() {
                        ui.selectable_value(&mut self.kind, kind, *name);
                    }
                });
                list.response.accessible_name("condition");
                let range = if KINDS[self.kind].1 == Quantity::Loss { 0.0..=1e6 } else { -1.0..=1.0 };
                ui.add(Number::new("value", &mut self.value, range).step(0.005)).accessible_name("value");
            });
            if ui.button("Set breakpoint").keyed("add-breakpoint").clicked() {
                let (_, quantity, above) = KINDS[self.kind];
                let breakpoint = CircuitBreakpoint { quantity, above, value: self.value };
                commands.push(CircuitCommand::Look(CircuitLook::PauseWhen(Some(breakpoint))));
            }
        });
        response.keyed("menu-breakpoints").on_hover_text(
            "Breakpoint: pause the run when this begins to hold; measured every 100 presentations or 10 recurrent steps",
        );
    }
}
