//! A preset is chosen: what is asked of the simulation, and when it counts.

use super::laboratory::Laboratory;
use super::presets::Awaited;
use crate::engine::{Action, Command, Snapshot};
use crate::io::presets::Preset;

impl Laboratory {
    pub(super) fn take_preset(&mut self, preset: &Preset, snapshot: &Snapshot) {
        // Another neuron than that of which a demonstration tells.
        self.player = None;
        self.guide.leave_ramp();
        let params = preset.params(&snapshot.params);
        self.engine
            .send(Command::Act(Action::Load { params: Box::new(params.clone()), seed: snapshot.seed }));
        self.awaited = Some(Awaited { number: self.engine.issued(), preset: preset.name.clone(), params });
    }

    /// A preset counts as chosen once the simulation has taken it over.
    pub(super) fn settle_preset(&mut self, snapshot: &Snapshot) {
        if let Some(awaited) = self.awaited.take_if(|awaited| snapshot.applied >= awaited.number)
            && snapshot.params == awaited.params
        {
            self.preset = awaited.preset;
            self.preset_values = awaited.params;
        }
    }
}
