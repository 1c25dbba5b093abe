//! What is on screen as one command line: it computes the same weights, bit for bit.

use std::process::Command as Process;

use equipoise::analysis::growth::Growth;
use equipoise::engine::recipe::{Recipe, at, fingerprint};
use equipoise::engine::{Action, Command, RuleChange, Session};
use equipoise::model::{ParamId, Params};
use proptest::prelude::*;

fn action() -> impl Strategy<Value = Command> {
    prop_oneof![
        (0.0..1.0).prop_map(|value| Command::Act(Action::Set(ParamId::rho_a, value))),
        (0.0..0.05).prop_map(|value| Command::Act(Action::Set(ParamId::lambda, value))),
        (0.1..1.0).prop_map(|value| Command::Act(Action::Set(ParamId::c, value))),
        (0.5..30.0).prop_map(|value| Command::Act(Action::Set(ParamId::w_max, value))),
        (0.0..9.0, 0.0..4.0)
            .prop_map(|(e0, b)| { Command::Act(Action::all(&Params { e0: e0 + 1.0, b, ..small() })) }),
        // Nothing new, if it comes twice.
        Just(Command::Act(Action::all(&small()))),
        (0_u64..9).prop_map(|seed| Command::Act(Action::Reset { seed })),
        (0_u64..9).prop_map(|seed| Command::Act(Action::Load {
            params: Box::new(Params { beta: 0.1, ..small() }),
            seed
        })),
        Just(Command::Act(Action::NewStimuli)),
        any::<bool>().prop_map(|plastic| Command::Act(Action::SetPlastic(plastic))),
        (0_usize..20, any::<bool>(), any::<bool>())
            .prop_map(|(stimulus, ach, na)| Command::Act(Action::Pair { stimulus, ach, na })),
        Just(Command::Act(Action::Compare(Some(vec![(ParamId::c, 0.3)])))),
        Just(Command::Act(Action::Override(ParamId::c, Some(0.7)))),
        Just(Command::Act(Action::Compare(None))),
        Just(Command::Act(Action::Grow(Some(Growth { batch: 2, eps: 0.3, patience: 50 })))),
        Just(Command::Act(Action::Grow(None))),
        crate::rule_changes::rule_change(),
        crate::rule_changes::rule_change(),
    ]
}

fn small() -> Params {
    Params { p: 20, n_e: 40, n_i: 60, ..Params::default() }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_recipe_computes_the_same_weights(
        steps in prop::collection::vec((0_u64..900, action()), 1..9),
        last in 0_u64..900,
    ) {
        let mut session = Session::new(small(), 3).unwrap();
        let present = |session: &mut Session, count| (0..count).for_each(|_| { session.present(); });
        for (presentations, command) in steps {
            present(&mut session, presentations);
            session.apply(command);
        }
        present(&mut session, last);
        let recipe = session.recipe();
        // What is written reads back.
        for (made, action) in &recipe.actions {
            prop_assert_eq!(at(&format!("{made}:{action}")), Ok((*made, action.clone())));
        }
        let again = recipe.run(|_| ()).unwrap();
        prop_assert_eq!(again.variant().map(fingerprint), session.variant().map(fingerprint), "B: {}", recipe.command_line());
        prop_assert_eq!(fingerprint(again.simulation()), fingerprint(session.simulation()), "{}", recipe.command_line());
        prop_assert_eq!(again.simulation().params(), session.simulation().params());
    }
}

#[test]
fn the_command_line_itself_gives_the_fingerprint() {
    let mut session = Session::new(small(), 11).unwrap();
    let present = |session: &mut Session, count| {
        (0..count).for_each(|_| {
            session.present();
        })
    };
    present(&mut session, 333);
    session.apply(Command::Act(Action::Reset { seed: 7 }));
    present(&mut session, 1000);
    session.apply(Command::Act(Action::Set(ParamId::rho_a, 0.1 + 0.2)));
    session.apply(Command::Act(Action::Set(ParamId::kappa_a, f64::INFINITY)));
    present(&mut session, 500);
    session.apply(Command::Act(Action::Pair { stimulus: 3, ach: true, na: false }));
    session.apply(Command::Act(Action::NewStimuli));
    present(&mut session, 77);
    session.apply(Command::Act(Action::Compare(Some(vec![(ParamId::rule_n, 0.0)]))));
    let rule = |name: &str| RuleChange::load(&equipoise::io::rule_files::find(name).unwrap());
    let set = |value| RuleChange::Set { rule: "Oja".to_owned(), parameter: "alpha".to_owned(), value };
    session.apply(Command::Act(Action::Rules(rule("oja"))));
    session.apply(Command::Act(Action::OverrideRules(Some(rule("reinforce")))));
    present(&mut session, 20);
    session.apply(Command::Act(Action::Rules(set(0.003))));
    present(&mut session, 20);
    let line = session.recipe().command_line();
    // As a shell reads it.
    let words = shlex::split(&line).unwrap();
    let words = words.iter().map(String::as_str).skip(1).chain(["--json"]);
    let output = Process::new(env!("CARGO_BIN_EXE_equipoise")).args(words).output().unwrap();
    assert!(output.status.success(), "{line}\n{}", String::from_utf8_lossy(&output.stderr));
    let result: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(result["fingerprint"], format!("{:016x}", fingerprint(session.simulation())), "{line}");
    assert_eq!(result["presentations"], 1618);
    assert_eq!(
        result["b"]["fingerprint"],
        format!("{:016x}", fingerprint(session.variant().unwrap())),
        "{line}"
    );
}

#[test]
fn wrong_actions_are_refused_with_a_hint() {
    for text in
        ["", "5", "x:freeze", "5:fly", "5:rho_a=1", "5:rho_A=2", "5:grow=0/1/2", "5:pair=1/gaba", "-1:free"]
    {
        let message = at(text).unwrap_err().to_string();
        assert!(message.contains("PRESENTATION:ACTION") || message.contains("give an action"), "{message}");
        assert!(message.contains(text), "{message}");
    }
    let pair = Action::Pair { stimulus: 20, ach: true, na: false };
    let recipe = Recipe { params: small(), seed: 1, actions: vec![(3, pair)], presentations: 9 };
    assert!(recipe.run(|_| ()).unwrap_err().to_string().contains("no stimulus 20"));
}

/// Commands that were copied before `together` became the preset that the window opens with name none, and mean what they
/// meant: the fingerprints are those of that version.
#[test]
fn commands_copied_from_earlier_versions_compute_the_same_weights() {
    let commands = [
        ("--seed 1 --set P=40 N_E=60 N_I=60 --at 120:rho_A=0.25 --presentations 5000", "28b66ba559faf4c0"),
        ("--seed 2 --presentations 3000", "b3245560211ad9e7"),
        (
            "--seed 3 --set P=30 lambda=0.001 c=0.5 --at 0:freeze --at 100:free --at 700:new-stimuli \
             --at 900:pair=3/ach/na --at 1000:P=35 --presentations 2500",
            "891ba1419d78454d",
        ),
    ];
    for (arguments, fingerprint) in commands {
        let run = Process::new(env!("CARGO_BIN_EXE_equipoise"))
            .arg("run")
            .args(arguments.split_whitespace())
            .output();
        let said = String::from_utf8(run.unwrap().stdout).unwrap();
        assert!(said.contains(&format!("fingerprint of the weights {fingerprint}")), "{arguments}: {said}");
    }
}
