//! The second schema is in step with the first: tables, columns, defaults, checks, comments, indexes, views, triggers.

use std::path::Path;
use std::{env, fs};

use super::server::Server;
use super::translation;

/// The folders of a schema, in order.
fn folders(schema: &str) -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("sql").join(schema);
    let names = fs::read_dir(root).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names.collect();
    names.sort();
    names
}

fn text(schema: &str, folder: &str, file: &str) -> String {
    fs::read_to_string(path(schema, folder, file)).unwrap_or_default()
}

fn path(schema: &str, folder: &str, file: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("sql").join(schema).join(folder).join(file)
}

/// All of the second schema, in the order in which it is made.
pub fn whole() -> String {
    let files = folders("schema-postgres").into_iter().flat_map(|folder| {
        ["up.sql", "days.sql", "triggers.sql"].map(|file| text("schema-postgres", &folder, file))
    });
    files.collect::<Vec<_>>().join("\n")
}

#[test]
fn what_the_first_schema_makes_the_second_makes_in_its_own_words() {
    for folder in folders("schema") {
        let expected = translation::translated(&text("schema", &folder, "up.sql"));
        if !expected.contains("CREATE") {
            continue;
        }
        if env::var_os("UPDATE_SNAPSHOTS").is_some() {
            let file = path("schema-postgres", &folder, "up.sql");
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, &expected).unwrap();
        }
        let found = text("schema-postgres", &folder, "up.sql");
        let differs =
            expected.lines().zip(found.lines().chain(std::iter::repeat(""))).find(|(one, two)| one != two);
        assert!(
            expected == found,
            "sql/schema/{folder}/up.sql says\n{}\nbut sql/schema-postgres/{folder}/up.sql\n{}\n\
             `UPDATE_SNAPSHOTS=1 cargo nextest run -E 'test(postgres::schema)'` writes tables, indexes and views anew; triggers \
             are written by hand in triggers.sql beside it",
            differs.map_or("nothing more", |(one, _)| one),
            differs.map_or("goes on", |(_, two)| two),
        );
    }
}

#[test]
fn both_schemas_have_the_same_triggers() {
    for folder in folders("schema") {
        let (first, second) =
            (text("schema", &folder, "up.sql"), text("schema-postgres", &folder, "triggers.sql"));
        assert_eq!(
            translation::triggers(&first),
            translation::triggers(&second),
            "sql/schema/{folder}/up.sql and sql/schema-postgres/{folder}/triggers.sql: write the trigger in PL/pgSQL too"
        );
    }
}

#[test]
fn the_second_schema_explains_every_table_column_and_view() {
    let Some(server) = Server::start() else { return };
    let mut client = server.client("postgres");
    client.batch_execute(&whole()).unwrap();
    let unexplained = "SELECT c.relname || coalesce('.' || a.attname, '')
         FROM pg_class AS c
         LEFT JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND c.relkind IN ('r', 'p')
         WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v')
             AND (obj_description(c.oid) IS NULL OR (c.relkind IN ('r', 'p') AND NOT c.relispartition AND col_description(c.oid, a.attnum) IS NULL))";
    let unexplained: Vec<String> =
        client.query(unexplained, &[]).unwrap().iter().map(|row| row.get(0)).collect();
    assert_eq!(unexplained, Vec::<String>::new());
    let text = "SELECT count(*) FROM information_schema.columns AS c JOIN pg_class AS t ON t.relname = c.table_name
         WHERE c.table_schema = 'public' AND t.relkind IN ('r', 'p') AND c.data_type = 'text' AND c.collation_name IS DISTINCT FROM 'C'
             AND c.domain_name IS NULL";
    assert_eq!(
        client.query_one(text, &[]).unwrap().get::<_, i64>(0),
        0,
        "text that is not compared by its bytes"
    );
}
