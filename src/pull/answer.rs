//! One answer of an instance: its status, the headers that matter, and what its body turned out to be.

use std::io::Read;
use std::time::Duration;

use crate::amount::amount;

use chrono::DateTime;
use serde::de::IgnoredAny;
use serde_json::Value;
use ureq::Body;
use ureq::http::{HeaderMap, Response};

use super::failure::Failure;

/// The body of an answer.
#[derive(Debug, PartialEq)]
pub enum Content {
    /// JSON, what an API answers.
    Json(Value),
    /// A page for people, where no API answered.
    Html(String),
    /// Anything else.
    Other,
}

/// What an instance tells of the page behind the one that it sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NextPage {
    /// Behind how many rows it begins.
    pub offset: Option<u64>,
}

/// An answer, received to its end.
#[derive(Debug)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The body.
    pub content: Content,
    headers: HeaderMap,
}

impl Answer {
    /// Receives the body, of at most `limit` bytes unpacked.
    ///
    /// # Errors
    /// When it is longer, or when it breaks off. Of a refusal, the body is a courtesy: where it breaks off, the
    /// status still stands, and a password that was refused is not sent again.
    pub fn receive(response: Response<Body>, limit: u64) -> Result<Self, Failure> {
        let (parts, body) = response.into_parts();
        let mut bytes = Vec::new();
        let received = body.into_reader().take(limit + 1).read_to_end(&mut bytes);
        if bytes.len() as u64 > limit {
            return Err(Failure::Lasting(format!(
                "its answer is larger than {limit} bytes: is it an instance?"
            )));
        }
        let content = match received {
            Ok(_) => cancelled(&bytes).map_or_else(|| Content::of(&bytes), Err),
            Err(error) => Err(ureq::Error::from(error).into()),
        };
        let content = match content {
            Err(failure) if parts.status.is_success() || matches!(failure, Failure::Cancelled(_)) => {
                return Err(failure);
            }
            content => content.unwrap_or(Content::Other),
        };
        Ok(Self { status: parts.status.as_u16(), content, headers: parts.headers })
    }

    /// The rows that meet the query, also those that access rules hide (`X-Total-Count`).
    pub fn total(&self) -> Option<u64> {
        self.header("X-Total-Count")?.trim().parse().ok()
    }

    /// The next page, where the instance names one (`Link`).
    pub fn next_page(&self) -> Option<NextPage> {
        let links = self.headers.get_all("Link").iter().filter_map(|link| link.to_str().ok());
        let next = links.flat_map(|links| links.split(',')).find(|link| link.contains("rel=\"next\""))?;
        let (_, offset) = next.split_once("sysparm_offset=").unwrap_or_default();
        let digits = offset.find(|c: char| !c.is_ascii_digit()).unwrap_or(offset.len());
        Some(NextPage { offset: offset[..digits].parse().ok() })
    }

    /// The host and port that it redirects to; nothing more of that address, which may hold a session's secrets.
    pub fn redirect_target(&self) -> Option<String> {
        let location: ureq::http::Uri = self.header("Location")?.parse().ok()?;
        let port = location.port().map_or(String::new(), |port| format!(":{port}"));
        location.host().map(|host| format!("{host}{port}"))
    }

    /// The words of an error: the Table API's `error.message`, or OAuth's `error`.
    pub fn error(&self) -> Option<String> {
        let Content::Json(json) = &self.content else { return None };
        let error = json.get("error")?;
        let message = error.get("message").unwrap_or(error).as_str()?;
        Some(one_line(message))
    }

    /// The title of a page for people.
    pub fn title(&self) -> Option<String> {
        let Content::Html(html) = &self.content else { return None };
        let start = html.to_ascii_lowercase().find("<title>")? + "<title>".len();
        html[start..].split('<').next().map(one_line)
    }

    /// Whether the body is a page for people that has one of these words, in whatever case.
    pub fn shows(&self, words: &[&str]) -> bool {
        let Content::Html(html) = &self.content else { return false };
        let html = html.to_ascii_lowercase();
        words.iter().any(|word| html.contains(word))
    }

    /// Whether the instance sleeps, as those of the developer program do when they are not used.
    pub fn is_hibernating(&self) -> bool {
        self.shows(&["hibernat"])
    }

    /// The failure that this answer is, if it is one that passes.
    pub fn passing_failure(&self) -> Option<Failure> {
        if let Some(words) = self.error().filter(|words| says_cancelled(words)) {
            return Some(Failure::Cancelled(words));
        }
        if self.status == 202 {
            return Some(Failure::Cancelled("HTTP 202 and no rows".to_owned()));
        }
        let passes = matches!(self.status, 429 | 502 | 503 | 504) && !self.is_hibernating();
        let what = format!("it answered with HTTP {}", self.status);
        passes.then(|| Failure::Passing { what, wait: self.asked_wait() })
    }

    /// How long the instance asks to be left alone: `Retry-After` in seconds or as a date, or the end of the rate
    /// limit's period (`X-RateLimit-Reset`, Unix seconds). Dates are read against the instance's own clock.
    fn asked_wait(&self) -> Option<Duration> {
        let retry_after = self.header("Retry-After").map(str::trim);
        if let Some(seconds) = retry_after.and_then(|text| text.parse().ok()) {
            return Some(Duration::from_secs(seconds));
        }
        let limited = (self.status == 429).then(|| self.header("X-RateLimit-Reset")).flatten();
        let until = retry_after.and_then(unix_seconds).or_else(|| limited?.trim().parse().ok())?;
        let now = self.header("Date").and_then(unix_seconds)?;
        Some(Duration::from_secs(until.saturating_sub(now).max(0).unsigned_abs()))
    }

    fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}

impl Content {
    /// Recognises a body by how it begins. JSON that ends too early is an answer cut on its way.
    fn of(bytes: &[u8]) -> Result<Self, Failure> {
        let text = bytes.trim_ascii_start();
        if text.starts_with(b"<") {
            return Ok(Self::Html(String::from_utf8_lossy(text).into_owned()));
        }
        match serde_json::from_slice(text) {
            Ok(json) => Ok(Self::Json(json)),
            Err(error) if error.is_eof() && !text.is_empty() => {
                let what = format!("its answer breaks off after {}", amount(bytes.len(), "byte"));
                Err(Failure::Passing { what, wait: None })
            }
            Err(_) => Ok(Self::Other),
        }
    }
}

/// The failure that a body is in which the instance says that it cancelled the transaction. It may say so in the middle
/// of a row, with status 200.
fn cancelled(bytes: &[u8]) -> Option<Failure> {
    let begins = bytes.windows(CANCELLED.len()).position(|part| part.eq_ignore_ascii_case(CANCELLED))?;
    let is_json = serde_json::from_slice::<IgnoredAny>(bytes).is_ok();
    let words = String::from_utf8_lossy(&bytes[begins..]);
    let words = words.split(['"', '<', '\n']).next().unwrap_or_default();
    (!is_json).then(|| Failure::Cancelled(one_line(words)))
}

/// How the words of a cancelled transaction begin (KB1297438).
const CANCELLED: &[u8] = b"Transaction cancelled";

fn says_cancelled(words: &str) -> bool {
    words.as_bytes().windows(CANCELLED.len()).any(|part| part.eq_ignore_ascii_case(CANCELLED))
}

/// The date of an HTTP header, which has the form of e-mail's, as Unix seconds.
fn unix_seconds(date: &str) -> Option<i64> {
    DateTime::parse_from_rfc2822(date).ok().map(|date| date.timestamp())
}

/// The beginning of a text from outside, without line breaks and other control characters.
fn one_line(text: &str) -> String {
    let visible = text.chars().map(|c| if c.is_control() { ' ' } else { c });
    visible.take(200).collect::<String>().trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(status: u16, headers: &[(&str, &str)], body: &str) -> Result<Answer, Failure> {
        let mut response = Response::builder().status(status);
        for (name, value) in headers {
            response = response.header(*name, *value);
        }
        Answer::receive(response.body(Body::builder().data(body.to_owned())).unwrap(), 1000)
    }

    fn wait(status: u16, headers: &[(&str, &str)]) -> Option<u64> {
        match answer(status, headers, "").unwrap().passing_failure() {
            Some(Failure::Passing { wait, .. }) => wait.map(|wait| wait.as_secs()),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn every_way_to_ask_for_a_wait_is_understood_by_the_clock_of_the_instance() {
        let date = ("Date", "Sun, 01 Mar 2026 12:00:00 GMT");
        assert_eq!(wait(503, &[("Retry-After", "7")]), Some(7));
        assert_eq!(wait(503, &[("Retry-After", "Sun, 01 Mar 2026 12:00:30 GMT"), date]), Some(30));
        assert_eq!(wait(503, &[("Retry-After", "Sun, 01 Mar 2026 11:00:00 GMT"), date]), Some(0));
        assert_eq!(wait(429, &[("X-RateLimit-Reset", "1772366460"), date]), Some(60));
        assert_eq!(wait(429, &[("Retry-After", "7"), ("X-RateLimit-Reset", "1772366460"), date]), Some(7));
    }

    #[test]
    fn a_wait_that_cannot_be_understood_is_none() {
        assert_eq!(wait(503, &[]), None);
        assert_eq!(wait(503, &[("Retry-After", "soon")]), None);
        assert_eq!(wait(429, &[("X-RateLimit-Reset", "1772366460")]), None, "without the instance's clock");
        assert_eq!(wait(503, &[("X-RateLimit-Reset", "1772366460")]), None, "not a rate limit");
    }

    #[test]
    fn the_next_page_is_read_with_where_it_begins() {
        let next = |link: &str| answer(200, &[("Link", link)], "{}").unwrap().next_page();
        let [first, second] =
            ["<https://i/t?sysparm_offset=0>;rel=\"first\"", "<https://i/t?sysparm_offset=20&x=1>"];
        assert_eq!(next(first), None);
        assert_eq!(next(&format!("{first},{second};rel=\"next\"")), Some(NextPage { offset: Some(20) }));
        assert_eq!(next("<https://i/t>;rel=\"next\""), Some(NextPage { offset: None }));
    }

    #[test]
    fn json_cut_in_half_fails_in_passing_and_other_text_is_just_no_json() {
        let cut = answer(200, &[], "{\"result\":[{\"sys_id\":\"0");
        assert!(matches!(cut, Err(Failure::Passing { .. })), "{cut:?}");
        assert_eq!(answer(200, &[], "Bad Gateway").unwrap().content, Content::Other);
        assert_eq!(answer(200, &[], "").unwrap().content, Content::Other);
    }

    #[test]
    fn the_status_of_a_refusal_stands_although_its_body_is_cut() {
        assert_eq!(answer(401, &[], "{\"error\":{\"mess").unwrap().status, 401);
    }

    #[test]
    fn a_body_beyond_the_limit_is_not_taken() {
        assert!(answer(200, &[], &format!("\"{}\"", "x".repeat(998))).is_ok());
        let failure = answer(200, &[], &format!("\"{}\"", "x".repeat(999)));
        assert!(matches!(failure, Err(Failure::Lasting(_))), "{failure:?}");
    }

    #[test]
    fn words_from_outside_are_kept_to_one_short_line() {
        let page = answer(200, &[], &format!("<html><TITLE>Log\nin\u{1b}[31m {}</title>", "x".repeat(500)));
        let title = page.unwrap().title().unwrap();
        assert!(title.starts_with("Log in [31m xxx") && title.len() == 200, "{title}");
    }
}
