//! What to export is said where somebody needs it: in the help, in the document, and in the error.

use midjobs::intake::tables::{ECC_AGENT, TABLES};

use crate::support::Test;

#[test]
fn help_and_document_name_every_table_with_its_least_columns_and_a_list_that_has_them() {
    let help = Test::new().run(&["import", "--help"]).done().stdout();
    let document = include_str!("../../../docs/import.md").to_owned();
    for said in [help, document] {
        // A narrow terminal folds the help.
        let said = said.split_whitespace().collect::<Vec<_>>().join(" ").replace('`', "");
        for table in TABLES {
            let line = format!("{} {}", table.name, table.needed.join(", "));
            assert!(said.replace(" | ", " ").contains(&line), "{line} is not in: {said}");
            assert!(said.contains(&table.xml_list()), "{} is not in: {said}", table.xml_list());
        }
        assert!(said.contains(&ECC_AGENT.csv_list()), "{said}");
    }
}

#[test]
fn the_error_for_a_missing_sys_id_names_the_columns_and_both_lists_of_its_table() {
    let test = Test::init();
    for table in TABLES {
        test.file("rows.json", "[{\"name\":\"x\"}]");
        let (xml, csv) = (table.xml_list(), table.csv_list());
        let words = ["no sys_id", table.name, &table.needed.join(", "), &xml, &csv];
        test.run(&["import", "--table", table.name, "rows.json"]).output().refuses(&words);
        assert!(test.table(table.name).is_empty());
    }
}
