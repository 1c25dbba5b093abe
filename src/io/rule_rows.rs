//! The rows of the table *Information and accuracy*: shipped rules and presets on the same associations.

use super::presets::Preset;
use super::rule_files::{self, with_all};
use crate::analysis::rule_table::Row;
use crate::model::plasticity::language::Information;
use crate::model::{ModelError, Params, Simulation};

/// Key, title, remark; a shipped rule with what it suggests or a preset; further settings.
type Declared = (&'static str, &'static str, &'static str, Neuron, &'static [(&'static str, &'static str)]);

#[derive(Clone, Copy)]
enum Neuron {
    /// No rule but the built-in ones, from the defaults.
    BuiltIn,
    /// A shipped rule.
    Rule(&'static str),
    /// A preset.
    Preset(&'static str),
}

use Neuron::{BuiltIn, Preset as Named, Rule};

/// What one wrong reward in five, or seven labels in ten, make of it.
const WRONG: &[(&str, &str)] = &[("eps_R", "0.2")];
const SEVENTH: &[(&str, &str)] = &[("rho_T", "0.7")];
const ALONE: &[(&str, &str)] = &[("rho_A", "0"), ("rho_N", "0"), ("b", "0")];

/// A reward that is exact, with the neuron's own output, names the label.
const WARNING: &str = "(!) an exact reward and its own output name the label of one binary neuron: \
     Y = R y + (1−R)(1−y). A perceptron in disguise; wrong or shared rewards end that";

const DECLARED: [Declared; 22] = [
    ("hebb", "Hebb, balance", "b = 0, so that it fires", BuiltIn, ALONE),
    ("covariance", "Covariance, balance", "b = 0", Rule("covariance"), &[]),
    ("oja", "Oja, balance", "b = 0", Rule("oja"), &[]),
    ("bcm", "BCM, balance", "b = 0", Rule("bcm"), &[]),
    ("retained", "Four rules, retained", "", Named("retained"), &[]),
    ("supervised", "Four rules, supervised", "", Named("supervised"), &[]),
    ("trained-200", "Four rules, trained-200", "", Named("trained-200"), &[]),
    ("vogels", "ACh, NA, Hebb, Vogels", "in place of balance", Rule("vogels"), &[]),
    ("reinforce", "REINFORCE", "drawn to silence: it maximises P(correct), not BA", Rule("reinforce"), &[]),
    ("reinforce-wrong", "REINFORCE, 1 in 5 wrong", "", Rule("reinforce"), WRONG),
    ("reinforce-balance", "REINFORCE on E, balance on I", "", Rule("reinforce-balance"), &[]),
    ("reward-hebb", "Reward-modulated Hebb", WARNING, Rule("reward-hebb"), &[]),
    ("reward-hebb-wrong", "Reward Hebb, 1 in 5 wrong", "two outcomes over seeds", Rule("reward-hebb"), WRONG),
    ("decoded", "Decoded reward", WARNING, Rule("decoded-reward"), &[]),
    ("decoded-wrong", "Decoded reward, 1 in 5 wrong", "", Rule("decoded-reward"), WRONG),
    ("clamped", "Clamped covariance", "the label, never the error", Rule("clamped-covariance"), &[]),
    (
        "balance-controlled",
        "Balance-controlled, balance",
        "error, 7 of 10 times",
        Rule("balance-controlled"),
        &[],
    ),
    ("delta", "Delta rule", "full error", Rule("delta"), &[]),
    ("perceptron", "Perceptron", "full error", Rule("perceptron"), &[]),
    ("perceptron-7", "Perceptron, 7 of 10 times", "full error, unreliable", Rule("perceptron"), SEVENTH),
    ("margin", "Perceptron with margin", "full error", Rule("margin"), &[]),
    ("margin-balance", "Margin on E, balance on I", "full error on E", Rule("margin-balance"), &[]),
];

/// Why the table cannot be made: a mistake in what the program came with; a test asserts that there is none.
#[derive(Debug, thiserror::Error)]
pub enum RowsError {
    /// A rule.
    #[error(transparent)]
    Rule(#[from] rule_files::RuleReadError),
    /// A preset.
    #[error(transparent)]
    Preset(#[from] super::presets::PresetError),
    /// A parameter.
    #[error(transparent)]
    Parameter(#[from] crate::model::params::ParamError),
    /// All together.
    #[error(transparent)]
    Model(#[from] ModelError),
}

/// All rows, those that need the least information first.
///
/// # Errors
/// [`RowsError`].
pub fn rows() -> Result<Vec<Row>, RowsError> {
    let mut rows = DECLARED.iter().map(row).collect::<Result<Vec<Row>, RowsError>>()?;
    rows.sort_by_key(|row| row.information);
    Ok(rows)
}

fn row(&(key, title, note, neuron, settings): &Declared) -> Result<Row, RowsError> {
    let base = Params::default();
    let mut params = match neuron {
        BuiltIn => base,
        Rule(name) => with_all([rule_files::find(name)?], &base)?,
        Named(name) => Preset::find(name)?.params(&base),
    };
    for (key, value) in settings {
        params.set_text(crate::model::ParamId::parse(key)?, value)?;
    }
    let information = information(&params)?;
    Ok(Row { key, title, note, params, information })
}

/// What a neuron with these parameters must be told.
fn information(params: &Params) -> Result<Information, ModelError> {
    Ok(Simulation::new(Params { p: 2, ..params.clone() }, 1)?.information())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_sorted_by_what_they_are_told() {
        let rows = rows().unwrap();
        assert_eq!(rows.len(), DECLARED.len());
        let of =
            |class| rows.iter().filter(|row| row.information == class).map(|row| row.key).collect::<Vec<_>>();
        assert_eq!(of(Information::Nothing), ["hebb", "covariance", "oja", "bcm"]);
        assert_eq!(of(Information::Modulator), ["retained", "supervised", "trained-200", "vogels"]);
        assert_eq!(of(Information::Reward).len(), 7);
        assert_eq!(of(Information::Label).len(), 7);
        assert!(rows.is_sorted_by_key(|row| row.information));
        for claim in crate::analysis::rule_table::CLAIMS {
            assert!(claim.rows().all(|key| rows.iter().any(|row| row.key == key)), "{}", claim.says);
        }
    }
}
