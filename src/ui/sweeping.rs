//! A parameter that is to be swept goes to the atlas.

use super::laboratory::Laboratory;
use super::views::atlas;

impl Laboratory {
    /// Sweeps the parameter that was chosen, if one was.
    pub(super) fn take_sweep(&mut self) {
        let Some(id) = self.controls.take_sweep() else { return };
        self.view_requests.sweep = Some(id);
        self.bring(atlas::KEY);
    }
}
