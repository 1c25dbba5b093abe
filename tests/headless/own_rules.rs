//! Rules that are loaded: the identities between them and the built-in ones, the ledger, and the bits.

use equipoise::io::presets::Preset;
use equipoise::io::rule_files::{self, find, with_all};
use equipoise::model::plasticity::Rules;
use equipoise::model::plasticity::language::{Information, RuleFile};
use equipoise::model::state::StimulusCache;
use equipoise::model::{Column, Measures, Params, Population, Simulation};
use proptest::prelude::*;

const BOTH: [Population; 2] = [Population::Excitatory, Population::Inhibitory];

/// These shipped rules with what they suggest, at P = 50.
fn with(names: &[&str]) -> Params {
    let files = names.iter().map(|name| find(name).unwrap());
    with_all(files, &Params { p: 50, ..Params::default() }).unwrap()
}

fn load(rules: &Rules, text: &str) -> Rules {
    rules.with_file(text).unwrap_or_else(|error| panic!("{text}\n{error}"))
}

fn text(name: &str, on: &str, change: &str) -> String {
    format!("title = '{name}'\non = '{on}'\n[change]\n{change}")
}

fn weights(simulation: &Simulation, population: Population) -> Vec<f64> {
    simulation.weights(population).iter().collect()
}

fn differ(one: &Simulation, other: &Simulation) -> f64 {
    let gap = |population| {
        let (one, other) = (weights(one, population), weights(other, population));
        one.iter().zip(&other).map(|(x, y)| (x - y).abs()).fold(0.0, f64::max)
    };
    BOTH.map(gap).into_iter().fold(0.0, f64::max)
}

fn present(simulation: &mut Simulation, presentations: usize) {
    for _ in 0..presentations {
        simulation.present();
    }
}

/// How far the columns of the ledger are from the change of a weight, relative to what was changed, and the largest part
/// that the bounds column has.
fn misfit(simulation: &Simulation) -> (f64, f64) {
    let (mut worst, mut bounds) = (0.0_f64, 0.0_f64);
    for population in BOTH {
        let weights = simulation.weights(population);
        for j in 0..weights.len() {
            let entry = simulation.ledger().synapse(weights, simulation.stimuli(), j);
            let scale = Column::all(simulation.columns().len())
                .map(|column| entry.get(column).abs())
                .fold(1.0, f64::max);
            worst = worst.max((entry.sum() - (weights.get(j) - weights.start(j))).abs() / scale);
            bounds = bounds.max(entry.bounds.abs() / scale);
        }
    }
    (worst, bounds)
}

/// The four rules as text are the built-in ones: no bit differs after 1000 presentations, nor a column of the ledger.
#[test]
fn the_four_rules_as_equations_are_the_built_in_ones_bit_for_bit() {
    for preset in ["retained", "supervised", "together"] {
        let params = Preset::find(preset).unwrap().params(&Params { p: 50, ..Params::default() });
        let number = |on: bool| f64::from(u8::from(on));
        let mut rules = Rules::default();
        for name in ["acetylcholine", "noradrenaline", "hebbian", "balance"] {
            rules = rules.with(find(name).unwrap().into()).unwrap();
        }
        for (rule, key, value) in [
            ("ach-as-an-equation", "alpha_A", params.alpha_a),
            ("ach-as-an-equation", "beta", params.beta),
            ("na-as-an-equation", "alpha_N", params.alpha_n),
            ("hebb-as-an-equation", "alpha_H", params.alpha_h),
            ("balance-as-an-equation", "alpha_I", params.alpha_i),
            ("balance-as-an-equation", "i_ltp_only", number(params.i_ltp_only)),
            ("balance-as-an-equation", "gate_i", number(params.gate_i)),
        ] {
            rules = rules.set(rule, key, value).unwrap();
        }
        for seed in 1..=3 {
            let mut native = Simulation::new(params.clone(), seed).unwrap();
            let mut text = Simulation::new(Params { rules: rules.clone(), ..params.clone() }, seed).unwrap();
            present(&mut native, 1000);
            present(&mut text, 1000);
            assert_eq!(differ(&native, &text), 0.0, "{preset} {seed}");
            for population in BOTH {
                let (one, other) = (native.weights(population), text.weights(population));
                for j in 0..one.len() {
                    let one = native.ledger().synapse(one, native.stimuli(), j);
                    let other = text.ledger().synapse(other, text.stimuli(), j);
                    for rule in 0..4 {
                        assert_eq!(
                            one.rules[rule].to_bits(),
                            (other.rules[4 + rule] + 0.0).to_bits(),
                            "{rule}"
                        );
                        assert_eq!(other.rules[rule], 0.0, "replaced");
                    }
                    assert_eq!(one.turnover.to_bits(), other.turnover.to_bits());
                }
            }
        }
    }
}

/// Rules that only look on change nothing, whatever channel they name.
#[test]
fn loading_a_rule_that_asks_nothing_changes_no_bit() {
    let params = Params { p: 50, rho_n: 0.2, sigma: 0.4, ..Params::default() };
    let rules = load(&Rules::default(), &text("Silent", "E", "active = '0*eta_T*(R - Y) + 0*eta_R'"));
    let mut alone = Simulation::new(params.clone(), 7).unwrap();
    let mut beside = Simulation::new(Params { rules, ..params }, 7).unwrap();
    present(&mut alone, 2000);
    present(&mut beside, 2000);
    assert_eq!(differ(&alone, &beside), 0.0);
}

#[test]
fn competition_keeps_the_sum_while_weights_move() {
    // Far below the bounds and above zero: small steps from equal signs.
    let mut params = with(&["competition"]);
    params.rules = params.rules.set("competition-for-a-fixed-sum", "alpha", 0.02).unwrap();
    let mut simulation = Simulation::new(Params { w_max: 1e4, ..params }, 1).unwrap();
    let sum = |simulation: &Simulation, population| weights(simulation, population).iter().sum::<f64>();
    let before = BOTH.map(|population| sum(&simulation, population));
    present(&mut simulation, 1000);
    let moved = BOTH.map(|population| {
        let weights = simulation.weights(population);
        (0..weights.len()).map(|j| (weights.get(j) - weights.start(j)).abs()).fold(0.0, f64::max)
    });
    let least = BOTH.map(|population| weights(&simulation, population).into_iter().fold(f64::MAX, f64::min));
    for side in 0..2 {
        assert!(least[side] > 0.0, "no bound was met: {least:?}");
        let drift = (sum(&simulation, BOTH[side]) / before[side] - 1.0).abs();
        assert!(drift < 1e-12, "{drift}");
        assert!(moved[side] > 0.1 * before[side] / 200.0, "{moved:?}");
    }
    let (misfit, bounds) = misfit(&simulation);
    assert!(misfit < 1e-12 && bounds < 1e-12, "{misfit} {bounds}");
}

#[test]
fn a_decay_by_the_weight_is_turnover() {
    for lines in ["active_w = '-lam/P'\nsilent_w = '-lam/P'", "active = '-lam/P*w'\nsilent = '-w*lam/P'"] {
        let mut rules = Rules::default();
        for on in ["E", "I"] {
            let name = format!("Decay {on}");
            let text = format!(
                "title = '{name}'\non = '{on}'\nreplaces = ['ACh', 'NA', 'Hebbian', 'Inhibitory']\n\
                 [parameters]\nlam = {{ default = 0.5 }}\n[change]\n{lines}"
            );
            rules = load(&rules, &text);
        }
        let mut simulation = Simulation::new(Params { p: 50, rules, ..Params::default() }, 1).unwrap();
        present(&mut simulation, 1000);
        let kept = (1.0 - 0.5 / 50.0_f64).powi(1000);
        for population in BOTH {
            let weights = simulation.weights(population);
            for j in 0..weights.len() {
                assert!((weights.get(j) - weights.start(j) * kept).abs() < 1e-12 * weights.start(j).max(1.0));
            }
        }
        let (misfit, bounds) = misfit(&simulation);
        assert!(misfit < 1e-12 && bounds < 1e-12, "{lines}: {misfit} {bounds}");
    }
}

#[test]
fn an_exact_reward_names_the_label() {
    let asks = "active = '0.001*(R*y + (1-R)*(1-y) - Y)*eta_T*eta_R'";
    let mut rules = load(&Rules::default(), &text("Names", "E", asks));
    rules = load(&rules, &text("Told", "I", "active = '0*eta_R'"));
    let params = Params { p: 50, sigma: 2.0, rho_n: 0.3, rules, ..Params::default() };
    let mut simulation = Simulation::new(params.clone(), 3).unwrap();
    let mut wrong = 0;
    for _ in 0..1000 {
        let now = simulation.present();
        assert_eq!(now.told.reward, now.fired == now.target);
        assert_eq!(simulation.last_changes()[4].active, 0.0);
    }
    let mut noisy = Simulation::new(Params { eps_r: 0.2, rho_r: 0.5, rho_t: 0.25, ..params }, 3).unwrap();
    let (mut rewarded, mut labelled) = (0, 0);
    for _ in 0..4000 {
        let now = noisy.present();
        wrong += u32::from(now.told.reward != (now.fired == now.target));
        rewarded += u32::from(now.told.rewarded);
        labelled += u32::from(now.told.label);
    }
    // Five standard errors of a mean over 4000 draws are below 0.04.
    for (count, probability) in [(wrong, 0.2), (rewarded, 0.5), (labelled, 0.25)] {
        assert!((f64::from(count) / 4000.0 - probability).abs() < 0.04, "{count} {probability}");
    }
}

/// Rules that are others in disguise: the weights are the same.
#[test]
fn rules_in_disguise() {
    let run = |params: &Params| {
        let mut simulation = Simulation::new(Params { p: 50, e0: 30.0, ..params.clone() }, 2).unwrap();
        simulation.run_epochs(20);
        simulation
    };
    let perceptron = with(&["perceptron"]);
    let told = run(&perceptron);
    let mut decoded = with(&["decoded-reward"]);
    decoded.rules = decoded.rules.set("decoded-reward", "alpha", 0.3).unwrap();
    assert_eq!(differ(&told, &run(&decoded)), 0.0, "an exact reward decodes to the error");
    let mut margin = with(&["margin"]);
    margin.rules = margin.rules.set("perceptron-with-margin", "kappa", 0.0).unwrap();
    margin.rules = margin.rules.set("perceptron-with-margin", "alpha", 0.3).unwrap();
    assert_eq!(differ(&told, &run(&margin)), 0.0, "a margin of 0, but for h = 0 exactly");
    // Two copies at half the rate.
    let mut halves = perceptron.clone();
    let copy = find("perceptron").unwrap().text.replace("title = \"Perceptron\"", "title = \"Copy\"");
    halves.rules = load(&halves.rules, &copy);
    for name in ["perceptron", "copy"] {
        halves.rules = halves.rules.set(name, "alpha", 0.15).unwrap();
    }
    assert!(differ(&told, &run(&halves)) < 1e-12);
    assert!(told.presentations() == 1000 && differ(&told, &run(&with(&["delta"]))) > 1e-3, "others differ");
}

/// Without a signal from above, the excitatory rule asks what rule I asks, with the same rate.
#[test]
fn balance_controlled_without_gain_asks_what_the_balance_rule_asks() {
    let mut params = with(&["balance-controlled"]);
    params.rules = params.rules.set("balance-controlled", "gain", 0.0).unwrap();
    params.rules = params.rules.set("balance-controlled", "alpha", params.alpha_i).unwrap();
    let mut simulation = Simulation::new(params.clone(), 4).unwrap();
    for _ in 0..500 {
        simulation.present();
        let [inhibitory, excitatory] = [3, 4].map(|rule| simulation.last_changes()[rule].active);
        let (asked_i, asked_e) = (inhibitory / params.k_i(), excitatory / params.k_e());
        assert!((asked_i - asked_e).abs() < 1e-12 * asked_i.abs().max(1.0), "{asked_i} {asked_e}");
    }
}

#[test]
fn at_rate_zero_nothing_moves() {
    for (name, _) in rule_files::SHIPPED {
        let mut params = with(&[name]);
        let title = find(name).unwrap().slug();
        let own = params.rules.files()[0].parameters();
        let names: Vec<String> = own.iter().map(|(parameter, _)| parameter.name.clone()).collect();
        for parameter in names.iter().filter(|parameter| parameter.starts_with("alpha")) {
            params.rules = params.rules.set(&title, parameter, 0.0).unwrap();
        }
        let quiet =
            Params { rule_a: false, rule_n: false, rule_h: false, rule_i: false, lambda: 0.0, ..params };
        let mut simulation = Simulation::new(quiet, 1).unwrap();
        let before = BOTH.map(|population| weights(&simulation, population));
        present(&mut simulation, 200);
        assert_eq!(before, BOTH.map(|population| weights(&simulation, population)), "{name}");
    }
}

/// A rule multiplied by an eta asks nothing while unsupervised; its states stay with it.
#[test]
fn without_supervision_rules_that_are_told_ask_nothing() {
    for (name, _) in rule_files::SHIPPED {
        let params = with(&[name]);
        let mut simulation = Simulation::new(params.clone(), 5).unwrap();
        simulation.run_epochs(2);
        simulation.set_params(params.unsupervised()).unwrap();
        let own = simulation.own_rules();
        let told = own.iter().any(|rule| rule.information > Information::Modulator);
        for _ in 0..100 {
            simulation.present();
            let asked =
                (4..simulation.columns().len()).any(|rule| simulation.last_changes()[rule].active != 0.0);
            // Balance-controlled plasticity goes on restoring the balance.
            assert!(!(told && asked) || name == "balance-controlled", "{name}");
        }
    }
}

#[test]
fn every_shipped_rule_runs_keeps_its_account_and_says_what_it_needs() {
    let expected = |name: &str| match name {
        "acetylcholine" | "noradrenaline" => Information::Modulator,
        "hebbian" | "balance" | "covariance" | "oja" | "bcm" | "competition" | "vogels" => {
            Information::Nothing
        }
        "reinforce" | "reinforce-balance" | "reward-hebb" | "decoded-reward" => Information::Reward,
        _ => Information::Label,
    };
    for (name, _) in rule_files::SHIPPED {
        let mut simulation = Simulation::new(with(&[name]), 1).unwrap();
        simulation.run_epochs(20);
        let own = simulation.own_rules();
        assert!(own.iter().all(|rule| rule.information == expected(name)), "{name}: {own:?}");
        assert!(simulation.information() >= expected(name), "{name}");
        assert!(own.iter().all(|rule| rule.fault.is_none()), "{name}: {own:?}");
        assert!(misfit(&simulation).0 < 1e-12, "{name}: {:?}", misfit(&simulation));
        let acted = (4..simulation.columns().len()).all(|rule| {
            BOTH.iter().any(|&population| {
                let weights = simulation.weights(population);
                let entries =
                    (0..weights.len()).map(|j| simulation.ledger().synapse(weights, simulation.stimuli(), j));
                entries.into_iter().any(|entry| entry.rules[rule] != 0.0)
            })
        });
        assert!(acted, "{name}");
    }
}

#[test]
fn reinforce_without_noise_is_paused_and_says_why() {
    let params = Params { sigma: 0.0, ..with(&["reinforce"]) };
    let mut simulation = Simulation::new(params.clone(), 1).unwrap();
    present(&mut simulation, 10);
    let fault = |simulation: &Simulation| {
        let own = simulation.own_rules();
        own[0].fault.as_ref().map(|fault| (fault.presentation, fault.refused.because()))
    };
    assert_eq!(fault(&simulation), Some((0, "active divides by 0".to_owned())));
    // The neuron went on, the rule asked nothing.
    assert_eq!((simulation.presentations(), simulation.last_changes()[4].active), (10, 0.0));
    // With noise it goes on.
    simulation.set_params(Params { sigma: 0.3, ..params }).unwrap();
    present(&mut simulation, 10);
    assert_eq!(fault(&simulation), None);
}

/// A value that is not finite at some presentation stops that rule alone.
#[test]
fn a_rule_that_divides_by_zero_on_the_way_is_paused_then() {
    let rules = load(
        &Rules::default(),
        &text("Divides", "E", "active = '0.001/(n - 7)*y'")
            .replace("[change]", "[state]\nn = { start = 0, next = 'n + 1' }\n[change]"),
    );
    let rules = load(&rules, &text("Beside", "E", "active = '0.0001*h'"));
    let mut simulation =
        Simulation::new(Params { p: 20, rules, rho_n: 1.0, ..Params::default() }, 1).unwrap();
    present(&mut simulation, 40);
    let own = simulation.own_rules();
    let fault = own[0].fault.as_ref().unwrap();
    assert_eq!(fault.presentation, 6);
    assert!(["active is inf", "active is NaN"].contains(&fault.refused.because().as_str()));
    assert!(own[1].fault.is_none() && simulation.last_changes()[5].active != 0.0);
    // Kept in a session.
    let bytes = rmp_serde::to_vec_named(&simulation.state()).unwrap();
    let read = rmp_serde::from_slice(&bytes).unwrap();
    let restored = Simulation::from_state(read, &mut StimulusCache::default()).unwrap();
    assert_eq!(restored.own_rules(), own);
}

/// What is reset when, as RULES says: states are kept when a slider moves, and begin again with another text.
#[test]
fn states_begin_again_on_restart_and_with_another_text_alone() {
    let text = "title = 'Count'\non = 'E'\n[parameters]\nq = { default = 0, most = 1 }\n[state]\nn = { start = 0, next = 'n + 1' }\n[change]\nactive = '0*q*n'";
    let params =
        Params { p: 10, n_e: 20, n_i: 20, rules: load(&Rules::default(), text), ..Params::default() };
    let mut simulation = Simulation::new(params.clone(), 1).unwrap();
    let n = |simulation: &Simulation| simulation.own_rules()[0].states[0];
    present(&mut simulation, 7);
    assert_eq!(n(&simulation), 7.0);
    let set = |simulation: &mut Simulation, change: &dyn Fn(&Params) -> Params| {
        let params = change(simulation.params());
        simulation.set_params(params).unwrap();
    };
    set(&mut simulation, &|params| Params { rho_a: 0.1, ..params.clone() });
    set(&mut simulation, &|params| Params {
        rules: params.rules.set("count", "q", 1.0).unwrap(),
        ..params.clone()
    });
    set(&mut simulation, &|params| params.unsupervised());
    assert_eq!(n(&simulation), 7.0);
    set(&mut simulation, &|params| Params {
        rules: params.rules.switched("count", false).unwrap(),
        ..params.clone()
    });
    present(&mut simulation, 5);
    assert_eq!(n(&simulation), 7.0, "frozen while it is off");
    set(&mut simulation, &|params| Params {
        rules: params.rules.switched("count", true).unwrap(),
        ..params.clone()
    });
    simulation.set_plastic(false);
    present(&mut simulation, 5);
    assert_eq!(n(&simulation), 7.0, "a frozen neuron steps no state");
    simulation.set_plastic(true);
    simulation.new_stimuli();
    simulation.add_stimuli(3).unwrap();
    present(&mut simulation, 1);
    assert_eq!(n(&simulation), 8.0);
    let edited = text.replace("n + 1", "n + 2");
    set(&mut simulation, &|params| Params { rules: load(&params.rules, &edited), ..params.clone() });
    assert_eq!(n(&simulation), 0.0);
    present(&mut simulation, 1);
    set(&mut simulation, &|params| Params { n_e: 30, ..params.clone() });
    assert_eq!(n(&simulation), 0.0);
    assert_eq!(simulation.params().rules.files()[0].value(0, "q"), Some(1.0), "values survive an edit");
}

/// Removed rules keep their part of the account, by target.
#[test]
fn a_removed_rule_stays_in_the_ledger() {
    let params = with(&["reward-hebb", "oja"]);
    let mut simulation = Simulation::new(params.clone(), 1).unwrap();
    simulation.run_epochs(5);
    let change = |simulation: &Simulation, rule: usize, population| {
        let weights = simulation.weights(population);
        simulation.ledger().synapse(weights, simulation.stimuli(), 3).rules[rule]
    };
    let before =
        (change(&simulation, 4, BOTH[0]) + change(&simulation, 6, BOTH[0]), change(&simulation, 5, BOTH[1]));
    let rules = params.rules.without("reward-modulated-hebb").unwrap().without("oja").unwrap();
    simulation.set_params(Params { rules, ..params.clone() }).unwrap();
    let names: Vec<&str> = simulation.columns().iter().map(|column| column.name.as_str()).collect();
    assert_eq!(names[4..], ["Removed rules (E)", "Removed rules (I)"]);
    let after = (change(&simulation, 4, BOTH[0]), change(&simulation, 5, BOTH[1]));
    assert!((before.0 - after.0).abs() < 1e-12 && (before.1 - after.1).abs() < 1e-12, "{before:?} {after:?}");
    simulation.run_epochs(3);
    assert!(misfit(&simulation).0 < 1e-12);
    // And a state with it is restored.
    let state = simulation.state();
    let bytes = rmp_serde::to_vec_named(&state).unwrap();
    let read = rmp_serde::from_slice(&bytes).unwrap();
    let restored = Simulation::from_state(read, &mut StimulusCache::default()).unwrap();
    assert_eq!(restored.state(), state);
    // Loaded again, its column is its own, beside what was.
    let again = Params { rules: with(&["oja"]).rules, ..simulation.params().clone() };
    simulation.set_params(again).unwrap();
    assert_eq!(simulation.columns().name(4), "Oja");
    assert_eq!(change(&simulation, 5, BOTH[0]), change(&restored, 4, BOTH[0]));
}

#[test]
fn a_restored_neuron_goes_on_bit_for_bit() {
    for names in [&["reinforce"][..], &["bcm"], &["oja", "vogels"], &["competition"], &["reward-hebb"]] {
        let mut simulation =
            Simulation::new(Params { lambda: 0.01, rho_r: 0.6, eps_r: 0.1, ..with(names) }, 9).unwrap();
        present(&mut simulation, 333);
        let bytes = rmp_serde::to_vec_named(&simulation.state()).unwrap();
        let read = rmp_serde::from_slice(&bytes).unwrap();
        let mut other = Simulation::from_state(read, &mut StimulusCache::default()).unwrap();
        present(&mut simulation, 500);
        present(&mut other, 500);
        assert_eq!(simulation.state(), other.state(), "{names:?}");
    }
}

/// An independent, dense account of what a rule of every kind does: synapse by synapse, in the order of RULES.
#[derive(Debug, Clone)]
struct Kind {
    on: usize,
    silent: f64,
    active_w: f64,
    silent_w: f64,
    soft: f64,
    lambda: f64,
    two: bool,
}

fn kinds() -> impl Strategy<Value = Kind> {
    let fraction = || prop_oneof![Just(0.0), Just(-0.01), -0.9..0.3];
    (
        0..4_usize,
        -0.2..0.2,
        fraction(),
        fraction(),
        prop_oneof![Just(0.0), Just(0.5)],
        prop_oneof![Just(0.0), Just(0.3)],
        any::<bool>(),
    )
        .prop_map(|(on, silent, active_w, silent_w, soft, lambda, two)| Kind {
            on,
            silent,
            active_w,
            silent_w,
            soft,
            lambda,
            two,
        })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn weights_follow_a_dense_account(kind in kinds(), seed in 0..50_u64) {
        let Kind { on, silent, active_w, silent_w, soft, lambda, two } = kind;
        let target = ["E", "I", "I1", "I2"][on];
        let change = format!("active = '0.3*(y - 0.4)'\nsilent = '{silent}*y'\nactive_w = '{active_w}*y'\nsilent_w = '{silent_w}*y'");
        let rules = load(&Rules::default(), &text("Every kind", target, &change));
        let params = Params { p: 8, n_e: 14, n_i: 15, soft, lambda, groups: 1 + usize::from(two), w_max: 3.0, rules, ..Params::default() };
        let mut simulation = Simulation::new(params.clone(), seed).unwrap();
        let mut dense = BOTH.map(|population| weights(&simulation, population));
        let mut by_rule = [0.0; 15];
        let mut given = [0.0; 15];
        for _ in 0..60 {
            let now = simulation.present();
            let y = now.y();
            for side in 0..2 {
                let population = BOTH[side];
                let n = dense[side].len();
                let patterns = if side == 0 { simulation.stimuli().excitatory() } else { simulation.stimuli().inhibitory() };
                let k = if side == 0 { params.k_e() } else { params.k_i() };
                let upper = params.upper_bound(n);
                for (j, w) in dense[side].iter_mut().enumerate() {
                    let x = patterns.contains(now.stimulus as usize, j);
                    let mut asked: Vec<f64> = (0..4).map(|rule| {
                        let of = simulation.columns().get(rule).unwrap().population() == population;
                        let change = simulation.last_changes()[rule];
                        if of { if x { change.active } else { change.silent } } else { 0.0 }
                    }).collect();
                    let covers = match target {
                        "E" => side == 0,
                        "I" => side == 1,
                        "I1" => side == 1 && (!two || j % 2 == 0),
                        _ => side == 1 && two && j % 2 == 1,
                    };
                    let mut of_weight = 0.0;
                    if covers {
                        asked.push(k * if x { 0.3 * (y - 0.4) } else { silent * y });
                        of_weight = if x { active_w * y } else { silent_w * y } * *w;
                        by_rule[j] += asked[4] + of_weight;
                    }
                    let softened: f64 = asked.iter().map(|d| {
                        d * if *d > 0.0 { 1.0 - *w / upper } else { *w / upper }.clamp(0.0, 1.0).powf(soft)
                    }).sum();
                    let keep = 1.0 - lambda / 8.0;
                    let change = if soft == 0.0 { asked.iter().sum::<f64>() } else { softened };
                    let wanted = (*w + asked.iter().sum::<f64>() + of_weight) * keep;
                    let next = ((*w + change + of_weight) * keep).clamp(0.0, upper);
                    if (side == 0) == (target == "E") {
                        given[j] += next - wanted;
                    }
                    *w = next;
                }
            }
        }
        for side in 0..2 {
            let found = weights(&simulation, BOTH[side]);
            for (j, (ours, theirs)) in found.iter().zip(&dense[side]).enumerate() {
                prop_assert!((ours - theirs).abs() < 1e-9 * theirs.max(1.0), "side {} w[{}]: {} {}", side, j, ours, theirs);
            }
        }
        let population = BOTH[usize::from(target != "E")];
        let of = simulation.weights(population);
        for j in 0..of.len() {
            let entry = simulation.ledger().synapse(of, simulation.stimuli(), j);
            prop_assert!((entry.rules[4] - by_rule[j]).abs() < 1e-8, "rule at {}: {} {}", j, entry.rules[4], by_rule[j]);
            prop_assert!((entry.bounds - given[j]).abs() < 1e-8, "bounds at {}: {} {}", j, entry.bounds, given[j]);
            prop_assert!((entry.sum() - (of.get(j) - of.start(j))).abs() < 1e-10);
        }
    }
}

/// With one group and gains of 1 nothing of the groups is there, whatever a rule of them is called.
#[test]
fn silencing_a_group_takes_its_current_away() {
    let params = Params { p: 30, groups: 2, ..Params::default() };
    let mut simulation = Simulation::new(params.clone(), 1).unwrap();
    simulation.run_epochs(3);
    let intact: Vec<(f64, f64)> = (0..30).map(|mu| simulation.currents(mu)).collect();
    let parts: Vec<[f64; 2]> = (0..30).map(|mu| simulation.group_currents(mu)).collect();
    simulation.set_params(Params { g_1: 0.0, ..params.clone() }).unwrap();
    for mu in 0..30 {
        let (e, i) = intact[mu];
        let [one, two] = parts[mu];
        assert!((one + two - i).abs() < 1e-12 * i.abs().max(1.0));
        assert_eq!(simulation.currents(mu), (e, two));
    }
    let one = Simulation::new(Params { p: 30, ..Params::default() }, 1).unwrap();
    let half = Simulation::new(Params { p: 30, g_1: 0.5, ..Params::default() }, 1).unwrap();
    assert!((half.currents(4).1 - one.currents(4).1 / 2.0).abs() < 1e-12);
}

#[test]
fn clamped_the_output_is_the_target_while_supervised() {
    let params = Params { p: 30, clamp: true, ..Params::default() };
    let mut simulation = Simulation::new(params.clone(), 1).unwrap();
    for _ in 0..60 {
        let now = simulation.present();
        assert_eq!(now.fired, now.target);
    }
    simulation.set_params(params.unsupervised()).unwrap();
    let free = (0..60).map(|_| simulation.present()).filter(|now| now.fired != now.target).count();
    assert!(free > 0);
}

fn measured(params: &Params, seed: u64, epochs: u64) -> Measures {
    let mut simulation = Simulation::new(params.clone(), seed).unwrap();
    simulation.run_epochs(epochs);
    simulation.recall().measures(params)
}

/// A first look at the table: what is told the answer learns, what is told nothing does not.
#[test]
fn rules_reach_what_their_information_allows() {
    let at = |name: &str| measured(&Params { p: 100, ..with(&[name]) }, 1, 200).balanced_accuracy;
    for name in ["perceptron", "margin", "delta", "reward-hebb"] {
        assert!(at(name) > 0.95, "{name}: {}", at(name));
    }
    for name in ["covariance", "oja"] {
        assert!((at(name) - 0.5).abs() < 0.2, "{name}: {}", at(name));
    }
}

#[test]
fn rule_files_round_trip_through_parameters() {
    let mut params = with(&["reinforce", "oja"]);
    params.rules = params.rules.set("oja", "alpha", 0.05).unwrap().switched("reinforce", false).unwrap();
    let json = serde_json::to_string(&params).unwrap();
    let read: Params = serde_json::from_str(&json).unwrap();
    assert_eq!(read, params);
    let wrong = json.replace("0.05", "7.5");
    assert!(serde_json::from_str::<Params>(&wrong).unwrap_err().to_string().contains("do not fit"));
    let plain = serde_json::to_string(&Params::default()).unwrap();
    assert!(!plain.contains("rules"), "sessions without rules are as they were");
    assert!(RuleFile::read(&params.rules.files()[0].file.text).is_ok());
}

mod table {
    use std::collections::HashMap;
    use std::sync::atomic::AtomicBool;

    use equipoise::analysis::rule_table::{CLAIMS, Claim, Held, Reached, Row, SEEDS, Value, compute};
    use equipoise::analysis::sweep::points;
    use equipoise::io::rule_rows::rows;
    use equipoise::model::Params;

    fn reached(row: &Row, stimuli: usize) -> Reached {
        compute(row, &points(&[stimuli], SEEDS), &[], &AtomicBool::new(false), |_| ()).unwrap()
    }

    fn held(claim: Claim, change: impl Fn(&Row) -> Params) -> Held {
        let rows = rows().unwrap();
        let of = |key: &'static str| {
            let row = rows.iter().find(|row| row.key == key).unwrap();
            (key, reached(&Row { params: change(row), ..row.clone() }, claim.stimuli()))
        };
        let found: HashMap<&str, Reached> = claim.rows().map(of).collect();
        claim.held(|key| found.get(key)).unwrap()
    }

    fn named(says: &str) -> Claim {
        *CLAIMS.iter().find(|claim| claim.says == says).unwrap()
    }

    /// Those at P = 200; all of them are in `equipoise verify`. Their bounds lie about four standard errors of ten seeds away.
    #[test]
    fn what_the_table_says_at_its_middle_load_holds() {
        for claim in CLAIMS.iter().filter(|claim| claim.value == Value::Trained(200)) {
            let held = held(*claim, |row| row.params.clone());
            assert!(held.holds(), "{}: {}", claim.says, held.value);
        }
    }

    /// Without what a claim is about, it fails.
    #[test]
    fn without_its_cause_a_claim_fails() {
        let still = |rule: &'static str, parameter: &'static str| {
            move |row: &Row| {
                let rules = row.params.rules.set(rule, parameter, 0.0);
                Params { rules: rules.unwrap_or_else(|_| row.params.rules.clone()), ..row.params.clone() }
            }
        };
        let held =
            held_without("balance helps REINFORCE", |row| Params { alpha_i: 0.0, ..row.params.clone() });
        assert!(!held.holds(), "{}: {}", held.claim.says, held.value);
        let held = held_without(
            "Vogels' rule in place of balance",
            still("vogels-inhibitory-plasticity", "alpha_I"),
        );
        assert!(!held.holds(), "{}: {}", held.claim.says, held.value);
        let held = held_without("an exact reward is nearly the answer", |row| Params {
            eps_r: 0.4,
            ..row.params.clone()
        });
        assert!(!held.holds(), "{}: {}", held.claim.says, held.value);
        let same = |row: &Row| Params { eps_r: 0.2, ..row.params.clone() };
        let held = held_without("a decoded reward suffers from one wrong in five", same);
        assert!(!held.holds(), "{}: {}", held.claim.says, held.value);
    }

    fn held_without(says: &str, change: impl Fn(&Row) -> Params) -> Held {
        held(named(says), change)
    }
}
