//! Output in which one can go back and forth, standard output included.

use std::fs::File;
use std::io::{self, Seek, SeekFrom, Write};

use super::{Destination, Output, WriteError};

/// A file, or what is kept in a file without a name until it goes to a stream.
#[derive(Debug)]
pub struct Spooled {
    output: Output,
    spool: Option<File>,
}

impl Spooled {
    /// Begins to write.
    ///
    /// # Errors
    /// [`WriteError`].
    pub fn begin(to: &Destination) -> Result<Self, WriteError> {
        let spool = match to {
            Destination::File(_) => None,
            Destination::Stdout => {
                let failed = |source| WriteError { path: std::env::temp_dir(), source };
                Some(tempfile::tempfile().map_err(failed)?)
            }
        };
        Ok(Self { output: Output::open(to)?, spool })
    }

    /// Puts it in its place.
    ///
    /// # Errors
    /// [`WriteError`].
    pub fn commit(self) -> Result<(), WriteError> {
        let Self { output, spool } = self;
        let Some(mut spool) = spool else { return output.commit() };
        output.fill(|out| {
            spool.rewind()?;
            io::copy(&mut spool, out).map(drop)
        })
    }
}

impl Write for Spooled {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.spool {
            Some(spool) => spool.write(bytes),
            None => self.output.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.spool {
            Some(spool) => spool.flush(),
            None => self.output.flush(),
        }
    }
}

impl Seek for Spooled {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        match &mut self.spool {
            Some(spool) => spool.seek(to),
            None => self.output.seek(to),
        }
    }
}
