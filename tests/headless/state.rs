//! The whole state of a simulation: restored it goes on bit for bit, and nothing else is restored.

use equipoise::model::state::{State, StateError, StimulusCache};
use equipoise::model::{ParamId, Params, Population, Simulation};
use proptest::prelude::*;
use serde_json::Value;

fn bits(simulation: &Simulation) -> Vec<u64> {
    let weights = [Population::Excitatory, Population::Inhibitory]
        .into_iter()
        .flat_map(|population| simulation.weights(population).iter().map(f64::to_bits));
    weights.chain([simulation.ybar().to_bits(), simulation.presentations(), simulation.epochs()]).collect()
}

fn restore(state: State) -> Result<Simulation, StateError> {
    Simulation::from_state(state, &mut StimulusCache::default())
}

/// As a file would give it.
fn kept(simulation: &Simulation) -> State {
    serde_json::from_str(&serde_json::to_string(&simulation.state()).unwrap()).unwrap()
}

fn params() -> impl Strategy<Value = Params> {
    (2_usize..30, 4_usize..40, 4_usize..40, 0.05..0.6, 0.0..1.0, 0.0..0.05, 0.0..1.0, any::<bool>()).prop_map(
        |(p, n_e, n_i, f_in, c, lambda, soft, gate_i)| Params {
            p,
            n_e,
            n_i,
            f_in,
            c,
            lambda,
            soft,
            gate_i,
            sigma: 0.2,
            ..Params::default()
        },
    )
}

#[derive(Debug, Clone)]
enum Act {
    Run(u16),
    NewStimuli,
    AddStimuli(usize),
    Freeze(bool),
    Turnover(f64),
    Pair(usize),
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        (1_u16..400).prop_map(Act::Run),
        Just(Act::NewStimuli),
        (1_usize..5).prop_map(Act::AddStimuli),
        any::<bool>().prop_map(Act::Freeze),
        (0.0..0.1).prop_map(Act::Turnover),
        (0_usize..40).prop_map(Act::Pair),
    ]
}

fn perform(simulation: &mut Simulation, act: &Act) {
    match *act {
        Act::Run(presentations) => (0..presentations).for_each(|_| {
            simulation.present();
        }),
        Act::NewStimuli => simulation.new_stimuli(),
        Act::AddStimuli(more) => simulation.add_stimuli(more).unwrap(),
        Act::Freeze(frozen) => simulation.set_plastic(!frozen),
        Act::Turnover(lambda) => {
            let params = Params { lambda, ..simulation.params().clone() };
            simulation.set_params(params).unwrap();
        }
        Act::Pair(mu) => {
            simulation.pair(mu, (true, false));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn taken_up_again_it_goes_on_bit_for_bit(
        params in params(),
        seed in any::<u64>(),
        before in prop::collection::vec(act(), 0..8),
        after in prop::collection::vec(act(), 1..6),
    ) {
        let mut simulation = Simulation::new(params, seed).unwrap();
        before.iter().for_each(|act| perform(&mut simulation, act));
        let mut again = restore(kept(&simulation)).unwrap();
        prop_assert_eq!(bits(&again), bits(&simulation));
        prop_assert_eq!(again.stimuli(), simulation.stimuli());
        prop_assert_eq!(again.ledger(), simulation.ledger());
        for act in &after {
            perform(&mut again, act);
            perform(&mut simulation, act);
        }
        prop_assert_eq!(bits(&again), bits(&simulation));
        prop_assert_eq!(again.ledger(), simulation.ledger());
    }

    /// One number or list of a kept state is replaced by something else: it is refused, or what comes of it
    /// runs without a panic and with weights that can be.
    #[test]
    fn whatever_is_taken_up_runs(
        path in prop::collection::vec(any::<prop::sample::Index>(), 1..4),
        other in prop_oneof![
            Just(Value::Null),
            any::<f64>().prop_map(|x| serde_json::json!(x)),
            any::<u64>().prop_map(|x| serde_json::json!(x)),
            any::<i64>().prop_map(|x| serde_json::json!(x)),
            Just(serde_json::json!([])),
            Just(serde_json::json!([1, 2, 3])),
            Just(serde_json::json!("x")),
        ],
    ) {
        let params = Params { p: 6, n_e: 8, n_i: 9, lambda: 0.01, ..Params::default() };
        let mut simulation = Simulation::new(params, 1).unwrap();
        simulation.run_epochs(3);
        let mut state = serde_json::to_value(simulation.state()).unwrap();
        let mut place = &mut state;
        for index in &path {
            let children = match place {
                Value::Array(list) => list.len(),
                Value::Object(map) => map.len(),
                _ => 0,
            };
            if children == 0 {
                break;
            }
            let at = index.index(children);
            place = match place {
                Value::Array(list) => &mut list[at],
                Value::Object(map) => map.values_mut().nth(at).unwrap(),
                _ => unreachable!(),
            };
        }
        *place = other;
        if let Ok(state) = serde_json::from_value::<State>(state)
            && let Ok(mut simulation) = restore(state)
        {
            simulation.run_epochs(2);
            let weights = simulation.weights(Population::Excitatory);
            prop_assert!(weights.iter().all(|w| w.is_finite() && w >= 0.0));
        }
    }
}

#[test]
fn a_state_that_cannot_be_is_refused_with_its_reason() {
    let simulation = Simulation::new(Params { p: 6, n_e: 8, n_i: 9, ..Params::default() }, 1).unwrap();
    let refused = |change: fn(&mut State)| {
        let mut state = simulation.state();
        change(&mut state);
        restore(state).unwrap_err().to_string()
    };
    assert!(refused(|state| state.order[0] = state.order[1]).contains("permutation"));
    assert!(refused(|state| state.order[0] = 99).contains("permutation"));
    assert!(refused(|state| state.shown = 6).contains("order"));
    assert!(refused(|state| state.excitatory.values.truncate(7)).contains("weights"));
    assert!(refused(|state| state.inhibitory.values[3] = f64::NAN).contains("not finite"));
    assert!(refused(|state| state.excitatory.scale = 0.0).contains("scale"));
    assert!(refused(|state| state.draws[0].count = 5).contains("sum to P"));
    assert!(refused(|state| state.params.rho_a = 7.0).contains("rho_A"));
    assert!(refused(|state| state.params.p = 100_000_000).contains("P = 100000000"));
    let read = |change: fn(&mut serde_json::Map<String, Value>)| {
        let mut state = serde_json::to_value(simulation.state()).unwrap();
        change(state["params"].as_object_mut().unwrap());
        serde_json::from_value::<State>(state)
    };
    assert!(
        read(|params| drop(params.insert("rho_A".into(), 7.into())))
            .unwrap_err()
            .to_string()
            .contains("rho_A = 7")
    );
    assert!(
        read(|params| drop(params.insert("rho_a".into(), 0.into())))
            .unwrap_err()
            .to_string()
            .contains("rho_a")
    );
    // What an older version did not know is at its default.
    let older = read(|params| drop(params.remove(ParamId::kappa_a.spec().key))).unwrap();
    assert_eq!(restore(older).unwrap().params().kappa_a, Params::default().kappa_a);
}
