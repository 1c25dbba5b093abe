//! Standard output, whose reader may go away at any time.

use std::io::{ErrorKind, Write};

use super::Failure;

/// Prints a line (or several).
///
/// # Errors
/// [`Failure::Unread`] if nobody reads any more, which is no failure to complain about.
pub fn say(text: impl std::fmt::Display) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{text}").and_then(|()| out.flush()).map_err(|error| match error.kind() {
        ErrorKind::BrokenPipe => Failure::Unread,
        _ => Failure::failed(format!("cannot write to standard output: {error}")),
    })
}
