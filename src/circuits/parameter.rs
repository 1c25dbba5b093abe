//! A parameter of a circuit, a task or a rule, declared once.

/// What values it takes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Kind {
    /// A real number, on a linear slider.
    Real,
    /// A real number, on a logarithmic slider.
    Log,
    /// A whole number.
    Count,
    /// One of these.
    Choice(&'static [&'static str]),
}

/// A parameter.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Parameter {
    /// As in commands.
    pub key: &'static str,
    /// As in equations.
    pub symbol: &'static str,
    /// A few words.
    pub doc: &'static str,
    /// What happens at its ends.
    pub extremes: &'static str,
    /// What values it takes.
    pub kind: Kind,
    /// Smallest.
    pub min: f64,
    /// Largest.
    pub max: f64,
    /// At first; of a choice, its place in the list.
    pub default: f64,
    /// Do starting weights depend on it, so that the circuit begins again when it changes?
    pub rebuilds: bool,
}

impl Parameter {
    /// A real number.
    pub const fn real(
        key: &'static str,
        symbol: &'static str,
        doc: &'static str,
        (min, max): (f64, f64),
        default: f64,
    ) -> Self {
        Self { key, symbol, doc, extremes: "", kind: Kind::Real, min, max, default, rebuilds: false }
    }

    /// A whole number.
    pub const fn count(
        key: &'static str,
        symbol: &'static str,
        doc: &'static str,
        range: (f64, f64),
        default: f64,
    ) -> Self {
        Self { kind: Kind::Count, ..Self::real(key, symbol, doc, range, default) }
    }

    /// One of several; the first at first.
    pub const fn choice(key: &'static str, doc: &'static str, of: &'static [&'static str]) -> Self {
        let last = of.len() as f64 - 1.0;
        Self { kind: Kind::Choice(of), ..Self::real(key, key, doc, (0.0, last), 0.0) }
    }

    /// On a logarithmic slider.
    #[must_use]
    pub const fn log(self) -> Self {
        Self { kind: Kind::Log, ..self }
    }

    /// The circuit begins again when it changes.
    #[must_use]
    pub const fn rebuilding(self) -> Self {
        Self { rebuilds: true, ..self }
    }

    /// What happens at its ends.
    #[must_use]
    pub const fn at_its_ends(self, extremes: &'static str) -> Self {
        Self { extremes, ..self }
    }

    /// A value as a text.
    pub fn show(&self, value: f64) -> String {
        match self.kind {
            Kind::Choice(names) => names.get(value as usize).copied().unwrap_or_default().to_owned(),
            _ => format!("{value}"),
        }
    }

    /// What values it takes, in words.
    pub fn range(&self) -> String {
        match self.kind {
            Kind::Choice(names) => names.join(", "),
            Kind::Count => format!("a whole number, {} to {}", self.min, self.max),
            _ => format!("{} to {}", self.min, self.max),
        }
    }

    /// The value that a text names; `None` if it is not one.
    pub fn read(&self, text: &str) -> Option<f64> {
        let text = text.trim();
        if let Kind::Choice(names) = self.kind {
            return names.iter().position(|name| *name == text).map(|at| at as f64);
        }
        let value: f64 = text.parse().ok()?;
        self.takes(value).then_some(value)
    }

    /// Is this a value of it?
    pub fn takes(&self, value: f64) -> bool {
        let whole = !matches!(self.kind, Kind::Count | Kind::Choice(_)) || value.fract() == 0.0;
        (self.min..=self.max).contains(&value) && whole
    }
}
