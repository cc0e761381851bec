//! Text in another encoding than UTF-8, decoded while it is read.

use std::io::{self, BufRead, BufReader, Read};

use anyhow::{Context, Result};
use encoding_rs::{Decoder, DecoderResult, Encoding};

const BUFFER_BYTES: usize = 16 << 10;

/// The encoding of that name, as `utf-8`, `windows-1252` or `utf-16le`.
///
/// # Errors
/// There is none of that name.
pub fn encoding_named(name: &str) -> Result<&'static Encoding> {
    Encoding::for_label_no_replacement(name.as_bytes()).with_context(|| {
        format!("{name:?} is not an encoding: write utf-8, windows-1252, utf-16le or utf-16be")
    })
}

/// The bytes of `encoded` as UTF-8, without a byte order mark. Bytes that the encoding does not have are an error.
pub(super) struct Decoded<R> {
    encoded: BufReader<R>,
    decoder: Decoder,
    text: Box<[u8]>,
    from: usize,
    to: usize,
    ended: bool,
}

impl<R: Read> Decoded<R> {
    pub fn new(encoded: R, encoding: &'static Encoding) -> Self {
        Self {
            encoded: BufReader::new(encoded),
            decoder: encoding.new_decoder_with_bom_removal(),
            text: vec![0; BUFFER_BYTES].into_boxed_slice(),
            from: 0,
            to: 0,
            ended: false,
        }
    }

    fn decode_more(&mut self) -> io::Result<()> {
        let input = self.encoded.fill_buf()?;
        let last = input.is_empty();
        let (result, read, written) =
            self.decoder.decode_to_utf8_without_replacement(input, &mut self.text, last);
        self.encoded.consume(read);
        (self.from, self.to) = (0, written);
        match result {
            DecoderResult::InputEmpty => self.ended = last,
            DecoderResult::OutputFull => {}
            DecoderResult::Malformed(..) => return Err(self.malformed()),
        }
        Ok(())
    }

    fn malformed(&self) -> io::Error {
        let name = self.decoder.encoding().name();
        let message =
            format!("it has bytes that {name} does not have: give its encoding, as --encoding windows-1252");
        io::Error::new(io::ErrorKind::InvalidData, message)
    }
}

impl<R: Read> Read for Decoded<R> {
    fn read(&mut self, target: &mut [u8]) -> io::Result<usize> {
        while self.from == self.to && !self.ended {
            self.decode_more()?;
        }
        let count = target.len().min(self.to - self.from);
        target[..count].copy_from_slice(&self.text[self.from..self.from + count]);
        self.from += count;
        Ok(count)
    }
}
