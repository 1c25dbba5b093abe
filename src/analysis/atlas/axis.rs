//! A side of the atlas: the values that one parameter takes along it.

use std::fmt;
use std::str::FromStr;

use crate::model::params::{Kind, ParamError};
use crate::model::{ParamId, Params};

/// What changes along an axis.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Coordinate {
    /// One parameter.
    Parameter(ParamId),
    /// The size N = N_E = N_I of both populations.
    Size,
}

/// Name of [`Coordinate::Size`].
const SIZE: &str = "N";

impl Coordinate {
    /// All that can be an axis.
    pub fn all() -> impl Iterator<Item = Self> {
        let parameters = ParamId::ALL.iter().filter(|id| id.spec().kind != Kind::Switch);
        parameters.map(|&id| Self::Parameter(id)).chain([Self::Size])
    }

    /// Name in files and on the command line.
    pub fn key(self) -> &'static str {
        match self {
            Self::Parameter(id) => id.spec().key,
            Self::Size => SIZE,
        }
    }

    /// Symbol as printed.
    pub fn symbol(self) -> &'static str {
        match self {
            Self::Parameter(id) => id.spec().symbol,
            Self::Size => SIZE,
        }
    }

    /// Name in words.
    pub fn name(self) -> &'static str {
        match self {
            Self::Parameter(id) => id.spec().name,
            Self::Size => "synapses of each population",
        }
    }

    /// Value of the neuron with these parameters.
    pub fn of(self, params: &Params) -> f64 {
        match self {
            Self::Parameter(id) => params.get(id),
            Self::Size => params.n_e as f64,
        }
    }

    /// Gives a neuron this value.
    ///
    /// # Errors
    /// A value that the parameter cannot have.
    pub fn set(self, params: &mut Params, value: f64) -> Result<(), ParamError> {
        match self {
            Self::Parameter(id) => params.set(id, value),
            Self::Size => {
                params.set(ParamId::n_e, value)?;
                params.set(ParamId::n_i, value)
            }
        }
    }

    /// The parameter whose declaration says what it may be.
    pub fn parameter(self) -> ParamId {
        match self {
            Self::Parameter(id) => id,
            Self::Size => ParamId::n_e,
        }
    }
}

/// How the values of an axis follow each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Spacing {
    /// In equal steps.
    Linear,
    /// In equal ratios.
    Log,
}

/// What is wrong with an axis.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum AxisError {
    /// It is not written as one.
    #[error("{text}: give NAME=LOW..HIGH:STEPS or NAME=LOW..HIGH:STEPS:log, as in rho_A=0.05..0.95:32")]
    Unreadable {
        /// What was given.
        text: String,
    },
    /// No parameter of this name, or a value that it cannot have.
    #[error(transparent)]
    Parameter(#[from] ParamError),
    /// A switch has no values between on and off.
    #[error("{key} is on or off: give a parameter that is a number")]
    Switch {
        /// The parameter.
        key: &'static str,
    },
    /// The range is empty.
    #[error("{key}={low}..{high}: give a low value that is below the high one")]
    Range {
        /// What changes.
        key: &'static str,
        /// First value.
        low: f64,
        /// Last value.
        high: f64,
    },
    /// Equal ratios from zero or below.
    #[error("{key}={low}..{high}: a logarithmic axis begins above 0")]
    Logarithm {
        /// What changes.
        key: &'static str,
        /// First value.
        low: f64,
        /// Last value.
        high: f64,
    },
    /// Too few or too many steps.
    #[error("{key}: {steps} steps; give 2 to {}", Axis::MOST)]
    Steps {
        /// What changes.
        key: &'static str,
        /// How many were asked for.
        steps: usize,
    },
}

/// Values along a side of the atlas, ascending.
#[derive(Debug, Clone, PartialEq)]
pub struct Axis {
    coordinate: Coordinate,
    low: f64,
    high: f64,
    steps: usize,
    spacing: Spacing,
    values: Vec<f64>,
}

impl Axis {
    /// Most steps.
    pub const MOST: usize = 64;

    /// Values of `coordinate` from `low` to `high`. Whole numbers are rounded, and none is there twice.
    ///
    /// # Errors
    /// [`AxisError`].
    pub fn new(
        coordinate: Coordinate,
        (low, high): (f64, f64),
        steps: usize,
        spacing: Spacing,
    ) -> Result<Self, AxisError> {
        let key = coordinate.key();
        let spec = coordinate.parameter().spec();
        if spec.kind == Kind::Switch {
            return Err(AxisError::Switch { key });
        }
        [low, high]
            .into_iter()
            .try_for_each(|end| spec.check(if spec.kind == Kind::Count { end.round() } else { end }))?;
        if low >= high {
            return Err(AxisError::Range { key, low, high });
        }
        // Nor may it span more than numbers do.
        if spacing == Spacing::Log && !(low > 0.0 && (high / low).is_finite()) {
            return Err(AxisError::Logarithm { key, low, high });
        }
        if !(2..=Self::MOST).contains(&steps) {
            return Err(AxisError::Steps { key, steps });
        }
        let value = |k: usize| {
            let t = k as f64 / (steps - 1) as f64;
            let value = match (k, spacing) {
                (0, _) => low,
                _ if k + 1 == steps => high,
                (_, Spacing::Linear) => low + t * (high - low),
                (_, Spacing::Log) => low * (high / low).powf(t),
            };
            if spec.kind == Kind::Count { value.round() } else { rounded(value, (high - low) / steps as f64) }
        };
        let mut values: Vec<f64> = (0..steps).map(value).collect();
        values.dedup();
        if values.len() < 2 {
            return Err(AxisError::Range { key, low, high });
        }
        Ok(Self { coordinate, low, high, steps, spacing, values })
    }

    /// What changes.
    pub fn coordinate(&self) -> Coordinate {
        self.coordinate
    }

    /// The values, ascending.
    pub fn values(&self) -> &[f64] {
        &self.values
    }

    /// How they follow each other.
    pub fn spacing(&self) -> Spacing {
        self.spacing
    }

    /// Ends of the axis.
    pub fn range(&self) -> (f64, f64) {
        (self.low, self.high)
    }

    /// Where a value lies in units of steps, 0 at the first and 1 less than their number at the last; linear between.
    pub fn place(&self, value: f64) -> f64 {
        let after = self.values.partition_point(|&other| other <= value).clamp(1, self.values.len() - 1);
        let (left, right) = (self.values[after - 1], self.values[after]);
        let t = match self.spacing {
            Spacing::Linear => (value - left) / (right - left),
            Spacing::Log => (value / left).ln() / (right / left).ln(),
        };
        (after - 1) as f64 + t
    }
}

/// `value` with as few decimals as still tell neighbours apart by a thousandth, so that it reads well.
fn rounded(value: f64, step: f64) -> f64 {
    let smallest = (step.abs().min(value.abs()) * 1e-3).max(f64::MIN_POSITIVE);
    let decimals = (-smallest.log10().floor()).clamp(0.0, 17.0);
    let unit = 10f64.powi(decimals as i32);
    let rounded = (value * unit).round() / unit;
    if rounded.is_finite() { rounded } else { value }
}

/// As the command line takes it.
impl fmt::Display for Axis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let log = if self.spacing == Spacing::Log { ":log" } else { "" };
        write!(f, "{}={}..{}:{}{log}", self.coordinate.key(), self.low, self.high, self.steps)
    }
}

impl FromStr for Axis {
    type Err = AxisError;

    fn from_str(text: &str) -> Result<Self, AxisError> {
        let unreadable = || AxisError::Unreadable { text: text.to_owned() };
        let (key, rest) = text.split_once('=').ok_or_else(unreadable)?;
        let coordinate = match key.trim() {
            SIZE => Coordinate::Size,
            key => Coordinate::Parameter(ParamId::parse(key)?),
        };
        let mut parts = rest.split(':').map(str::trim);
        let (low, high) = parts.next().and_then(|range| range.split_once("..")).ok_or_else(unreadable)?;
        let number = |text: &str| text.trim().parse::<f64>().ok().filter(|value| value.is_finite());
        let range = (number(low).ok_or_else(unreadable)?, number(high).ok_or_else(unreadable)?);
        let steps = match parts.next() {
            Some(steps) => steps.parse().map_err(|_| unreadable())?,
            None => 16,
        };
        let spacing = match parts.next() {
            None | Some("linear") => Spacing::Linear,
            Some("log") => Spacing::Log,
            Some(_) => return Err(unreadable()),
        };
        if parts.next().is_some() {
            return Err(unreadable());
        }
        Self::new(coordinate, range, steps, spacing)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_axis_is_what_it_says() {
        let axis: Axis = "rho_A=0.05..0.95:4".parse().unwrap();
        assert_eq!(axis.values(), [0.05, 0.35, 0.65, 0.95]);
        let axis: Axis = "A_A = 0.1 .. 10 : 3 : log".parse().unwrap();
        assert_eq!(axis.values(), [0.1, 1.0, 10.0]);
        assert_eq!(axis.to_string(), "A_A=0.1..10:3:log");
        assert_eq!(axis.to_string().parse::<Axis>().unwrap(), axis);
        let whole: Axis = "P=10..12:16".parse().unwrap();
        assert_eq!(whole.values(), [10.0, 11.0, 12.0]);
        let size: Axis = "N=50..200:4".parse().unwrap();
        let mut params = Params::default();
        size.coordinate().set(&mut params, size.values()[1]).unwrap();
        assert_eq!((params.n_e, params.n_i), (100, 100));
    }

    #[test]
    fn places_are_steps() {
        for text in ["rho_A=0.05..0.95:5", "A_A=0.1..10:5:log"] {
            let axis: Axis = text.parse().unwrap();
            for (k, &value) in axis.values().iter().enumerate() {
                assert!((axis.place(value) - k as f64).abs() < 1e-12, "{text} {k}");
            }
        }
        let axis: Axis = "A_A=1..100:3:log".parse().unwrap();
        assert!((axis.place(1000.0) - 3.0).abs() < 1e-12 && (axis.place(0.1) + 1.0).abs() < 1e-12);
    }

    #[test]
    fn what_is_no_axis_is_refused_with_its_reason() {
        for (text, reason) in [
            ("rho_A", "give NAME=LOW..HIGH:STEPS"),
            ("rho_A=0.1", "give NAME"),
            ("rho_A=a..1", "give NAME"),
            ("rho_A=0.1..inf", "give NAME"),
            ("rho_A=0.1..0.9:8:cubic", "give NAME"),
            ("rho_A=0.1..0.9:8:log:log", "give NAME"),
            ("rho_A=0.9..0.1:8", "below the high one"),
            ("rho_A=0.1..1.5:8", "1.5"),
            ("rho_A=0..0.9:8:log", "begins above 0"),
            ("P=10..10.4:8", "below the high one"),
            ("alpha_A=1e-320..1:8:log", "logarithmic"),
            ("rho_A=0.1..0.9:1", "give 2 to 64"),
            ("rho_A=0.1..0.9:65", "give 2 to 64"),
            ("rule_A=0..1:2", "on or off"),
            ("nonsense=0..1:2", "nonsense"),
        ] {
            let error = text.parse::<Axis>().unwrap_err().to_string();
            assert!(error.contains(reason), "{text}: {error}");
        }
    }
}
