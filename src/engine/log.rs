//! What was done to the model, and when.
//!
//! A log only grows. Moments of one run, and the snapshots that show them, share it by its length: none copies it. A moment that
//! goes on in its own way, as a branch does, has a log of its own from there.

use std::sync::Arc;

use serde::ser::SerializeSeq;

use super::traits::Act;

/// An action and the moment at which it took effect.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct LogEntry<A> {
    /// Presentations made in this session before it, resets included.
    pub at: u64,
    /// The action; in files of format 1 it is called command.
    #[serde(alias = "command")]
    pub action: A,
}

/// A log up to some length.
#[derive(Debug, Clone)]
pub struct Log<A> {
    /// Shared with longer and shorter ones.
    entries: Arc<boxcar::Vec<LogEntry<A>>>,
    /// Entries of those that are its own.
    shared: usize,
    /// The last one, whose place a further value of the same parameter may take.
    last: Option<LogEntry<A>>,
    /// Nothing may take its place before the next one: something refers to this moment.
    held: bool,
}

impl<A> Default for Log<A> {
    fn default() -> Self {
        Self { entries: Arc::default(), shared: 0, last: None, held: false }
    }
}

impl<A: Act> Log<A> {
    /// Entries.
    pub fn len(&self) -> usize {
        self.shared + usize::from(self.last.is_some())
    }

    /// Is there none?
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Entry by number, from 0.
    pub fn get(&self, at: usize) -> Option<&LogEntry<A>> {
        if at < self.shared { self.entries.get(at) } else { self.last.as_ref().filter(|_| at == self.shared) }
    }

    /// The last one.
    pub fn last(&self) -> Option<&LogEntry<A>> {
        self.len().checked_sub(1).and_then(|at| self.get(at))
    }

    /// All, in order.
    pub fn iter(&self) -> impl Iterator<Item = &LogEntry<A>> {
        (0..self.len()).filter_map(|at| self.get(at))
    }

    /// How many were made at or before `made` presentations.
    pub fn until(&self, made: u64) -> usize {
        let (mut low, mut high) = (0, self.len());
        while low < high {
            let middle = low.midpoint(high);
            if self.get(middle).is_some_and(|entry| entry.at <= made) {
                low = middle + 1
            } else {
                high = middle
            }
        }
        low
    }

    /// Adds an entry. A further value of the same parameter at the same moment takes the place of the one before: a drag
    /// while the simulation waits is one entry.
    pub fn push(&mut self, entry: LogEntry<A>) {
        let held = std::mem::take(&mut self.held);
        if let Some(last) = self
            .last
            .as_mut()
            .filter(|last| !held && entry.at == last.at && entry.action.replaces(&last.action))
        {
            *last = entry;
            return;
        }
        self.share();
        self.last = Some(entry);
    }

    /// Nothing takes the place of the last entry with the next one: something refers to this moment, or every entry is to be
    /// repeated as it is.
    pub fn hold(&mut self) {
        self.held = true;
    }

    /// Puts the last entry where others have it as well.
    fn share(&mut self) {
        let Some(entry) = self.last.take() else { return };
        let ours = match self.entries.get(self.shared) {
            // A repetition of what is there.
            Some(there) => *there == entry,
            None => self.entries.push(entry.clone()) == self.shared,
        };
        if !ours {
            let own = (0..self.shared).filter_map(|at| self.entries.get(at)).cloned().chain([entry]);
            self.entries = Arc::new(own.collect());
        }
        self.shared += 1;
    }

    /// Memory, about, as if nothing were shared.
    pub fn bytes(&self) -> usize {
        self.len() * size_of::<LogEntry<A>>()
    }
}

impl<A: Act> FromIterator<LogEntry<A>> for Log<A> {
    fn from_iter<T: IntoIterator<Item = LogEntry<A>>>(entries: T) -> Self {
        let mut log = Self::default();
        for entry in entries {
            log.hold();
            log.push(entry);
        }
        log
    }
}

impl<A: Act> From<Vec<LogEntry<A>>> for Log<A> {
    fn from(entries: Vec<LogEntry<A>>) -> Self {
        entries.into_iter().collect()
    }
}

impl<A: Act> serde::Serialize for Log<A> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(Some(self.len()))?;
        self.iter().try_for_each(|entry| list.serialize_element(entry))?;
        list.end()
    }
}

impl<A: Act> PartialEq for Log<A> {
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len() && self.iter().eq(other.iter())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::Action;
    use crate::model::ParamId;

    fn set(at: u64, id: ParamId, value: f64) -> LogEntry<Action> {
        LogEntry { at, action: Action::Set(id, value) }
    }

    fn said(log: &Log<Action>) -> Vec<String> {
        log.iter().map(|entry| format!("{}:{}", entry.at, entry.action)).collect()
    }

    #[test]
    fn a_drag_while_nothing_is_presented_is_one_entry_unless_values_act_at_once() {
        let mut log: Log<Action> = Log::default();
        for value in [0.1, 0.2, 0.3] {
            log.push(set(5, ParamId::rho_a, value));
        }
        log.push(set(5, ParamId::b, 2.0));
        log.push(set(5, ParamId::rho_a, 0.4));
        log.push(set(6, ParamId::rho_a, 0.5));
        assert_eq!(said(&log), ["5:rho_A=0.3", "5:b=2", "5:rho_A=0.4", "6:rho_A=0.5"]);
        let mut log: Log<Action> = Log::default();
        for (id, value) in [
            (ParamId::w_max, 2.0),
            (ParamId::w_max, 9.0),
            (ParamId::e0, 3.0),
            (ParamId::e0, 9.0),
            (ParamId::p, 20.0),
            (ParamId::p, 30.0),
        ] {
            log.push(set(0, id, value));
        }
        assert_eq!(log.len(), 6, "bounds clip weights, and a new P is a new neuron");
    }

    #[test]
    fn what_something_refers_to_stays() {
        let mut log: Log<Action> = Log::default();
        log.push(set(5, ParamId::rho_a, 0.1));
        log.hold();
        log.push(set(5, ParamId::rho_a, 0.2));
        assert_eq!(said(&log), ["5:rho_A=0.1", "5:rho_A=0.2"]);
        // Written and read, the last one can be replaced as before.
        let mut again = Log::from(log.iter().cloned().collect::<Vec<_>>());
        assert_eq!(again, log);
        again.push(set(5, ParamId::rho_a, 0.3));
        assert_eq!(said(&again), ["5:rho_A=0.1", "5:rho_A=0.3"]);
    }

    #[test]
    fn moments_share_their_log_and_branches_have_their_own() {
        let mut log: Log<Action> = (0..10).map(|at| set(at, ParamId::b, at as f64)).collect();
        let moment = log.clone();
        log.push(set(10, ParamId::b, 7.0));
        log.push(set(11, ParamId::b, 6.0));
        assert_eq!((moment.len(), log.len()), (10, 12));
        assert!(Arc::ptr_eq(&moment.entries, &log.entries));
        // Repeated, it shares the same again; otherwise it branches off.
        let (mut repeated, mut branch) = (moment.clone(), moment.clone());
        repeated.push(set(10, ParamId::b, 7.0));
        repeated.push(set(11, ParamId::b, 6.0));
        assert!(Arc::ptr_eq(&repeated.entries, &log.entries) && repeated == log);
        branch.push(set(10, ParamId::b, 8.0));
        branch.push(set(11, ParamId::b, 6.0));
        assert!(!Arc::ptr_eq(&branch.entries, &log.entries));
        assert_eq!(said(&branch)[..10], said(&log)[..10]);
        assert_eq!((said(&branch)[10].as_str(), said(&log)[10].as_str()), ("10:b=8", "10:b=7"));
        assert_eq!((log.until(4), log.until(10), moment.until(99)), (5, 11, 10));
    }
}
