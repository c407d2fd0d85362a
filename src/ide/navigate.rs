//! From a name to its definition and uses, and on from findings to actions to evidence. In: an
//! offset. Out: places, or the edits of a rename in all files.

use crate::diagnostic::Edit;
use crate::ide::cursor::Cursor;
use crate::ide::names::{IN_PROSE, NameUse};
use crate::ide::slots::{assign, is_text};
use crate::ide::{Context, FileEdits, Reading};
use crate::source::{SourceId, Span};
use crate::syntax::Kind;
use crate::syntax::vocabulary::{Slot, Space};

/// Where something leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// Into a text of the case.
    Place(Span),
    /// To a file of the case folder.
    File(String),
    /// Into a file of data, as the last check read it.
    Data(Span),
}

/// The name at an offset.
pub(crate) fn name_at(reading: &Reading, source: SourceId, offset: usize) -> Option<&NameUse> {
    let is_here = |it: &&NameUse| it.span.source == source && it.span.touches(offset);
    reading.names.iter().find(is_here)
}

/// Where a name is given.
pub(crate) fn definition_of<'r>(reading: &'r Reading, name: &NameUse) -> Option<&'r NameUse> {
    let is_it = |it: &&NameUse| it.is_definition && it.space == name.space && it.name == name.name;
    reading.names.iter().find(is_it)
}

/// Where the name, path or order at an offset leads.
pub fn definition(context: Context<'_>, source: SourceId, offset: usize) -> Vec<Target> {
    let reading = context.reading;
    if let Some((_, id)) = order_at(reading, source, offset) {
        let sites = context.looked.into_iter().flat_map(|looked| &looked.sites);
        let orders = sites.flat_map(|site| &site.orders).filter(|order| order.id == id);
        return orders.map(|order| Target::Data(order.place)).collect();
    }
    if let Some(name) = name_at(reading, source, offset) {
        let definition = definition_of(reading, name);
        return definition.map(|it| Target::Place(it.span)).into_iter().collect();
    }
    path_at(reading, source, offset).map(|(_, path)| Target::File(path)).into_iter().collect()
}

/// The order at an offset: an argument, or behind `@` in prose.
pub(crate) fn order_at(
    reading: &Reading,
    source: SourceId,
    offset: usize,
) -> Option<(Span, String)> {
    let cursor = Cursor::at(reading, source, offset)?;
    let leaf = cursor.leaf?;
    let span = Span::new(source, leaf.start, leaf.end);
    let (span, id) = match leaf.kind {
        Kind::OrderId => (span, reading.slice(span).to_owned()),
        kind if is_text(kind) => {
            let name = name_at(reading, source, offset)?;
            (name.span, name.name.clone())
        }
        _ => return None,
    };
    crate::value::OrderId::parse(&id).map(|_| (span, id))
}

/// The path in quotes at an offset.
pub(crate) fn path_at(
    reading: &Reading,
    source: SourceId,
    offset: usize,
) -> Option<(Span, String)> {
    let cursor = Cursor::at(reading, source, offset)?;
    let visit = cursor.statement()?;
    let leaf = cursor.leaf.filter(|leaf| is_text(leaf.kind))?;
    let text = &reading.sources.get(source).text;
    let assigned = assign(visit.row?.slots, &visit.statement.arguments(), text);
    let (slot, _) = assigned.filled.iter().find(|(_, it)| it.start == leaf.start)?;
    let is_path = matches!(slot, Slot::File | Slot::WholeOrFile);
    let span = visit.statement.span_of(leaf);
    is_path.then(|| (span, unquoted(reading.slice(span)).to_owned()))
}

/// A text without the marks around it.
pub(crate) fn unquoted(text: &str) -> &str {
    text.trim_matches(|c| "\"“”„＂".contains(c))
}

/// All places of the name at an offset; the definition is left out unless it is asked for.
pub fn references(
    reading: &Reading,
    source: SourceId,
    offset: usize,
    with_definition: bool,
) -> Vec<Span> {
    let Some(name) = name_at(reading, source, offset) else { return Vec::new() };
    let is_same = |it: &&NameUse| it.space == name.space && it.name == name.name;
    let same = reading.names.iter().filter(is_same);
    same.filter(|it| with_definition || !it.is_definition).map(|it| it.span).collect()
}

/// What answers or proves the thing at an offset: of a finding its actions and remedies, of an
/// action, remedy or dispute its exhibits.
pub fn onward(reading: &Reading, source: SourceId, offset: usize) -> Vec<Span> {
    let Some(name) = name_at(reading, source, offset) else { return Vec::new() };
    let wanted: &[Space] = match name.space {
        Space::Finding => &[Space::Action, Space::Remedy],
        Space::Action | Space::Remedy | Space::Dispute => {
            return inside_of(reading, name)
                .into_iter()
                .filter_map(|it| {
                    let is_proof = it.space == Space::Evidence;
                    is_proof.then(|| definition_of(reading, it)).flatten().map(|it| it.span)
                })
                .fold(Vec::new(), with);
        }
        Space::Request => &[Space::Action],
        Space::Evidence => &[Space::Finding, Space::Action, Space::Remedy, Space::Dispute],
        Space::Case | Space::Site | Space::Submission | Space::Person => &[],
    };
    let uses = reading
        .names
        .iter()
        .filter(|it| !it.is_definition && it.space == name.space && it.name == name.name);
    let items = uses.filter_map(|it| item_around(reading, it.span));
    items.filter(|it| wanted.contains(&it.space)).map(|it| it.span).fold(Vec::new(), with)
}

fn with(mut spans: Vec<Span>, span: Span) -> Vec<Span> {
    if !spans.contains(&span) {
        spans.push(span);
    }
    spans
}

/// The names inside the item that a name belongs to.
fn inside_of<'r>(reading: &'r Reading, name: &NameUse) -> Vec<&'r NameUse> {
    let Some(definition) = definition_of(reading, name) else { return Vec::new() };
    let Some(item) = item_span(reading, definition.span) else { return Vec::new() };
    let is_in = |it: &&NameUse| {
        it.span.source == item.source && item.start <= it.span.start && it.span.end <= item.end
    };
    reading.names.iter().filter(is_in).collect()
}

/// The whole item of a file that holds a place.
pub(crate) fn item_span(reading: &Reading, place: Span) -> Option<Span> {
    let tree = reading.tree(place.source)?;
    let items = tree.statements();
    let around =
        items.iter().find(|it| it.span().start <= place.start && place.end <= it.span().end);
    around.map(|it| it.span())
}

/// The definition of the item that holds a place.
fn item_around(reading: &Reading, place: Span) -> Option<&NameUse> {
    let item = item_span(reading, place)?;
    let is_head = |it: &&NameUse| {
        it.is_definition && it.span.source == item.source && it.span.start >= item.start
    };
    reading.names.iter().find(is_head).filter(|it| it.span.end <= item.end)
}

/// The name that a rename would change; `None` where there is none, or it is not the user's.
pub fn renamable(reading: &Reading, source: SourceId, offset: usize) -> Option<Span> {
    let name = name_at(reading, source, offset)?;
    let is_own = name.space != Space::Site && definition_of(reading, name).is_some();
    is_own.then_some(name.span)
}

/// Gives the thing at an offset another name, in all files.
///
/// **Errors**: why it cannot have that name, in words for the user.
pub fn rename(
    reading: &Reading,
    source: SourceId,
    offset: usize,
    wanted: &str,
) -> Result<FileEdits, String> {
    let name = name_at(reading, source, offset).ok_or("there is no name here")?;
    if renamable(reading, source, offset).is_none() {
        return Err(match name.space {
            Space::Site => "the codes of sites are given by their packs".to_owned(),
            _ => format!("no {} is called `{}`", name.space.title(), name.name),
        });
    }
    if !is_name(wanted) {
        let help = "a name has small letters, digits and `-`, and begins with a letter";
        return Err(format!("`{wanted}` is no name: {help}"));
    }
    let whole = match (name.space, name.name.split_once('.')) {
        (Space::Request, Some((submission, _))) => format!("{submission}.{wanted}"),
        _ => wanted.to_owned(),
    };
    let is_taken = |it: &NameUse| {
        it.is_definition && it.name == whole && collides(it.space, name.space) && whole != name.name
    };
    if reading.names.iter().any(is_taken) {
        return Err(format!("{} is already called `{wanted}`", name.space.one()));
    }
    let mut edits = FileEdits::new();
    for span in references(reading, source, offset, true) {
        let file = reading.sources.get(span.source).name.clone();
        edits.entry(file).or_default().push(Edit { span, text: wanted.to_owned() });
    }
    Ok(edits)
}

/// Whether two things may not have the same name: prose names exhibits, findings and actions alike.
fn collides(one: Space, other: Space) -> bool {
    let in_prose = |space| IN_PROSE.contains(&space);
    one == other || in_prose(one) && in_prose(other)
}

fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_lowercase())
        && !text.ends_with('-')
        && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
}

#[cfg(test)]
mod tests {
    use crate::ide::fixture::Fixture;
    use crate::ide::navigate::{Target, definition, onward, references, rename};

    #[test]
    fn names_lead_to_their_definition() {
        let check = |marked: &str, expected: &[&str]| {
            let fixture = Fixture::new(marked);
            let found = definition(fixture.context(), fixture.source, fixture.offset);
            let shown: Vec<String> = found
                .into_iter()
                .map(|target| match target {
                    Target::Place(span) => fixture.shown(span),
                    Target::File(path) => path,
                    Target::Data(span) => {
                        let file = fixture.looked.compiled.sources.get(span.source);
                        format!("{}:{}", file.name, file.position(span.start).line + 1)
                    }
                })
                .collect();
            assert_eq!(shown, expected, "{marked}");
        };
        check("action a correct {\n  fixes no-s$0can\n}", &["shared.poa:9:no-scan"]);
        check("action a correct {\n  fixes no-scan.mis$0sed\n}", &[]);
        check("action a correct {\n  did \"x (@sc$0ans)\"\n}", &["shared.poa:16:scans"]);
        check("action a correct {\n  answers first.tr$0aining\n}", &["shared.poa:26:training"]);
        check("action a correct {\n  answers fi$0rst.training\n}", &["shared.poa:26:first"]);
        check("use \"sha$0red.poa\"", &["shared.poa"]);
        check("site us {\n disclose refunds {\n log sca$0ns\n}\n}", &["shared.poa:16:scans"]);
        check("fin$0ding a { }", &[]);
        check("action a correct {\n  did \"as in @st$0op\"\n}", &["shared.poa:17:stop"]);
        check("dispute a { orders 112-2222$0222-2222222 }", &["data/us.csv:3"]);
        check("finding a { text \"see @112-3333333-333$03333\" }", &["data/us.csv:4"]);
        check("dispute a { orders 999-2222$0222-2222222 }", &[]);
    }

    #[test]
    fn findings_lead_to_actions_and_actions_to_evidence() {
        let check = |marked: &str, expected: &[&str]| {
            let fixture = Fixture::new(marked);
            let found = onward(&fixture.reading, fixture.source, fixture.offset);
            let shown: Vec<String> = found.into_iter().map(|span| fixture.shown(span)).collect();
            assert_eq!(shown, expected, "{marked}");
        };
        check("action b correct { fixes no-sc$0an }", &["case.poa:1:b", "shared.poa:17:stop"]);
        check("action $0b correct { proof scans; did \"x @scans\" }", &["shared.poa:16:scans"]);
    }

    #[test]
    fn a_rename_reaches_every_file_and_place() {
        let fixture = Fixture::new("action a correct { did \"x @sca$0ns.\"; proof scans }");
        let at = (&fixture.reading, fixture.source, fixture.offset);
        let edits = rename(at.0, at.1, at.2, "scan-log").expect("the name is free");
        let count = |file: &str| edits.get(file).map_or(0, Vec::len);
        assert_eq!((count("case.poa"), count("shared.poa")), (2, 5));
        let refused = |wanted: &str| rename(at.0, at.1, at.2, wanted).expect_err("it is refused");
        assert!(refused("no-scan").contains("already called"), "{}", refused("no-scan"));
        assert!(refused("stop").contains("already called"), "prose names actions too");
        assert!(refused("Scan Log").contains("is no name"));
        assert_eq!(references(at.0, at.1, at.2, false).len(), 6);
        let measure = "verify by logistics-lead { measure mean of n in tick$0ets }";
        let fixture = Fixture::new(&format!("action a correct {{ {measure} }}"));
        let at = (&fixture.reading, fixture.source, fixture.offset);
        let edits = rename(at.0, at.1, at.2, "inbox").expect("the name is free");
        assert_eq!(edits.values().map(Vec::len).collect::<Vec<_>>(), [1, 1]);
        let site = Fixture::new("finding a on u$0s { }");
        assert!(rename(&site.reading, site.source, site.offset, "eu").is_err());
    }
}
