//! A server that is told: the message in the form that it understands.

use serde_json::{Value as Json, json};

use super::http::{Ask, ask};
use super::{Failed, text};
use crate::notify::config::{Form, Place};

/// Posts the message; a status from 200 to 299 acknowledges it.
pub(super) fn post(form: Form, place: &Place, has_token: bool, id: &str, body: &str) -> Result<(), Failed> {
    let json = in_form(form, body)?;
    ask(place, has_token, &Ask::Post { json: &json, id })?.accepted()
}

fn in_form(form: Form, body: &str) -> Result<String, Failed> {
    if form == Form::Json {
        return Ok(body.to_owned());
    }
    let message: Json = serde_json::from_str(body).map_err(|_| Failed::new("the message is no JSON"))?;
    let (title, page) = (text(&message, "title"), text(&message, "text"));
    Ok(match form {
        Form::Slack => json!({ "text": slack(title, page) }).to_string(),
        _ => teams(title, page).to_string(),
    })
}

/// The three letters that mean something there are written out: a name makes no link and calls nobody.
fn slack(title: &str, page: &str) -> String {
    let plain = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    // A backtick would end what is shown as it is.
    format!("{}\n```\n{}```", plain(title), plain(page).replace('`', "'"))
}

/// A card whose texts are runs, which know no markup.
fn teams(title: &str, page: &str) -> Json {
    let block = |text: &str, font: &str| json!({ "type": "RichTextBlock", "inlines": [{ "type": "TextRun", "text": text, "fontType": font }] });
    let lines = page.lines().filter(|line| !line.is_empty()).map(|line| block(line, "Monospace"));
    let blocks: Vec<Json> = std::iter::once(block(title, "Default")).chain(lines).collect();
    json!({
        "type": "message",
        "attachments": [{
            "contentType": "application/vnd.microsoft.card.adaptive",
            "content": {
                "type": "AdaptiveCard",
                "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
                "version": "1.4",
                "body": blocks,
            },
        }],
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_makes_no_link_and_calls_nobody() {
        let body = json!({ "title": "t <!channel>", "text": "<http://x|y> & `z`\n" }).to_string();
        let slack: Json = serde_json::from_str(&in_form(Form::Slack, &body).unwrap()).unwrap();
        assert_eq!(slack["text"], "t &lt;!channel&gt;\n```\n&lt;http://x|y&gt; &amp; 'z'\n```");
        let teams: Json = serde_json::from_str(&in_form(Form::Teams, &body).unwrap()).unwrap();
        let blocks = &teams["attachments"][0]["content"]["body"];
        assert_eq!(blocks[1]["inlines"][0]["text"], "<http://x|y> & `z`");
        assert_eq!(blocks[1]["type"], "RichTextBlock");
    }
}
