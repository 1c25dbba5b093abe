//! Presets: named sets of parameters, in files under `assets/presets` and anywhere on disk.
//!
//! A preset is a TOML file with a `title`, a `description` and a table `[parameters]` by key. What
//! it does not name is at its default, except the size of the problem (N_E, N_I and P), which stays
//! as it is unless the preset names it.

use std::path::Path;

use super::input::{self, ReadError};
use super::naming::{one_line, shown};
use super::output::{Output, WriteError};
use super::values;
use crate::model::params::ParamError;
use crate::model::plasticity::Rules;
use crate::model::{ParamId, Params};

/// The presets that come with the program: name and file.
const BUILTIN: [(&str, &str); 10] = [
    ("together", include_str!("../../assets/presets/together.toml")),
    ("together-1000", include_str!("../../assets/presets/together-1000.toml")),
    ("retained", include_str!("../../assets/presets/retained.toml")),
    ("supervised", include_str!("../../assets/presets/supervised.toml")),
    ("interplay", include_str!("../../assets/presets/interplay.toml")),
    ("limit-200", include_str!("../../assets/presets/limit-200.toml")),
    ("trained-200", include_str!("../../assets/presets/trained-200.toml")),
    ("retained-200", include_str!("../../assets/presets/retained-200.toml")),
    ("trained-1000", include_str!("../../assets/presets/trained-1000.toml")),
    ("retained-1000", include_str!("../../assets/presets/retained-1000.toml")),
];

/// Name of the preset that the program opens with.
pub const DEFAULT: &str = "together";

/// Name of the preset that is [`Params::default`]: what commands that were copied without a preset begin from.
pub const BASE: &str = "retained";

/// Larger files are not presets.
const LARGEST_FILE: u64 = 1 << 20;

/// A named set of parameters.
#[derive(Debug, Clone, PartialEq)]
pub struct Preset {
    /// Short name, as on the command line.
    pub name: String,
    /// Title.
    pub title: String,
    /// One sentence.
    pub description: String,
    settings: Vec<(ParamId, f64)>,
    rules: Option<Rules>,
}

/// Why a preset could not be used.
#[derive(Debug, thiserror::Error)]
pub enum PresetError {
    /// No built-in preset and no file has this name.
    #[error(
        "no preset is called `{}`: give one of {}, or the path of a preset file",
        one_line(name),
        names()
    )]
    Unknown {
        /// What was asked for.
        name: String,
    },
    /// The file cannot be read.
    #[error("preset: {0}")]
    Unreadable(#[from] ReadError),
    /// The text is not a preset.
    #[error("{name} is not a preset: {problem}")]
    Malformed {
        /// Name or path.
        name: String,
        /// What is wrong with it.
        problem: String,
    },
    /// The preset names or sets a parameter wrongly.
    #[error("preset {name}: {source}")]
    Parameter {
        /// Name or path.
        name: String,
        /// Which parameter, and why.
        source: ParamError,
    },
}

fn names() -> String {
    BUILTIN.map(|(name, _)| name).join(", ")
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    title: String,
    #[serde(default)]
    description: String,
    parameters: toml::Table,
    /// Rules that are loaded, as the window exports them.
    rules: Option<Rules>,
}

impl Preset {
    /// Reads a preset from text; `name` identifies it in messages.
    ///
    /// # Errors
    /// [`PresetError::Malformed`] or [`PresetError::Parameter`].
    pub fn parse(name: &str, text: &str) -> Result<Self, PresetError> {
        let file: File = toml::from_str(text).map_err(|error| PresetError::Malformed {
            name: name.to_owned(),
            problem: Self::advice(text, error.message()),
        })?;
        let mut scratch = Params::default();
        let mut settings = Vec::new();
        for (key, value) in &file.parameters {
            let mut read = || {
                let id = ParamId::parse(key)?;
                values::set_from_toml(&mut scratch, id, value)?;
                Ok((id, scratch.get(id)))
            };
            settings.push(read().map_err(|source| PresetError::Parameter { name: name.to_owned(), source })?);
        }
        let title = if file.title.is_empty() { name.to_owned() } else { file.title };
        Ok(Self { name: name.to_owned(), title, description: file.description, settings, rules: file.rules })
    }

    /// What the parser says, and what is to be written where only the table's heading is missing.
    fn advice(text: &str, problem: &str) -> String {
        let missing =
            toml::from_str::<toml::Table>(text).is_ok_and(|table| !table.contains_key("parameters"));
        if missing {
            "write [parameters] on a line of its own, and below it lines as in alpha_A = 0.2".to_owned()
        } else {
            one_line(problem)
        }
    }

    /// Reads a preset from a file.
    ///
    /// # Errors
    /// If the file cannot be read, is too large or is not a preset.
    pub fn load(path: &Path) -> Result<Self, PresetError> {
        let text = input::text(path, LARGEST_FILE)?;
        let mut preset = Self::parse(&shown(path), &text)?;
        if let Some(stem) = path.file_stem() {
            preset.name = stem.to_string_lossy().into_owned();
        }
        Ok(preset)
    }

    /// Writes all of `params`, the size of the problem included, as a preset.
    ///
    /// # Errors
    /// If it cannot be written; an old file is then untouched.
    pub fn write(output: Output, description: &str, params: &Params) -> Result<(), WriteError> {
        let stem = output.path().file_stem().filter(|stem| *stem != "-");
        let title = stem.map_or_else(|| "Preset".into(), |stem| stem.to_string_lossy());
        let mut table = toml::Table::new();
        for &id in ParamId::ALL {
            table.insert(id.spec().key.to_owned(), values::to_toml(id, params));
        }
        let mut file = toml::Table::new();
        file.insert("title".to_owned(), title.into_owned().into());
        file.insert("description".to_owned(), description.into());
        file.insert("parameters".to_owned(), table.into());
        let mut text = || -> Result<String, toml::ser::Error> {
            if !params.rules.is_empty() {
                file.insert("rules".to_owned(), toml::Value::try_from(&params.rules)?);
            }
            toml::to_string(&file)
        };
        let text = text().map_err(std::io::Error::other);
        output.fill(|out| out.write_all(text?.as_bytes()))
    }

    /// The built-in preset of that name, or else the file at that path.
    ///
    /// # Errors
    /// [`PresetError::Unknown`] if it is neither; else as [`Preset::load`].
    pub fn find(name: &str) -> Result<Self, PresetError> {
        if let Some((name, text)) = BUILTIN.iter().find(|(builtin, _)| *builtin == name) {
            return Self::parse(name, text);
        }
        if Path::new(name).exists() {
            return Self::load(Path::new(name));
        }
        Err(PresetError::Unknown { name: name.to_owned() })
    }

    /// All built-in presets, the default first.
    ///
    /// # Errors
    /// Never for the files that this program was built with; a test asserts it.
    pub fn builtin() -> Result<Vec<Self>, PresetError> {
        BUILTIN.iter().map(|(name, text)| Self::parse(name, text)).collect()
    }

    /// The parameters of this preset; the size of the problem and the loaded rules are those of `present` unless the
    /// preset names them.
    pub fn params(&self, present: &Params) -> Params {
        let Params { n_e, n_i, p, .. } = *present;
        self.over(&Params { n_e, n_i, p, rules: present.rules.clone(), ..Params::default() })
    }

    /// `params` with everything that this preset names.
    pub fn over(&self, params: &Params) -> Params {
        let mut params = params.clone();
        for &(id, value) in &self.settings {
            // Checked when the preset was read.
            let _ = params.set(id, value);
        }
        if let Some(rules) = &self.rules {
            params.rules.clone_from(rules);
        }
        params
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::params::Group;

    #[test]
    fn every_builtin_preset_reads_and_names_every_parameter_with_or_without_the_size() {
        // What only loaded rules ask for is left at its default.
        let for_rules = |id: &&ParamId| matches!(id.spec().group, Group::Told | Group::Groups);
        let added = ParamId::ALL.iter().filter(for_rules).count();
        for preset in Preset::builtin().unwrap() {
            let size = if preset.name.ends_with("00") { 3 } else { 0 };
            assert_eq!(preset.settings.len(), ParamId::ALL.len() - added - 3 + size, "{}", preset.name);
            assert!(!preset.description.is_empty());
            assert_eq!(preset.params(&Params::default()).validate(), Ok(()));
        }
    }

    #[test]
    fn the_base_is_the_default_value_of_the_parameters_and_the_default_comes_first() {
        let base = Preset::find(BASE).unwrap();
        assert_eq!(base.params(&Params::default()), Params::default());
        assert_eq!(Preset::builtin().unwrap()[0], Preset::find(DEFAULT).unwrap());
    }

    #[test]
    fn a_written_preset_reads_back_exactly() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("mine.toml");
        let params =
            Params { alpha_a: 0.1 + 0.2, kappa_a: f64::INFINITY, n_e: 7, gate_i: true, ..Params::default() };
        Preset::write(Output::create(&path).unwrap(), "A \"quoted\" sentence.", &params).unwrap();
        let read = Preset::load(&path).unwrap();
        assert_eq!(read.params(&Params::default()), params);
        assert_eq!((read.name.as_str(), read.description.as_str()), ("mine", "A \"quoted\" sentence."));
    }

    #[test]
    fn wrong_presets_say_what_is_wrong() {
        let message = |text| Preset::parse("mine", text).unwrap_err().to_string();
        assert!(message("[parameters]\nalpha_a = 1").contains("did you mean `alpha_A`"));
        assert!(message("[parameters]\nrho_A = 2.0").contains("rho_A = 2 is out of range"));
        assert!(message("[parameters]\nrho_A = nan").contains("rho_A = NaN"));
        assert!(message("[parameters]\nrho_A = [1]").contains("rho_A"));
        assert!(message("alpha_A = 0.2").contains("write [parameters] on a line of its own"));
        assert!(message("title = 3\n[parameters]").contains("mine is not a preset"));
        assert!(message("what is this").contains("mine is not a preset"));
        assert!(
            Preset::find("nothing")
                .unwrap_err()
                .to_string()
                .contains("together, together-1000, retained, supervised")
        );
    }
}
