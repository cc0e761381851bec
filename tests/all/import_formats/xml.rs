//! XML: unloads and lists, and what an attacker or an accident makes of them.

use midjobs::import::{Format, Options, Values, encoding_named};
use midjobs::intake::record::Action;

use crate::import_formats::{assert_refused, fields, read, row};

#[test]
fn an_unload_names_table_and_action_of_each_row() {
    let text = r#"<?xml version="1.0" encoding="UTF-8"?>
        <unload unload_date="2026-03-01 12:00:00"> <!-- two tables -->
        <ecc_agent action="INSERT_OR_UPDATE"><name>a</name><sys_domain/><status></status>
          <owner display_value="Al">abc</owner></ecc_agent>
        <sys_user action="DELETE"><sys_id>1</sys_id></sys_user>
        <sys_user/></unload>
    "#;
    let options = Options { known_tables: vec!["sysevent".to_owned()], ..Options::default() };
    let (records, ending) = read(text.as_bytes(), "sysevent.xml", &options).unwrap();
    let heads: Vec<_> =
        records.iter().map(|record| (record.table.as_deref(), record.action, record.row)).collect();
    assert_eq!(
        heads,
        [
            (Some("ecc_agent"), Action::Put, 1),
            (Some("sys_user"), Action::Delete, 2),
            (Some("sys_user"), Action::Put, 3)
        ]
    );
    assert_eq!(
        records[0].fields,
        row(&[("name", "a"), ("sys_domain", ""), ("status", ""), ("owner", "abc")])
    );
    assert_eq!((ending.format, ending.rows, ending.pages), (Format::Xml, 3, 1));
    assert_eq!(ending.exported.unwrap().to_string(), "2026-03-01 12:00:00");
}

#[test]
fn a_list_has_no_action_and_a_part_of_a_table_is_that_table() {
    let text = b"<xml><sysevent0003><name>login</name></sysevent0003></xml>";
    let (records, _) = read(text, "-", &Options::default()).unwrap();
    assert_eq!((records[0].table.as_deref(), records[0].action), (Some("sysevent0003"), Action::Put));
    let asked = Options { table: Some("sysevent".to_owned()), ..Options::default() };
    for options in [asked, Options::for_known_tables()] {
        assert_eq!(read(text, "-", &options).unwrap().0[0].table.as_deref(), Some("sysevent"));
    }
}

#[test]
fn what_a_row_says_of_its_table_counts_and_an_option_that_contradicts_it_is_refused() {
    let text = b"<unload><sys_user><name>a</name></sys_user><u_own><x/></u_own><ecc_agent/></unload>";
    let asked = Options { table: Some("sys_user".to_owned()), ..Options::for_known_tables() };
    let error = read(text, "ecc_agent.xml", &asked).unwrap_err();
    assert!(error.contains("row 3 is of ecc_agent") && error.contains("--table says sys_user"), "{error}");
    let (records, _) = read(text, "sys_user_role.xml", &Options::for_known_tables()).unwrap();
    let tables: Vec<_> = records.iter().map(|record| record.table.as_deref().unwrap()).collect();
    assert_eq!(tables, ["sys_user", "u_own", "ecc_agent"]);
}

#[test]
fn an_action_that_is_not_known_is_refused_where_its_table_is_kept_and_left_out_elsewhere() {
    let unload = |table: &str| format!("<unload><{table} action=\"delete_multiple\" query=\"x\"/></unload>");
    let (records, _) =
        read(unload("sys_translated_text").as_bytes(), "-", &Options::for_known_tables()).unwrap();
    assert_eq!(records[0].table.as_deref(), Some("sys_translated_text"));
    let error = read(unload("sys_user").as_bytes(), "-", &Options::for_known_tables()).unwrap_err();
    assert!(error.contains("delete_multiple") && error.contains("DELETE"), "{error}");
}

#[test]
fn text_is_kept_exactly_in_every_way_to_write_it() {
    for (written, text) in [
        (" a  ", " a  "),
        ("  ", "  "),
        ("a&amp;&lt;&gt;&apos;&quot;b", "a&<>'\"b"),
        ("&#228;&#x1F600;&#13;&#10;", "ä😀\r\n"),
        ("a\r\nb\rc", "a\nb\nc"),
        ("x<![CDATA[<b>&amp;]]]]><![CDATA[> ]]>y", "x<b>&amp;]]> y"),
        ("a<!-- no -->b<?no no?>c", "abc"),
        ("active=true^EQ<item field=\"active\">x<y>z</y></item>", "active=true^EQ"),
    ] {
        let row_of = fields(&format!("<xml><t><c>{written}</c></t></xml>"));
        assert_eq!(row_of, [row(&[("c", text)])], "{written}");
    }
}

#[test]
fn of_two_columns_with_one_name_the_last_one_counts() {
    assert_eq!(fields("<xml><t><c>1</c><d>2</d><c>3</c></t></xml>"), [row(&[("c", "3"), ("d", "2")])]);
}

#[test]
fn times_are_utc_whatever_is_said_of_display_values() {
    let text = br#"<xml><ecc_agent_issue><state>New</state><last_detected>2026-01-01 01:00:00</last_detected>
        <started display_value="x">abc</started></ecc_agent_issue></xml>"#;
    let values = Values::Display { zone: chrono_tz::Europe::Rome.into() };
    let (records, _) = read(text, "-", &Options { values, ..Options::default() }).unwrap();
    let stored = [("state", "new"), ("last_detected", "2026-01-01 01:00:00"), ("started", "abc")];
    assert_eq!(records[0].fields, row(&stored));
}

#[test]
fn a_document_type_and_entities_are_refused() {
    let bomb = "<!DOCTYPE x [<!ENTITY a \"b\"><!ENTITY c \"&a;&a;\">]><xml><t><c>&c;</c></t></xml>";
    assert_refused(bomb, &["document type"]);
    assert_refused(r#"<!DOCTYPE x SYSTEM "file:///etc/passwd"><xml/>"#, &["document type"]);
    assert_refused("<xml><t><c>&c;</c></t></xml>", &["entity of its own", "at byte"]);
    assert_refused("<xml><t><c>&nbsp;</c></t></xml>", &["entity of its own"]);
}

#[test]
fn characters_that_do_not_exist_are_refused() {
    for reference in
        ["&#0;", "&#xD800;", "&#x110000;", "&#99999999999;", "&#x;", "&#-1;", "&#+1;", "&a", "& b"]
    {
        assert_refused(
            &format!("<xml><t><c>{reference}</c></t></xml>"),
            &["reading -, after 0 rows", "at byte"],
        );
    }
    let error = read(b"<xml><t><c>\xe9</c></t></xml>", "-", &Options::default()).unwrap_err();
    assert!(error.contains("at byte") && error.contains("UTF-8"), "{error}");
}

#[test]
fn a_document_in_another_encoding_is_read_when_it_is_told_and_never_guessed() {
    let text = "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><xml><t><c>é</c></t></xml>";
    let encoding = encoding_named("ISO-8859-1").unwrap();
    let bytes = encoding.encode(text).0;
    assert_refused(text, &["written in ISO-8859-1", "--encoding ISO-8859-1"]);
    let (records, _) =
        read(&bytes, "-", &Options { encoding: Some(encoding), ..Options::default() }).unwrap();
    assert_eq!(records[0].fields, row(&[("c", "é")]));
    let utf16 = text.replace("ISO-8859-1", "UTF-16");
    let bytes: Vec<u8> =
        [0xfeff].into_iter().chain(utf16.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    assert_eq!(read(&bytes, "-", &Options::default()).unwrap().0[0].fields, row(&[("c", "é")]));
}

#[test]
fn documents_that_are_no_export_are_refused_by_what_they_are() {
    assert_refused("<response><error/></response>", &["its root is <response>", "<unload>"]);
    assert_refused("<?xml version=\"1.0\"?>", &["no <unload> or <xml>"]);
    assert_refused("<xml>SECRET</xml>", &["text outside of any column"]);
    assert_refused("<xml><t>SECRET</t></xml>", &["text outside of any column"]);
    assert_refused("<xml/>SECRET", &["text outside of any column"]);
    assert_refused(r#"<unload><t action="DROP"/></unload>"#, &["action \"DROP\"", "DELETE"]);
    assert_refused("<xml><t></u></xml>", &["cut or broken", "at byte"]);
    assert_refused("</xml>", &["cut or broken"]);
    for text in ["<xml>SECRET</xml>", "<xml><t>SECRET</t></xml>", "<xml><t><c>&SECRET;</c></t></xml>"] {
        assert!(!read(text.as_bytes(), "-", &Options::default()).unwrap_err().contains("SECRET"), "{text}");
    }
}

#[test]
fn xml_that_is_nested_deeply_or_has_a_huge_row_is_refused() {
    assert_refused(&format!("<xml><t>{}", "<a>".repeat(100_000)), &["nested more than 32 deep"]);
    assert_refused(&format!("<xml><t>{}", "<a/>".repeat(1 << 20)), &["cut"]);
    let columns: String = (0..2_001).map(|n| format!("<c{n}/>")).collect();
    assert_refused(&format!("<xml><t>{columns}</t></xml>"), &["more than 2000 columns"]);
    assert_refused(&format!("<xml><t><c>{}", "x".repeat(9 << 20)), &["longer than 8 MiB"]);
    assert_refused(&format!("<xml><t a='{}", "x".repeat(9 << 20)), &["longer than 8 MiB"]);
}
