//! Standard output on a terminal: whatever a command writes, no line is wider than that.

use std::io::{self, Write};

use super::fold::{display_width, folded};

/// What goes on in the next line stands so much further right.
const FURTHER: &str = "  ";

/// Writes to people in lines that fit, and to everybody else what it is given.
pub struct Fitting<W: Write> {
    out: W,
    width: Option<usize>,
    line: Vec<u8>,
}

impl<W: Write> Fitting<W> {
    /// To a terminal of that width, if it is one.
    pub fn new(out: W, width: Option<usize>) -> Self {
        Self { out, width, line: Vec::new() }
    }

    fn end_line(&mut self, width: usize) -> io::Result<()> {
        let line = String::from_utf8_lossy(&self.line).into_owned();
        self.line.clear();
        self.out.write_all(in_lines(&line, width).as_bytes())
    }
}

impl<W: Write> Write for Fitting<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let Some(width) = self.width else { return self.out.write(bytes) };
        for part in bytes.split_inclusive(|byte| *byte == b'\n') {
            self.line.extend_from_slice(part);
            if part.ends_with(b"\n") {
                self.end_line(width)?;
            }
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        // A line that has no end yet is shown nevertheless.
        if let Some(width) = self.width.filter(|_| !self.line.is_empty()) {
            self.end_line(width)?;
        }
        self.out.flush()
    }
}

/// A line with its end, in as many as it takes; each below where it begins.
pub fn in_lines(line: &str, width: usize) -> String {
    let (text, end) = line.strip_suffix('\n').map_or((line, ""), |text| (text, "\n"));
    if display_width(text) <= width {
        return line.to_owned();
    }
    let said = text.trim_start_matches(' ');
    let indent = " ".repeat((text.len() - said.len()).min(width / 2));
    folded(said, width, &indent, &format!("{indent}{FURTHER}")).join("\n") + end
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(width: Option<usize>, parts: &[&str]) -> String {
        let mut out = Fitting::new(Vec::new(), width);
        parts.iter().for_each(|part| out.write_all(part.as_bytes()).unwrap());
        out.flush().unwrap();
        String::from_utf8(out.out).unwrap()
    }

    #[test]
    fn a_terminal_gets_lines_that_fit_and_a_pipe_what_was_written() {
        let parts = ["  one two", " three\nfour ", "東京の東京の東京の", "\nlast"];
        assert_eq!(written(Some(12), &parts), "  one two\n    three\nfour\n  東京の東京\n  の東京の\nlast");
        assert_eq!(written(None, &parts), parts.concat());
    }
}
