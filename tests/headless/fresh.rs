//! Seeds that nothing in this project was searched, tuned or written with: what is claimed is tested on these. Whoever
//! looks at one of them to change a parameter or a sentence takes others for the test.

use std::ops::RangeInclusive;

/// For the tables of `together` and its neighbours.
pub const NEURONS: RangeInclusive<u64> = 9001..=9020;
/// For what demonstrations say.
pub const DEMONSTRATIONS: RangeInclusive<u64> = 9111..=9115;
/// For what demonstrations of circuits say.
pub const CIRCUITS: RangeInclusive<u64> = 9311..=9312;
