//! Which neurons advance together in lanes.

use crate::model::params::Effect;
use crate::model::{Lanes, ParamId, Params};

/// Fewer neurons than these advance faster one by one: lanes that are empty take their time as well.
const FEWEST: usize = 4;

/// What neurons must have in common to share associations and order, and whether they are for lanes.
pub fn shared(params: &Params, seed: u64) -> Vec<u64> {
    let rebuild = ParamId::ALL.iter().filter(|id| id.spec().effect == Effect::Rebuild);
    let values = rebuild.map(|&id| params.get(id).to_bits());
    values.chain([seed, u64::from(Lanes::takes(params))]).collect()
}

/// Neurons that share associations and order, in as many blocks as they need; one that is not for lanes is alone.
pub fn chunks<T>(members: &[T], takes: impl Fn(&T) -> bool) -> impl Iterator<Item = &[T]> {
    let blocks = members.chunk_by(move |x, _| takes(x)).flat_map(|members| members.chunks(Lanes::MOST));
    blocks.flat_map(|members| members.chunks(if members.len() < FEWEST { 1 } else { Lanes::MOST }))
}
