//! The past of a run: moments kept whole, from which every other moment is computed again.

use std::sync::Arc;

use super::system::{Session, System};

/// Kept moments of one run, evenly spaced; the first is the run's start.
#[derive(Debug, Clone)]
pub(super) struct Checkpoints<S: System> {
    kept: Vec<Arc<Session<S>>>,
    spacing: u64,
    bytes: usize,
}

/// Presentations between kept moments, to begin with: some milliseconds of computing.
const SPACING: u64 = 1 << 14;

impl<S: System> Checkpoints<S> {
    /// The start alone.
    pub fn new(start: &Session<S>) -> Self {
        Self { bytes: start.bytes(), kept: vec![Arc::new(start.clone())], spacing: SPACING }
    }

    /// The moments up to `made`, shared: the past of a branch.
    pub fn up_to(&self, made: u64) -> Self {
        let kept: Vec<_> = self.kept.iter().take_while(|session| session.made() <= made).cloned().collect();
        Self { bytes: kept.iter().map(|session| session.bytes()).sum(), kept, spacing: self.spacing }
    }

    /// Keeps `session`, whose last act was a presentation, if that is due. At most `budget` bytes are
    /// used, by keeping fewer moments; the start is always kept.
    pub fn look(&mut self, session: &Session<S>, budget: usize) {
        if !self.due(session) {
            return;
        }
        let more = session.bytes();
        self.shrink(budget.saturating_sub(more));
        if self.due(session) && self.bytes + more <= budget {
            self.bytes += more;
            self.kept.push(Arc::new(session.clone()));
        }
    }

    /// Keeps `session`, a moment of the past that is being computed again and whose last act was a presentation,
    /// if there is none nearby and room for it.
    pub fn look_back(&mut self, session: &Session<S>, budget: usize) {
        let made = session.made();
        let at = self.kept.partition_point(|kept| kept.made() <= made);
        let spaced = |kept: &Arc<Session<S>>| kept.made().abs_diff(made) >= self.spacing;
        let alone = self.kept[..at].last().is_none_or(spaced) && self.kept.get(at).is_none_or(spaced);
        if alone && self.bytes + session.bytes() <= budget {
            self.bytes += session.bytes();
            self.kept.insert(at, Arc::new(session.clone()));
        }
    }

    fn due(&self, session: &Session<S>) -> bool {
        self.kept.last().is_none_or(|last| session.made() >= last.made() + self.spacing)
    }

    /// Keeps within `budget` bytes, if need be by keeping only the start.
    pub fn shrink(&mut self, budget: usize) {
        while self.bytes > budget && self.kept.len() > 1 {
            self.thin();
        }
    }

    /// Forgets every second moment; the start stays.
    fn thin(&mut self) {
        let mut at = 0_usize;
        self.kept.retain(|_| {
            at += 1;
            !at.is_multiple_of(2)
        });
        self.bytes = self.kept.iter().map(|session| session.bytes()).sum();
        self.spacing = self.spacing.saturating_mul(2);
    }

    /// The last kept moment at or before `made`; commands given at that moment are still to come.
    pub fn before(&self, made: u64) -> Option<&Arc<Session<S>>> {
        self.kept.iter().rev().find(|session| session.made() <= made)
    }

    pub fn len(&self) -> usize {
        self.kept.len()
    }

    pub fn bytes(&self) -> usize {
        self.bytes
    }
}
