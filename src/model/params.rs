//! Every parameter of the model, declared once.
//!
//! The list is in `params/declaration.rs`. Validation, sliders, tooltips, command-line
//! settings, preset files and the manual (`equipoise params`) are all read from it.

mod declaration;
mod keyed;
mod spec;

use super::patterns::index_bytes;
use super::plasticity::Groups;
use super::plasticity::language::InForce;
pub use declaration::{ParamId, Params};
pub use spec::{Effect, Group, Kind, Scale, Spec};

/// Why a parameter's value was refused. Nothing has been changed when one of these is returned.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ParamError {
    /// No parameter has this key.
    #[error("no parameter is called `{key}`{}", hint(.nearest))]
    Unknown {
        /// What was asked for.
        key: String,
        /// The most similar key, if any is similar.
        nearest: Option<&'static str>,
    },
    /// The value cannot be read as this kind of parameter.
    #[error("`{text}` is not a value for {key}: give {expected}")]
    Unreadable {
        /// Key of the parameter.
        key: &'static str,
        /// What was given.
        text: String,
        /// What would be right.
        expected: &'static str,
    },
    /// The value is outside the declared range, or not a number.
    #[error("{key} = {value} is out of range: give {}", range_text(.key))]
    OutOfRange {
        /// Key of the parameter.
        key: &'static str,
        /// What was given.
        value: f64,
    },
}

fn hint(nearest: &Option<&'static str>) -> String {
    match nearest {
        Some(key) => format!(" (did you mean `{key}`?)"),
        None => "; `equipoise params` lists them".to_owned(),
    }
}

fn range_text(key: &str) -> String {
    match ParamId::from_key(key) {
        Some(id) => id.spec().range_text(),
        None => "another value".to_owned(),
    }
}

impl ParamId {
    /// The parameter with this key (`alpha_A`), if there is one.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|id| id.spec().key == key)
    }

    /// Like [`ParamId::from_key`], naming the most similar key when there is none.
    ///
    /// # Errors
    /// [`ParamError::Unknown`].
    pub fn parse(key: &str) -> Result<Self, ParamError> {
        Self::from_key(key)
            .ok_or_else(|| ParamError::Unknown { key: key.to_owned(), nearest: nearest_key(key) })
    }
}

fn nearest_key(key: &str) -> Option<&'static str> {
    let lower = key.to_lowercase();
    ParamId::ALL
        .iter()
        .map(|id| id.spec().key)
        .map(|known| (strsim::jaro_winkler(&lower, &known.to_lowercase()), known))
        .filter(|(score, _)| *score > 0.8)
        .max_by(|x, y| x.0.total_cmp(&y.0))
        .map(|(_, known)| known)
}

impl Params {
    /// Sets one parameter from a number; switches take 0 and 1.
    ///
    /// # Errors
    /// [`ParamError::OutOfRange`] for anything outside the declared range, NaN included; the old
    /// value is kept.
    pub fn set(&mut self, id: ParamId, value: f64) -> Result<(), ParamError> {
        id.spec().check(value)?;
        self.put(id, value);
        Ok(())
    }

    /// Sets one parameter from text: a number, or `on`/`off` for a switch.
    ///
    /// # Errors
    /// [`ParamError::Unreadable`] or [`ParamError::OutOfRange`]; the old value is kept.
    pub fn set_text(&mut self, id: ParamId, text: &str) -> Result<(), ParamError> {
        self.set(id, id.spec().read(text)?)
    }

    /// Checks every parameter against its declared range.
    ///
    /// # Errors
    /// The first parameter that is out of range.
    pub fn validate(&self) -> Result<(), ParamError> {
        ParamId::ALL.iter().try_for_each(|&id| id.spec().check(self.get(id)))
    }

    /// These parameters with the supervision withdrawn: neither modulator is released.
    #[must_use]
    pub fn unsupervised(&self) -> Self {
        Self { ach: false, na: false, ..self.clone() }
    }

    /// Is the neuron told anything about its targets? Label and reward come only then.
    pub fn supervised(&self) -> bool {
        self.ach || self.na
    }

    /// Values that expressions of rules may name.
    pub fn in_force(&self) -> InForce {
        let Self { f_in, f_out, theta, sigma, a, b, y_ref, .. } = *self;
        let [n_e, n_i, p] = [self.n_e, self.n_i, self.p].map(|count| count as f64);
        [f_in, f_out, theta, sigma, a, b, y_ref, n_e, n_i, p, self.k_e(), self.k_i()]
    }

    /// Is this parameter worth telling? What only loaded rules ask for is not where it is at its default.
    pub fn tells(&self, id: ParamId) -> bool {
        let spec = id.spec();
        !matches!(spec.group, Group::Told | Group::Groups) || self.get(id) != spec.default
    }

    /// Do the four rules alone decide what is learned? What theory says of them holds only then.
    pub fn only_built_in(&self) -> bool {
        let Self { g_1, g_2, .. } = *self;
        let loaded = self.rules.files().iter().any(|loaded| loaded.on);
        !loaded && !self.clamp && g_1 == 1.0 && (g_2 == 1.0 || self.groups == 1)
    }

    /// How the inhibitory synapses are divided.
    pub fn division(&self) -> Groups {
        Groups { two: self.groups == 2 }
    }

    /// Number of synapses N = N_E + N_I.
    pub fn synapses(&self) -> usize {
        self.n_e + self.n_i
    }

    /// Load alpha = P/(N_E + N_I), associations per synapse.
    pub fn load(&self) -> f64 {
        self.p as f64 / self.synapses() as f64
    }

    /// k_E = 1/(N_E f_in (1 - f_in)): makes an excitatory rate the change of i_E per presentation.
    pub fn k_e(&self) -> f64 {
        1.0 / (self.n_e as f64 * self.f_in * (1.0 - self.f_in))
    }

    /// k_I = 1/(N_I f_in): makes the inhibitory rate the change of i_I per presentation.
    pub fn k_i(&self) -> f64 {
        1.0 / (self.n_i as f64 * self.f_in)
    }

    /// Largest weight of a population of `n` synapses, w_max E0/(f_in n).
    pub fn upper_bound(&self, n: usize) -> f64 {
        self.w_max * self.e0 / (self.f_in * n as f64)
    }

    /// Bytes that the stimuli, synapses and ledger of these parameters take, about.
    pub fn memory_needed(&self) -> u64 {
        let synapses = self.synapses() as f64;
        let per_synapse = synapses * 12.0 * size_of::<f64>() as f64;
        let columns = 2.0 * self.rules.rules().count() as f64;
        let per_stimulus = self.p as f64 * (32.0 + columns) * size_of::<f64>() as f64;
        (1.05 * self.stimulus_bytes() + per_synapse + per_stimulus) as u64
    }

    /// Bytes that the active inputs of all stimuli take, about.
    pub(super) fn stimulus_bytes(&self) -> f64 {
        let of = |inputs: usize| inputs as f64 * index_bytes(inputs) as f64;
        self.p as f64 * self.f_in * (of(self.n_e) + of(self.n_i))
    }

    /// Checks ranges and memory together.
    ///
    /// # Errors
    /// A parameter out of range, or more memory than [`super::MEMORY_LIMIT`].
    pub fn check_buildable(&self) -> Result<(), super::ModelError> {
        self.validate()?;
        let needed = self.memory_needed();
        if needed > super::MEMORY_LIMIT {
            return Err(super::ModelError::Memory { synapses: self.synapses(), stimuli: self.p, needed });
        }
        let inputs = self.p as f64 * self.synapses() as f64;
        if inputs > super::DRAW_LIMIT {
            return Err(super::ModelError::Work { inputs });
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_default_lies_in_its_range_and_keys_are_unique() {
        let defaults = Params::default();
        assert_eq!(defaults.validate(), Ok(()));
        for &id in ParamId::ALL {
            assert_eq!(ParamId::from_key(id.spec().key), Some(id));
            assert_eq!(defaults.get(id), id.spec().default, "{}", id.spec().key);
            assert!(id.spec().doc.ends_with('.'), "{} needs a sentence", id.spec().key);
        }
    }

    #[test]
    fn refused_values_change_nothing_and_name_themselves() {
        let mut params = Params::default();
        for bad in [f64::NAN, f64::INFINITY, -0.1, 1.5] {
            let error = params.set(ParamId::rho_a, bad).unwrap_err();
            assert!(error.to_string().contains("rho_A"), "{error}");
            assert!(error.to_string().contains("0 to 1"), "{error}");
        }
        assert!(params.set_text(ParamId::gate_i, "perhaps").is_err());
        assert!(params.set(ParamId::n_e, 10.5).is_err(), "counts are whole numbers");
        assert!(params.set(ParamId::p, 1.0).is_err(), "one stimulus cannot show both classes");
        assert_eq!(params, Params::default());
    }

    #[test]
    fn the_need_gate_may_be_infinite_and_switches_read_words() {
        let mut params = Params::default();
        params.set_text(ParamId::kappa_a, "inf").unwrap();
        assert_eq!(params.kappa_a, f64::INFINITY);
        params.set_text(ParamId::gate_i, "on").unwrap();
        assert!(params.gate_i);
    }

    #[test]
    fn an_unknown_key_suggests_the_nearest() {
        let error = ParamId::parse("alpha_a").unwrap_err();
        assert_eq!(error.to_string(), "no parameter is called `alpha_a` (did you mean `alpha_A`?)");
    }

    #[test]
    fn too_large_a_problem_is_refused_with_the_memory_it_needs() {
        let params = Params { n_e: 5_000_000, n_i: 5_000_000, p: 2_000, ..Params::default() };
        let message = params.check_buildable().unwrap_err().to_string();
        assert!(message.contains("10000000 synapses") && message.contains("GiB"), "{message}");
    }
}
