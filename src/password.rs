//! Text that may hold a password: an address with a user in it, a query with a token. What is stored here is listed, logged
//! and backed up, so such a text is refused where it comes in, and never repeated.

use anyhow::{Result, ensure};

/// Parts of names that only secrets have. A name that ends in `_file` says where one lies.
const NAMES: [&str; 8] = ["passw", "pwd", "secret", "token", "apikey", "api_key", "api-key", "sysparm_ck"];

/// How letters are written that separate a password from what is around it, where they are not to be seen at once.
const ENCODED: [(&str, &str); 7] =
    [("%25", "%"), ("%3a", ":"), ("%40", "@"), ("%2f", "/"), ("%3f", "?"), ("%3d", "="), ("%26", "&")];

/// Refuses a text that may hold a password.
///
/// # Errors
/// Says what to leave out, and repeats none of it; `what` names the text.
pub fn refuse(what: &str, text: &str) -> Result<()> {
    ensure!(
        !may_be_in(text),
        "{what} is an address with a user or a password in it, or holds a token: leave them out; a secret lies in a \
         file of its own"
    );
    Ok(())
}

/// Refuses a value of a name that only secrets have.
///
/// # Errors
/// Says where a secret lies instead.
pub fn refuse_named(name: &str, value: &str) -> Result<()> {
    let empty = value.is_empty() || value.starts_with(':');
    ensure!(
        empty || !is_name_of_secret(name),
        "{name} has the name of a secret, and what stands there is listed and backed up: write the secret to a file \
         that only its owner may read, and name the file in {name}_file"
    );
    refuse(&format!("the value of {name}"), value)
}

/// Whether a text may hold a password, in the open or encoded.
pub fn may_be_in(text: &str) -> bool {
    let text = decoded(text);
    text.split(is_gap).any(|word| has_user(word) || has_value_of_secret(word)) || is_header(&text)
}

/// The text with `***` for all that stands before the host in its addresses.
pub fn hidden(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("//") {
        let end = after.find(is_gap).unwrap_or(after.len());
        let host = after[..end].rfind('@').filter(|at| is_user(&after[..*at])).unwrap_or(0);
        shown.push_str(before);
        shown.push_str(if host > 0 { "//***" } else { "//" });
        rest = &after[host..];
    }
    shown + rest
}

fn decoded(text: &str) -> String {
    // Twice: what was encoded may be encoded again.
    let once = |text: String| ENCODED.iter().fold(text, |text, (code, letter)| text.replace(code, letter));
    once(once(text.to_lowercase()))
}

/// What no address has in it.
fn is_gap(letter: char) -> bool {
    letter.is_whitespace() || matches!(letter, '"' | '\'' | '`' | '<' | '>' | ',' | '(' | ')')
}

/// `//user:password@host`, `//user@host`, `user:password@host`.
fn has_user(word: &str) -> bool {
    match word.split_once("//") {
        Some((_, address)) => address.match_indices('@').any(|(at, _)| is_user(&address[..at])),
        None => word.split_once('@').is_some_and(|(before, _)| {
            before.split_once(':').is_some_and(|(user, password)| user != "mailto" && !password.is_empty())
        }),
    }
}

/// Whether what stands before an @ in an address is a user, with a password perhaps, and no host and path.
fn is_user(before: &str) -> bool {
    let (first, has_path) = match before.split_once(['/', '?', '#']) {
        Some((first, _)) => (first, true),
        None => (before, false),
    };
    let is_port = |port: &str| port.bytes().all(|byte| byte.is_ascii_digit());
    !before.is_empty() && (!has_path || first.split_once(':').is_some_and(|(_, port)| !is_port(port)))
}

/// `password=...`, in a query or alone.
fn has_value_of_secret(word: &str) -> bool {
    word.split(['?', '&', ';', '#']).filter_map(|part| part.split_once('=')).any(|(name, value)| {
        !value.is_empty() && is_name_of_secret(name) && name.bytes().all(|byte| byte.is_ascii_graphic())
    })
}

fn is_name_of_secret(name: &str) -> bool {
    let name = name.to_lowercase();
    !name.ends_with("_file") && (name == "pass" || NAMES.iter().any(|part| name.contains(part)))
}

/// What a header of an authorization holds.
fn is_header(text: &str) -> bool {
    ["basic ", "bearer "].iter().any(|kind| {
        text.find(kind).is_some_and(|at| {
            let token = text[at + kind.len()..].split_whitespace().next().unwrap_or_default();
            let is_of_token = |byte: u8| byte.is_ascii_alphanumeric() || b"+/=._-".contains(&byte);
            token.len() >= 12
                && token.bytes().all(is_of_token)
                && !token.bytes().all(|byte| byte.is_ascii_lowercase())
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOLDS: [&str; 20] = [
        "https://reader:hunter2@dev.example",
        "https://reader@dev.example",
        "//reader:hunter2@dev.example",
        "reader:hunter2@dev.example",
        " reader:hunter2@dev.example ",
        "HTTPS://READER:HUNTER2@DEV",
        "https://reader%3Ahunter2@dev.example",
        "https://reader:hunter2%40dev.example",
        "https:%2F%2Freader:hunter2%2540dev.example",
        "https://reader:hun/ter2@dev.example",
        "https://reader:hun?ter2@dev.example",
        "see https://dev.example and https://reader:hunter2@dev.example",
        "https://dev.example/?password=hunter2",
        "https://dev.example/api?a=1&sysparm_ck=hunter2",
        "dev.example?access_token=hunter2",
        "https://dev.example/#client_secret=hunter2",
        "password=hunter2",
        "Authorization: Basic cmVhZGVyOmh1bnRlcjI=",
        "bearer eyJhbGciOiJIUzI1NiJ9.hunter2",
        "postgres://midjobs:hunter2@host/db",
    ];

    const HOLDS_NONE: [&str; 16] = [
        "",
        "https://dev.example:8443/path",
        "https://dev.example:8443/people/a@b.example",
        "https://dev.example/people/a@b.example",
        "reader@dev.example",
        "mailto:reader@dev.example",
        "/etc/midjobs/password",
        "password_file=/etc/midjobs/password",
        "active=true^nameSTARTSWITHmid",
        "4h",
        "dev12345",
        "a basic authentication",
        "the host is being moved: ask anna@dev.example",
        "password",
        "https://dev.example/?password=",
        "größe@例え",
    ];

    #[test]
    fn what_may_hold_a_password_is_refused_and_not_repeated() {
        for text in HOLDS {
            let error = format!("{:?}", refuse("the value", text).unwrap_err()).to_lowercase();
            assert!(!error.contains("hunter2") && !error.contains("reader"), "{error}");
        }
        for text in HOLDS_NONE {
            assert!(refuse("the value", text).is_ok(), "{text}");
        }
    }

    #[test]
    fn a_value_with_the_name_of_a_secret_is_refused_and_the_place_of_one_is_not() {
        for name in ["password", "client_secret", "API_KEY", "my_token", "pass"] {
            assert!(refuse_named(name, "hunter2").is_err(), "{name}");
            assert!(refuse_named(name, "").is_ok() && refuse_named(name, ":other").is_ok(), "{name}");
        }
        for name in ["password_file", "period", "compass", "keep"] {
            assert!(refuse_named(name, "hunter2").is_ok(), "{name}");
        }
    }

    #[test]
    fn a_user_is_hidden_wherever_an_address_is_repeated() {
        for (text, shown) in [
            ("no https://a:b@h/x and //c@h", "no https://***@h/x and //***@h"),
            ("https://a:b@c@h", "https://***@h"),
            ("https://h:80/a@b, größe", "https://h:80/a@b, größe"),
            ("jobs//x", "jobs//x"),
        ] {
            assert_eq!(hidden(text), shown);
        }
    }
}
