//! How the instance of the tests answers one request.

use std::io::Write;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use flate2::Compression;
use flate2::write::GzEncoder;
use percent_encoding::percent_decode_str;
use serde_json::{Value, json};
use tiny_http::{Header, Request, Response, ResponseBox};

use super::query::select;
use super::state::{Fault, Row, State};
use super::{CLIENT, CLIENT_SECRET, PASSWORD, USER};

/// Answers `request`, as the next fault says or as it should.
pub fn answer(mut request: Request, state: &mut State) {
    let url = request.url().to_owned();
    state.longest_url = state.longest_url.max(url.len());
    state.requests.push(format!("{} {}", request.method(), decoded(&url)));
    let fault = state.faults.pop_front().or_else(|| state.lasting_fault.clone());
    if matches!(fault, Some(Fault::TokenExpired)) {
        state.tokens += 1;
    }
    let response = match fault {
        Some(Fault::Silence) => return state.unanswered.push(request),
        Some(Fault::Status(status, headers)) => refusal(&request, status, headers),
        Some(Fault::Body(status, kind, body)) => {
            whole(status, vec![("Content-Type", kind.to_owned())], body.into_bytes())
        }
        Some(Fault::Cancelled(status)) => {
            let cancelled = "Transaction cancelled: maximum execution time exceeded";
            let body = format!(
                "{{\"result\":[{{\"sys_id\":\"a1\",\"na{{\"error\":{{\"message\":\"{cancelled}\"}}}}"
            );
            whole(status, vec![("Content-Type", "application/json".to_owned())], body.into_bytes())
        }
        Some(Fault::Redirect(to)) => whole(302, vec![("Location", to)], Vec::new()),
        Some(Fault::Huge(bytes)) => whole(200, Vec::new(), vec![b' '; bytes]),
        _ if url == "/oauth_token.do" => token(&mut request, state),
        _ if !is_known(&request, state) => refusal(&request, 401, Vec::new()),
        fault => table(&request, state, fault),
    };
    let _ = request.respond(response);
}

fn token(request: &mut Request, state: &mut State) -> ResponseBox {
    let mut form = String::new();
    request.as_reader().read_to_string(&mut form).expect("a form");
    let right = format!("grant_type=client_credentials&client_id={CLIENT}&client_secret={CLIENT_SECRET}");
    if form != right {
        let error = json!({"error": "access_denied", "error_description": form});
        return whole(401, Vec::new(), error.to_string().into_bytes());
    }
    state.tokens += 1;
    let token = json!({"access_token": current_token(state), "token_type": "Bearer", "expires_in": 1800});
    whole(200, Vec::new(), token.to_string().into_bytes())
}

fn current_token(state: &State) -> String {
    format!("t0k3n-is-secret-{}", state.tokens)
}

fn is_known(request: &Request, state: &State) -> bool {
    let sent = authorization(request);
    let basic = BASE64_STANDARD.encode(format!("{USER}:{PASSWORD}"));
    sent == format!("Basic {basic}")
        || (state.tokens > 0 && sent == format!("Bearer {}", current_token(state)))
}

fn authorization(request: &Request) -> String {
    let header = request.headers().iter().find(|header| header.field.equiv("Authorization"));
    header.map_or(String::new(), |header| header.value.to_string())
}

fn table(request: &Request, state: &State, fault: Option<Fault>) -> ResponseBox {
    let (path, parameters) = request.url().split_once('?').expect("a query");
    let name = path.strip_prefix("/api/now/table/").expect("the Table API");
    if state.forbidden.contains(name) {
        return refusal(request, 403, Vec::new());
    }
    if state.denied.contains(name) {
        return refusal(request, 401, Vec::new());
    }
    if !state.tables.contains_key(name) {
        return refusal(request, 404, Vec::new());
    }
    let ignored = matches!(fault, Some(Fault::QueryIgnored));
    let query = if ignored { "ORDERBYsys_id".to_owned() } else { parameter(parameters, "sysparm_query") };
    let rows = select(&state.tables, name, &query);
    let number = |name| parameter(parameters, name).parse::<usize>().ok();
    let limit = number("sysparm_limit").expect("every request has a limit");
    let limit = state.longest_page.map_or(limit, |longest| limit.min(longest));
    let offset = number("sysparm_offset").unwrap_or(0);
    let seen = rows.iter().skip(offset).take(limit).filter(|row| !state.hidden.contains(text(row, "sys_id")));
    let fields = parameter(parameters, "sysparm_fields");
    let is_hidden = |field: &str| state.hidden_columns.contains(&format!("{name}.{field}"));
    let fields: Vec<&str> = fields.split(',').filter(|field| !is_hidden(field)).collect();
    let result: Vec<Value> = seen.map(|row| only(row, &fields)).collect();
    let mut headers = vec![("Content-Type", "application/json;charset=UTF-8".to_owned())];
    if !state.silent {
        headers.push(("X-Total-Count", state.announced.unwrap_or(rows.len()).to_string()));
    }
    if !state.silent && offset + limit < rows.len() {
        // Without the whole query, so that an answer fits into one packet and no acknowledgement is waited for.
        let next = format!("<http://localhost{path}?sysparm_offset={}>;rel=\"next\"", offset + limit);
        headers.push(("Link", format!("<http://localhost{path}>;rel=\"first\",{next}")));
    }
    page(result, headers, fault)
}

fn page(result: Vec<Value>, mut headers: Vec<(&'static str, String)>, fault: Option<Fault>) -> ResponseBox {
    let mut json = json!({ "result": result });
    if matches!(fault, Some(Fault::EndedEarly)) {
        let message = "Transaction cancelled: maximum execution time exceeded";
        json["error"] = json!({ "message": message, "detail": "" });
    }
    let mut body = json.to_string().into_bytes();
    match fault {
        Some(Fault::Cut) => body.truncate(body.len() / 2),
        Some(Fault::Gzip) => {
            let mut packer = GzEncoder::new(Vec::new(), Compression::fast());
            packer.write_all(&body).expect("packing into memory");
            body = packer.finish().expect("packing into memory");
            headers.push(("Content-Encoding", "gzip".to_owned()));
        }
        _ => {}
    }
    whole(200, headers, body)
}

/// An error as the Table API words it, which also repeats, as no server should, how the request logged in.
fn refusal(request: &Request, status: u16, headers: Vec<(&'static str, String)>) -> ResponseBox {
    let sent = authorization(request);
    let decoded = sent.strip_prefix("Basic ").and_then(|basic| BASE64_STANDARD.decode(basic).ok());
    let decoded = String::from_utf8(decoded.unwrap_or_default()).expect("UTF-8");
    let message = format!("Refused: {sent} {decoded}");
    let error = json!({"error": {"message": message, "detail": "ACL"}, "status": "failure"});
    whole(status, headers, error.to_string().into_bytes())
}

fn whole(status: u16, headers: Vec<(&'static str, String)>, body: Vec<u8>) -> ResponseBox {
    let mut response = Response::from_data(body).with_status_code(status);
    for (name, value) in headers {
        response.add_header(Header::from_bytes(name, value).expect("a header"));
    }
    response.boxed()
}

fn only(row: &Row, fields: &[&str]) -> Value {
    let fields = fields.iter().filter_map(|field| Some(((*field).to_owned(), row.get(*field)?.clone())));
    Value::Object(fields.collect())
}

fn text<'a>(row: &'a Row, field: &str) -> &'a str {
    row.get(field).and_then(Value::as_str).unwrap_or_default()
}

fn parameter(parameters: &str, name: &str) -> String {
    let pairs = parameters.split('&').filter_map(|pair| pair.split_once('='));
    pairs.into_iter().find(|(key, _)| *key == name).map_or(String::new(), |(_, value)| decoded(value))
}

fn decoded(text: &str) -> String {
    percent_decode_str(text).decode_utf8().expect("UTF-8").into_owned()
}
