//! The guard tried on everything that has a name: no statement of a user's reaches what midjobs keeps.

use std::collections::BTreeSet;

use crate::db::Sql;
use crate::db::engine::Engine;
use crate::db::guarded::{KEPT, WRITABLE};
use crate::db::schema::{self, Made};
use crate::db::sqlite::File;

/// A row in each table that is kept, and tables of the user's own.
const ROWS: &str = "
    INSERT INTO sys_trigger (name, next_action) VALUES ('bystander', '2026-03-01 12:00:00');
    INSERT INTO sys_trigger_run (job, due, started, outcome) SELECT 'bystander', '2026-03-01 12:00:00',
        '2026-03-01 12:00:00', 'running' WHERE 0;
    INSERT INTO syslog (sys_created_on, source, message) VALUES ('2026-03-01 12:00:00', 'bystander', 'x');
    INSERT INTO job_setting VALUES ('bystander', 'name', 'value', '2026-03-01 12:00:00');
    INSERT INTO table_never VALUES ('bystander', 'x', '2026-03-01 12:00:00');
    INSERT INTO job_doubt VALUES ('bystander', 'x', 'x', '2026-03-01 12:00:00');
    INSERT INTO load_coverage (table_name, origin, place, loaded_on, extracted_on, row_count)
        VALUES ('bystander', 'import', 'x', '2026-03-01 12:00:00', '2026-03-01 12:00:00', 1);
    CREATE TABLE mine (a, b); CREATE VIEW my_view AS SELECT a, b FROM mine; INSERT INTO mine VALUES (1, 2);
    CREATE TABLE counted (a INTEGER PRIMARY KEY AUTOINCREMENT)";

/// What writes to a table, each as it could stand in a trigger: INSERT, UPDATE and DELETE are all there is.
const WRITES: [&str; 5] = [
    "INSERT INTO {kept} SELECT * FROM {kept}",
    "INSERT OR REPLACE INTO {kept} SELECT * FROM {kept}",
    "REPLACE INTO {kept} SELECT * FROM {kept}",
    "UPDATE {kept} SET rowid = rowid + 1",
    "DELETE FROM {kept}",
];

/// Places that a name can have, and how a statement is then set off: a `;;` between statements.
const PLACES: [(&str, &str); 9] = [
    (
        "trigger",
        "CREATE TRIGGER {name} AFTER INSERT ON mine BEGIN {write}; END;; INSERT INTO mine VALUES (1, 2)",
    ),
    ("trigger", "CREATE TRIGGER {name} BEFORE DELETE ON mine BEGIN {write}; END;; DELETE FROM mine"),
    (
        "trigger",
        "CREATE TRIGGER {name} INSTEAD OF INSERT ON my_view BEGIN {write}; END;; INSERT INTO my_view VALUES (1, 2)",
    ),
    (
        "trigger",
        "CREATE TEMP TRIGGER {name} AFTER INSERT ON mine BEGIN {write}; END;; INSERT INTO mine VALUES (1, 2)",
    ),
    (
        "view",
        "CREATE VIEW {name} AS SELECT 1 AS a;; CREATE TRIGGER t INSTEAD OF INSERT ON {name} BEGIN {write}; END;; INSERT INTO {name} VALUES (1)",
    ),
    ("view", "CREATE TRIGGER t INSTEAD OF DELETE ON {name} BEGIN {write}; END;; DELETE FROM {name}"),
    ("index", "CREATE INDEX {name} ON mine (a);; {write}"),
    (
        "table",
        "CREATE TABLE {name} (a);; CREATE TRIGGER t AFTER INSERT ON {name} BEGIN {write}; END;; INSERT INTO {name} VALUES (1)",
    ),
    ("table", "CREATE TRIGGER t AFTER UPDATE ON {name} BEGIN {write}; END;; UPDATE {name} SET rowid = rowid"),
];

/// What else SQLite asks the authorizer about, with a name in each place that it can have.
const ACTIONS: [(&str, &str); 36] = [
    ("CreateIndex", "CREATE INDEX i ON {name} (1)"),
    ("CreateIndex", "CREATE UNIQUE INDEX i ON {name} (rowid)"),
    ("CreateIndex", "CREATE UNIQUE INDEX {name} ON mine (a)"),
    ("CreateTable", "CREATE TABLE {name} AS SELECT 1 AS a"),
    ("CreateTable", "CREATE TABLE IF NOT EXISTS {name} (a)"),
    ("CreateTempIndex", "CREATE INDEX temp.{name} ON mine (a)"),
    ("CreateTempTable", "CREATE TEMP TABLE {name} (a)"),
    ("CreateTempTrigger", "CREATE TEMP TRIGGER t AFTER UPDATE ON {name} BEGIN SELECT 1; END"),
    ("CreateTempView", "CREATE TEMP VIEW {name} AS SELECT 1 AS a"),
    ("CreateTrigger", "CREATE TRIGGER t BEFORE INSERT ON {name} BEGIN SELECT raise(FAIL, 'no'); END"),
    ("CreateView", "CREATE VIEW {name} AS SELECT 1 AS a"),
    ("DropIndex", "DROP INDEX {name}"),
    ("DropTable", "DROP TABLE {name}"),
    ("DropTable", "DROP TABLE main.{name}"),
    ("DropTrigger", "DROP TRIGGER {name}"),
    ("DropView", "DROP VIEW {name}"),
    ("Pragma", "PRAGMA writable_schema = ON"),
    ("Pragma", "PRAGMA table_info({name})"),
    ("Read", "SELECT * FROM PRAGMA_table_info('{name}')"),
    ("Read", "SELECT * FROM \"Pragma_writable_schema\""),
    ("Transaction", "BEGIN"),
    ("Transaction", "ROLLBACK"),
    ("Attach", "ATTACH '{name}.db' AS {name}"),
    ("Detach", "DETACH {name}"),
    ("AlterTable", "ALTER TABLE {name} RENAME TO other"),
    ("AlterTable", "ALTER TABLE mine RENAME TO {name}"),
    ("AlterTable", "ALTER TABLE {name} ADD COLUMN z"),
    ("AlterTable", "ALTER TABLE {name} DROP COLUMN name"),
    ("AlterTable", "ALTER TABLE {name} RENAME COLUMN name TO z"),
    ("Analyze", "ANALYZE {name}"),
    ("CreateVtable", "CREATE VIRTUAL TABLE {name} USING fts5(a)"),
    ("DropVtable", "CREATE VIRTUAL TABLE {name} USING rtree(id, a, b)"),
    ("Function", "SELECT load_extension('{name}')"),
    ("Function", "SELECT Load_Extension('{name}', 'x')"),
    ("Savepoint", "SAVEPOINT {name}"),
    ("Savepoint", "ROLLBACK TO {name}"),
];

/// SQLite's own tables: a write to them is refused, or they stay as they were.
const OF_SQLITE: [&str; 4] = ["sqlite_sequence", "sqlite_schema", "sqlite_master", "SQLITE_SEQUENCE"];

fn with_rows() -> File {
    let db = File::in_memory().unwrap();
    db.connection.execute_batch(ROWS).unwrap();
    db
}

/// All that no step may change: every object of the schema, and every row of what is kept.
fn kept(db: &File) -> String {
    let mut all = String::new();
    let tables = KEPT.iter().map(|(table, _)| *table).chain(["sqlite_sequence"]);
    let ours = "SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE name NOT IN ('mine', 'my_view', 'counted')".to_owned();
    for query in tables.map(|table| format!("SELECT * FROM {table}")).chain([ours]) {
        let mut statement = db.connection.prepare(&query).unwrap();
        let columns = statement.column_count();
        let mut rows = statement.query([]).unwrap();
        while let Some(row) = rows.next().unwrap() {
            let values = (0..columns).map(|column| format!("{:?}|", row.get_ref(column).unwrap()));
            all.extend(values);
        }
    }
    all
}

/// Carries statements out under the guard until one is refused; says whether all went through.
fn goes_through(db: &File, statements: &str) -> bool {
    statements.split(";; ").all(|text| {
        let sql = Sql::new("step 1", text);
        db.guarded("step 1", || db.examine(sql).and_then(|_| db.execute(sql, &[]))).is_ok()
    })
}

struct Trial {
    db: File,
    kept: String,
    tried: usize,
}

impl Trial {
    fn begin() -> Self {
        let db = with_rows();
        Self { kept: kept(&db), db, tried: 0 }
    }

    /// Tries statements, undoes them, and says whether they reached anything that is kept.
    fn attempt(&mut self, statements: &str) {
        self.tried += statements.split(";; ").count();
        self.db.connection.execute_batch("SAVEPOINT trial").unwrap();
        if goes_through(&self.db, statements) {
            // What is the user's own may be there in addition.
            let reached = self.kept != kept(&self.db);
            assert!(!reached, "it reached what is kept: {statements}");
        }
        let undo = self.db.connection.execute_batch("ROLLBACK TO trial; RELEASE trial");
        assert!(undo.is_ok(), "it left the transaction: {statements}");
    }
}

fn names() -> BTreeSet<&'static str> {
    schema::made().map(|(_, name)| name).collect()
}

fn kept_tables() -> impl Iterator<Item = &'static str> {
    KEPT.iter().map(|(table, _)| *table).chain(OF_SQLITE)
}

#[test]
#[should_panic(expected = "it reached what is kept")]
fn a_statement_that_reaches_something_would_be_noticed() {
    let mut trial = Trial::begin();
    // As a hole in the guard would do.
    trial.db.connection.execute_batch("DELETE FROM job_doubt").unwrap();
    trial.attempt("DELETE FROM mine");
}

#[test]
fn no_action_reaches_what_is_kept_under_any_name_of_the_schema_in_any_place() {
    let mut trial = Trial::begin();
    for table in kept_tables() {
        for write in WRITES.map(|write| write.replace("{kept}", table)) {
            trial.attempt(&write);
            for name in names() {
                for (_, place) in PLACES {
                    trial.attempt(&place.replace("{name}", name).replace("{write}", &write));
                }
            }
        }
    }
    for name in names() {
        for (_, action) in ACTIONS {
            trial.attempt(&action.replace("{name}", name));
            trial.attempt(&action.replace("{name}", &name.to_uppercase()));
        }
    }
    let actions: BTreeSet<_> = ACTIONS.iter().map(|(action, _)| action).collect();
    println!(
        "{} statements tried: {} writes to {} tables and {} actions, {} names in {} places; nothing kept was reached",
        trial.tried,
        WRITES.len(),
        kept_tables().count(),
        actions.len(),
        names().len(),
        PLACES.len()
    );
}

#[test]
fn a_trigger_that_is_there_already_is_not_trusted_for_a_name_of_ours() {
    let mut tried = 0;
    for name in names() {
        for timing in ["AFTER INSERT ON mine", "INSTEAD OF INSERT ON my_view"] {
            let db = with_rows();
            let kept = kept(&db);
            let planted = format!(
                "CREATE TRIGGER {name} {timing} BEGIN DELETE FROM syslog; UPDATE sys_trigger SET active = 0; END"
            );
            // Only another trigger can have taken the name.
            if db.connection.execute_batch(&planted).is_ok() {
                let fired = if timing.ends_with("mine") {
                    "INSERT INTO mine VALUES (1, 2)"
                } else {
                    "INSERT INTO my_view VALUES (1, 2)"
                };
                assert!(!goes_through(&db, fired), "{planted}");
                db.connection.execute_batch(&format!("DROP TRIGGER {name}")).unwrap();
                assert_eq!(super::tests::kept(&db), kept, "{planted}");
                tried += 1;
            }
        }
    }
    assert!(tried > 80, "{tried}");
}

#[test]
fn every_table_of_the_schema_is_kept_or_may_be_written_to() {
    let tables: BTreeSet<_> =
        schema::made().filter(|(made, _)| *made == Made::Table).map(|(_, name)| name).collect();
    let known: BTreeSet<_> = KEPT.iter().map(|(table, _)| *table).chain(WRITABLE).collect();
    assert_eq!(
        tables, known,
        "say in KEPT where to turn instead of writing to a new table, or add it to WRITABLE"
    );
    assert_eq!(known.len(), KEPT.len() + WRITABLE.len(), "a table is one or the other");
}

#[test]
fn dropping_a_table_of_ones_own_forgets_what_sqlite_counted_there_and_nothing_else() {
    let db = with_rows();
    db.connection.execute_batch("INSERT INTO counted DEFAULT VALUES; ANALYZE").unwrap();
    for refused in
        ["DELETE FROM sqlite_sequence", "DELETE FROM sqlite_stat1", "UPDATE sqlite_stat1 SET stat = '1'"]
    {
        assert!(!goes_through(&db, refused), "{refused}");
    }
    assert!(goes_through(&db, "DROP TABLE counted"));
    assert!(!goes_through(&db, "DELETE FROM sqlite_sequence"));
    let left = "SELECT group_concat(name) FROM sqlite_sequence";
    let left: String = db.connection.query_row(left, [], |row| row.get(0)).unwrap();
    assert_eq!(left, "outbox_event,load_coverage");
}

#[test]
fn a_file_is_not_trusted_and_references_are_not_enforced() {
    use rusqlite::config::DbConfig;
    let db = with_rows();
    for (setting, on) in [
        (DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true),
        (DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false),
        (DbConfig::SQLITE_DBCONFIG_ENABLE_FKEY, false),
    ] {
        assert_eq!(db.connection.db_config(setting).unwrap(), on, "{setting:?}");
    }
    let secure: i64 = db.connection.pragma_query_value(None, "secure_delete", |row| row.get(0)).unwrap();
    assert_eq!(secure, 1);
}
