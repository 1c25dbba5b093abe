//! Demonstrations of circuits: what they claim occurs, is drawn, and has its cause.

use equipoise::engine::circuits::CircuitAction;
use equipoise::engine::circuits::scenario::{CircuitQuantity, CircuitScenario, check};
use equipoise::io::circuit_scenarios::{builtin, find, parse};
use rayon::prelude::*;

use crate::fresh::CIRCUITS;

/// For its own seed, which is what one sees, and for seeds that no sentence was written with.
#[test]
fn every_claim_holds_for_the_own_seed_and_fresh_ones() {
    let all = builtin().unwrap();
    let runs: Vec<(&CircuitScenario, u64)> = all
        .iter()
        .flat_map(|scenario| {
            std::iter::once(scenario.start.seed).chain(CIRCUITS).map(move |seed| (scenario, seed))
        })
        .collect();
    runs.par_iter().for_each(|(scenario, seed)| {
        for finding in check(scenario, *seed).unwrap() {
            assert!(finding.holds(), "{} with seed {seed}: {finding:?}", scenario.name);
        }
    });
}

/// What `look` says is seen: every sentence of it has a number, of a quantity that a view of the step draws.
#[test]
fn every_sentence_about_what_is_seen_is_a_claim_about_something_drawn() {
    for scenario in builtin().unwrap() {
        assert!((120.0..=240.0).contains(&scenario.seconds()), "{}: {}", scenario.name, scenario.seconds());
        for step in &scenario.steps {
            for sentence in step.look.split_inclusive(". ").map(str::trim) {
                let stands = step.claims.iter().any(|claim| claim.says == sentence);
                assert!(stands, "{}: nothing stands for: {sentence}", scenario.name);
            }
            for claim in &step.claims {
                assert!(step.look.contains(&claim.says), "{}: {}", scenario.name, claim.says);
                let drawn = claim.quantity.drawn_in();
                let seen = step.views.iter().any(|view| drawn.contains(&view.as_str()));
                assert!(seen, "{}: {}: {drawn:?}", scenario.name, claim.says);
                assert!(
                    claim.at_least <= claim.at_most
                        && (claim.at_least, claim.at_most) != (f64::NEG_INFINITY, f64::INFINITY)
                );
            }
        }
    }
}

/// Step, what is done there besides or instead, and whether some claim of that step then fails.
fn broken(name: &str, step: usize, instead: &[&str]) -> bool {
    let mut scenario = find(name).unwrap().unwrap();
    let actions = instead.iter().map(|text| text.parse::<CircuitAction>().unwrap());
    scenario.steps.truncate(step + 1);
    let begins = |action: &CircuitAction| {
        matches!(action, CircuitAction::Restart(_) | CircuitAction::Task(_) | CircuitAction::Compare(_))
    };
    if scenario.steps[step].actions.iter().any(begins) {
        // What was learned before it is thrown away.
        scenario.steps[..step].iter_mut().for_each(|step| step.steps = 1);
    }
    scenario.steps[step].actions.extend(actions);
    let findings = check(&scenario, scenario.start.seed).unwrap();
    findings.iter().any(|finding| finding.step == step && !finding.holds())
}

/// Without what it shows, a demonstration's claim fails: the bounds are not idle.
#[test]
fn a_claim_fails_where_its_cause_is_taken_away() {
    let cases: [(&str, usize, &[&str]); 25] = [
        // Hidden layers are told, or are not.
        ("hidden", 0, &["rule=backprop"]),
        ("hidden", 1, &["rule=output-only"]),
        ("hidden", 2, &["rule=output-only"]),
        // Without inference nothing falls and nothing is learned below; longer timing or none.
        ("predictive", 0, &["n=0"]),
        ("predictive", 1, &["rule=output-only"]),
        ("predictive", 2, &["gamma=0.9"]),
        ("predictive", 3, &["mode=zil"]),
        // Feedback of the forward weights, random, learned; inhibition.
        ("bursts", 0, &["feedback=random"]),
        ("bursts", 1, &["feedback=transport"]),
        ("bursts", 2, &["feedback=random"]),
        ("bursts", 3, &["c=1"]),
        ("bursts", 4, &["c=0"]),
        // Few units, or many perturbations.
        ("perturb", 1, &["K=100"]),
        ("perturb", 2, &["K=1"]),
        ("perturb", 3, &["K=10"]),
        // What a synapse hears.
        ("in-time", 0, &["rule=bptt"]),
        ("in-time", 1, &["rule=e-prop"]),
        ("in-time", 2, &["rule=bptt"]),
        // How strongly a pair is printed.
        ("one-shot", 1, &["k=0.1"]),
        ("one-shot", 2, &["k=0.8"]),
        // Every answer told at once; nobody who tells; balance or none; fewer stimuli.
        ("layer", 0, &["rule=delta"]),
        ("layer", 1, &["alpha_I=0"]),
        ("layer", 2, &["rho_A=0"]),
        ("layer", 3, &["alpha_I=0.63"]),
        ("layer", 4, &["P=100"]),
    ];
    cases.par_iter().for_each(|(name, step, instead)| {
        assert!(broken(name, *step, instead), "{name}, step {}: {instead:?} changes nothing", step + 1);
    });
    // The reference for a loss that is learned away: without time to learn it is not.
    let mut short = find("in-time").unwrap().unwrap();
    let last = short.steps.last_mut().unwrap();
    last.steps = 1;
    assert!(
        check(&short, 1)
            .unwrap()
            .iter()
            .any(|finding| finding.claim.quantity == CircuitQuantity::Loss && !finding.holds())
    );
}

#[test]
fn wrong_demonstrations_say_what_is_wrong() {
    let head = "title = 't'\nsummary = 's'\ntask = 'xor'\nrule = 'burst'\nseed = 1\n";
    let step = "[[step]]\ncaption = 'c'\nlook = 'l'\nviews = ['circuit']\nsteps = 3\nseconds = 1\n";
    assert!(parse("mine", &format!("{head}{step}")).is_ok());
    let message = |text: &str| parse("mine", text).unwrap_err().to_string();
    assert!(message(&format!("{head}step = []")).contains("no steps"));
    assert!(message(&format!("{head}{step}actions = ['fly']")).contains("step 1: `fly` is no action"));
    let replaced = |from: &str, to: &str| message(&format!("{head}{step}").replace(from, to));
    assert!(replaced("'xor'", "'match'").contains("match is no task for burst"));
    assert!(replaced("'burst'", "'oja'").contains("no rule is called oja"));
    assert!(replaced("steps = 3", "steps = 0").contains("step 1: steps = 0"));
    assert!(replaced("seconds = 1", "seconds = nan").contains("seconds"));
    let with = message(&format!("{head}[settings]\nbeta = 1e9\n{step}"));
    assert!(with.contains("beta"), "{with}");
    // From a file as by name; what is no demonstration of circuits is not one.
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("mine.toml");
    std::fs::write(&path, format!("{head}{step}")).unwrap();
    assert_eq!(find(path.to_str().unwrap()).unwrap().unwrap().title, "t");
    std::fs::write(&path, "title = 't'").unwrap();
    assert!(find(path.to_str().unwrap()).is_none() && find("nothing").is_none());
}
