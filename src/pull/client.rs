//! The one who asks an instance: logs in, sends, waits, tries again, and gives up in words.

use std::time::Duration;

use anyhow::{Context, Error, Result, bail, ensure};
use serde_json::Value;
use ureq::http::Response;
use ureq::tls::TlsConfig;
use ureq::{Agent, Body};

use super::answer::{Answer, Content, NextPage};
use super::auth::{Credentials, Login};
use super::failure::{Failure, backoff};
use super::instance::Instance;
use super::limits::Limits;
use super::query::{Query, encoded};
use super::refusal::{Asked, Refusal};
use super::rows;
use crate::amount::amount;
use crate::intake::record::Record;
use crate::intake::tables::InstanceTable;

/// One page of a table.
#[derive(Debug)]
pub struct Page {
    /// Its rows, those that may be seen.
    pub records: Vec<Record>,
    /// How many rows meet the query, also those that may not be seen.
    pub total: Option<u64>,
    /// The next page, where the instance names one.
    pub next: Option<NextPage>,
    /// How many rows were asked for.
    pub limit: u64,
}

/// Asks one instance, as one user.
pub struct Client<'a> {
    agent: Agent,
    instance: Instance,
    login: Login,
    limits: Limits,
    /// How many rows to ask for at once: fewer than the limit while the instance cancels what takes it long.
    page_rows: u64,
    /// An address that was answered with rows: whoever asked for it is known there.
    answered: Option<String>,
    /// How many pages were asked for.
    pages: u64,
    sleep: &'a dyn Fn(Duration),
    left: &'a dyn Fn() -> Duration,
    random: fastrand::Rng,
}

impl<'a> Client<'a> {
    /// A client that waits by `sleep` and has sent nothing yet. No redirect is ever followed; the proxy of the
    /// environment is used, but not for this machine itself.
    ///
    /// # Errors
    /// When the credentials cannot be sent at all, or the file with certificates cannot be read.
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
        if let Some(roots) = instance.roots()? {
            config = config.tls_config(TlsConfig::builder().root_certs(roots).build());
        }
        let login = Login::new(credentials)?;
        Ok(Self {
            agent: config.build().into(),
            instance,
            login,
            limits,
            page_rows: limits.page_rows,
            answered: None,
            pages: 0,
            sleep,
            left: &|| Duration::MAX,
            random: fastrand::Rng::new(),
        })
    }

    /// The same, which ends when no time is `left`.
    #[must_use]
    pub fn within(self, left: &'a dyn Fn() -> Duration) -> Self {
        Self { left, ..self }
    }

    /// The user who asks; `None` where it is an OAuth client.
    pub fn user(&self) -> Option<&str> {
        match self.login.credentials() {
            Credentials::Basic { user, .. } => Some(user),
            Credentials::OAuth { .. } => None,
        }
    }

    /// Whether any table was answered.
    pub fn was_answered(&self) -> bool {
        self.answered.is_some()
    }

    /// Another table begins, of which as many rows may be asked for at once as the limits say.
    pub fn begin_table(&mut self) {
        self.page_rows = self.limits.page_rows;
    }

    /// One page of the rows of `table` that meet `query`, behind the first `offset` of them.
    ///
    /// # Errors
    /// When the instance cannot be reached, refuses (a [`Refusal`]) or answers with something that is not a page.
    pub fn page(&mut self, table: &InstanceTable, query: &Query, offset: u64) -> Result<Page> {
        log::debug!("asking {} for {} where {query}, from {offset}", self.instance, table.name);
        self.pages += 1;
        ensure!(
            self.pages <= self.limits.pages,
            "{} has sent {} pages and does not come to an end",
            self.instance,
            self.limits.pages
        );
        let url = self.table_url(table, query, offset);
        let answer = self.get_renewed(&url)?;
        if answer.status == 404 && answer.error().is_some_and(|words| words == NO_ROWS) {
            self.answered.get_or_insert(url);
            return Ok(Page { records: Vec::new(), total: Some(0), next: None, limit: self.page_rows });
        }
        let asked = match answer.status {
            401 if self.is_still_known()? => Asked::RowsOfTheKnown(table),
            _ => Asked::Rows(table),
        };
        let json = self.accepted(&answer, asked)?;
        self.answered.get_or_insert(url);
        Ok(Page {
            records: rows::records(table, json)?,
            total: answer.total(),
            next: answer.next_page(),
            limit: self.page_rows,
        })
    }

    /// The address of a page, with [`ROWS`] for how many rows it is to have.
    fn table_url(&self, table: &InstanceTable, query: &Query, offset: u64) -> String {
        let mut url = format!(
            "{}/api/now/table/{}?sysparm_query={}&sysparm_fields={}&sysparm_limit={ROWS}\
             &sysparm_display_value=false&sysparm_exclude_reference_link=true",
            self.instance,
            table.name,
            encoded(&query.to_string()),
            encoded(&table.columns.join(",")),
        );
        if offset > 0 {
            url.push_str(&format!("&sysparm_offset={offset}"));
        }
        url
    }

    /// Whether what was answered before still is: then a 401 is of one table, and not of whoever asks.
    fn is_still_known(&mut self) -> Result<bool> {
        let Some(url) = self.answered.clone() else { return Ok(false) };
        Ok(matches!(self.get(&url)?.status, 200 | 404))
    }

    /// Asks, and once more with a new access token where the old one is no longer good.
    fn get_renewed(&mut self, url: &str) -> Result<Answer> {
        let answer = self.get(url)?;
        if answer.status == 401 && self.login.drop_token() {
            return self.get(url);
        }
        Ok(answer)
    }

    fn get(&mut self, url: &str) -> Result<Answer> {
        self.log_in()?;
        let authorization = self.login.header()?;
        self.send(&|agent, page_rows, longest| {
            let url = url.replace(ROWS, &page_rows.to_string());
            let request = agent.get(url).config().timeout_global(Some(longest)).build();
            request.header("Authorization", authorization.clone()).call()
        })
    }

    /// Fetches an access token, where one is needed and not there.
    fn log_in(&mut self) -> Result<()> {
        let Some(form) = self.login.token_form() else { return Ok(()) };
        let url = format!("{}/oauth_token.do", self.instance);
        let answer = self.send(&|agent, _, longest| {
            agent.post(&url).config().timeout_global(Some(longest)).build().send_form(form.clone())
        })?;
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

    /// Sends until there is an answer that is not a passing failure, or the attempts are used up. The request is told
    /// how many rows to ask for, and how long it may take.
    fn send(&mut self, request: &Request) -> Result<Answer> {
        let mut attempt = 1;
        loop {
            let failure = match self.send_once(request) {
                Ok(answer) => return Ok(answer),
                Err(failure) => failure,
            };
            let (what, asked) = match failure {
                Failure::Lasting(what) => return Err(self.unanswered(&what)),
                Failure::Passing { what, wait } => (what, wait),
                Failure::Cancelled(words) => (self.ask_for_fewer(&words), None),
            };
            if attempt >= self.limits.attempts {
                return Err(self.unanswered(&what))
                    .with_context(|| format!("gave up after {}", amount(attempt, "attempt")));
            }
            let wait = self.wait(attempt, asked)?;
            log::info!(
                "asking {}: {}; attempt {attempt} of {}, next in {:.1} s",
                self.instance,
                self.login.struck_out(&what),
                self.limits.attempts,
                wait.as_secs_f64()
            );
            (self.sleep)(wait.min((self.left)()));
            attempt += 1;
        }
    }

    /// Half as many rows at once from now on, as the instance takes too long for more; what to say of it.
    fn ask_for_fewer(&mut self, words: &str) -> String {
        let rows = self.page_rows;
        self.page_rows = (rows / 2).max(1);
        let rows = amount(rows, "row");
        format!("it cancelled the transaction, {words:?}, for {rows} at once: ask for fewer rows")
    }

    fn send_once(&self, request: &Request) -> Result<Answer, Failure> {
        let longest = self.limits.total.min((self.left)());
        if longest.is_zero() {
            return Err(Failure::Lasting("no time is left".to_owned()));
        }
        let answer = Answer::receive(request(&self.agent, self.page_rows, longest)?, self.limits.page_bytes)?;
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

/// Sends one request, for as many rows as it is told, which ends after that time.
type Request<'a> = dyn Fn(&Agent, u64, Duration) -> Result<Response<Body>, ureq::Error> + 'a;

/// Stands in an address for how many rows to ask for; what is encoded has no braces.
const ROWS: &str = "{rows}";

/// How old releases say that no row meets the query, with status 404.
const NO_ROWS: &str = "No Record found";
