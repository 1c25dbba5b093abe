//! What is known about one parameter.

use super::ParamError;

/// What a parameter's value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A real number.
    Real,
    /// A whole number.
    Count,
    /// On or off.
    Switch,
}

/// How a slider spreads a parameter's range.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scale {
    /// Evenly.
    Linear,
    /// By decades, with zero at the left end.
    Log,
}

/// Where a parameter belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Group {
    /// Acetylcholine: release and its rule.
    Acetylcholine,
    /// Noradrenaline: release and its rule.
    Noradrenaline,
    /// The Hebbian rule.
    Hebbian,
    /// The inhibitory rule and the balance line.
    Inhibitory,
    /// Label and reward, for rules that name them.
    Told,
    /// Groups of inhibitory synapses.
    Groups,
    /// The associations.
    Stimuli,
    /// Threshold and noise.
    Neuron,
    /// Start, bounds and turnover of the weights.
    Weights,
}

impl Group {
    /// All groups in reading order.
    pub const ALL: [Self; 9] = [
        Self::Acetylcholine,
        Self::Noradrenaline,
        Self::Hebbian,
        Self::Inhibitory,
        Self::Told,
        Self::Groups,
        Self::Stimuli,
        Self::Neuron,
        Self::Weights,
    ];

    /// Heading.
    pub fn title(self) -> &'static str {
        match self {
            Self::Acetylcholine => "Acetylcholine (ACh)",
            Self::Noradrenaline => "Noradrenaline (NA)",
            Self::Hebbian => "Hebbian rule",
            Self::Inhibitory => "Inhibitory rule",
            Self::Told => "Label and reward",
            Self::Groups => "Inhibitory groups",
            Self::Stimuli => "Associations",
            Self::Neuron => "Neuron",
            Self::Weights => "Weights",
        }
    }
}

/// When a change of a parameter takes effect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// At the next presentation.
    NextPresentation,
    /// The associations are redrawn and the neuron restarts.
    Rebuild,
    /// With the next reset (and at once on the bounds, where it scales them).
    NextReset,
}

/// A parameter's declaration.
#[derive(Debug, Clone, PartialEq)]
pub struct Spec {
    /// Name in files and on the command line, MODEL symbols in ASCII: `alpha_A`.
    pub key: &'static str,
    /// Symbol as printed: `α_A`.
    pub symbol: &'static str,
    /// Name in words.
    pub name: &'static str,
    /// One sentence.
    pub doc: &'static str,
    /// The equation it enters; empty for none.
    pub equation: &'static str,
    /// Unit; empty for a dimensionless number.
    pub unit: &'static str,
    /// Smallest allowed value.
    pub min: f64,
    /// Largest allowed value.
    pub max: f64,
    /// Range that a slider covers; values outside it can be typed.
    pub slider: (f64, f64),
    /// Value in the default preset.
    pub default: f64,
    /// What the value is.
    pub kind: Kind,
    /// How a slider spreads it.
    pub scale: Scale,
    /// Where it belongs.
    pub group: Group,
    /// When a change takes effect.
    pub effect: Effect,
    /// An addition of this project to the published model.
    pub extension: bool,
}

impl Spec {
    /// Is this value allowed?
    ///
    /// # Errors
    /// [`ParamError::OutOfRange`] for a value outside the range, NaN, or a fraction where a whole
    /// number is due.
    pub fn check(&self, value: f64) -> Result<(), ParamError> {
        let whole = self.kind == Kind::Real || value.fract() == 0.0;
        if whole && (self.min..=self.max).contains(&value) {
            Ok(())
        } else {
            Err(ParamError::OutOfRange { key: self.key, value })
        }
    }

    /// Reads a value from text, without checking its range.
    ///
    /// # Errors
    /// [`ParamError::Unreadable`], saying what would be right.
    pub fn read(&self, text: &str) -> Result<f64, ParamError> {
        let text = text.trim();
        let word = match (self.kind, text) {
            (Kind::Switch, "on" | "true") => Some(1.0),
            (Kind::Switch, "off" | "false") => Some(0.0),
            _ => text.parse().ok(),
        };
        word.ok_or_else(|| ParamError::Unreadable {
            key: self.key,
            text: text.to_owned(),
            expected: match self.kind {
                Kind::Switch => "on or off",
                Kind::Count => "a whole number",
                Kind::Real => "a number",
            },
        })
    }

    /// The value as it is printed and read back.
    pub fn show(&self, value: f64) -> String {
        match self.kind {
            Kind::Switch => if value == 0.0 { "off" } else { "on" }.to_owned(),
            Kind::Count | Kind::Real => format!("{value}"),
        }
    }

    /// The range in words: "a number from 0 to 1".
    pub fn range_text(&self) -> String {
        match self.kind {
            Kind::Switch => "on or off".to_owned(),
            Kind::Count => format!("a whole number from {} to {}", self.min, self.max),
            Kind::Real => format!("a number from {} to {}", self.min, self.max),
        }
    }
}
