//! Seller feedback: `GET_SELLER_FEEDBACK_DATA`. In: decoded text, and the order of day and month of
//! its site. Out: one [`Feedback`] a row, each value at its place. The rater's e-mail is never
//! kept, and addresses written into a comment are covered. Knows no case.
//!
//! **Source**: reference `amazon.md` section 2.4: six columns in one order everywhere, their names
//! in the language of the site; comments hold raw line breaks, which are not quoted.

mod lines;

use crate::diagnostic::{Diagnostic, Outcome};
use crate::report::cells::order_id;
use crate::report::columns::{ColumnMap, Columns, Names, has_all};
use crate::report::day::{DateForm, ambiguous, read_day};
use crate::report::faults::{Faults, quote};
use crate::report::feedback::lines::{FeedbackRow, rows};
use crate::report::scrub::scrub;
use crate::report::table::{Cell, Row, Table};
use crate::source::{SourceId, Span, Spanned};
use crate::value::{Date, OrderId};

/// How many columns Amazon's report has.
const COLUMNS: usize = 6;

/// The most stars that still count against the seller.
///
/// **Source**: reference `amazon.md` section 1.1: one and two stars.
const NEGATIVE_MAX: u8 = 2;

/// One feedback.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Feedback {
    /// The order.
    pub order: Spanned<OrderId>,
    /// The day of the feedback, which is not the day of the order.
    pub date: Option<Spanned<Date>>,
    /// One to five.
    pub stars: Spanned<u8>,
    /// What the buyer wrote, line breaks made blanks, e-mail addresses covered.
    pub comment: Option<Spanned<String>>,
    /// What the seller answered.
    pub response: Option<Spanned<String>>,
    /// The whole row.
    pub row: Span,
}

impl Feedback {
    /// Whether the order defect rate counts it: one or two stars.
    pub fn is_negative(&self) -> bool {
        self.stars.value <= NEGATIVE_MAX
    }
}

/// The columns that are kept, in the order in which they stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Field {
    Date,
    Stars,
    Comment,
    Response,
    Order,
}

/// Column names in the languages where they were seen.
///
/// **Source**: reference `samples/excerpts/feedback-localised-headers.tsv`.
const NAMES: &Names<Field> = &[
    (Field::Date, &["Date", "Datum", "Data"]),
    (Field::Stars, &["Rating", "Évaluation", "Bewertung", "Beoordeling", "Ocena"]),
    (
        Field::Comment,
        &["Comments", "Commentaire", "Comentarios", "Kommentare", "Opmerkingen", "Komentarze"],
    ),
    (Field::Response, &["Your Response", "Response", "Antwort", "Antwoord", "Odpowiedź"]),
    (
        Field::Order,
        &[
            "Order ID",
            "Numero ordine",
            "Número de pedido",
            "Bestellnummer",
            "Bestelnummer",
            "Numer zamówienia",
        ],
    ),
];

const NEEDED: [Field; 3] = [Field::Date, Field::Stars, Field::Order];

/// Reads seller feedback; a file with a header and nothing below it is normal and means none.
///
/// **Errors**: `date-ambiguous`, once where no form is known, otherwise for each day that does not
/// fit it; `data-empty` for an empty file, `data-column-missing`, `data-not-readable`,
/// `order-id-malformed`. At most 20 are told.
pub fn read_feedback(
    text: &str,
    source: SourceId,
    form: Option<DateForm>,
    bound: &ColumnMap,
) -> Outcome<Vec<Feedback>> {
    let mut table = Table::open(text, source);
    let mut reading = Reading { form, list: Vec::new(), faults: Faults::default(), undated: None };
    let header = table.header().clone();
    if is_by_place(&header, text, bound) {
        for row in rows(text, header.span) {
            match row {
                Ok(row) => reading.take(&row.row, &row),
                Err(fault) => reading.faults.add(*fault),
            }
        }
    } else if !header.cells().is_empty() {
        let columns = match Columns::find(&header, NAMES, &NEEDED, bound) {
            Ok(columns) => columns,
            Err(faults) => return Outcome::new(Vec::new(), faults),
        };
        for row in table.by_ref() {
            let cell = |field| columns.cell(&row, field);
            reading.take(&row, &FeedbackRow::of(&row, cell));
        }
    } else if table.fault().is_none() {
        reading.faults.add(empty(source));
    }
    if let Some(fault) = table.fault() {
        reading.faults.add(fault.clone());
    }
    reading.finish()
}

/// Whether columns are told by their place: six of them with TABs between, and none bound by hand.
fn is_by_place(header: &Row<'_>, text: &str, bound: &ColumnMap) -> bool {
    let line = text.get(header.span.start..header.span.end).unwrap_or("");
    header.cells().len() == COLUMNS && line.contains('\t') && bound.is_empty()
}

/// Whether a text is seller feedback: its columns by name, or six columns of which the last one is
/// for an e-mail, or whose first row holds stars and an order id where they belong.
pub(crate) fn knows(text: &str, header: &[String]) -> bool {
    if has_all(header, NAMES, &NEEDED) && has_all(header, NAMES, &[Field::Comment]) {
        return true;
    }
    let has_mail = |name: &String| name.to_lowercase().contains("mail");
    if header.len() != COLUMNS {
        return false;
    }
    let mut lines = text.lines().filter(|line| !line.trim().is_empty());
    let first: Vec<&str> = lines.nth(1).unwrap_or("").split('\t').collect();
    let has_stars = first.get(1).is_some_and(|cell| lines::stars(cell).is_some());
    let has_order = first.get(4).is_some_and(|cell| OrderId::parse(cell.trim()).is_some());
    header.last().is_some_and(has_mail) || (has_stars && has_order)
}

fn empty(source: SourceId) -> Diagnostic {
    Diagnostic::error("data-empty", "the file is empty")
        .at(Span::new(source, 0, 0), "nothing stands here")
        .help("download the feedback report again; one without feedback still has its header")
}

struct Reading {
    form: Option<DateForm>,
    list: Vec<Feedback>,
    faults: Faults,
    /// The first day that cannot be read because no form is known.
    undated: Option<Diagnostic>,
}

impl Reading {
    fn take(&mut self, row: &Row<'_>, cells: &FeedbackRow<'_>) {
        let date = cells.date.as_ref().and_then(|cell| self.date(cell));
        let stars = match &cells.stars {
            Some(cell) => match lines::stars(&cell.text) {
                Some(stars) => Some(Spanned::new(stars, cell.span)),
                None => {
                    self.faults.add(no_stars(cell));
                    None
                }
            },
            None => {
                self.faults.add(without_stars(row));
                None
            }
        };
        let order = order_id(row, cells.order.as_ref());
        let order = order.map_err(|fault| self.faults.add(*fault)).ok();
        let (Some(order), Some(stars)) = (order, stars) else { return };
        let words = |cell: &Cell<'_>| {
            let line = cell.text.split_whitespace().collect::<Vec<_>>().join(" ");
            Spanned::new(scrub(&line), cell.span)
        };
        let (comment, response) = (cells.comment.as_ref(), cells.response.as_ref());
        let (comment, response) = (comment.map(words), response.map(words));
        self.list.push(Feedback { order, date, stars, comment, response, row: row.span });
    }

    fn date(&mut self, cell: &Cell<'_>) -> Option<Spanned<Date>> {
        let date = read_day(&cell.text).or_else(|| self.form?.read(&cell.text));
        match (date, self.form) {
            (Some(date), _) => return Some(Spanned::new(date, cell.span)),
            (None, Some(form)) => self.faults.add(misfit(cell, form)),
            (None, None) if self.undated.is_none() => self.undated = Some(without_form(cell)),
            (None, None) => {}
        }
        None
    }

    fn finish(mut self) -> Outcome<Vec<Feedback>> {
        if let Some(fault) = self.undated {
            self.faults.add(fault);
        }
        Outcome::new(self.list, self.faults.finish())
    }
}

fn without_form(cell: &Cell<'_>) -> Diagnostic {
    ambiguous(cell)
        .help("name the site that the file is from: each site writes days in its own form")
}

fn misfit(cell: &Cell<'_>, form: DateForm) -> Diagnostic {
    let message = format!("{} is not a day written {}", quote(&cell.text), form.shown());
    Diagnostic::error("date-ambiguous", message)
        .at(cell.span, "which day is this?")
        .help("check that the file is from this site: each site writes days in its own form")
}

fn no_stars(cell: &Cell<'_>) -> Diagnostic {
    let message = format!("{} is not a number of stars", quote(&cell.text));
    Diagnostic::error("data-not-readable", message)
        .at(cell.span, "one to five are expected")
        .help("check that this is the feedback report as Amazon offers it")
}

fn without_stars(row: &Row<'_>) -> Diagnostic {
    Diagnostic::error("data-not-readable", "the stars of this feedback are missing")
        .at(row.span, "the row ends too early or a column is empty")
        .help("download the feedback report again and keep it as it is")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{Just, Strategy, any, prop, prop_assert_eq, proptest};

    use crate::report::columns::ColumnMap;
    use crate::report::day::DateForm;
    use crate::report::feedback::{Feedback, read_feedback};
    use crate::source::Sources;

    const HEADER: &str = "Date\tRating\tComments\tYour Response\tOrder ID\tRater Email\n";

    /// Each feedback as one line, and the faults in their plain form.
    fn read(text: &str, site: &str) -> (Vec<String>, Vec<String>) {
        let mut sources = Sources::default();
        let source = sources.add("f.txt", text);
        let form = DateForm::of_site(site);
        let outcome = read_feedback(text, source, form, &ColumnMap::new());
        for fault in &outcome.diagnostics {
            assert!(fault.primary().is_some() && fault.help.is_some(), "{fault:?}");
        }
        let line = |feedback: &Feedback| {
            assert_eq!(sources.slice(feedback.order.span), feedback.order.value.as_str());
            assert_eq!(sources.slice(feedback.stars.span), feedback.stars.value.to_string());
            let date = feedback.date.as_ref().map_or("-".to_owned(), |date| date.value.to_string());
            let words = |text: &Option<crate::source::Spanned<String>>| {
                text.as_ref().map_or("-".to_owned(), |text| text.value.clone())
            };
            let id = &feedback.order.value.as_str()[18..];
            let (comment, response) = (words(&feedback.comment), words(&feedback.response));
            let mark = if feedback.is_negative() { "bad" } else { "ok" };
            format!("{id} {date} {} {mark} {comment} | {response}", feedback.stars.value)
        };
        let faults = outcome.diagnostics.iter().map(|fault| fault.one_line(&sources)).collect();
        (outcome.value.iter().map(line).collect(), faults)
    }

    fn check(text: &str, site: &str, rows: &[&str], faults: &[&str]) {
        let (found_rows, found_faults) = read(text, site);
        assert_eq!(found_rows, rows, "{text}");
        assert_eq!(found_faults, faults, "{text}");
    }

    fn id(number: u32) -> String {
        format!("304-0000000-{number:07}")
    }

    #[test]
    fn reads_each_language_by_place() {
        let row = |date: &str| format!("{date}\t2\tzu \"spät\"\t\t{}\tx@example.com\r\n", id(1));
        for (header, site, date) in [
            (HEADER, "us", "10/5/23"),
            ("Datum\tBewertung\tKommentare\tAntwort\tBestellnummer\tE-Mail\n", "de", "5.10.23"),
            ("日付\t評価\tコメント\t返答\t注文番号\t評価者\n", "jp", "23/10/5"),
            ("\u{feff}a\tb\tc\td\te\tf\n", "se", "2023-10-05"),
        ] {
            let expected = ["1 2023-10-05 2 bad zu \"spät\" | -"];
            check(&format!("{header}{}", row(date)), site, &expected, &[]);
        }
        let text = format!("Order ID,Rating,Date,Comments\n{},3,2023-10-05,\"a, b\"\n", id(1));
        check(&text, "us", &["1 2023-10-05 3 ok a, b | -"], &[]);
    }

    #[test]
    fn joins_lines_of_one_comment() {
        let text = format!(
            "{HEADER}5.10.23\t1\tnie da,\n\nkein Wort\r\nan mich@example.com\tSorry,\n\
             - Shop\t{}\te\n\
             6.10.23\t5\tok\t\t{}\n7.10.23\t4\t\t\t{}\tf\n",
            id(1),
            id(2),
            id(3)
        );
        let rows = [
            "1 2023-10-05 1 bad nie da, kein Wort an **** | Sorry, - Shop",
            "2 2023-10-06 5 ok ok | -",
            "3 2023-10-07 4 ok - | -",
        ];
        check(&text, "de", &rows, &[]);
    }

    #[test]
    fn guesses_no_day() {
        let text = format!("{HEADER}5/10/23\t1\t\t\t{}\t\n20/10/23\t1\t\t\t{}\t\n", id(1), id(2));
        let rows = ["1 - 1 bad - | -", "2 - 1 bad - | -"];
        let fault = "f.txt:2:1: error[date-ambiguous]: `5/10/23` can be read as more than one day, \
                     or as none";
        check(&text, "", &rows, &[fault]);
        let fault = "f.txt:3:1: error[date-ambiguous]: `20/10/23` is not a day written \
                     month/day/year";
        check(&text, "us", &["1 2023-05-10 1 bad - | -", rows[1]], &[fault]);
    }

    #[test]
    fn points_at_faults() {
        check(HEADER, "us", &[], &[]);
        check("", "us", &[], &["f.txt:1:1: error[data-empty]: the file is empty"]);
        check(
            &format!("{HEADER}10/5/23\tRating\tx\ty\tOrder ID\tz\n10/5/23\t1\tcut of"),
            "us",
            &[],
            &[
                "f.txt:2:9: error[data-not-readable]: `Rating` is not a number of stars",
                "f.txt:2:20: error[order-id-malformed]: `Order ID` is not an order id",
                "f.txt:3:1: error[data-not-readable]: the row has 3 of 6 columns",
            ],
        );
        let wide = format!("{HEADER}10/5/23\t1\ta\tb\t{}\tc\td\n", id(1));
        let fault = "f.txt:2:1: error[data-not-readable]: the row has 7 of 6 columns";
        check(&wide, "us", &[], &[fault]);
        let fault = "f.txt:1:1: error[data-column-missing]: there is no column `Rating`";
        check("Date;Order ID\n", "us", &[], &[fault]);
        let long = format!("{HEADER}10/5/23\t1\t{}", "x\n".repeat(1024 * 1024));
        assert!(read(&long, "us").1[0].contains("a row is longer than"));
    }

    proptest! {
        #[test]
        fn rows_in_any_order_are_the_same_rows(
            rows in prop::collection::btree_map(0..50u32, (1..6u8, "[a-zü \n\r]{0,9}"), 1..20)
                .prop_flat_map(|rows| {
                    let rows: Vec<_> = rows.into_iter().collect();
                    (Just(rows.clone()), Just(rows).prop_shuffle())
                }),
        ) {
            let text = |rows: &[(u32, (u8, String))]| {
                let row = |(number, (stars, words)): &(u32, (u8, String))| {
                    format!("5.10.23\t{stars}\t{words}\t\t{}\tm@example.com\n", id(*number))
                };
                format!("{HEADER}{}", rows.iter().map(row).collect::<String>())
            };
            let (mut one, mut other) = (read(&text(&rows.0), "de"), read(&text(&rows.1), "de"));
            one.0.sort();
            other.0.sort();
            prop_assert_eq!(one.0.len(), rows.0.len());
            prop_assert_eq!(one, other);
        }

        #[test]
        fn no_text_panics(
            text in any::<String>(),
            odd in "[1-5a@/.ü\t\n\r ]{0,80}",
            cut in 0..200usize,
        ) {
            let whole = format!("{HEADER}5/10/23\t1\tx\ny\t\t{}\tm@x\n{odd}", id(1));
            let cut = whole.floor_char_boundary(cut.min(whole.len()));
            for text in [&whole, &whole[..cut], &text, &odd] {
                read(text, "uk");
            }
        }
    }
}
