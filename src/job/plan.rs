//! `[schedule]` of a job file: when the job comes due.

use std::ops::Range;

use anyhow::{Result, bail};
use toml::Spanned;

use super::form::ScheduleTable;
use super::param::Param;
use super::reader::Reader;
use super::{Plan, every};
use crate::schedule::Schedule;
use crate::schedule::cron::Cron;
use crate::schedule::zone::Zone;
use crate::time::Span;

/// The keys of which a schedule has one.
const WHEN: [&str; 3] = ["every", "cron", "on"];

/// What a job has whose plan cannot be read: it lets its statements ask for all that any job can.
const ANY: Plan = Plan::AfterClone(Span::from_seconds(0));

impl Reader<'_> {
    /// When it comes due.
    pub(super) fn plan(
        &mut self,
        table: Option<&Spanned<ScheduleTable>>,
        params: &[(String, Param)],
    ) -> Plan {
        let Some(table) = table else {
            return if self.document.may_have(None, &["schedule"]) { ANY } else { Plan::OnRequest };
        };
        let (place, table) = (table.span(), table.get_ref());
        self.belongs(table.timezone.as_ref(), table.cron.is_some(), "timezone belongs to cron");
        self.belongs(table.after.as_ref(), table.on.is_some(), "after belongs to on = \"clone\"");
        match (&table.every, &table.cron, &table.on) {
            (Some(every), None, None) => self.keep(every.span(), every_plan(every.get_ref(), params)),
            (None, Some(cron), None) => self.cron(cron, table.timezone.as_ref()),
            (None, None, Some(on)) => self.after_clone(on, table.after.as_ref()),
            _ => self.when_is_not_one(place),
        }
        .unwrap_or(ANY)
    }

    fn belongs(&mut self, key: Option<&Spanned<String>>, holds: bool, message: &str) {
        if let Some(key) = key {
            self.ensure(key.span(), holds, message);
        }
    }

    fn cron(&mut self, cron: &Spanned<String>, zone: Option<&Spanned<String>>) -> Option<Plan> {
        let expression = cron.get_ref();
        let plain = self.keep(cron.span(), Cron::parse(expression, None));
        let Some(zone) = zone else {
            let (schedule, text) = (Schedule::Cron(plain?), format!("cron {expression}"));
            return Some(Plan::Repeat { schedule, text, period_param: None });
        };
        self.keep(zone.span(), zone.get_ref().parse::<Zone>())?;
        let schedule = Schedule::Cron(Cron::parse(expression, Some(zone.get_ref())).ok()?);
        let text = format!("cron {expression} {}", zone.get_ref());
        Some(Plan::Repeat { schedule, text, period_param: None })
    }

    fn after_clone(&mut self, on: &Spanned<String>, after: Option<&Spanned<String>>) -> Option<Plan> {
        let event = on.get_ref();
        let message = format!("a job cannot wait for {event:?}: write on = \"clone\"");
        self.ensure(on.span(), event == "clone", message);
        match after {
            Some(_) => self.span(after).map(Plan::AfterClone),
            None => Some(ANY),
        }
    }

    fn when_is_not_one(&mut self, place: Range<usize>) -> Option<Plan> {
        let meant = self.document.may_have(Some(place.clone()), &WHEN);
        self.ensure(
            place,
            meant,
            "a schedule has one of every, cron, on; leave [schedule] out for a job that only runs on request",
        );
        None
    }
}

/// `every = "4h"`, or `every = ":period"` for the interval in a parameter, so that one setting moves both.
fn every_plan(text: &str, params: &[(String, Param)]) -> Result<Plan> {
    let named = text.strip_prefix(':');
    let param = match named {
        Some(name) => match params.iter().find(|(known, _)| known == name) {
            Some((_, param)) => param.clone(),
            None => bail!("every = {text:?} names a parameter that [params] does not have"),
        },
        None => Param::from_text(text)?,
    };
    let Param::Span(span) = param else {
        bail!("every = {text:?} is not a length of time: write 90s, 5m, 4h or 1d");
    };
    let (schedule, text) = every(span);
    Ok(Plan::Repeat { schedule, text, period_param: named.map(str::to_owned) })
}
