//! Text that is safe to print: what would steer a terminal is shown, not sent.

/// Text for one line of a log or a terminal: what would steer it is shown, not sent.
pub fn printable(text: &str) -> String {
    if !text.contains(steers) {
        return text.to_owned();
    }
    let shown = |letter: char| match steers(letter) {
        true => letter.escape_default().to_string(),
        false => letter.to_string(),
    };
    text.chars().map(shown).collect()
}

/// Whether it steers a terminal. The last two turn the direction of writing, so that a name reads as another.
fn steers(letter: char) -> bool {
    letter.is_control() || matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// The same for text of more than one line, whose line breaks stay.
pub fn printable_lines(text: &str) -> String {
    text.split('\n').map(printable).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_of_more_lines_keeps_them_and_steers_no_terminal_either() {
        assert_eq!(printable_lines("one\r\n\ttwo\u{9b}2J\n"), "one\\r\n\\ttwo\\u{9b}2J\n");
    }
}
