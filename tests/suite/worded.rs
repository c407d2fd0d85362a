//! Every message in the sources has its Chinese. In: the string literals of `src/`. Out: those that
//! the catalogue cannot say, with their place. A new message without Chinese fails here, whether or
//! not a test makes it appear.

use poa::compile::{catalogue, shipped};
use poa::policy::language::language_messages;
use poa::syntax::vocabulary::WORDS;

use crate::tidy::{TextFile, text_files};

/// Files whose texts are not messages, and why.
const OTHERS: &[(&str, &str)] = &[
    ("src/document.rs", "the plan is in English"),
    ("src/document/", "the plan is in English"),
    ("src/render/", "the plan is in English"),
    ("src/exhibit/draw.rs", "the plan is in English"),
    ("src/policy/shipped.rs", "paths"),
    ("src/ide/fixture.rs", "a case for tests"),
    ("src/import/draft.rs", "a draft; its notes are held in `chinese`"),
    ("src/import/related.rs", "a draft"),
    ("src/import/week.rs", "a draft"),
    ("src/policy/load/sample.rs", "a pack for tests"),
    ("src/syntax/vocabulary/table.rs", "examples of the language; what is said is held below"),
];

/// Texts that are no messages: columns of reports, formats, what is written into files and plans,
/// words of the language.
const PLAIN: &[&str] = &[
    "# The packs that this case has accepted; made by `poa pack lock`.\n",
    "The first {ROWS_PRINTED} of {total} rows; the attached file has more of them.",
    "a bundle's path stays in the bundle: {path:?}",
    "a path stays in the case: {path:?}",
    "a site code is a plain word: {:?}",
    "column,field\n",
    "converted from {} to {}",
    "copied no finer than printed",
    "cut after 1,000 rows",
    "defects where {}",
    "hide area \"page {}: {area}\"",
    "hide column \"{}\"",
    "it unwound",
    "median hours from opened to replied",
    "metadata removed",
    "\"text\" or a measure in an exhibit",
    "date or range",
    "from column",
    "in exhibit",
    "number or \"file\"",
    "of column",
    "of rows",
    "per day|week",
    "to column",
    "where column is value",
    "order-id,order-date,kind,reason,asin,tracking,ticket\n",
    "out of fuel",
    "parts hidden",
    "poa explain {}",
    "poa pack check {shown}",
    "poa pack test {shown}",
    "poa pack {} {} sha256 {digest}\n",
    "printed at {dpi} dpi, quality {quality}",
    "scaled to {} × {} pixels",
    "secret key for poa packs",
    "set as a PDF of its rows",
    "signature of a poa pack",
    "the file is bad",
    "the shell starts the editor that it was given",
    "{count} of {} pages drawn as pictures",
    "{left} of {all} pages kept",
    "Credit card chargeback",
    "Número de pedido",
    "Return request date",
    "Service chargeback claim",
    "Type of defect",
    "[by column]",
    "[where column is value]",
    "amazon order id",
    "created at",
    "customer name",
    "date created",
    "date:create",
    "  attach {name}\n  todo  \"add an exhibit of kind {kinds}\"\n",
    "first reply",
    "first reply at",
    "first response",
    "first response at",
    "opened at",
    "order defect",
    "order id",
    "order number",
    "screen shot",
    "ship city",
    "ship postal code",
    "ship state",
    "ticket id",
    "ticket number",
];

/// What stands before a literal that nobody is shown, or that has its Chinese beside it.
const BEFORE: &[&str] = &[
    "expect(",
    "reason =",
    "unreachable!(",
    "assert!(",
    "after_help =",
    "starts_with(",
    "strip_prefix(",
    "strip_suffix(",
    "contains(",
    "pick(",
    "replace(",
    "panic!(",
    "Language::English => format!(",
    "Language::English => writeln!(text,",
    ".of(",
];

/// A string literal and where it begins.
struct Literal {
    line: usize,
    before: String,
    text: String,
}

/// The string literals of a file before its tests; comments are passed over.
fn literals(file: &TextFile) -> Vec<Literal> {
    let end = file.text.find("\n#[cfg(test)]\nmod ").unwrap_or(file.text.len());
    let text = &file.text[..end];
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(sign) = text[at..].chars().next() {
        let rest = &text[at..];
        if rest.starts_with("//") {
            at += rest.find('\n').unwrap_or(rest.len());
        } else if let Some(length) = length_of_char(rest) {
            at += length;
        } else if let Some((text_inside, length)) = raw(rest).or_else(|| quoted(rest)) {
            let before = text[..at].trim_end_matches([' ', '\n', '&']);
            let before = before.chars().rev().take(40).collect::<Vec<_>>();
            found.push(Literal {
                line: text[..at].matches('\n').count() + 1,
                before: before.into_iter().rev().collect(),
                text: text_inside,
            });
            at += length;
        } else {
            at += sign.len_utf8();
        }
    }
    found
}

/// The length of a literal of one character, such as `'"'`.
fn length_of_char(rest: &str) -> Option<usize> {
    let inside = rest.strip_prefix('\'')?;
    let end = match inside.strip_prefix('\\') {
        Some(escaped) => 1 + escaped.chars().next()?.len_utf8(),
        None => inside.chars().next()?.len_utf8(),
    };
    inside[end..].starts_with('\'').then_some(end + 2)
}

/// The text and length of `r#"…"#`.
fn raw(rest: &str) -> Option<(String, usize)> {
    let inside = rest.strip_prefix('r')?;
    let marks = inside.len() - inside.trim_start_matches('#').len();
    let inside = inside[marks..].strip_prefix('"')?;
    let end = inside.find(&format!("\"{}", "#".repeat(marks)))?;
    Some((inside[..end].to_owned(), end + 3 + 2 * marks))
}

/// The text and length of `"…"`.
fn quoted(rest: &str) -> Option<(String, usize)> {
    let inside = rest.strip_prefix('"')?;
    let mut text = String::new();
    let mut signs = inside.char_indices();
    while let Some((at, sign)) = signs.next() {
        match sign {
            '"' => return Some((text, at + 2)),
            '\\' => match signs.next()?.1 {
                'n' => text.push('\n'),
                't' => text.push('\t'),
                // A line that goes on: what follows it is indentation.
                '\n' => {
                    let after = &inside[at + 2..];
                    let blanks = after.len() - after.trim_start().len();
                    signs = inside[at + 2 + blanks..].char_indices();
                    let (more, length) = rest_of(signs.as_str())?;
                    return Some((text + &more, at + 2 + blanks + length + 1));
                }
                other => text.push(other),
            },
            other => text.push(other),
        }
    }
    None
}

/// The rest of a literal that goes on in another line, and its length with the closing quote.
fn rest_of(rest: &str) -> Option<(String, usize)> {
    let (text, length) = quoted(&format!("\"{rest}"))?;
    Some((text, length - 1))
}

/// A text of the catalogue with the holes of a Rust literal.
fn holes(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, hole)) = rest.split_once("{{ ") {
        out += before;
        let (_, after) = hole.split_once(" }}").unwrap_or(("", hole));
        out += "{}";
        rest = after;
    }
    out + rest
}

/// A literal with a word in each of its holes.
fn filled(text: &str) -> String {
    let text = text.replace("{{", "\u{1}").replace("}}", "\u{2}");
    let mut out = String::new();
    let mut rest = text.as_str();
    while let Some((before, hole)) = rest.split_once('{') {
        out += before;
        out += "x1";
        rest = hole.split_once('}').map_or("", |(_, after)| after);
    }
    (out + rest).replace('\u{1}', "{").replace('\u{2}', "}")
}

/// Whether the catalogue has the text, or one in which its words stand in the same order: a piece
/// that is put together with others.
fn is_worded(text: &str, all: &[String]) -> bool {
    let has_all = |whole: &String| {
        let mut rest = whole.as_str();
        text.split("x1").all(|piece| match rest.split_once(piece) {
            Some((_, after)) => {
                rest = after;
                true
            }
            None => false,
        })
    };
    let is_whole = |said: String| !is_english(&said);
    catalogue().text("", text).is_some_and(is_whole) || all.iter().any(has_all)
}

/// Whether a text is English: two words in a row outside backticks.
fn is_english(text: &str) -> bool {
    let is_word = |word: &str| word.len() > 1 && word.bytes().all(|it| it.is_ascii_lowercase());
    text.split('`').step_by(2).any(|part| {
        let words: Vec<&str> = part.split([' ', ',', ':', ';', '(', ')', '\n']).collect();
        words.windows(2).any(|pair| is_word(pair[0]) && is_word(pair[1]))
    })
}

#[test]
fn every_word_has_its_chinese() {
    let mut texts: Vec<String> = WORDS.iter().map(|word| word.about.to_owned()).collect();
    for policy in shipped().packs.iter() {
        texts.push(policy.title.clone());
        texts.extend(policy.values.values().map(|value| value.about.clone()));
        let kinds = policy.evidence_kinds.values();
        texts.extend(
            kinds.flat_map(|kind| [Some(kind.title.clone()), kind.about.clone()]).flatten(),
        );
        for family in policy.causes.values() {
            texts.push(family.title.clone());
            texts.extend(family.kinds.values().cloned());
        }
        let terms = [
            &policy.triggers,
            &policy.categories,
            &policy.issues,
            &policy.related_kinds,
            &policy.regions,
        ];
        for term in terms.iter().flat_map(|terms| terms.values()) {
            texts.extend([Some(term.title.clone()), term.about.clone()].into_iter().flatten());
        }
    }
    texts.sort();
    texts.dedup();
    assert!(texts.len() > 200, "the words are read: {}", texts.len());
    texts.retain(|text| !text.is_empty() && catalogue().text("", text).is_none());
    assert!(texts.is_empty(), "policies/language/zh-terms.yaml lacks {texts:#?}");
}

#[test]
fn every_message_has_its_chinese() {
    let mut missing = Vec::new();
    let mut seen = 0;
    let all = language_messages().into_iter();
    let all: Vec<String> = all.map(|(english, _)| filled(&holes(&english))).collect();
    for file in text_files(&["src"], &["rs"]) {
        if OTHERS.iter().any(|(path, _)| file.path.starts_with(path)) {
            continue;
        }
        for literal in literals(&file) {
            let is_shown = !BEFORE.iter().any(|before| literal.before.ends_with(before));
            let text = filled(literal.text.trim());
            // A name in bold stands before what is said of it.
            let text = text.strip_prefix("**x1**: ").map_or(text.clone(), str::to_owned);
            let is_plain = PLAIN.contains(&literal.text.as_str());
            if !is_shown || is_plain || !is_english(&text) {
                continue;
            }
            seen += 1;
            let is_bare = |line: &&str| is_english(line) && !is_worded(line.trim(), &all);
            if text.lines().any(|line| is_bare(&line)) {
                missing.push(format!("{}:{}: {:?}", file.path, literal.line, literal.text));
            }
        }
    }
    assert!(seen > 900, "the sources are read: {seen}");
    let count = missing.len();
    assert!(missing.is_empty(), "{count} in policies/language/zh*.yaml:\n{}", missing.join("\n"));
}
