//! When a job comes due.
use crate::span::Span;
use crate::time::Time;
pub mod cron {
    use crate::time::Time;
    #[derive(Clone, Debug)]
    pub struct Cron;
    impl Cron {
        pub fn parse(_expression: &str, _timezone: Option<&str>) -> anyhow::Result<Self> { Ok(Self) }
        pub fn next_after(&self, _after: Time) -> Option<Time> { None }
    }
}
#[derive(Clone, Debug)]
pub enum Schedule { Every(Span), Cron(cron::Cron) }
impl Schedule {
    pub fn next_after(&self, after: Time, anchor: Time) -> Option<Time> {
        match self {
            Self::Every(span) => { let s = span.seconds(); let k = after.since(anchor).seconds() / s + 1; Some(if after < anchor { anchor } else { anchor + Span::from_seconds(k * s) }) }
            Self::Cron(c) => c.next_after(after),
        }
    }
    pub fn occurrences_between(&self, from: Time, to: Time, anchor: Time) -> impl Iterator<Item = Time> {
        let mut at = from;
        std::iter::from_fn(move || { at = self.next_after(at, anchor)?; (at <= to).then_some(at) })
    }
}
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize, Default)]
#[serde(rename_all = "lowercase")]
pub enum Misfire { #[default] Once, All, Skip }
