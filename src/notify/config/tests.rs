//! What the file may say, and how a fault is named.

use super::*;

fn fault(text: &str) -> String {
    format!("{:#}", Config::from_text(text).unwrap_err())
}

#[test]
fn each_kind_of_receiver_is_read() {
    let config = Config::from_text(
        "title = \"dev12345\"\n[[command]]\nname = \"page\"\nrun = [\"/bin/true\"]\ntimeout = \"3s\"\n\
         [[webhook]]\nname = \"chat\"\nform = \"teams\"\nurl_file = \"/etc/midjobs/chat\"\n\
         [[mail]]\nname = \"mail\"\nto = [\"oncall@example.com\"]\n[ping]\nurl_file = \"/etc/midjobs/ping\"\n",
    )
    .unwrap();
    let kinds: Vec<_> = config.receivers.iter().map(|it| (it.name.as_str(), it.kind())).collect();
    assert_eq!(kinds, [("page", "command"), ("chat", "webhook"), ("mail", "mail")]);
    assert_eq!(config.receivers[0].timeout, Duration::from_secs(3));
    assert!(config.ping.is_some());
}

#[test]
fn a_fault_is_named_by_its_line_and_repeats_no_secret() {
    for (text, words) in [
        ("\n[[webhook]]\nname = \"a\"\nurl = \"https://x/hunter2\"\n", "line 4: unknown field `url`"),
        ("webhook = \"https://x/hunter2\"\n", "line 1: "),
        ("[[webhook]]\nname = \"a\"\nurl_file = \"https://x/hunter2\"\n", "name files of yours"),
        ("[[webhook]]\nname = \"a\"\nform = \"hunter2\"\nurl_file = \"f\"\n", "line 3: "),
        ("[[mail]]\nname = \"a\"\nto = [\"-ohunter2@x\"]\n", "line 1: an address"),
        ("[[mail]]\nname = \"a\"\nto = [\"x@y\\nBcc: hunter2\"]\n", "an address"),
        ("[[command]]\nname = \"hunter2 x\"\nrun = [\"x\"]\n", "a name is"),
        ("[[command]]\nname = \"a\"\nrun = []\n", "names no program"),
        ("[[command]]\nname = \"a\"\nrun = [\"x\"]\ntimeout = \"2m\"\n", "1s to 60s"),
        (
            "[[command]]\nname = \"a\"\nrun = [\"x\"]\n[[mail]]\nname = \"a\"\nto = [\"x@y\"]\n",
            "two receivers",
        ),
    ] {
        let said = fault(text);
        assert!(said.contains(words) && !said.contains("hunter2"), "{said}");
    }
}
