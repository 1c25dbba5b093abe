//! What the parts of a system must be able to do.

use std::fmt::Debug;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::model::state::StateError;

/// Something that can be done to a system.
pub trait Act: Clone + PartialEq + Debug + Send + Sync + Serialize + DeserializeOwned + 'static {
    /// Does it do nothing at all?
    fn is_nothing(&self) -> bool {
        false
    }

    /// Is `earlier`, of the same moment, without effect once this has been done?
    fn replaces(&self, earlier: &Self) -> bool;

    /// Is an unsent `earlier` obsolete once this is asked for?
    fn supersedes(&self, earlier: &Self) -> bool {
        self.replaces(earlier)
    }
}

/// Something that happened, for a mark.
pub trait Happening: Clone + PartialEq + Debug + Send + Sync + 'static {
    /// Takes a later happening of the same moment into this one; false if they are two.
    fn absorb(&mut self, _later: &Self) -> bool {
        false
    }

    /// In a few words.
    fn text(&self) -> String;

    /// Did it pause the run?
    fn pauses(&self) -> bool {
        false
    }
}

/// Plain values of a session.
pub trait SavedForm: Clone + Debug + Send + Sync + Serialize + DeserializeOwned {
    /// What sessions of one file have in common while they are restored.
    type Shared;

    /// Nothing yet; what is made of it ends early once `cancel` is set.
    fn share(cancel: &Arc<AtomicBool>) -> Self::Shared;

    /// Can this be restored once it is in a file?
    ///
    /// # Errors
    /// [`StateError`] saying what is too much.
    fn check(&self, shared: &mut Self::Shared) -> Result<(), StateError>;

    /// Presentations and actions of the session.
    fn length(&self) -> (u64, usize);

    /// Actions up to presentation `made`.
    fn actions_until(&self, made: u64) -> usize;
}
