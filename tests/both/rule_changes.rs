//! What may be done to loaded rules, at random: for properties that must hold whatever is done.

use equipoise::engine::{Action, Command, RuleChange};
use equipoise::io::rule_files::SHIPPED;
use proptest::prelude::*;

/// A change of the rules of A or of B. Some are refused: what is not there cannot be removed.
pub fn rule_change() -> impl Strategy<Value = Command> {
    let names = || prop::sample::select(vec!["oja", "reinforce", "competition-for-a-fixed-sum", "bcm"]);
    let load = prop::sample::select(vec!["oja", "reinforce", "competition", "bcm", "vogels", "reward-hebb"]);
    let text = load.prop_map(|name| SHIPPED.iter().find(|(shipped, _)| *shipped == name).unwrap().1);
    let change = prop_oneof![
        3 => text.clone().prop_map(|text| RuleChange::Load(text.into())),
        1 => text.prop_map(|text| RuleChange::Load(text.replace("alpha*", "0.5*alpha*").into())),
        2 => (names(), 0.0..0.1).prop_map(|(rule, value)| {
            RuleChange::Set { rule: rule.to_owned(), parameter: "alpha".to_owned(), value }
        }),
        1 => (names(), any::<bool>()).prop_map(|(rule, on)| RuleChange::Switch { rule: rule.to_owned(), on }),
        1 => names().prop_map(|rule| RuleChange::Remove(rule.to_owned())),
    ];
    (change, 0..4).prop_map(|(change, of)| match of {
        0 => Command::Act(Action::OverrideRules(Some(change))),
        1 if matches!(change, RuleChange::Switch { .. }) => Command::Act(Action::OverrideRules(None)),
        _ => Command::Act(Action::Rules(change)),
    })
}
