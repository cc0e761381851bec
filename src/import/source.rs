//! The bytes of a file as UTF-8 text: unpacked, decoded, and measured.

use std::cell::Cell;
use std::io::{self, Cursor, Read};
use std::rc::Rc;

use anyhow::{Context, Result, ensure};
use encoding_rs::Encoding;
use flate2::read::MultiGzDecoder;

use super::encoding::Decoded;

/// How much of the file is looked at to tell what it is.
const HEAD_BYTES: u64 = 4096;
/// The longest row: a longer one would have to be held in memory, and no table has one.
const LONGEST_ROW: usize = 8 << 20;
/// How much is read on after an error, to see why.
const REST_BYTES: u64 = 64 << 10;
const GZIP: &[u8] = &[0x1f, 0x8b];

type Bytes<'a> = Box<dyn Read + 'a>;

/// A file's bytes, past compression and byte order mark. They are UTF-8 when `decoded`; else nobody looked.
pub(super) struct Source<'a> {
    head: Vec<u8>,
    decoded: bool,
    bytes: Bytes<'a>,
    meter: Meter,
    recent: Vec<u8>,
}

impl<'a> Source<'a> {
    /// Unpacks gzip; decodes what `encoding`, or else a byte order mark, says.
    pub fn open(reader: impl Read + 'a, encoding: Option<&'static Encoding>) -> Result<Self> {
        let (mut head, mut bytes) = peek(Box::new(reader)).context("reading its first bytes")?;
        if head.starts_with(GZIP) {
            (head, bytes) = peek(Box::new(Unpacked(MultiGzDecoder::new(bytes))))?;
        }
        let encoding = encoding.or_else(|| Encoding::for_bom(&head).map(|(encoding, _)| encoding));
        if let Some(encoding) = encoding {
            (head, bytes) = peek(Box::new(Decoded::new(bytes, encoding)))?;
        }
        Ok(Self { head, decoded: encoding.is_some(), bytes, meter: Meter::default(), recent: Vec::new() })
    }

    /// The first bytes of the text; all of it when it is short.
    pub fn head(&self) -> &[u8] {
        &self.head
    }

    /// Whether the bytes were decoded, and are UTF-8 for sure.
    pub fn decoded(&self) -> bool {
        self.decoded
    }

    /// All bytes, for a form that cannot be read one row after another.
    ///
    /// # Errors
    /// There are more than `longest`.
    pub fn whole(&mut self, longest: u64) -> Result<Vec<u8>> {
        let mut bytes = Vec::new();
        (&mut self.bytes).take(longest + 1).read_to_end(&mut bytes)?;
        let fits = u64::try_from(bytes.len()).is_ok_and(|length| length <= longest);
        ensure!(fits, "it is longer than {} MiB: export XML, which is read row by row", longest >> 20);
        Ok(bytes)
    }

    /// The text around where the reading stopped, and some of what follows.
    pub fn around(&mut self) -> String {
        // What cannot be read tells nothing.
        let _ = (&mut self.bytes).take(REST_BYTES).read_to_end(&mut self.recent);
        String::from_utf8_lossy(&self.recent).into_owned()
    }

    /// What measures the bytes while they are read.
    pub fn meter(&self) -> Meter {
        self.meter.clone()
    }
}

impl Read for Source<'_> {
    fn read(&mut self, target: &mut [u8]) -> io::Result<usize> {
        let count = self.bytes.read(target)?;
        if count > 0 {
            self.recent.clear();
            self.recent.extend_from_slice(&target[..count]);
        }
        self.meter.saw(&target[..count])?;
        Ok(count)
    }
}

/// Counts the bytes since the last row, and refuses more than a row can have.
#[derive(Clone, Default)]
pub(super) struct Meter {
    since_row: Rc<Cell<usize>>,
    last_byte: Rc<Cell<Option<u8>>>,
}

impl Meter {
    /// A row is complete: the next one may be as long again.
    pub fn row_ended(&self) {
        self.since_row.set(0);
    }

    /// The last byte that was read.
    pub fn last_byte(&self) -> Option<u8> {
        self.last_byte.get()
    }

    fn saw(&self, bytes: &[u8]) -> io::Result<()> {
        let Some(last) = bytes.last() else { return Ok(()) };
        self.last_byte.set(Some(*last));
        self.since_row.set(self.since_row.get().saturating_add(bytes.len()));
        if self.since_row.get() > LONGEST_ROW {
            return Err(io::Error::other("a row is longer than 8 MiB: this is not an export of a table"));
        }
        Ok(())
    }
}

/// gzip that names itself when it cannot be unpacked.
struct Unpacked<R>(MultiGzDecoder<R>);

impl<R: Read> Read for Unpacked<R> {
    fn read(&mut self, target: &mut [u8]) -> io::Result<usize> {
        self.0.read(target).map_err(|error| match error.kind() {
            io::ErrorKind::Interrupted => error,
            kind => io::Error::new(kind, format!("the gzip data is cut or damaged ({error}): get it again")),
        })
    }
}

/// The first bytes, and a reader that begins with them again.
fn peek(mut bytes: Bytes) -> io::Result<(Vec<u8>, Bytes)> {
    let mut head = Vec::new();
    bytes.by_ref().take(HEAD_BYTES).read_to_end(&mut head)?;
    Ok((head.clone(), Box::new(Cursor::new(head).chain(bytes))))
}
