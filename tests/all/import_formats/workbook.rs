//! A workbook made by hand: the parts of an Excel file, in an archive that does not compress.

use flate2::Crc;
use quick_xml::escape::escape;

/// A cell.
#[derive(Clone, Debug)]
pub enum Cell {
    Empty,
    Text(String),
    Number(f64),
    Truth(bool),
    /// Days since the end of 1899.
    Time(f64),
}

pub fn text(text: &str) -> Cell {
    Cell::Text(text.to_owned())
}

const TYPES: &str = r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>"#;
const ROOT: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
const BOOK: &str = r#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Page 1" sheetId="1" r:id="r1"/></sheets></workbook>"#;
const PARTS: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>"#;
const STYLES: &str = r#"<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="22"/></cellXfs></styleSheet>"#;

/// The bytes of a workbook with these lines in its first sheet.
pub fn workbook(lines: &[Vec<Cell>]) -> Vec<u8> {
    archive(&[
        ("[Content_Types].xml", TYPES),
        ("_rels/.rels", ROOT),
        ("xl/workbook.xml", BOOK),
        ("xl/_rels/workbook.xml.rels", PARTS),
        ("xl/styles.xml", STYLES),
        ("xl/worksheets/sheet1.xml", &sheet(lines)),
    ])
}

fn sheet(lines: &[Vec<Cell>]) -> String {
    let line = |(number, cells): (usize, &Vec<Cell>)| {
        let cells = cells.iter().enumerate().map(|(column, cell)| written(cell, &place(column, number + 1)));
        format!("<row r=\"{}\">{}</row>", number + 1, cells.collect::<String>())
    };
    let lines: String = lines.iter().enumerate().map(line).collect();
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    format!("<worksheet xmlns=\"{main}\"><sheetData>{lines}</sheetData></worksheet>")
}

/// `A1`, `B1` and so on, of the first 26 columns.
fn place(column: usize, line: usize) -> String {
    format!("{}{line}", char::from(b'A' + u8::try_from(column).unwrap()))
}

fn written(cell: &Cell, place: &str) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) => {
            let text = escape(text.as_str());
            format!("<c r=\"{place}\" t=\"inlineStr\"><is><t xml:space=\"preserve\">{text}</t></is></c>")
        }
        Cell::Number(number) => format!("<c r=\"{place}\"><v>{number}</v></c>"),
        Cell::Truth(truth) => format!("<c r=\"{place}\" t=\"b\"><v>{}</v></c>", u8::from(*truth)),
        Cell::Time(days) => format!("<c r=\"{place}\" s=\"1\"><v>{days}</v></c>"),
    }
}

/// A ZIP archive of these files, as they are.
pub fn archive(files: &[(&str, &str)]) -> Vec<u8> {
    let (mut bytes, mut directory) = (Vec::new(), Vec::new());
    for (name, text) in files {
        let at = u32::try_from(bytes.len()).unwrap();
        let header = header(name, text);
        bytes.extend(b"PK\x03\x04");
        bytes.extend(&header);
        bytes.extend(name.bytes().chain(text.bytes()));
        directory.extend(b"PK\x01\x02\x14\0");
        directory.extend(&header);
        directory.extend([0; 10]);
        directory.extend(at.to_le_bytes());
        directory.extend(name.bytes());
    }
    let count = u16::try_from(files.len()).unwrap().to_le_bytes();
    let [length, at] =
        [directory.len(), bytes.len()].map(|number| u32::try_from(number).unwrap().to_le_bytes());
    bytes.extend(directory);
    bytes.extend(b"PK\x05\x06\0\0\0\0");
    bytes.extend([count, count].concat());
    bytes.extend([length, at].concat());
    bytes.extend([0; 2]);
    bytes
}

/// What both places say of a file: version, flags, method, time, checksum, lengths.
fn header(name: &str, text: &str) -> Vec<u8> {
    let mut sum = Crc::new();
    sum.update(text.as_bytes());
    let length = u32::try_from(text.len()).unwrap().to_le_bytes();
    let numbers = [sum.sum().to_le_bytes(), length, length].concat();
    let name = u16::try_from(name.len()).unwrap().to_le_bytes();
    [&[20, 0, 0, 0, 0, 0, 0, 0, 0x21, 0][..], &numbers, &name, &[0, 0]].concat()
}
