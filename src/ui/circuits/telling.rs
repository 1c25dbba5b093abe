//! Demonstrations of circuits: how the player plays them, and what the window does meanwhile.

use egui::{Frame, Margin, Panel, Ui};

use super::{CircuitCommand, CircuitSnapshot};
use crate::engine::circuits::scenario::CircuitScenario;
use crate::engine::circuits::{CircuitAction, CircuitLook, LiveCircuit};
use crate::ui::laboratory::Laboratory;
use crate::ui::player::{Player, PlayerAction};
use crate::ui::shown::Shown;
use crate::ui::tale::{CommandOf, SnapshotOf, Tale, Told};
use crate::ui::theme::Palette;

impl Tale for CircuitScenario {
    type System = LiveCircuit;

    fn name(&self) -> &str {
        &self.name
    }

    fn title(&self) -> &str {
        &self.title
    }

    fn count(&self) -> usize {
        self.steps.len()
    }

    fn told(&self, at: usize) -> Option<Told<'_>> {
        let step = self.steps.get(at)?;
        let (caption, look) = (step.caption.as_str(), step.look.as_str());
        Some(Told { caption, look, views: &step.views, seconds: step.seconds })
    }

    fn presentations(&self, at: usize, _: &SnapshotOf<Self>) -> u64 {
        self.steps.get(at).map_or(0, |step| step.steps)
    }

    fn commands(&self, at: usize) -> Vec<CommandOf<Self>> {
        Self::commands(self, at)
    }

    fn breakpoints(snapshot: &SnapshotOf<Self>) -> CircuitLook {
        CircuitLook::PauseWhen(snapshot.breakpoint)
    }

    fn closing() -> Vec<CircuitAction> {
        Vec::new()
    }
}

impl Laboratory {
    /// A demonstration ends when the other system is shown.
    pub(in crate::ui) fn close_tales(&mut self) {
        let mut commands = Vec::new();
        if let Some(mut player) = self.circuits.player.take() {
            player.apply(PlayerAction::Close, &mut commands);
        }
        self.circuits.send(commands);
        let snapshot = self.engine.snapshot();
        let mut commands = Vec::new();
        self.close_player(&snapshot, &mut commands);
        commands.into_iter().for_each(|command| self.engine.send(command));
    }

    /// Begins a demonstration of circuits, in presentation mode.
    pub(in crate::ui) fn play_circuit(&mut self, ui: &Ui, scenario: CircuitScenario) {
        self.tell_circuit(scenario);
        self.presentation.set(ui.ctx(), true);
    }

    /// Begins a demonstration of circuits.
    pub(in crate::ui) fn tell_circuit(&mut self, scenario: CircuitScenario) {
        self.show_system(Shown::Circuits);
        if self.shown == Shown::Circuits {
            let before = self.circuits.player.as_ref().and_then(Player::before);
            self.circuits.player = Some(Player::new(scenario).giving_back(before));
        }
    }

    /// Lets the demonstration go on, and shows the views that its step names.
    pub(in crate::ui) fn drive_circuit_player(&mut self, ui: &Ui, circuit: &CircuitSnapshot) {
        let now = ui.input(|input| input.time);
        let issued = self.circuits.issued();
        let Some(player) = &mut self.circuits.player else { return };
        let commands = player.drive(circuit, issued, now);
        if let Some(wait) = player.restless(now) {
            ui.ctx().request_repaint_after_secs(wait);
        }
        if commands.is_empty() {
            return;
        }
        if let Some(step) = player.told() {
            self.presentation.show_these(step.views);
            if !self.presentation.on() {
                step.views.iter().for_each(|key| self.circuits.arrangement.bring(key));
            }
        }
        self.circuits.undo.silence(issued + commands.len() as u64);
        self.circuits.send(commands);
    }

    /// Caption and controls of a demonstration.
    pub(in crate::ui) fn circuit_caption(
        &mut self,
        ui: &mut Ui,
        circuit: &CircuitSnapshot,
        palette: &Palette,
        commands: &mut Vec<CircuitCommand>,
    ) {
        let Some(player) = &mut self.circuits.player else { return };
        let now = ui.input(|input| input.time);
        let frame = Frame::new().fill(palette.card).inner_margin(Margin::symmetric(12, 6));
        let panel = if self.presentation.on() { Panel::bottom("caption") } else { Panel::top("caption") };
        let wish = panel.frame(frame).show(ui, |ui| player.show(ui, circuit, palette, now));
        if let Some(wish) = wish.inner {
            player.apply(wish, commands);
            if wish == PlayerAction::Close {
                self.circuits.player = None;
            }
        }
    }
}
