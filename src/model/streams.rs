//! Independent random streams of one seed, so that drawing more from one leaves the others alone.

use rand::SeedableRng;
use rand_pcg::Pcg64;

/// What a stream is for.
#[derive(Debug, Clone, Copy)]
pub enum Stream {
    /// Patterns and targets.
    Stimuli = 1,
    /// Starting weights.
    Weights = 2,
    /// Order of presentation within an epoch.
    Order = 3,
    /// Release, disinhibition and noise.
    Release = 4,
    /// Noise of a measurement, which the neuron does not know.
    Measurement = 5,
    /// Label and reward, for rules that name them.
    Told = 6,
}

/// The generator of one stream (PCG XSL 128/64: portable, the same on every machine).
///
/// `draw` numbers successive uses, as when new stimuli are asked for under the same seed.
pub fn stream(seed: u64, stream: Stream, draw: u32) -> Pcg64 {
    // An odd multiplier keeps different draws apart; seeding then scrambles all bits.
    let drawn = u64::from(draw).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    Pcg64::seed_from_u64(seed.wrapping_mul(8).wrapping_add(stream as u64) ^ drawn)
}
