//! What an atlas computes: neurons over a plane of two parameters, or along one.

use super::axis::Axis;
use crate::analysis::training::Schedule;
use crate::model::plasticity::Rules;
use crate::model::{ModelError, ParamId, Params};

/// What sets the neuron apart with which every neuron of the plane is compared.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Compared {
    /// Parameters of its own.
    pub settings: Vec<(ParamId, f64)>,
    /// Rules of its own; without them it has the same.
    pub rules: Option<Rules>,
}

/// What an atlas computes.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// What all neurons have in common.
    pub base: Params,
    /// Horizontal.
    pub x: Axis,
    /// Vertical; without it the atlas is a curve.
    pub y: Option<Axis>,
    /// Number of seeds.
    pub seeds: u64,
    /// The first of them; the others follow it.
    pub first_seed: u64,
    /// How long they train.
    pub schedule: Schedule,
    /// With what each is compared.
    pub compared: Option<Compared>,
}

/// One neuron of an atlas.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
pub struct Point {
    /// Its place: row by row from below, each from the left.
    pub cell: usize,
    /// Its seed.
    pub seed: u64,
}

/// Why a plan cannot be computed.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum PlanError {
    /// A neuron that cannot be built.
    #[error(transparent)]
    Model(#[from] ModelError),
    /// The same parameter twice.
    #[error("{key} on both axes: give two different parameters")]
    SameAxis {
        /// What changes along both.
        key: &'static str,
    },
    /// There would be no neuron.
    #[error("0 seeds: give at least 1")]
    NoSeeds,
    /// More neurons than a plan may have.
    #[error("{neurons} neurons are too many: at most {}, give fewer steps or seeds", Plan::MOST)]
    TooMany {
        /// How many.
        neurons: u64,
    },
    /// All neurons at once do not fit into memory.
    #[error(
        "{neurons} neurons at once need {:.1} GiB, the limit is {:.0} GiB: give fewer steps, seeds, synapses or associations",
        gib(*needed),
        gib(Plan::MEMORY_LIMIT)
    )]
    Memory {
        /// How many.
        neurons: usize,
        /// Bytes.
        needed: u64,
    },
}

fn gib(bytes: u64) -> f64 {
    bytes as f64 / f64::from(1 << 30)
}

impl Plan {
    /// Most neurons.
    pub const MOST: u64 = 1 << 18;
    /// Most memory of neurons that live at once.
    pub const MEMORY_LIMIT: u64 = 2 << 30;

    /// `3`, or `3 to 7`.
    pub fn seeds_in_words(&self) -> String {
        let last = self.first_seed.wrapping_add(self.seeds.saturating_sub(1));
        if self.seeds == 1 { self.first_seed.to_string() } else { format!("{} to {last}", self.first_seed) }
    }

    /// Columns and rows.
    pub fn size(&self) -> [usize; 2] {
        [self.x.values().len(), self.y.as_ref().map_or(1, |y| y.values().len())]
    }

    /// Number of cells.
    pub fn cells(&self) -> usize {
        let [columns, rows] = self.size();
        columns * rows
    }

    /// Every neuron.
    pub fn points(&self) -> Vec<Point> {
        let seeds = || (0..self.seeds).map(|k| self.first_seed.wrapping_add(k));
        (0..self.cells()).flat_map(|cell| seeds().map(move |seed| Point { cell, seed })).collect()
    }

    /// Values on the axes.
    pub fn values(&self, cell: usize) -> (f64, Option<f64>) {
        let [columns, _] = self.size();
        (self.x.values()[cell % columns], self.y.as_ref().map(|y| y.values()[cell / columns]))
    }

    /// The neuron of a cell.
    ///
    /// # Errors
    /// A value that its parameter cannot have.
    pub fn params(&self, cell: usize) -> Result<Params, ModelError> {
        let mut params = self.base.clone();
        let (x, y) = self.values(cell);
        self.x.coordinate().set(&mut params, x)?;
        if let (Some(axis), Some(y)) = (&self.y, y) {
            axis.coordinate().set(&mut params, y)?;
        }
        Ok(params)
    }

    /// The neuron that the one of a cell is compared with.
    ///
    /// # Errors
    /// A value that its parameter cannot have.
    pub fn compared_params(&self, cell: usize) -> Result<Option<Params>, ModelError> {
        let Some(Compared { settings, rules }) = &self.compared else { return Ok(None) };
        let mut params = self.params(cell)?;
        if let Some(rules) = rules {
            params.rules = rules.clone();
        }
        settings.iter().try_for_each(|&(id, value)| params.set(id, value))?;
        Ok(Some(params))
    }

    /// Can every neuron be built?
    ///
    /// # Errors
    /// [`PlanError`].
    pub fn check(&self) -> Result<(), PlanError> {
        if self.seeds == 0 {
            return Err(PlanError::NoSeeds);
        }
        let each = 1 + u64::from(self.compared.is_some());
        let neurons = (self.cells() as u64).saturating_mul(self.seeds).saturating_mul(each);
        if neurons > Self::MOST {
            return Err(PlanError::TooMany { neurons });
        }
        if let Some(y) =
            self.y.as_ref().filter(|y| y.coordinate().parameter() == self.x.coordinate().parameter())
        {
            return Err(PlanError::SameAxis { key: y.coordinate().key() });
        }
        for cell in 0..self.cells() {
            self.params(cell)?.check_buildable()?;
            self.compared_params(cell)?.as_ref().map_or(Ok(()), Params::check_buildable)?;
        }
        Ok(())
    }
}
