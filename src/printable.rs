//! Text that is safe to print: what would steer a terminal is shown, not sent.

/// Text for one line of a log or a terminal: what would steer it is shown, not sent.
pub fn printable(text: &str) -> String {
    if is_plain(text) || !text.contains(steers) {
        return text.to_owned();
    }
    let shown = |letter: char| match steers(letter) {
        true => letter.escape_default().to_string(),
        false => letter.to_string(),
    };
    text.chars().map(shown).collect()
}

/// Whether it is of the letters that every terminal shows as they are, one a column: nearly all text, and by its bytes
/// that is quickly seen, quickest by many at once without a way out.
pub fn is_plain(text: &str) -> bool {
    text.bytes().fold(true, |is_plain, byte| is_plain & (b' '..=b'~').contains(&byte))
}

/// Whether it steers a terminal, breaks a line, turns the direction of writing, or has no width, so that a name reads
/// as another.
fn steers(letter: char) -> bool {
    letter.is_control()
        || matches!(
            letter,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
                | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}'
                | '\u{feff}' | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}'
        )
}

/// JSON in which the same is written as JSON writes any letter, by its number: for machines it stays what it was.
pub fn printable_json(json: &str) -> String {
    let mut shown = String::with_capacity(json.len());
    for letter in json.chars() {
        // What is below stands in no string of JSON as it is.
        if letter >= '\u{7f}' && steers(letter) {
            shown.extend(letter.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("\\u{unit:04x}")));
        } else {
            shown.push(letter);
        }
    }
    shown
}

/// The same for text of more than one line, whose line breaks stay.
pub fn printable_lines(text: &str) -> String {
    text.split('\n').map(printable).collect::<Vec<_>>().join("\n")
}

/// At most so many letters of a text, and how many bytes it has where that is not all: an error that repeats a value may
/// be as long as the value.
pub fn shortened(text: &str, letters: usize) -> String {
    match text.char_indices().nth(letters) {
        Some((end, _)) => format!("{}... ({} bytes in all)", &text[..end], text.len()),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_no_width_breaks_a_line_or_turns_the_direction_is_shown() {
        for (text, shown) in [
            ("a\u{9b}2J", "a\\u{9b}2J"),
            ("a\u{2028}b\u{2029}", "a\\u{2028}b\\u{2029}"),
            ("a\u{200e}\u{61c}\u{202e}", "a\\u{200e}\\u{61c}\\u{202e}"),
            ("ad\u{200b}min\u{feff}\u{2060}\u{ad}", "ad\\u{200b}min\\u{feff}\\u{2060}\\u{ad}"),
            ("\u{e0041}", "\\u{e0041}"),
            ("größe 例え שלום", "größe 例え שלום"),
        ] {
            assert_eq!(printable(text), shown);
        }
    }

    #[test]
    fn json_keeps_its_value_and_steers_nothing() {
        let value = "a\u{9b}2J \u{2028} \u{e0041} größe \u{1b}";
        let json = printable_json(&serde_json::to_string(value).unwrap());
        assert_eq!(json, r#""a\u009b2J \u2028 \udb40\udc41 größe \u001b""#);
        assert_eq!(serde_json::from_str::<String>(&json).unwrap(), value);
    }

    #[test]
    fn text_of_more_lines_keeps_them_and_steers_no_terminal_either() {
        assert_eq!(printable_lines("one\r\n\ttwo\u{9b}2J\n"), "one\\r\n\\ttwo\\u{9b}2J\n");
    }

    #[test]
    fn a_text_that_is_too_long_is_cut_between_letters_and_says_so() {
        assert_eq!(shortened("größe", 5), "größe");
        assert_eq!(shortened("größe", 3), "grö... (7 bytes in all)");
    }
}
