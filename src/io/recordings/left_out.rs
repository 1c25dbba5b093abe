//! Rows that are left out, counted by what they lack.

use super::part::Part;

/// Which parts a row lacks, a bit each in the order of [`Part::ALL`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Lacking(u8);

impl Lacking {
    /// This part too, if it is missing.
    pub fn add(&mut self, part: Part, missing: bool) {
        let place = Part::ALL.iter().position(|other| *other == part).unwrap_or_default();
        self.0 |= u8::from(missing) << place;
    }

    pub fn any(self) -> bool {
        self != Self::default()
    }

    fn name(self) -> String {
        let lacking = Part::ALL.iter().enumerate().filter(|(place, _)| self.0 >> place & 1 == 1);
        lacking.map(|(_, part)| part.short()).collect::<Vec<_>>().join(" and ")
    }
}

/// How many rows were left out.
#[derive(Debug, Clone)]
pub(super) struct LeftOut {
    /// By the bits of what they lack.
    counts: [usize; 1 << Part::ALL.len()],
    /// Headings that were repeated.
    pub headings: usize,
}

impl Default for LeftOut {
    fn default() -> Self {
        Self { counts: [0; 1 << Part::ALL.len()], headings: 0 }
    }
}

impl LeftOut {
    /// One more.
    pub fn add(&mut self, lacking: Lacking) {
        self.counts[usize::from(lacking.0)] += 1;
    }

    /// As in "2 measurements left out: no value for i_E (1), i_I (1)"; `None` if none was.
    pub fn told(&self) -> Option<String> {
        let all: usize = self.counts.iter().sum();
        let kinds = self.counts.iter().enumerate().filter(|(_, count)| **count > 0);
        let named: Vec<String> =
            kinds.map(|(bits, count)| format!("{} ({count})", Lacking(bits as u8).name())).collect();
        let what = if all == 1 { "measurement" } else { "measurements" };
        (all > 0).then(|| format!("{all} {what} left out: no value for {}", named.join(", ")))
    }
}
