//! A letter, handed to the sendmail of this machine.

use std::path::Path;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value as Json;

use super::{Failed, Show, command, text};
use crate::time::Time;

/// As many bytes of a text become one encoded word of a header, which has at most 75 letters.
const ENCODED_WORD: usize = 39;

/// As many letters stand in a line of the body.
const LINE: usize = 76;

/// What is sent to whom.
pub(super) struct Letter<'a> {
    pub to: &'a [String],
    pub from: Option<&'a str>,
    /// The message's id, the same at every attempt.
    pub id: &'a str,
    /// The message as JSON.
    pub body: &'a str,
}

/// Hands the letter over; it is acknowledged when sendmail has taken it.
pub(super) fn send(letter: &Letter, sendmail: &Path, timeout: Duration, show: Show) -> Result<(), Failed> {
    let program = sendmail.display().to_string();
    // A line with one dot ends no letter, and the addresses are not read from it.
    let mut run = vec![program, "-i".to_owned()];
    if let Some(from) = letter.from {
        run.extend(["-f".to_owned(), from.to_owned()]);
    }
    run.push("--".to_owned());
    run.extend(letter.to.iter().cloned());
    command::run(&run, &[], letter.written()?.as_bytes(), timeout, show)
}

impl Letter<'_> {
    /// Headers of ASCII without a break that is not ours, and a body that no line of it can end.
    fn written(&self) -> Result<String, Failed> {
        let message: Json =
            serde_json::from_str(self.body).map_err(|_| Failed::new("the message is no JSON"))?;
        let made_on = Time::parse(text(&message, "made_on"))?;
        let (to, subject) = (self.to.join(", "), encoded(text(&message, "title")));
        let from = self.from.map_or(String::new(), |from| format!("From: {from}\n"));
        let page = STANDARD.encode(text(&message, "text"));
        let lines: Vec<&str> =
            (0..page.len()).step_by(LINE).map(|at| &page[at..page.len().min(at + LINE)]).collect();
        Ok(format!(
            "{from}To: {to}\nSubject: {subject}\nDate: {}\nMessage-ID: <{}@midjobs.invalid>\n\
             X-Midjobs-Verdict: {}\nAuto-Submitted: auto-generated\nMIME-Version: 1.0\n\
             Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\n{}\n",
            made_on.to_utc().to_rfc2822(),
            self.id,
            text(&message, "verdict"),
            lines.join("\n")
        ))
    }
}

/// Text as a header has it: as it is where it is plain, else in encoded words (RFC 2047), a line each.
fn encoded(text: &str) -> String {
    let plain = |letter: char| (' '..='~').contains(&letter);
    if text.len() <= 200 && text.chars().all(plain) && !text.contains("=?") {
        return text.to_owned();
    }
    let mut words = vec![String::new()];
    for letter in text.chars() {
        match words.last_mut() {
            Some(word) if word.len() + letter.len_utf8() <= ENCODED_WORD => word.push(letter),
            _ => words.push(letter.to_string()),
        }
    }
    let encoded: Vec<String> =
        words.iter().map(|word| format!("=?utf-8?B?{}?=", STANDARD.encode(word))).collect();
    encoded.join("\n ")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_subject_is_one_header_whatever_it_holds() {
        for title in
            ["größe 例え".repeat(20), "a\nBcc: x@y\r\n\r\nbody".to_owned(), "=?utf-8?B?aGk=?=".to_owned()]
        {
            let header = encoded(&title);
            for line in header.split('\n') {
                let word = line.trim_start();
                assert!(word.starts_with("=?utf-8?B?") && word.ends_with("?=") && word.len() <= 75, "{word}");
            }
            let whole: Vec<u8> = header
                .split("\n ")
                .flat_map(|word| STANDARD.decode(&word[10..word.len() - 2]).unwrap())
                .collect();
            assert_eq!(String::from_utf8(whole).unwrap(), title);
        }
        assert_eq!(encoded("midjobs OK dev: 1 resolved"), "midjobs OK dev: 1 resolved");
    }

    #[test]
    fn a_letter_has_one_id_and_a_body_that_nothing_ends() {
        let body = json!({ "title": "t", "text": "x\n.\nFrom: y\n", "made_on": "2026-03-01T12:00:00Z", "verdict": "ok" });
        let (to, body) = (["a@b".to_owned()], body.to_string());
        let letter = Letter { to: &to, from: Some("m@b"), id: "1f", body: &body }.written().unwrap();
        let (headers, page) = letter.split_once("\n\n").unwrap();
        assert!(headers.contains("Message-ID: <1f@midjobs.invalid>\n"), "{headers}");
        assert!(headers.contains("Date: Sun, 1 Mar 2026 12:00:00 +0000\n"), "{headers}");
        assert_eq!(STANDARD.decode(page.replace('\n', "")).unwrap(), b"x\n.\nFrom: y\n");
    }
}
