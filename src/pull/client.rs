//! The one who asks an instance: logs in, sends, waits, tries again, and gives up in words.

use std::time::Duration;

use anyhow::{Context, Error, Result, bail};
use serde_json::Value;
use ureq::http::Response;
use ureq::{Agent, Body};

use super::answer::{Answer, Content};
use super::auth::{Credentials, Login};
use super::failure::{Failure, backoff};
use super::instance::Instance;
use super::limits::Limits;
use super::query::{Query, encoded};
use super::refusal::{Asked, Refusal};
use super::rows;
use crate::intake::record::Record;
use crate::intake::tables::InstanceTable;

/// One page of a table.
#[derive(Debug)]
pub struct Page {
    /// Its rows, those that may be seen.
    pub records: Vec<Record>,
    /// How many rows meet the query, also those that may not be seen.
    pub total: Option<u64>,
    /// Whether the instance names a next page.
    pub next: bool,
}

/// Asks one instance, as one user.
pub struct Client<'a> {
    agent: Agent,
    instance: Instance,
    login: Login,
    limits: Limits,
    sleep: &'a dyn Fn(Duration),
    random: fastrand::Rng,
}

impl<'a> Client<'a> {
    /// A client that waits by `sleep` and has sent nothing yet. No redirect is ever followed; the proxy of the
    /// environment is used, but not for this machine itself.
    ///
    /// # Errors
    /// When the credentials cannot be sent at all.
    pub fn new(
        instance: Instance,
        credentials: Credentials,
        limits: Limits,
        sleep: &'a dyn Fn(Duration),
    ) -> Result<Self> {
        let mut config = Agent::config_builder()
            .user_agent(concat!("midjobs/", env!("CARGO_PKG_VERSION")))
            .accept("application/json")
            .https_only(!instance.is_loopback())
            .max_redirects(0)
            .http_status_as_error(false)
            .timeout_connect(Some(limits.connect))
            .timeout_per_read(Some(limits.read))
            .timeout_global(Some(limits.total));
        if instance.is_loopback() {
            config = config.proxy(None);
        }
        let login = Login::new(credentials)?;
        Ok(Self {
            agent: config.build().into(),
            instance,
            login,
            limits,
            sleep,
            random: fastrand::Rng::new(),
        })
    }

    /// The bounds it keeps to.
    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    /// One page of the rows of `table` that meet `query`, behind the first `offset` of them.
    ///
    /// # Errors
    /// When the instance cannot be reached, refuses (a [`Refusal`]) or answers with something that is not a page.
    pub fn page(&mut self, table: &InstanceTable, query: &Query, offset: u64) -> Result<Page> {
        log::debug!("asking {} for {} where {query}, from {offset}", self.instance, table.name);
        let url = self.table_url(table, query, offset);
        let mut answer = self.get(&url)?;
        if answer.status == 401 && self.login.drop_token() {
            answer = self.get(&url)?;
        }
        if answer.status == 404 && answer.error().is_some_and(|words| words == NO_ROWS) {
            return Ok(Page { records: Vec::new(), total: Some(0), next: false });
        }
        let json = self.accepted(&answer, Asked::Rows(table))?;
        Ok(Page {
            records: rows::records(table, json)?,
            total: answer.total(),
            next: answer.names_a_next_page(),
        })
    }

    fn table_url(&self, table: &InstanceTable, query: &Query, offset: u64) -> String {
        let mut url = format!(
            "{}/api/now/table/{}?sysparm_query={}&sysparm_fields={}&sysparm_limit={}\
             &sysparm_display_value=false&sysparm_exclude_reference_link=true",
            self.instance,
            table.name,
            encoded(&query.to_string()),
            encoded(&table.columns.join(",")),
            self.limits.page_rows
        );
        if offset > 0 {
            url.push_str(&format!("&sysparm_offset={offset}"));
        }
        url
    }

    fn get(&mut self, url: &str) -> Result<Answer> {
        self.log_in()?;
        let authorization = self.login.header()?;
        self.send(&|agent| agent.get(url).header("Authorization", authorization.clone()).call())
    }

    /// Fetches an access token, where one is needed and not there.
    fn log_in(&mut self) -> Result<()> {
        let Some(form) = self.login.token_form() else { return Ok(()) };
        let url = format!("{}/oauth_token.do", self.instance);
        let answer = self.send(&|agent| agent.post(&url).send_form(form.clone()))?;
        let json = self.accepted(&answer, Asked::Token)?;
        if !self.login.take_token(json) {
            bail!("{} answered without an access token: check the OAuth client", self.instance);
        }
        Ok(())
    }

    /// The JSON of `answer`, unless it is a refusal.
    fn accepted<'b>(&self, answer: &'b Answer, asked: Asked) -> Result<&'b Value> {
        match Refusal::of(answer, &self.instance, self.login.credentials(), asked) {
            Some(refusal) => Err(refusal.with_text(|text| self.login.struck_out(text)).into()),
            None => match &answer.content {
                Content::Json(json) => Ok(json),
                _ => bail!("{} answered with something that is not JSON", self.instance),
            },
        }
    }

    /// Sends until there is an answer that is not a passing failure, or the attempts are used up.
    fn send(&mut self, request: &dyn Fn(&Agent) -> Result<Response<Body>, ureq::Error>) -> Result<Answer> {
        let mut attempt = 1;
        loop {
            let (what, asked) = match self.send_once(request) {
                Ok(answer) => return Ok(answer),
                Err(Failure::Lasting(what)) => return Err(self.unanswered(&what)),
                Err(Failure::Passing { what, wait }) => (what, wait),
            };
            if attempt >= self.limits.attempts {
                return Err(self.unanswered(&what))
                    .with_context(|| format!("gave up after {attempt} attempts"));
            }
            let wait = self.wait(attempt, asked)?;
            log::info!(
                "asking {}: {what}; attempt {attempt}, next in {:.1} s",
                self.instance,
                wait.as_secs_f64()
            );
            (self.sleep)(wait);
            attempt += 1;
        }
    }

    fn send_once(
        &self,
        request: &dyn Fn(&Agent) -> Result<Response<Body>, ureq::Error>,
    ) -> Result<Answer, Failure> {
        let answer = Answer::receive(request(&self.agent)?, self.limits.page_bytes)?;
        answer.passing_failure().map_or(Ok(answer), Err)
    }

    /// How long to wait after `attempt`, at least as long as the instance asked for.
    fn wait(&mut self, attempt: u32, asked: Option<Duration>) -> Result<Duration> {
        let longest = self.limits.longest_wait;
        match asked {
            Some(asked) if asked > longest => bail!(
                "{} asks to be left alone for {} s, longer than {} s: pull again then",
                self.instance,
                asked.as_secs(),
                longest.as_secs()
            ),
            Some(asked) => Ok(asked + Duration::from_secs(1).mul_f64(self.random.f64())),
            None => Ok(backoff(attempt, longest, &mut self.random)),
        }
    }

    fn unanswered(&self, what: &str) -> Error {
        Error::msg(format!("asking {}: {}", self.instance, self.login.struck_out(what)))
    }
}

/// How old releases say that no row meets the query, with status 404.
const NO_ROWS: &str = "No Record found";
