//! Keys of widgets: what they are called in words may change, and be written twice; a key does not.

use egui::Response;

/// A widget that can be found by a key: tests press it by that, and assistive programs can tell it apart from others of
/// the same name.
pub trait Keyed {
    /// Gives it a key.
    fn keyed(self, key: impl Into<String>) -> Self;
}

impl Keyed for Response {
    fn keyed(self, key: impl Into<String>) -> Self {
        self.ctx.accesskit_node_builder(self.id, |node| node.set_author_id(key.into()));
        self
    }
}
