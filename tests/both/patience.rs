//! Waiting for other threads, without a budget of time: what never comes fails a test after five minutes, whatever else
//! the machine does.

use std::time::{Duration, Instant};

/// A wait that takes longer is for something that will never be.
const NEVER: Duration = Duration::from_secs(300);

/// Repeats `look` until it gives something.
pub fn wait_for<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let start = Instant::now();
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(start.elapsed() < NEVER, "{what} never came");
        std::thread::yield_now();
    }
}
