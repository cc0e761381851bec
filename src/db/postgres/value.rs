//! Values between PostgreSQL and the program: they go as text and take the type that the server expects.

use anyhow::{Context, Result, bail};
use bytes::BytesMut;
use postgres::types::{Format, FromSql, IsNull, Kind as TypeKind, ToSql, Type, to_sql_checked};

use crate::db::{Column, Kind, Row, Value};

type Refused = Box<dyn std::error::Error + Sync + Send>;

impl ToSql for Value {
    fn to_sql(&self, _: &Type, out: &mut BytesMut) -> Result<IsNull, Refused> {
        match self {
            Self::Null => return Ok(IsNull::Yes),
            Self::Integer(integer) => out.extend_from_slice(integer.to_string().as_bytes()),
            Self::Text(text) => out.extend_from_slice(text.as_bytes()),
        }
        Ok(IsNull::No)
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    fn encode_format(&self, _: &Type) -> Format {
        Format::Text
    }

    to_sql_checked!();
}

impl<'a> FromSql<'a> for Value {
    fn from_sql(ty: &Type, raw: &'a [u8]) -> Result<Self, Refused> {
        let ty = match ty.kind() {
            TypeKind::Domain(base) => base,
            _ => ty,
        };
        Ok(match *ty {
            Type::BOOL => Self::Integer(bool::from_sql(ty, raw)?.into()),
            Type::INT2 => Self::Integer(i16::from_sql(ty, raw)?.into()),
            Type::INT4 => Self::Integer(i32::from_sql(ty, raw)?.into()),
            Type::INT8 => Self::Integer(i64::from_sql(ty, raw)?),
            Type::FLOAT4 => Self::Text(f32::from_sql(ty, raw)?.to_string()),
            Type::FLOAT8 => Self::Text(f64::from_sql(ty, raw)?.to_string()),
            Type::NUMERIC => numeric(raw).ok_or("a number that cannot be read")?,
            Type::TEXT | Type::VARCHAR | Type::BPCHAR | Type::NAME | Type::UNKNOWN => {
                Self::Text(std::str::from_utf8(raw)?.to_owned())
            }
            _ => return Err(format!("a value of the type {ty}: CAST it to TEXT").into()),
        })
    }

    fn from_sql_null(_: &Type) -> Result<Self, Refused> {
        Ok(Self::Null)
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}

/// A number of any length, as sums are: groups of four decimal digits, the first with a weight.
fn numeric(raw: &[u8]) -> Option<Value> {
    let short = |place: usize| Some(i16::from_be_bytes([*raw.get(2 * place)?, *raw.get(2 * place + 1)?]));
    let (count, weight, sign, scale) = (short(0)?, short(1)?, short(2)?, short(3)?);
    let digit = |place: i16| if place < count { short(4 + usize::try_from(place).ok()?) } else { Some(0) };
    let mut whole = String::new();
    for place in 0..=weight {
        whole.push_str(&format!("{:04}", digit(place)?));
    }
    let mut part = String::new();
    for place in weight + 1..weight + 1 + (scale + 3) / 4 {
        part.push_str(&format!("{:04}", if place < 0 { 0 } else { digit(place)? }));
    }
    part.truncate(usize::try_from(scale).ok()?);
    let whole = whole.trim_start_matches('0');
    let whole = format!("{}{}", if sign == 0 { "" } else { "-" }, if whole.is_empty() { "0" } else { whole });
    Some(match part.is_empty() {
        true => whole.parse().map_or(Value::Text(whole), Value::Integer),
        false => Value::Text(format!("{whole}.{part}")),
    })
}

/// The values of a row.
pub(super) fn values(row: &postgres::Row) -> Result<Vec<Value>> {
    (0..row.len()).map(|column| row.try_get(column).context("reading what the server returned")).collect()
}

/// A column as the server describes it: its type, and what stands in it by default.
pub(super) fn column(row: &Row) -> Result<Column> {
    let kind = match row.get::<String>("type")?.as_str() {
        "bigint" | "integer" => Kind::Integer,
        "flag" => Kind::Boolean,
        "datetime" => Kind::Time,
        _ => Kind::Text,
    };
    let written: Option<String> = row.get("default_value")?;
    let default = match written.filter(|_| kind != Kind::Time && row.get("not_null").unwrap_or(false)) {
        Some(number) if kind == Kind::Integer => number.parse().map_or(Value::Null, Value::Integer),
        Some(text) => literal(&text),
        None => Value::Null,
    };
    Ok(Column { name: row.get("name")?, kind, default })
}

/// The text of `'new'::text`.
fn literal(written: &str) -> Value {
    let text = written.strip_prefix('\'').and_then(|rest| rest.split_once('\''));
    text.map_or_else(|| Value::Text(written.to_owned()), |(text, _)| Value::Text(text.to_owned()))
}

/// The values that a statement asks for, in the order of its numbers.
pub(super) fn bound<'a>(name: &str, names: &[String], params: &'a [(&str, Value)]) -> Result<Vec<&'a Value>> {
    let mut values = Vec::with_capacity(names.len());
    for asked in names {
        match params.iter().find(|(given, _)| given == asked) {
            Some((_, value)) => values.push(value),
            None => bail!("{name} asks for the parameter :{asked}, which is not given"),
        }
    }
    Ok(values)
}
