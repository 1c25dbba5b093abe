//! Many neurons that are looked at at the same moments, in lanes where they share associations and order.

use std::collections::HashMap;

use rayon::prelude::*;

use super::{Course, Until, moments};
use crate::analysis::lanes::{chunks, shared};

use crate::model::state::StateError;
use crate::model::{Lanes, Measures, Params, Simulation, StimulusCache};

/// A neuron, and how far it is followed.
#[derive(Debug, Clone)]
pub struct Followed {
    /// Its parameters.
    pub params: Params,
    /// Its seed.
    pub seed: u64,
    /// Its last moment.
    pub until: Until,
}

/// What every neuron knows at its moments, on all cores: the same, bit for bit, as if each were alone.
///
/// # Errors
/// A neuron that cannot be built.
pub fn several(neurons: &[Followed], course: Course) -> Result<Vec<Vec<Measures>>, StateError> {
    let mut groups: Vec<Vec<usize>> = Vec::new();
    let mut places: HashMap<(Vec<u64>, Until), usize> = HashMap::new();
    for (at, Followed { params, seed, until }) in neurons.iter().enumerate() {
        let place = *places.entry((shared(params, *seed), *until)).or_insert_with(|| {
            groups.push(Vec::new());
            groups.len() - 1
        });
        groups[place].push(at);
    }
    let takes = |&at: &usize| Lanes::takes(&neurons[at].params);
    let blocks: Vec<&[usize]> = groups.iter().flat_map(|group| chunks(group, takes)).collect();
    let one = |members: &&[usize]| together(neurons, members, course);
    let reached: Vec<Vec<Vec<Measures>>> =
        blocks.par_iter().with_max_len(1).map(one).collect::<Result<_, StateError>>()?;
    let mut all = vec![Vec::new(); neurons.len()];
    for (members, moments) in blocks.iter().zip(reached) {
        for moment in moments {
            members.iter().zip(moment).for_each(|(&at, measures)| all[at].push(measures));
        }
    }
    Ok(all)
}

/// By moment, what each of these knows.
fn together(
    neurons: &[Followed],
    members: &[usize],
    course: Course,
) -> Result<Vec<Vec<Measures>>, StateError> {
    let Some(first) = members.first().map(|&at| &neurons[at]) else { return Ok(Vec::new()) };
    let params: Vec<Params> = members.iter().map(|&at| neurons[at].params.clone()).collect();
    let lanes = if members.len() > 1 {
        Lanes::new(&params, first.seed, &mut StimulusCache::default())?
    } else {
        None
    };
    Ok(match lanes {
        Some(lanes) => moments(lanes, course, first.until)?,
        None => moments(Simulation::new(first.params.clone(), first.seed)?, course, first.until)?,
    })
}
