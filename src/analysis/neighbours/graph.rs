//! A graph that rewires itself where activity coincides, and finds a reward again. Not a neuron.
//!
//! Singh (2024), whose equations were not at hand: all of this is ours, in its spirit. 8 x 8 places; an edge is made where
//! two places are active in successive steps (w += 0.5, at most 1); at the reward the edges of the path just walked get
//! += 0.5 x 0.95^(steps before). Then the reward spreads s_i = max_j 0.9 w_ij s_j, and the walker climbs it.

use std::sync::atomic::AtomicBool;

use rand::RngExt;
use rand::seq::IndexedRandom;
use rand_pcg::Pcg64;

use super::{Chart, Curve, Neighbour, Role, Run, claim};
use crate::analysis::experiment::ExperimentError;
use crate::model::streams::{Stream, stream};

pub(super) const NEIGHBOUR: Neighbour = Neighbour {
    key: "graph",
    title: "A graph that rewires itself",
    citation: "Singh (2024), arXiv:2501.06192",
    found: "A graph of places that makes edges where activity coincides, and strengthens them at a reward, finds the reward \
            again along its edges.",
    ours: "All of it, in the spirit of the paper, whose equations were not at hand. It is no neuron: a page of its own.",
    conditions: &["after one run", "without edges"],
    seeds: 20,
    claims: &[
        claim("the second run is nearly the shortest", 0, "steps over shortest", (0.99, 1.3), Some(1)),
        claim(
            "and ten times shorter than a random walk",
            0,
            "random walk over second run",
            (10.0, 1e4),
            Some(1),
        ),
    ],
    run,
};

const SIDE: usize = 8;
const PLACES: usize = SIDE * SIDE;
const GOAL: usize = PLACES - 1;
/// Most steps of a run.
const MOST: usize = 5000;
const SHORTEST: f64 = 2.0 * (SIDE - 1) as f64;
/// Random walks to compare with.
const WALKS: usize = 5;

type Edges = Vec<[f64; PLACES]>;

fn neighbours(place: usize) -> Vec<usize> {
    let (row, column) = (place / SIDE, place % SIDE);
    let mut found = Vec::with_capacity(4);
    if row > 0 {
        found.push(place - SIDE);
    }
    if row + 1 < SIDE {
        found.push(place + SIDE);
    }
    if column > 0 {
        found.push(place - 1);
    }
    if column + 1 < SIDE {
        found.push(place + 1);
    }
    found
}

/// How strongly the reward is felt at every place.
fn signal(edges: &Edges) -> [f64; PLACES] {
    let mut signal = [0.0; PLACES];
    signal[GOAL] = 1.0;
    for _ in 0..PLACES {
        for place in 0..PLACES {
            let best = neighbours(place).into_iter().map(|to| 0.9 * edges[place][to] * signal[to]);
            signal[place] = best.fold(signal[place], f64::max);
        }
    }
    signal
}

/// A walk to the reward: along what is felt, at random where nothing is.
fn walk(rng: &mut Pcg64, edges: &Edges, felt: Option<&[f64; PLACES]>) -> Vec<usize> {
    let (mut at, mut path) = (0, vec![0]);
    while at != GOAL && path.len() < MOST {
        let options = neighbours(at);
        let value = |&to: &usize| match felt {
            Some(felt) if edges[at][to] > 0.0 => felt[to],
            _ => 0.0,
        };
        let best = options.iter().map(value).fold(0.0, f64::max);
        let leading: Vec<usize> = options.iter().copied().filter(|to| value(to) == best).collect();
        at = leading.choose(rng).copied().unwrap_or_else(|| options[rng.random_range(0..options.len())]);
        path.push(at);
    }
    path
}

fn strengthen(edges: &mut Edges, from: usize, to: usize, by: f64) {
    let weight = (edges[from][to] + by).min(1.0);
    edges[from][to] = weight;
    edges[to][from] = weight;
}

fn run(condition: usize, seed: u64, _: &AtomicBool) -> Result<Run, ExperimentError> {
    let mut rng = stream(seed, Stream::Order, 0);
    let none: Edges = vec![[0.0; PLACES]; PLACES];
    let first = walk(&mut rng, &none, None);
    let mut edges = none.clone();
    if condition == 0 {
        first.windows(2).for_each(|step| strengthen(&mut edges, step[0], step[1], 0.5));
        let mut trace = 1.0;
        for step in first.windows(2).rev() {
            strengthen(&mut edges, step[0], step[1], 0.5 * trace);
            trace *= 0.95;
        }
    }
    let again = walk(&mut rng, &edges, Some(&signal(&edges)));
    let random =
        (0..WALKS).map(|_| walk(&mut rng, &none, None).len() - 1).sum::<usize>() as f64 / WALKS as f64;
    let steps = (again.len() - 1) as f64;
    let values = vec![
        ("steps of the first run", (first.len() - 1) as f64),
        ("steps of the second run", steps),
        ("steps over shortest", steps / SHORTEST),
        ("random walk over second run", random / steps),
    ];
    let place = |&place: &usize| [(place % SIDE) as f64, (SIDE - 1 - place / SIDE) as f64];
    let path = |path: &[usize]| path.iter().map(place).collect();
    let charts = vec![Chart {
        x: "place, across",
        y: "place, up",
        lines: vec![
            Curve { name: "edges, first run", role: Role::Before, points: path(&first) },
            Curve { name: "second run", role: Role::After, points: path(&again) },
        ],
    }];
    Ok(Run { values, charts, responses: None })
}
