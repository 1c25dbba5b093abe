//! NumPy's `.npz`: a ZIP archive of `.npy` files (numpy.lib.format, version 1.0).

use std::io::{self, Seek, Write};

use ndarray::{ArrayBase, Data, Dimension};
use zip::result::ZipError;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// A number that an array can hold.
pub trait Element: Copy {
    /// Its type, as NumPy writes it.
    const TYPE: &'static str;

    /// Appends it, little endian.
    fn append(self, bytes: &mut Vec<u8>);
}

macro_rules! elements {
    ($($rust:ty: $numpy:literal),+ $(,)?) => {$(
        impl Element for $rust {
            const TYPE: &'static str = $numpy;

            fn append(self, bytes: &mut Vec<u8>) {
                bytes.extend(self.to_le_bytes());
            }
        }
    )+};
}

elements!(f64: "<f8", f32: "<f4", u64: "<u8", u32: "<u4", u8: "|u1");

impl Element for bool {
    const TYPE: &'static str = "|b1";

    fn append(self, bytes: &mut Vec<u8>) {
        bytes.push(u8::from(self));
    }
}

/// Numbers are handed to the archive in pieces of about this many bytes.
const PIECE: usize = 1 << 16;

/// An archive being written.
pub struct Npz<W: Write + Seek>(ZipWriter<Latch<W>>);

impl<W: Write + Seek> Npz<W> {
    /// Begins one.
    pub fn new(out: W) -> Self {
        Self(ZipWriter::new(Latch { out, failure: None }))
    }

    /// Adds an array of any shape, in C order.
    ///
    /// # Errors
    /// What `out` gives.
    pub fn add<A: Element, D: Dimension>(
        &mut self,
        name: &str,
        array: &ArrayBase<impl Data<Elem = A>, D>,
    ) -> io::Result<()> {
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
        self.0.start_file(format!("{name}.npy"), options.large_file(true)).map_err(plain)?;
        self.0.write_all(&header::<A>(array.shape()))?;
        let mut bytes = Vec::with_capacity(PIECE + 8);
        for &value in array {
            value.append(&mut bytes);
            if bytes.len() >= PIECE {
                self.0.write_all(&bytes)?;
                bytes.clear();
            }
        }
        self.0.write_all(&bytes)
    }

    /// Ends the archive and gives back what it was written to.
    ///
    /// # Errors
    /// What `out` gave.
    pub fn finish(self) -> io::Result<W> {
        let Latch { out, failure } = self.0.finish().map_err(plain)?;
        failure.map_or(Ok(out), Err)
    }
}

/// What the system said, where it said something.
fn plain(error: ZipError) -> io::Error {
    match error {
        ZipError::Io(error) => error,
        other => io::Error::other(other),
    }
}

/// Magic string, version, and a Python dictionary padded so that the numbers begin at a multiple of 64.
fn header<A: Element>(shape: &[usize]) -> Vec<u8> {
    let sides = shape.iter().map(usize::to_string).collect::<Vec<_>>().join(", ");
    let comma = if shape.len() == 1 { "," } else { "" };
    let mut text = format!("{{'descr': '{}', 'fortran_order': False, 'shape': ({sides}{comma}), }}", A::TYPE);
    let before = 10;
    let length = (before + text.len() + 1).next_multiple_of(64) - before;
    text.extend(std::iter::repeat_n(' ', length - text.len() - 1));
    text.push('\n');
    let mut bytes = b"\x93NUMPY\x01\x00".to_vec();
    bytes.extend((length as u16).to_le_bytes());
    bytes.extend(text.into_bytes());
    bytes
}

/// Tells of a failure once and then pretends to write: the archive, dropped, would otherwise try again and complain
/// on standard error.
struct Latch<W> {
    out: W,
    failure: Option<io::Error>,
}

impl<W> Latch<W> {
    fn once<T>(&mut self, pretended: T, act: impl FnOnce(&mut W) -> io::Result<T>) -> io::Result<T> {
        if self.failure.is_some() {
            return Ok(pretended);
        }
        act(&mut self.out).inspect_err(|error| {
            self.failure = Some(io::Error::new(error.kind(), error.to_string()));
        })
    }
}

impl<W: Write> Write for Latch<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.once(bytes.len(), |out| out.write(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.once((), Write::flush)
    }
}

impl<W: Seek> Seek for Latch<W> {
    fn seek(&mut self, to: io::SeekFrom) -> io::Result<u64> {
        self.once(0, |out| out.seek(to))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_is_what_numpy_writes() {
        // numpy.lib.format of np.zeros((3, 6)) and np.zeros(5, bool), NumPy 1.26.
        let two = header::<f64>(&[3, 6]);
        assert_eq!(&two[..10], b"\x93NUMPY\x01\x00\x76\x00");
        assert!(two[10..].starts_with(b"{'descr': '<f8', 'fortran_order': False, 'shape': (3, 6), }   "));
        assert_eq!(two.len() % 64, 0);
        let of = |bytes: Vec<u8>| String::from_utf8(bytes[10..].to_vec()).unwrap();
        assert!(of(header::<bool>(&[5])).contains("'|b1', 'fortran_order': False, 'shape': (5,), }"));
        assert!(of(header::<u8>(&[])).contains("'|u1', 'fortran_order': False, 'shape': (), }"));
    }
}
