//! Events on their way in that wait to be put in together, in the order of their sys_ids: an index whose keys come in no
//! order is then gone through a few times for a million rows, and not once for each.

use std::rc::Rc;

use crate::db::{Table, Value};

/// How many bytes wait at most: some 130 for each row.
const MOST_BYTES: usize = 8 << 20;

/// Whether an event that waits may be one that was put in, or that waits, under another sys_id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Standing {
    /// It is certainly not.
    New,
    /// It is neither, but may be one that was there before.
    OfBefore,
    /// That is to be looked for.
    Doubtful,
    /// It was found.
    Repeat,
}

/// A row that waits.
#[derive(Clone, Copy)]
pub(super) struct Waiter {
    /// The first letters of its sys_id, as a number that sorts like them.
    order: u64,
    /// Where it begins, which also says what came before it.
    begins: u32,
    /// Which places its record had.
    set: u32,
    /// How it stands.
    pub standing: Standing,
}

/// Rows of one table.
#[derive(Default)]
pub(super) struct Waiting {
    table: Option<Rc<Table>>,
    rows: Vec<Waiter>,
    packed: Packed,
}

/// The values of rows in one piece.
#[derive(Default)]
pub(super) struct Packed {
    bytes: Vec<u8>,
    sets: Vec<Rc<[usize]>>,
}

impl Packed {
    /// The values of a row, in the order of the columns, written over what stands there.
    pub fn read(&self, row: &Waiter, values: &mut [Value]) {
        let mut rest = self.bytes.get(row.begins as usize..).unwrap_or_default();
        values.iter_mut().for_each(|value| rest = unpack(rest, value));
    }

    /// The places that the record of a row had.
    pub fn set(&self, row: &Waiter) -> Rc<[usize]> {
        self.sets.get(row.set as usize).map_or_else(|| [].into(), Rc::clone)
    }
}

impl Waiting {
    /// Takes a row, and which of its values its record had; says whether it is time to put the rows in.
    pub fn add(
        &mut self,
        (table, set): (&Rc<Table>, &Rc<[usize]>),
        values: &[Value],
        standing: Standing,
    ) -> bool {
        if self.table.is_none() {
            self.table = Some(Rc::clone(table));
            // Once for all: memory that grows is there twice meanwhile.
            self.packed.bytes.reserve(MOST_BYTES);
        }
        if self.packed.sets.last().is_none_or(|last| !Rc::ptr_eq(last, set)) {
            self.packed.sets.push(Rc::clone(set));
        }
        let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        let (begins, set) = (number(self.packed.bytes.len()), number(self.packed.sets.len() - 1));
        values.iter().for_each(|value| pack(value, &mut self.packed.bytes));
        self.rows.push(Waiter { order: order(values.first()), begins, set, standing });
        self.packed.bytes.len() + self.rows.len() * size_of::<Waiter>() >= MOST_BYTES
    }

    /// How many rows wait.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// The table of the rows; `None` where there are none.
    pub fn table(&self) -> Option<Rc<Table>> {
        self.table.clone()
    }

    /// Those that are certainly new, in the order of their sys_ids; of those that begin alike, the first that came is first.
    pub fn new_in_order(&mut self) -> (&[Waiter], &Packed) {
        self.rows.sort_unstable_by_key(|row| (row.standing, row.order, row.begins));
        let new = self.rows.partition_point(|row| row.standing == Standing::New);
        (&self.rows[..new], &self.packed)
    }

    /// All of them in the order in which they came.
    pub fn as_they_came(&mut self) -> (&mut [Waiter], &Packed) {
        self.rows.sort_unstable_by_key(|row| row.begins);
        (&mut self.rows, &self.packed)
    }

    /// None waits any more; their memory stays for the next.
    pub fn clear(&mut self) {
        self.table = None;
        self.rows.clear();
        self.packed.bytes.clear();
        self.packed.sets.clear();
    }
}

/// A sys_id is the first column of every table.
fn order(sys_id: Option<&Value>) -> u64 {
    let Some(Value::Text(sys_id)) = sys_id else { return 0 };
    sys_id.as_bytes().first_chunk().copied().map_or(0, u64::from_be_bytes)
}

/// What a value is, and its bytes; before those of a text, how many.
fn pack(value: &Value, bytes: &mut Vec<u8>) {
    match value {
        Value::Null => bytes.push(0),
        Value::Integer(integer) => {
            bytes.push(1);
            bytes.extend_from_slice(&integer.to_le_bytes());
        }
        Value::Text(text) => {
            bytes.push(2);
            bytes.extend_from_slice(&u32::try_from(text.len()).unwrap_or(u32::MAX).to_le_bytes());
            bytes.extend_from_slice(text.as_bytes());
        }
    }
}

/// The value that begins the bytes, written over another one; returns what follows it.
fn unpack<'b>(bytes: &'b [u8], value: &mut Value) -> &'b [u8] {
    let Some((kind, rest)) = bytes.split_first() else { return bytes };
    if let (1, Some((integer, rest))) = (kind, rest.split_first_chunk()) {
        *value = Value::Integer(i64::from_le_bytes(*integer));
        return rest;
    }
    if let (2, Some((length, rest))) = (kind, rest.split_first_chunk()) {
        let (text, rest) = rest.split_at_checked(u32::from_le_bytes(*length) as usize).unwrap_or((rest, &[]));
        write_over(value, std::str::from_utf8(text).unwrap_or_default());
        return rest;
    }
    *value = Value::Null;
    rest
}

fn write_over(value: &mut Value, new: &str) {
    match value {
        Value::Text(text) => {
            text.clear();
            text.push_str(new);
        }
        other => *other = new.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_come_back_as_they_were_packed_whatever_stood_there() {
        let packed = [Value::Null, Value::Integer(-7), "".into(), "é ü".into(), Value::Integer(i64::MAX)];
        let mut bytes = Vec::new();
        packed.iter().for_each(|value| pack(value, &mut bytes));
        for before in [Value::Null, Value::Integer(1), "longer than what comes".into()] {
            let mut values = vec![before; packed.len()];
            let rest = values.iter_mut().fold(&bytes[..], |rest, value| unpack(rest, value));
            assert_eq!((&values[..], rest.len()), (&packed[..], 0));
        }
    }
}
