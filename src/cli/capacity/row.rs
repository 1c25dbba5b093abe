//! A point as a line of a table.

use crate::analysis::sweep::Point;
use crate::model::Params;

/// A line of a CSV file.
pub(super) struct Row(Vec<(&'static str, String)>);

impl Row {
    pub fn new(params: &Params, point: Point, name: &'static str, value: f64) -> Self {
        let load = point.stimuli as f64 / params.synapses() as f64;
        Self(vec![
            ("stimuli", point.stimuli.to_string()),
            ("load", load.to_string()),
            ("seed", point.seed.to_string()),
            (name, value.to_string()),
        ])
    }

    pub fn and(mut self, name: &'static str, value: Option<f64>) -> Self {
        if let Some(value) = value {
            self.0.push((name, value.to_string()));
        }
        self
    }

    pub fn names(&self) -> Vec<&'static str> {
        self.0.iter().map(|(name, _)| *name).collect()
    }

    pub fn values(&self) -> Vec<&str> {
        self.0.iter().map(|(_, value)| value.as_str()).collect()
    }
}
