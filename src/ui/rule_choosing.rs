//! A loaded rule that was pressed in the panel comes into the editor.

use super::laboratory::Laboratory;
use super::views::{RuleText, rules};
use crate::engine::Snapshot;

impl Laboratory {
    /// Edits the rule that was pressed, if one was.
    pub(super) fn take_rule(&mut self, snapshot: &Snapshot) {
        let Some(file) = self.controls.take_rule() else { return };
        let Some(loaded) = snapshot.params.rules.files().get(file) else { return };
        let text = RuleText { text: loaded.file.text.clone(), path: None };
        self.view_requests.edit_rule = Some(text);
        self.bring(rules::KEY);
    }
}
