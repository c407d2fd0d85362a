//! Workbooks. In: the bytes of an XLSX file. Out: the rows of its first visible sheet as
//! comma-separated text, which everything that reads tables can read. Other sheets, formulas,
//! comments and properties stay behind. Must not know what the columns mean.

use std::io::{Cursor, Read};

use calamine::{DataRef, Reader, SheetType, SheetVisible, Xlsx, XlsxError};
use zip::ZipArchive;

use crate::exhibit::{Fault, Format};

/// Most bytes that the parts of a workbook may unpack to, together.
const MAX_UNPACKED: u64 = 96 * 1024 * 1024;

/// Most parts of a workbook.
const MAX_PARTS: usize = 2_000;

/// Most rows and columns that are read.
const MAX_ROWS: u32 = 50_000;
const MAX_COLUMNS: u32 = 256;

/// Most bytes of all cells together: shared texts may be shown any number of times.
const MAX_TEXT: usize = 16 * 1024 * 1024;

/// The rows of the first visible sheet, as text with commas.
///
/// **Errors** Damaged, behind a password, without a sheet, or larger than the limits allow.
pub(crate) fn first_sheet(bytes: &[u8]) -> Result<String, Fault> {
    check_parts(bytes)?;
    let damaged = |error: XlsxError| match error {
        XlsxError::Password => Fault::new(
            "the Excel file is protected with a password",
            "save it without a password, or export the sheet as CSV",
        ),
        _ => Fault::damaged(Format::Xlsx),
    };
    let mut book: Xlsx<Cursor<&[u8]>> = Xlsx::new(Cursor::new(bytes)).map_err(damaged)?;
    let shown = book
        .sheets_metadata()
        .iter()
        .find(|sheet| sheet.visible == SheetVisible::Visible && sheet.typ == SheetType::WorkSheet);
    let Some(name) = shown.map(|sheet| sheet.name.clone()) else {
        return Err(Fault::new("the Excel file has no sheet", "export the sheet as CSV"));
    };
    let mut cells = book.worksheet_cells_reader(&name).map_err(damaged)?;
    let mut rows: Vec<Vec<String>> = Vec::new();
    let mut left = MAX_TEXT;
    while let Some(cell) = cells.next_cell().map_err(damaged)? {
        let (row, column) = cell.get_position();
        let text = text(cell.get_value());
        if text.is_empty() {
            continue;
        }
        if row >= MAX_ROWS || column >= MAX_COLUMNS || text.len() > left {
            return Err(too_large());
        }
        left -= text.len();
        let (row, column) = (row as usize, column as usize);
        rows.resize(rows.len().max(row + 1), Vec::new());
        let cells = &mut rows[row];
        cells.resize(cells.len().max(column + 1), String::new());
        cells[column] = text;
    }
    Ok(written(&rows))
}

/// The rows as text with commas; empty rows and columns that no row fills are left out.
fn written(rows: &[Vec<String>]) -> String {
    let filled =
        |column: usize| rows.iter().any(|row| row.get(column).is_some_and(|it| !it.is_empty()));
    let width = rows.iter().map(Vec::len).max().unwrap_or(0);
    let columns: Vec<usize> = (0..width).filter(|column| filled(*column)).collect();
    let mut out = String::new();
    for row in rows.iter().filter(|row| row.iter().any(|cell| !cell.is_empty())) {
        for (place, column) in columns.iter().enumerate() {
            if place > 0 {
                out.push(',');
            }
            let cell = row.get(*column).map_or("", String::as_str);
            match cell.contains([',', '"', '\n', '\r', ';', '\t']) {
                true => out.push_str(&format!("\"{}\"", cell.replace('"', "\"\""))),
                false => out.push_str(cell),
            }
        }
        out.push('\n');
    }
    out
}

/// What a cell shows. Days are written as the language writes them.
fn text(value: &DataRef<'_>) -> String {
    match value {
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
            text.trim().to_owned()
        }
        DataRef::SharedString(text) => text.trim().to_owned(),
        DataRef::Bool(value) => if *value { "yes" } else { "no" }.to_owned(),
        DataRef::DateTime(moment) if moment.is_datetime() => {
            let (year, month, day, hour, minute, ..) = moment.to_ymd_hms_milli();
            match (hour, minute) {
                (0, 0) => format!("{year:04}-{month:02}-{day:02}"),
                _ => format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}"),
            }
        }
        DataRef::DateTime(span) => span.as_f64().to_string(),
        DataRef::Error(_) | DataRef::Empty => String::new(),
    }
}

/// Unpacks every part once and throws it away: what a part says of its own size may be a lie.
fn check_parts(bytes: &[u8]) -> Result<(), Fault> {
    let damaged = |_| Fault::damaged(Format::Xlsx);
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(damaged)?;
    if archive.len() > MAX_PARTS {
        return Err(too_large());
    }
    let mut left = MAX_UNPACKED;
    for index in 0..archive.len() {
        let part = archive.by_index(index).map_err(damaged)?;
        let unpacked = std::io::copy(&mut part.take(left + 1), &mut std::io::sink());
        let unpacked = unpacked.map_err(|_| Fault::damaged(Format::Xlsx))?;
        left = left.checked_sub(unpacked).ok_or_else(too_large)?;
    }
    Ok(())
}

/// The fault for more than the limits allow.
fn too_large() -> Fault {
    let message = format!(
        "the Excel file is too large: more than {MAX_ROWS} rows, {MAX_COLUMNS} columns or {} MB",
        MAX_UNPACKED / 1024 / 1024
    );
    Fault::new(&message, "export only the rows that show the point, as CSV")
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Write};

    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use crate::exhibit::{Format, read};

    const SPACE: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    const LINKS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

    /// A workbook whose sheets hold these rows of XML.
    fn workbook(sheets: &[&str]) -> Vec<u8> {
        let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
        let mut part = |name: &str, text: &str| {
            archive.start_file(name, SimpleFileOptions::default()).expect("the name is new");
            archive.write_all(text.as_bytes()).expect("memory takes all");
        };
        let (mut list, mut links) = (String::new(), String::new());
        for (index, rows) in sheets.iter().enumerate() {
            let id = index + 1;
            list += &format!("<sheet name=\"S{id}\" sheetId=\"{id}\" r:id=\"r{id}\"/>");
            links += &format!(
                "<Relationship Id=\"r{id}\" Type=\"{LINKS}/worksheet\" \
                 Target=\"worksheets/sheet{id}.xml\"/>"
            );
            let sheet =
                format!("<worksheet xmlns=\"{SPACE}\"><sheetData>{rows}</sheetData></worksheet>");
            part(&format!("xl/worksheets/sheet{id}.xml"), &sheet);
        }
        let book = format!(
            "<workbook xmlns=\"{SPACE}\" xmlns:r=\"{LINKS}\"><sheets>{list}</sheets></workbook>"
        );
        let styles = format!(
            "<styleSheet xmlns=\"{SPACE}\"><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/>\
             </cellXfs></styleSheet>"
        );
        part("xl/workbook.xml", &book);
        part("xl/styles.xml", &styles);
        let space = "http://schemas.openxmlformats.org/package/2006/relationships";
        let links = format!(
            "<Relationships xmlns=\"{space}\">{links}<Relationship Id=\"s\" \
             Type=\"{LINKS}/styles\" Target=\"styles.xml\"/></Relationships>"
        );
        part("xl/_rels/workbook.xml.rels", &links);
        let root = format!(
            "<Relationships xmlns=\"{space}\"><Relationship Id=\"r\" \
             Type=\"{LINKS}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
        );
        part("_rels/.rels", &root);
        archive.finish().expect("memory takes all").into_inner()
    }

    fn words(cell: &str, text: &str) -> String {
        format!("<c r=\"{cell}\" t=\"inlineStr\"><is><t>{text}</t></is></c>")
    }

    #[test]
    fn the_first_sheet_becomes_text_with_commas() {
        let head = format!("<row r=\"1\">{}{}</row>", words("A1", "opened"), words("C1", "note"));
        let row = format!(
            "<row r=\"3\"><c r=\"A3\" s=\"1\"><v>46156</v></c>{}</row>",
            words("C3", "late, lost")
        );
        let hidden = format!("<row r=\"1\">{}</row>", words("A1", "SECRET"));
        let bytes = workbook(&[&(head + &row), &hidden]);
        let facts = read("tickets.xlsx", &bytes).expect("the workbook is whole");
        assert_eq!((facts.format, facts.extension_fits), (Format::Xlsx, true));
        assert_eq!(facts.sheet.as_deref(), Some("opened,note\n2026-05-14,\"late, lost\"\n"));
    }

    fn check_fault(bytes: &[u8], message: &str) {
        let fault = read("a.xlsx", bytes).expect_err("the workbook is bad");
        assert!(fault.message.starts_with(message), "{}", fault.message);
    }

    #[test]
    fn far_cells_and_bombs_are_refused() {
        let far = format!("<row r=\"1048576\">{}</row>", words("XFD1048576", "far"));
        check_fault(&workbook(&[&far]), "the Excel file is too large");
        let bomb = " ".repeat(100 * 1024 * 1024);
        check_fault(&workbook(&[&bomb]), "the Excel file is too large");
    }

    #[test]
    fn no_prefix_of_a_workbook_panics() {
        let whole = workbook(&[&format!("<row r=\"1\">{}</row>", words("A1", "opened"))]);
        for end in (0..whole.len()).step_by(7) {
            let _ = read("a.xlsx", &whole[..end]);
        }
    }
}
