//! Independent random streams of one seed: a rule that draws more leaves the data of its twin alone.

use rand::SeedableRng;
use rand_pcg::Pcg64;

/// What a stream is for.
#[derive(Debug, Clone, Copy)]
pub enum Stream {
    /// Starting weights.
    Weights = 1,
    /// Trials that are not learned from.
    Test = 2,
    /// Order of the data.
    Data = 3,
    /// The rule's own noise.
    Rule = 4,
}

/// The generator of one stream.
pub fn stream(seed: u64, stream: Stream) -> Pcg64 {
    const CIRCUITS: u64 = 0x6369_7263_7569_7473;
    Pcg64::seed_from_u64(seed.wrapping_mul(8).wrapping_add(stream as u64) ^ CIRCUITS)
}
