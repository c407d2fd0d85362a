//! Account health as older tools get it: `GET_V1_SELLER_PERFORMANCE_REPORT`. In: decoded XML. Out:
//! the checklist and the counts of each time frame, each at its place. The only place that names
//! `roxmltree`. Knows no case; this report does not part the goods that Amazon sends from others.
//!
//! **Source**: reference `amazon.md` section 2.3, a list of names without an example: a value is
//! read whether it stands in an element or in an attribute of that name.

use roxmltree::{Document, Error, Node, ParsingOptions};

use crate::diagnostic::{Diagnostic, Outcome};
use crate::report::day::read_day;
use crate::report::faults::quote;
use crate::report::performance::{DefectRate, Notes, RateEntry, Target, WITH_DEFECT, defect_rate};
use crate::source::{SourceId, Span, Spanned};
use crate::value::DateRange;

/// The largest text, in bytes; reports have a few thousand.
const TEXT_MAX: usize = 16 * 1024 * 1024;
/// The most elements and texts.
const NODES_MAX: u32 = 500_000;
/// The deepest nesting that the parser is given; the report has six levels.
const DEPTH_MAX: usize = 64;

/// All reports in one file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PerformanceV1 {
    /// Each entry of the checklist with its state, `Good`, `Fair`, `Poor`, or any other word.
    pub checklist: Vec<(Spanned<String>, Spanned<String>)>,
    /// The order defect rate of each time frame, in the order of the report.
    pub order_defects: Vec<DefectRate>,
    /// Late shipment, cancellation and refunds of each time frame.
    pub experience: Vec<CustomerExperience>,
    /// What was unusual.
    pub notes: Vec<Spanned<String>>,
}

/// Counts of one time frame beside the order defect rate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CustomerExperience {
    /// The days.
    pub window: Option<Spanned<DateRange>>,
    /// All orders.
    pub orders: Option<Spanned<u64>>,
    /// Orders shipped late.
    pub late_shipment: Option<Spanned<u64>>,
    /// Orders cancelled before shipping.
    pub cancellation: Option<Spanned<u64>>,
    /// Orders refunded.
    pub refunds: Option<Spanned<u64>>,
}

/// Whether a text is likely to be XML.
pub(crate) fn is_likely(text: &str) -> bool {
    text.trim_start_matches('\u{feff}').trim_start().starts_with('<')
}

/// Reads the report.
///
/// **Errors**: `data-not-readable` where the text is no XML, is no such report, or is out of
/// bounds.
pub fn read_performance_v1(text: &str, source: SourceId) -> Outcome<PerformanceV1> {
    let document = match open(text, source) {
        Ok(document) => document,
        Err(fault) => return Outcome::new(PerformanceV1::default(), vec![*fault]),
    };
    let mut reading = Reading { source, notes: Notes::default() };
    let mut report = PerformanceV1::default();
    for node in document.descendants().filter(Node::is_element) {
        match node.tag_name().name() {
            "performanceChecklist" => report.checklist.extend(reading.checklist(node)),
            "orderDefectMetrics" => report.order_defects.push(reading.order_defects(node)),
            "customerExperienceMetrics" => report.experience.push(reading.experience(node)),
            _ => {}
        }
    }
    let faults = match report.order_defects.is_empty() && report.checklist.is_empty() {
        true => vec![reading.empty(document.root_element())],
        false => Vec::new(),
    };
    Outcome::new(PerformanceV1 { notes: reading.notes.finish(), ..report }, faults)
}

/// Parses the text and looks at its root.
pub(crate) fn open(text: &str, source: SourceId) -> Result<Document<'_>, Box<Diagnostic>> {
    let start = Span::new(source, 0, text.floor_char_boundary(1.min(text.len())));
    let refuse = |span: Span, message: String| {
        let fault = Diagnostic::error("data-not-readable", message).at(span, "here");
        let help = "give the document of `GET_V1_SELLER_PERFORMANCE_REPORT` as Amazon returns it";
        Box::new(fault.help(help))
    };
    if text.len() > TEXT_MAX || depth(text) > DEPTH_MAX {
        let limit = TEXT_MAX >> 20;
        let message =
            format!("the XML is larger than {limit} MB or deeper than {DEPTH_MAX} levels");
        return Err(refuse(start, message));
    }
    let options = ParsingOptions { nodes_limit: NODES_MAX, ..ParsingOptions::default() };
    let document = Document::parse_with_options(text, options).map_err(|error| {
        let (at, message) = match error {
            Error::UnclosedRootNode | Error::UnexpectedEndOfStream => {
                (text.trim_end().len(), "the XML breaks off here")
            }
            Error::DtdDetected => (0, "the XML declares types of its own, which is not read"),
            other => (offset(text, other.pos()), "the XML is damaged here"),
        };
        let end = text.ceil_char_boundary((at + 1).min(text.len()));
        refuse(Span::new(source, at, end), message.to_owned())
    })?;
    let root = document.root_element();
    let name = root.tag_name().name();
    if name == "sellerPerformanceReports" || name == "sellerPerformanceReport" {
        return Ok(document);
    }
    let span = Span::new(source, root.range().start, root.range().start + 1);
    Err(refuse(span, format!("the XML is no performance report: it begins with {}", quote(name))))
}

/// How deep elements can be nested at most, counted without reading them.
fn depth(text: &str) -> usize {
    let (mut depth, mut deepest) = (0usize, 0usize);
    for (at, _) in text.match_indices('<') {
        match text.as_bytes().get(at + 1) {
            Some(b'/') => depth = depth.saturating_sub(1),
            Some(b'!' | b'?') | None => {}
            Some(_) => {
                let tag = text.get(at..).and_then(|tag| tag.split('>').next()).unwrap_or("");
                deepest = deepest.max(depth + 1);
                depth += usize::from(!tag.ends_with('/'));
            }
        }
        if deepest > DEPTH_MAX {
            break;
        }
    }
    deepest
}

fn offset(text: &str, place: roxmltree::TextPos) -> usize {
    let line = usize::try_from(place.row).unwrap_or(1).saturating_sub(1);
    let column = usize::try_from(place.col).unwrap_or(1).saturating_sub(1);
    let start: usize = text.split_inclusive('\n').take(line).map(str::len).sum();
    let rest = text.get(start..).unwrap_or("");
    start + rest.char_indices().nth(column).map_or(rest.len(), |(at, _)| at)
}

struct Reading {
    source: SourceId,
    notes: Notes,
}

impl Reading {
    fn span(&self, range: std::ops::Range<usize>) -> Span {
        Span::new(self.source, range.start, range.end)
    }

    fn empty(&self, root: Node<'_, '_>) -> Diagnostic {
        let start = root.range().start;
        Diagnostic::error("data-empty", "the report holds neither counts nor a checklist")
            .at(self.span(start..start + 1), "nothing stands in here")
            .help("request the report again")
    }

    /// The text under a name, in an element or an attribute.
    fn text(&self, node: Node<'_, '_>, names: &[&str]) -> Option<Spanned<String>> {
        let is_named = |name: &str| names.iter().any(|known| known.eq_ignore_ascii_case(name));
        let attribute = node.attributes().find(|attribute| is_named(attribute.name()));
        if let Some(attribute) = attribute {
            let value = attribute.value().trim().to_owned();
            return Some(Spanned::new(value, self.span(attribute.range_value())));
        }
        let element = child(node, names)?;
        let text = element.children().find(Node::is_text)?;
        Some(Spanned::new(text.text()?.trim().to_owned(), self.span(text.range())))
    }

    fn count(&mut self, node: Node<'_, '_>, names: &[&str]) -> Option<Spanned<u64>> {
        let text = self.text(node, names)?;
        let count = text.value.parse().ok();
        if count.is_none() {
            let note = format!("{} is no count; it was passed over", quote(&text.value));
            self.notes.add(text.span, note);
        }
        Some(Spanned::new(count?, text.span))
    }

    fn counted(&mut self, node: Node<'_, '_>, names: &[&str]) -> Option<Spanned<u64>> {
        self.count(child(node, names)?, &["count"])
    }

    fn window(&mut self, node: Node<'_, '_>) -> Option<Spanned<DateRange>> {
        let frame = child(node, &["timeFrame"])?;
        let day = |names: &[&str]| read_day(&self.text(frame, names)?.value);
        let window = day(&["start"]).zip(day(&["end"]));
        let window = window.and_then(|(from, to)| DateRange::new(from, to));
        if window.is_none() {
            self.notes.add(self.span(frame.range()), "the days of this time frame cannot be read");
        }
        Some(Spanned::new(window?, self.span(frame.range())))
    }

    fn checklist(&mut self, node: Node<'_, '_>) -> Vec<(Spanned<String>, Spanned<String>)> {
        let mut entries = Vec::new();
        for attribute in node.attributes() {
            let name = Spanned::new(attribute.name().to_owned(), self.span(attribute.range()));
            let state = attribute.value().trim().to_owned();
            entries.push((name, Spanned::new(state, self.span(attribute.range_value()))));
        }
        for element in node.children().filter(Node::is_element) {
            let name =
                Spanned::new(element.tag_name().name().to_owned(), self.span(element.range()));
            let inner = element.children().find(Node::is_text).and_then(|text| {
                let state = text.text()?.trim();
                (!state.is_empty()).then(|| Spanned::new(state.to_owned(), self.span(text.range())))
            });
            match inner.or_else(|| self.text(element, &["status", "value"])) {
                Some(state) => entries.push((name, state)),
                None => self.notes.add(name.span, "this entry of the checklist says nothing"),
            }
        }
        entries
    }

    fn order_defects(&mut self, node: Node<'_, '_>) -> DefectRate {
        defect_rate(&mut XmlEntry { reading: self, node })
    }

    fn experience(&mut self, node: Node<'_, '_>) -> CustomerExperience {
        CustomerExperience {
            window: self.window(node),
            orders: self.count(node, &["orderCount"]),
            late_shipment: self.counted(node, &["lateShipment"]),
            cancellation: self.counted(node, &["preFulfillmentCancellation"]),
            refunds: self.counted(node, &["refunds"]),
        }
    }
}

/// The counts of one time frame in XML.
struct XmlEntry<'r, 'n, 'i> {
    reading: &'r mut Reading,
    node: Node<'n, 'i>,
}

impl RateEntry for XmlEntry<'_, '_, '_> {
    fn place(&self) -> Span {
        self.reading.span(self.node.range())
    }

    fn window(&mut self) -> Option<Spanned<DateRange>> {
        self.reading.window(self.node)
    }

    fn count(&mut self, names: &[&str]) -> Option<Spanned<u64>> {
        self.reading.count(self.node, names)
    }

    fn counted(&mut self, names: &[&str]) -> Option<Spanned<u64>> {
        self.reading.counted(self.node, names)
    }

    fn printed_rate(&mut self) -> Option<Spanned<String>> {
        self.reading.text(child(self.node, WITH_DEFECT)?, &["rate"])
    }

    fn target(&mut self) -> Option<Target> {
        None
    }

    fn status(&mut self) -> Option<Spanned<String>> {
        None
    }

    fn notes(&mut self) -> &mut Notes {
        &mut self.reading.notes
    }
}

fn child<'n, 'i>(node: Node<'n, 'i>, names: &[&str]) -> Option<Node<'n, 'i>> {
    let is_named = |node: &Node<'_, '_>| {
        let name = node.tag_name().name();
        names.iter().any(|known| known.eq_ignore_ascii_case(name))
    };
    node.children().filter(Node::is_element).find(is_named)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{any, proptest};

    use crate::report::performance_v1::read_performance_v1;
    use crate::source::Sources;

    const REPORT: &str = "<?xml version=\"1.0\"?>
<sellerPerformanceReports><sellerPerformanceReport>
<performanceChecklist><orderDefectRate>Good</orderDefectRate><policyViolation status=\"Bad\"/>
</performanceChecklist>
<orderDefects><orderDefectMetrics>
<timeFrame><start>2026-08-10T00:00:00Z</start><end>2026-10-08T23:59:59Z</end></timeFrame>
<orderCount>1482</orderCount>
<orderWithDefects><count>24</count><rate>1.62%</rate></orderWithDefects>
<negativeFeedbacks><count>4</count></negativeFeedbacks><a_z_claims count=\"19\"/>
<chargebacks><count>3</count><rate>0.2%</rate></chargebacks></orderDefectMetrics></orderDefects>
<customerExperience><customerExperienceMetrics orderCount=\"1482\">
<lateShipment><count>46</count></lateShipment></customerExperienceMetrics></customerExperience>
</sellerPerformanceReport></sellerPerformanceReports>";

    fn check(text: &str, lines: &[&str], faults: &[&str]) {
        let mut sources = Sources::default();
        let source = sources.add("v1.xml", text);
        let outcome = read_performance_v1(text, source);
        let report = outcome.value;
        let mut found: Vec<String> = report
            .checklist
            .iter()
            .map(|(key, it)| format!("{}={}", key.value, it.value))
            .collect();
        for rate in &report.order_defects {
            let counts = [
                &rate.orders,
                &rate.with_defect,
                &rate.claims,
                &rate.chargebacks,
                &rate.negative_feedback,
            ];
            let counts: Vec<String> = counts
                .iter()
                .map(|count| {
                    let Some(count) = count else { return "-".to_owned() };
                    assert_eq!(sources.slice(count.span), count.value.to_string());
                    count.value.to_string()
                })
                .collect();
            let window = rate.window.as_ref().map_or(String::new(), |it| it.value.to_string());
            found.push(format!("{window} {}", counts.join(" ")));
        }
        for experience in &report.experience {
            let count = |it: &Option<crate::source::Spanned<u64>>| it.as_ref().map(|it| it.value);
            let late = (count(&experience.orders), count(&experience.late_shipment));
            found.push(format!("{late:?}"));
        }
        found.extend(report.notes.iter().map(|note| note.value.clone()));
        assert_eq!(found, lines, "{text}");
        let told = outcome.diagnostics.iter().map(|fault| fault.one_line(&sources));
        assert_eq!(told.collect::<Vec<_>>(), faults, "{text}");
    }

    #[test]
    fn reads_elements_and_attributes() {
        let lines = [
            "orderDefectRate=Good",
            "policyViolation=Bad",
            "2026-08-10 .. 2026-10-08 1482 24 19 3 4",
            "(Some(1482), Some(46))",
        ];
        check(REPORT, &lines, &[]);
        let other = REPORT.replace("1.62%", "0.90%").replace("<end>2026-10", "<end>2025-10");
        let lines = [
            lines[0],
            lines[1],
            " 1482 24 19 3 4",
            lines[3],
            "the days of this time frame cannot be read",
            "`0.90%` is printed, but 24 of 1482 are 1.62%",
        ];
        check(&other, &lines, &[]);
    }

    #[test]
    fn points_at_faults() {
        let cut = &REPORT[..REPORT.len() - 40];
        let rule = "error[data-not-readable]";
        let damaged = format!("v1.xml:13:14: {rule}: the XML breaks off here");
        let entity =
            format!("v1.xml:1:1: {rule}: the XML declares types of its own, which is not read");
        let other =
            format!("v1.xml:1:1: {rule}: the XML is no performance report: it begins with `a`");
        let deep =
            format!("v1.xml:1:1: {rule}: the XML is larger than 16 MB or deeper than 64 levels");
        let hollow =
            "v1.xml:1:1: error[data-empty]: the report holds neither counts nor a checklist";
        check(cut, &[], &[&damaged]);
        check("<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>", &[], &[&entity]);
        check("<a/>", &[], &[&other]);
        check(&"<a>".repeat(100_000), &[], &[&deep]);
        check("<sellerPerformanceReports/>", &[], &[hollow]);
    }

    proptest! {
        #[test]
        fn no_text_panics(
            text in any::<String>(),
            cut in 0..REPORT.len(),
            odd in "[<>/a\"= ü]{0,50}",
        ) {
            let source = Sources::default().add("", "");
            for text in [text.as_str(), &REPORT[..cut], &odd] {
                read_performance_v1(text, source);
            }
        }
    }
}
