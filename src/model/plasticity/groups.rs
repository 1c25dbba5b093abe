//! The groups of inhibitory synapses.

use super::language::Target;
use crate::model::Active;

/// How the inhibitory synapses are divided: those of even index are the first group and those of odd index the second,
/// or all are the first. An addition of this project.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Groups {
    /// Are there two?
    pub two: bool,
}

impl Groups {
    /// Is synapse `j`, of the population of `target`, one of these?
    pub fn covers(self, target: Target, j: usize) -> bool {
        match target {
            Target::E | Target::I => true,
            Target::I1 => !self.two || j.is_multiple_of(2),
            Target::I2 => self.two && !j.is_multiple_of(2),
        }
    }

    /// How many of `n` synapses these are.
    pub fn size(self, target: Target, n: usize) -> usize {
        match target {
            Target::E | Target::I => n,
            Target::I1 => {
                if self.two {
                    n.div_ceil(2)
                } else {
                    n
                }
            }
            Target::I2 => {
                if self.two {
                    n / 2
                } else {
                    0
                }
            }
        }
    }

    /// How many of the active inputs are of these synapses.
    pub fn count(self, target: Target, active: Active<'_>) -> usize {
        match target {
            Target::I1 | Target::I2 if self.two => active.iter().filter(|&j| self.covers(target, j)).count(),
            Target::I2 => 0,
            _ => active.len(),
        }
    }
}
