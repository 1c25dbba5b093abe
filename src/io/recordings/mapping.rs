//! Which column is what: as told, or guessed from the headings.

use super::error::RecordingsError;
use super::heading::Heading;
use super::part::Part;
use super::text::listed;

/// Words that mean before pairing, unless told otherwise.
pub const PRE_WORDS: &str = "pre, before, baseline, pre-pairing, control";

/// Words that mean after pairing, unless told otherwise.
pub const POST_WORDS: &str = "post, after, post-pairing";

/// Which column holds what, by heading, and which words mean what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mapping {
    /// Heading of the cell's name.
    pub cell: String,
    /// Heading of the stimulus.
    pub stimulus: String,
    /// Heading of the condition.
    pub condition: String,
    /// Heading of i_E.
    pub i_e: String,
    /// Heading of i_I.
    pub i_i: String,
    /// Heading of the units; without it they are read from the headings of the currents, as in `i_e (pA)`.
    pub units: Option<String>,
    /// Heading of paired or not.
    pub paired: Option<String>,
    /// Words that mean before, with commas between them; capitals do not matter.
    pub pre: String,
    /// Words that mean after.
    pub post: String,
    /// The stimulus that was paired, if it is the same in all cells.
    pub paired_stimulus: Option<String>,
}

/// A mapping of which parts may be missing still.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Guess {
    /// Heading of the cell's name.
    pub cell: Option<String>,
    /// Heading of the stimulus.
    pub stimulus: Option<String>,
    /// Heading of the condition.
    pub condition: Option<String>,
    /// Heading of i_E.
    pub i_e: Option<String>,
    /// Heading of i_I.
    pub i_i: Option<String>,
    /// Heading of the units.
    pub units: Option<String>,
    /// Heading of paired or not.
    pub paired: Option<String>,
}

impl Guess {
    /// The heading of one part.
    pub fn part(&mut self, part: Part) -> &mut Option<String> {
        match part {
            Part::Cell => &mut self.cell,
            Part::Stimulus => &mut self.stimulus,
            Part::Condition => &mut self.condition,
            Part::Excitation => &mut self.i_e,
            Part::Inhibition => &mut self.i_i,
            Part::Units => &mut self.units,
            Part::Paired => &mut self.paired,
        }
    }

    /// Forget any guess for this column.
    pub fn forget(&mut self, column: &str) {
        for part in Part::ALL {
            self.part(part).take_if(|heading| heading == column);
        }
    }

    /// The mapping, with the usual words, if nothing is missing; `headings` for the message.
    ///
    /// # Errors
    /// [`RecordingsError::Unmapped`].
    pub fn complete(self, headings: &[String]) -> Result<Mapping, RecordingsError> {
        let needed = |part, heading: Option<String>| {
            heading.ok_or_else(|| RecordingsError::Unmapped { part, headings: listed(headings) })
        };
        Ok(Mapping {
            cell: needed(Part::Cell, self.cell)?,
            stimulus: needed(Part::Stimulus, self.stimulus)?,
            condition: needed(Part::Condition, self.condition)?,
            i_e: needed(Part::Excitation, self.i_e)?,
            i_i: needed(Part::Inhibition, self.i_i)?,
            units: self.units,
            paired: self.paired,
            pre: PRE_WORDS.to_owned(),
            post: POST_WORDS.to_owned(),
            paired_stimulus: None,
        })
    }
}

/// What the columns are, as far as their headings say it: each part is the column that is best known to mean it.
/// Of two that mean it equally well neither is taken, since one cannot tell which.
pub fn guess(headings: &[String]) -> Guess {
    let known: Vec<Option<(Part, usize)>> = headings.iter().map(|text| Heading::of(text).part()).collect();
    let mut found = Guess::default();
    for part in Part::ALL {
        let rank =
            |known: &Option<(Part, usize)>| known.filter(|(other, _)| *other == part).map(|(_, rank)| rank);
        let Some(best) = known.iter().filter_map(rank).min() else { continue };
        let mut columns = headings.iter().zip(&known).filter(|(_, known)| rank(known) == Some(best));
        let first = columns.next().map(|(heading, _)| heading);
        // Headings that are equal throughout are complained about when they are used.
        let alone = columns.all(|(other, _)| Some(other) == first);
        *found.part(part) = first.filter(|_| alone).cloned();
    }
    found.or_else_unit(headings)
}

impl Guess {
    /// `unit` is a cell to some and pA to others: it is the units only if something else is the cell.
    fn or_else_unit(mut self, headings: &[String]) -> Self {
        let unit = headings.iter().find(|heading| Heading::of(heading).words == ["unit"]);
        if self.units.is_none() && unit.is_some() && self.cell.as_ref() != unit {
            self.units = unit.cloned();
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn guessed(headings: &str) -> Vec<Option<String>> {
        let headings: Vec<String> = headings.split('|').map(str::to_owned).collect();
        let mut found = guess(&headings);
        Part::ALL.iter().map(|&part| found.part(part).take()).collect()
    }

    #[test]
    fn the_usual_headings_are_recognised() {
        let all = |names: [&str; 7]| names.map(|name| (!name.is_empty()).then(|| name.to_owned())).to_vec();
        let own = ["cell", "stimulus", "condition", "i_e", "i_i", "units", "paired"];
        assert_eq!(guessed(&own.join("|")), all(own));
        let other = ["Neuron ID", "Tone", "Phase", "EPSC (pA)", "IPSC (pA)", "", ""];
        assert_eq!(guessed("EPSC (pA)|IPSC (pA)|Neuron ID|Tone|Phase"), all(other));
        let unit = ["Unit", "Freq. [kHz]", "Time", "I_exc", "I_inh", "", ""];
        assert_eq!(guessed("Unit|Freq. [kHz]|Time|I_exc|I_inh"), all(unit));
        let both = ["cell", "", "", "", "", "unit", ""];
        assert_eq!(guessed("cell|unit|remark"), all(both));
    }
}
