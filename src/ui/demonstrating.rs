//! A demonstration on its way: what it asks of the simulation and of the window.

use egui::{Frame, Margin, Panel, Ui};

use super::laboratory::Laboratory;
use super::player::PlayerAction;
use super::theme::Palette;
use crate::engine::{Action, Command, Snapshot};
use crate::io::presets;
use crate::model::Params;

impl Laboratory {
    /// Caption and controls of a demonstration: at the top, in presentation mode at the bottom.
    pub(super) fn caption(
        &mut self,
        ui: &mut Ui,
        snapshot: &Snapshot,
        palette: &Palette,
        commands: &mut Vec<Command>,
    ) {
        let Some(player) = &mut self.player else { return };
        let now = ui.input(|input| input.time);
        let frame = Frame::new().fill(palette.card).inner_margin(Margin::symmetric(12, 6));
        let panel = if self.presentation.on() { Panel::bottom("caption") } else { Panel::top("caption") };
        let wish = panel.frame(frame).show(ui, |ui| player.show(ui, snapshot, palette, now));
        if let Some(wish) = wish.inner {
            if wish == PlayerAction::Close {
                self.close_player(snapshot, commands);
            } else {
                player.apply(wish, commands);
            }
        }
    }

    /// Ends a demonstration. After something that was tried, the rule, or the teacher, is back.
    pub(super) fn close_player(&mut self, snapshot: &Snapshot, commands: &mut Vec<Command>) {
        let Some(mut player) = self.player.take() else { return };
        player.apply(PlayerAction::Close, commands);
        if self.guide.tries(player.name()) {
            let Params { n_e, n_i, p, .. } = snapshot.params;
            let params = Params { n_e, n_i, p, ..self.preset_values.clone() };
            commands.push(Command::Act(Action::between(&snapshot.params, &params)));
        }
    }

    /// Lets the demonstration go on, and shows the views that its step names.
    pub(super) fn drive_player(&mut self, ui: &Ui, snapshot: &Snapshot, now: f64) {
        let Some(player) = &mut self.player else { return };
        if let Some((title, params)) = player.beginning() {
            // What is tried changes the preset that the program opens with, and gives it back.
            let tried = self.guide.tries(player.name());
            let name = if tried { presets::DEFAULT } else { title };
            (self.preset, self.preset_values) = (name.to_owned(), params);
        }
        let commands = player.drive(snapshot, self.engine.issued(), now);
        if let Some(wait) = player.restless(now) {
            ui.ctx().request_repaint_after_secs(wait);
        }
        if commands.is_empty() {
            return;
        }
        if let Some(step) = player.step() {
            if let Some(atlas) = &step.atlas {
                let before = player.params_before(snapshot);
                self.view_requests.grow_atlas = Some((atlas.clone(), step.params(before), player.seed()));
            }
            self.presentation.show_these(&step.views);
            if !self.presentation.on() {
                step.views.iter().for_each(|key| self.arrangement.bring(key));
            }
        }
        commands.into_iter().for_each(|command| self.engine.send(command));
        self.undo.silence(self.engine.issued());
    }
}
