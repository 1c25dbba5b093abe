//! Tables of circuits that are more than runs from beginning to end: a fast part; `equipoise verify` compares all of it.

use std::collections::BTreeSet;
use std::sync::atomic::AtomicBool;

use equipoise::analysis::circuits::before::BEFORE;
use equipoise::analysis::circuits::landscape::{LANDSCAPES, sharpness};
use equipoise::analysis::circuits::paths::{PATHS, words};
use equipoise::analysis::circuits::{Cell, Table};
use equipoise::circuits::Circuit;
use equipoise::circuits::arrays::{Arrays, add, dot, zeros};
use equipoise::circuits::recurrent::{Batch, Feedback, N, RecurrentTask, Trial, gradient};
use rand::{RngExt, SeedableRng};
use rand_distr::StandardNormal;
use rand_pcg::Pcg64;

static NEVER: AtomicBool = AtomicBool::new(false);

fn agree(cells: &[Cell], count: usize) {
    assert_eq!(cells.len(), count);
    for cell in cells {
        assert!(cell.agrees() && cell.ours.mean.is_finite(), "{cell:?}");
    }
}

#[test]
fn every_table_is_one_of_circuits_and_has_a_name_of_its_own() {
    let names: BTreeSet<String> = Table::all().map(Table::name).collect();
    assert_eq!(names.len(), Table::all().count());
    assert!(names.iter().all(|name| name.starts_with("circuit ")));
    for path in &PATHS {
        let rows: BTreeSet<String> = path.rows.iter().map(|(feedback, _)| words(*feedback)).collect();
        assert_eq!(rows.len(), path.rows.len(), "{}", path.name());
    }
}

#[test]
fn cosines_before_learning_are_met() {
    for (before, cells) in BEFORE.iter().zip([65, 22, 13, 4]) {
        agree(&before.verify(&NEVER).unwrap(), cells);
    }
}

#[test]
fn old_pairs_are_overwritten_first() {
    agree(&Table::Ages.verify(&NEVER).unwrap(), 10);
}

/// The beginning of the path; on the same weights, more hops are nearer to BPTT.
#[test]
fn cosines_along_the_path_of_bptt_are_met() {
    for (path, last, ages, rows) in [(&PATHS[0], 0, 1, 22), (&PATHS[2], 50, 2, 5)] {
        let cells = path.verify(last, &NEVER).unwrap();
        agree(&cells, rows * ages);
        for at in 0..ages {
            let hops: Vec<f64> =
                cells.iter().skip(at).step_by(ages).take(5).map(|cell| cell.ours.mean).collect();
            assert!(hops.is_sorted_by(|fewer, more| fewer <= more) && hops[0] < hops[2], "{hops:?}");
        }
    }
}

#[test]
fn a_path_is_the_same_again_and_can_be_stopped() {
    let by_reward = &PATHS[3];
    let once = by_reward.along(2, 200, &NEVER).unwrap();
    assert_eq!(once, by_reward.along(2, 200, &NEVER).unwrap());
    assert!(once.iter().all(|ages| ages.len() == 1));
    assert!(PATHS[0].along(2, 200, &AtomicBool::new(true)).is_err());
    assert!(BEFORE[0].verify(&AtomicBool::new(true)).is_err());
}

/// A network rests with a low loss, and no direction is steeper than the steepest.
#[test]
fn the_sharpness_of_a_minimum_is_its_largest_curvature() {
    let circuit = LANDSCAPES[1].rested(1, &NEVER).unwrap().unwrap();
    assert!(circuit.steps() >= 20 && circuit.steps() < 400, "{}", circuit.steps());
    // To look at the next trials changes nothing.
    let before = circuit.state();
    assert_eq!(circuit.next_loss(), circuit.next_loss());
    assert_eq!(before, circuit.state());
    let (cells, weights) = (circuit.cells(), circuit.weights());
    let mut rng = Pcg64::seed_from_u64(5);
    let trials: Vec<Trial> = (0..10).map(|_| RecurrentTask::Match.draw(&mut rng)).collect();
    let steepest = sharpness(cells, weights, &trials, &mut rng);
    let again = sharpness(cells, weights, &trials, &mut rng);
    assert!(steepest > 0.0 && (again / steepest - 1.0).abs() < 0.05, "{steepest} {again}");
    let mut noise = rng.clone();
    let mut at = |weights: &Arrays| {
        gradient(Batch { cells, weights, trials: &trials }, Feedback::Exact { types: N }, &mut noise)
    };
    let here = at(weights);
    assert!(here.loss < 0.1, "{}", here.loss);
    let mut directions = vec![here.by.clone()];
    for _ in 0..3 {
        let mut random = zeros(weights);
        random.iter_mut().for_each(|array| array.mapv_inplace(|_| rng.sample(StandardNormal)));
        directions.push(random);
    }
    for mut direction in directions {
        direction.iter_mut().skip(3).for_each(|array| array.fill(0.0));
        let length = dot(&direction, &direction).sqrt();
        let mut loss = |step: f64| {
            let mut moved = weights.clone();
            add(&mut moved, step / length, &direction);
            at(&moved).loss
        };
        let curvature = (loss(1e-3) - 2.0 * here.loss + loss(-1e-3)) / 1e-6;
        assert!(curvature < 1.05 * steepest, "{curvature} {steepest}");
    }
}
