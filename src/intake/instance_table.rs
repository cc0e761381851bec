//! What there is to know of a table of an instance, and the questions that are asked of it.

use super::{labels, tables};
use crate::db::{Kind, Sql, schema};

/// One table of an instance, as far as midjobs keeps it.
#[derive(Debug)]
pub struct InstanceTable {
    /// Its name, there and here.
    pub name: &'static str,
    /// Its columns that are the instance's; all else of the schema is midjobs' own. A pull asks for these and no
    /// others, and never for a password.
    pub columns: &'static [&'static str],
    /// The columns without which a row says something else.
    pub needed: &'static [&'static str],
    /// Those without which a row cannot be taken in at all.
    pub must_have: &'static [&'static str],
    /// The columns that hold the sys_id of a row elsewhere, and what that row is.
    pub references: &'static [(&'static str, &'static Reference)],
    /// What is stored for each label that lists and display values show, by column.
    pub choices: &'static [(&'static str, Choices)],
    /// What an extract that lacks a row says about it.
    pub extract: Extract,
    /// The order in which a pull reads it.
    pub order: Order,
    /// The rows of it that are of use, as a list of an instance is asked for them; empty for all.
    pub list_query: &'static str,
    /// The role that may read it on an instance as delivered, for the advice in an error.
    pub readers: &'static str,
}

/// Labels and what is stored for them.
pub type Choices = &'static [(&'static str, &'static str)];

/// What an extract of a table can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extract {
    /// The whole table: a row that it lacks may be gone.
    Whole,
    /// A part of what happened: rows are only ever added.
    OnlyAdded,
}

/// The order in which a table is read, which is also how its next page is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// By `sys_id`.
    Id,
    /// By `sys_created_on`, then `sys_id`: rows that come in while it is read are at the end.
    Creation,
}

/// What a column refers to. A list shows it by a name, where the database has a sys_id.
#[derive(Debug)]
pub struct Reference {
    /// The table of the row that is meant.
    pub table: &'static str,
    /// The column of it whose text a name is looked up in.
    pub named_by: &'static str,
    /// The statement that finds the rows that a name may mean.
    pub find: Sql<'static>,
}

impl InstanceTable {
    /// What a column holds; `None` where the table has no such column.
    pub fn kind(&self, column: &str) -> Option<Kind> {
        let found = schema::columns().iter().find(|known| known.table == self.name && known.name == column);
        found.map(|known| known.kind)
    }

    /// What is stored for a label of a column; `None` where it is not a label.
    pub fn stored_choice(&self, column: &str, label: &str) -> Option<&'static str> {
        self.choices_of(column).iter().find(|(known, _)| *known == label).map(|(_, stored)| *stored)
    }

    /// The labels of a column; none where it has no choices.
    pub fn choices_of(&self, column: &str) -> Choices {
        self.choices.iter().find(|(name, _)| *name == column).map_or(&[], |(_, choices)| choices)
    }

    /// What a column refers to; `None` where it is not a reference.
    pub fn reference(&self, column: &str) -> Option<&'static Reference> {
        self.references.iter().find(|(name, _)| *name == column).map(|(_, reference)| *reference)
    }

    /// The column that a label of a list stands for, in capitals or not.
    pub fn labelled(&self, label: &str) -> Option<&'static str> {
        labels::column(self.name, label).filter(|column| self.columns.contains(column))
    }

    /// Where its rows are to be had as XML, which carries sys_ids.
    pub fn xml_list(&self) -> String {
        self.list("XML")
    }

    /// Where its rows are to be had as CSV with all their columns.
    pub fn csv_list(&self) -> String {
        self.list("CSV&sysparm_default_export_fields=all")
    }

    fn list(&self, form: &str) -> String {
        let query = if self.list_query.is_empty() { "" } else { "&sysparm_query=" };
        format!("https://INSTANCE/{}_list.do?{form}{query}{}", self.name, self.list_query)
    }

    /// How to get rows that can be loaded: for errors.
    pub fn ways_to_export(&self) -> String {
        format!(
            "the rows of {} need {}: export the list as XML ({}) or as CSV with all fields ({})",
            self.name,
            self.needed.join(", "),
            self.xml_list(),
            self.csv_list()
        )
    }

    /// How many steps of references its rows stand away from rows that refer to nothing.
    pub fn depth(&self) -> usize {
        let targets = self.references.iter().filter_map(|(_, reference)| tables::table(reference.table));
        targets.map(|table| table.depth() + 1).max().unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::intake::tables::{TABLES, names_a_secret};

    /// Columns of these tables that are midjobs' own.
    const OWN: &[(&str, &str)] = &[
        ("ecc_agent_issue", "user_name"),
        ("ecc_agent_issue", "acknowledged_on"),
        ("ecc_agent_issue", "acknowledged_until"),
        ("ecc_agent_issue", "acknowledged_reason"),
        ("ecc_agent_issue", "run"),
        ("ecc_agent_issue", "unconfirmed"),
        ("clone_instance", "scheduled_on"),
        ("clone_instance", "waiting_check"),
        ("clone_instance", "checked_again_on"),
        ("clone_instance", "sys_created_on"),
    ];

    #[test]
    fn the_list_has_every_column_of_the_schema_and_no_other() {
        for table in TABLES {
            let of_schema = schema::columns().iter().filter(|column| column.table == table.name);
            let of_schema: BTreeSet<&str> = of_schema.map(|column| column.name).collect();
            let own = OWN.iter().filter(|(of, _)| *of == table.name).map(|(_, column)| *column);
            let listed: BTreeSet<&str> = table.columns.iter().copied().chain(own).collect();
            assert_eq!(listed, of_schema, "{}", table.name);
        }
    }

    #[test]
    fn no_column_is_ever_a_password() {
        for table in TABLES {
            assert!(!table.columns.iter().any(|column| names_a_secret(column)), "{}", table.name);
        }
    }

    #[test]
    fn what_is_needed_and_what_has_choices_are_columns() {
        for table in TABLES {
            let chosen = table.choices.iter().map(|(column, _)| column);
            let refers = table.references.iter().map(|(column, _)| column);
            for column in table.needed.iter().chain(table.must_have).chain(chosen).chain(refers) {
                assert!(table.columns.contains(column), "{}.{column}", table.name);
            }
            assert!(table.must_have.contains(&"sys_id"), "{}", table.name);
            assert!(table.must_have.iter().all(|column| table.needed.contains(column)), "{}", table.name);
            let ordered_by_creation = table.order == Order::Creation;
            assert!(!ordered_by_creation || table.needed.contains(&"sys_created_on"), "{}", table.name);
        }
    }

    #[test]
    fn what_a_reference_names_is_a_column_of_a_table_that_refers_to_nothing() {
        let all = TABLES.iter().flat_map(|table| table.references.iter().map(move |found| (table, found)));
        let mut seen = Vec::new();
        for (table, (column, reference)) in all {
            let target = tables::table(reference.table).unwrap();
            assert!(target.columns.contains(&reference.named_by), "{}.{column}", table.name);
            assert!(target.needed.contains(&reference.named_by), "{}.{column}", table.name);
            assert_eq!((target.depth(), table.depth()), (0, 1), "{}.{column}", table.name);
            seen.push(format!("{}.{column}", table.name));
        }
        let expected = [
            "ecc_agent_config.ecc_agent",
            "ecc_agent_issue.mid_server",
            "sys_user_has_role.user",
            "sys_user_has_role.role",
            "sys_user_role_contains.role",
            "sys_user_role_contains.contains",
        ];
        assert_eq!(seen, expected);
    }

    #[test]
    fn a_label_stands_for_a_column_of_its_table() {
        for (table, label, column) in labels::all() {
            let table = tables::table(table).unwrap();
            assert!(table.columns.contains(&column), "{}.{column}", table.name);
            assert_eq!(table.labelled(&label.to_uppercase()), Some(column), "{}: {label}", table.name);
        }
        for table in TABLES {
            assert_eq!(table.labelled("Sys ID"), Some("sys_id"), "{}", table.name);
            let unlabelled = table.columns.iter().find(|column| !labels::has(table.name, column));
            assert_eq!(unlabelled, None, "{}", table.name);
        }
        assert_eq!(tables::SYS_USER_ROLE.labelled("Created"), None);
    }
}
