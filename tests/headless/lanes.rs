//! Neurons side by side are the single neurons, bit for bit.

use equipoise::io::presets::Preset;
use equipoise::model::{Lanes, ParamId, Params, Population, Simulation, StimulusCache};

fn small() -> Params {
    Params { n_e: 37, n_i: 30, p: 24, ..Params::default() }
}

/// Trains these neurons in lanes and singly, with and then without supervision, and compares every bit of the weights
/// and of the measures.
fn compare(neurons: &[Params], seed: u64) {
    let mut lanes = Lanes::new(neurons, seed, &mut StimulusCache::default()).unwrap().unwrap();
    let mut singles: Vec<Simulation> =
        neurons.iter().map(|params| Simulation::new(params.clone(), seed).unwrap()).collect();
    let start: Vec<f64> = singles[0].weights(Population::Excitatory).iter().collect();
    for epochs in [1, 30, 9] {
        lanes.run_epochs(epochs);
        singles.iter_mut().for_each(|single| single.run_epochs(epochs));
        if epochs == 30 {
            lanes.withdraw_supervision();
            for single in &mut singles {
                single.set_params(single.params().unsupervised()).unwrap();
            }
        }
        let measures = lanes.measures();
        for (lane, single) in singles.iter().enumerate() {
            for population in [Population::Excitatory, Population::Inhibitory] {
                let bits = |w: f64| w.to_bits();
                let ours: Vec<u64> = lanes.weights(population).iter(lane).map(bits).collect();
                let theirs: Vec<u64> = single.weights(population).iter().map(bits).collect();
                assert_eq!(ours, theirs, "lane {lane}, {population:?}, {:?}", single.params());
            }
            assert_eq!(measures[lane], single.recall().measures(single.params()));
        }
    }
    assert_eq!(lanes.epochs(), 40);
    assert_ne!(
        start,
        lanes.weights(Population::Excitatory).iter(0).collect::<Vec<_>>(),
        "nothing was learned"
    );
}

#[test]
fn every_preset_in_lanes_is_the_single_neuron() {
    for preset in Preset::builtin().unwrap() {
        let Params { n_e, n_i, p, .. } = small();
        let params = Params { n_e, n_i, p, ..preset.params(&small()) };
        if !Lanes::takes(&params) {
            continue;
        }
        let vary =
            |k: usize| Params { rho_a: 0.1 + 0.05 * k as f64, a_a: 0.5 + 0.3 * k as f64, ..params.clone() };
        let neurons: Vec<Params> = (0..5).map(vary).collect();
        compare(&neurons, 1);
    }
}

#[test]
fn neurons_of_every_kind_share_lanes() {
    let base = Preset::find("together").unwrap().params(&small());
    let ranged = |id: ParamId, value: f64| {
        let mut params = base.clone();
        params.set(id, value).unwrap();
        params
    };
    let mut neurons = vec![
        base.clone(),
        ranged(ParamId::soft, 1.0),
        ranged(ParamId::lambda, 0.05),
        ranged(ParamId::sigma, 0.5),
        ranged(ParamId::kappa_a, 0.3),
        ranged(ParamId::w_max, 2.0),
        ranged(ParamId::e0, 3.0),
        ranged(ParamId::theta, 2.0),
        Params { gate_i: !base.gate_i, ..base.clone() },
        Params { clamp: true, ..base.clone() },
        Params { ybar_running: !base.ybar_running, ..base.clone() },
        Params { na: false, ..base.clone() },
        Params { ach: false, na: false, ..base.clone() },
    ];
    neurons.chunks(Lanes::MOST).for_each(|neurons| compare(neurons, 7));
    neurons.truncate(1);
    compare(&neurons, 8);
}

#[test]
fn strong_turnover_multiplies_out_where_the_single_neuron_does() {
    let base = Preset::find("together").unwrap().params(&small());
    let vary = |lambda: f64| Params { lambda, ..base.clone() };
    compare(&[vary(0.0), vary(0.9), vary(0.5), vary(0.01)], 3);
}

#[test]
fn what_is_not_for_lanes_is_left_out() {
    let new = |neurons: &[Params]| Lanes::new(neurons, 1, &mut StimulusCache::default());
    let base = small();
    assert!(new(&[]).unwrap().is_none());
    assert!(new(&vec![base.clone(); Lanes::MOST + 1]).unwrap().is_none());
    assert_eq!(new(&vec![base.clone(); Lanes::MOST]).unwrap().unwrap().len(), Lanes::MOST);
    assert!(new(&[base.clone(), Params { p: 25, ..base.clone() }]).unwrap().is_none());
    assert!(new(&[base.clone(), Params { c: 0.5, ..base.clone() }]).unwrap().is_none());
    assert!(new(&[Params { groups: 2, ..base.clone() }]).unwrap().is_none());
    assert!(new(&[Params { theta: f64::NAN, ..base }]).is_err());
}
