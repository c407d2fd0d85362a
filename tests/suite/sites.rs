//! The example on every site. In: the example's orders, relabelled to a site, with what the site's
//! sound site discloses. Out: a failure where the plan has a fault or its document lacks a
//! disclosure, its law or the day from which that holds.

use std::path::Path;
use std::sync::Arc;

use poa::compile::{self, Input, shipped, sound_site, trial};
use poa::policy::types::{Basis, Disclosure, Level, SourceKind, SourceText};
use poa::policy::{Days, Force, Policy};
use poa::source::{FileError, Files};
use poa::value::Date;
use serde_json::Value;

/// The folder of the repository.
const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// The sites that the example is about; the others are made from the first.
const OWN: [&str; 4] = ["us", "uk", "jp", "de"];

/// Files below a folder of the repository.
struct Folder(&'static str);

impl Files for Folder {
    fn read(&self, path: &str) -> Result<Arc<[u8]>, FileError> {
        let path = Path::new(ROOT).join(self.0).join(path);
        std::fs::read(path).map(Arc::from).map_err(|_| FileError::Missing)
    }
}

/// The example with another text as its case.
struct Relabelled {
    text: String,
}

impl Files for Relabelled {
    fn read(&self, path: &str) -> Result<Arc<[u8]>, FileError> {
        match path {
            "undelivered.poa" => Ok(Arc::from(self.text.as_bytes())),
            _ => Folder("examples/undelivered-parcels").read(path),
        }
    }
}

/// The items of a case by their heads, in order; what stands between them is left out.
fn items(text: &str) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = Vec::new();
    for line in text.lines() {
        let begins = line.starts_with(|first: char| first.is_ascii_lowercase());
        if begins {
            found.push((line.trim_end_matches(" {").to_owned(), String::new()));
        }
        let is_inside = begins || line.starts_with("  ") || line == "}";
        if let Some((_, item)) = found.last_mut().filter(|_| is_inside) {
            item.push_str(line);
            item.push('\n');
        }
    }
    found
}

/// The example's plan for the United States as one for other sites.
fn relabelled(policies: &[(&str, &Policy)]) -> Relabelled {
    let example = Folder("examples/undelivered-parcels").read("undelivered.poa");
    let example = String::from_utf8(example.expect("it is there").to_vec()).expect("it is UTF-8");
    let codes: Vec<&str> = policies.iter().map(|(code, _)| *code).collect();
    let mut text = String::new();
    for (head, item) in items(&example) {
        let sites: Vec<&str> = match head.split_once(" on ") {
            Some((_, sites)) => sites.split(", ").collect(),
            None => Vec::new(),
        };
        let is_of_others = !sites.is_empty() && !sites.contains(&"us");
        match head.as_str() {
            "site us" => text.extend(policies.iter().map(|(_, policy)| {
                let sound = sound_site(policy, &Folder("policies"));
                site(&sound[0])
            })),
            _ if head.starts_with("site ") => {}
            _ if is_of_others && !NEEDED.iter().any(|needed| head.starts_with(needed)) => {}
            _ => text.push_str(&item_on(&codes.join(", "), &head, &item)),
        }
    }
    for (old, new) in ELSEWHERE {
        text = text.replace(old, new);
    }
    Relabelled { text }
}

/// What the example says of orders and exhibits of other sites inside an item.
const ELSEWHERE: [(&str, &str); 3] = [
    (", 503-6070005-2948244", ""),
    (", 304-3149028-9117262, 304-8053392-3936183", ""),
    ("buyer-messages, ja-messages", "buyer-messages"),
];

/// Exhibits of other sites that a sound site cites.
const NEEDED: [&str; 2] = ["evidence door-scans", "evidence seller-page"];

/// An item that names the sites in its head, without the files of other sites.
fn item_on(codes: &str, head: &str, item: &str) -> String {
    let own = match head.split_once(" on ") {
        Some((before, _)) => format!("{before} on {codes}"),
        None => head.to_owned(),
    };
    let is_elsewhere = |line: &&str| line.trim_start().starts_with("on  ");
    let lines = item.replacen(head, &own, 1);
    lines.lines().filter(|line| !is_elsewhere(line)).map(|line| format!("{line}\n")).collect()
}

/// The sound site with the example's orders and exhibits.
fn site(sound: &str) -> String {
    let mut text = String::new();
    for line in sound.lines() {
        let words: Vec<&str> = line.split_whitespace().collect();
        match words.as_slice() {
            ["orders", _] => text.push_str("  orders 1482\n"),
            ["defects", _] => text.push_str("  defects \"data/us-defects.csv\"\n"),
            ["proof", "scans"] => text.push_str("  proof door-scans\n"),
            _ => text.push_str(&format!("{line}\n")),
        }
    }
    text.push('\n');
    text
}

/// Disclosures that the example's findings do not ask for; `*` stands for every site.
const NOT_ASKED: [(&str, &str); 13] = [
    ("*", "product-safety"),
    ("au", "warranty-card"),
    ("ca", "british-columbia"),
    ("ca", "working-order"),
    ("de", "austrian-buyers"),
    ("de", "dispute-resolution"),
    ("es", "outlying-delivery"),
    ("jp", "domestic-administrator"),
    ("jp", "electrical-safety"),
    ("jp", "refunds"),
    ("uk", "faulty-goods"),
    ("us", "equipment-authorisation"),
    ("us", "warranty"),
];

fn is_asked(code: &str, name: &str) -> bool {
    !NOT_ASKED.iter().any(|(site, it)| *it == name && (*site == "*" || *site == code))
}

/// All texts of a value without blanks, one after the other.
fn texts(value: &Value, found: &mut String) {
    match value {
        Value::String(text) => found.extend(text.chars().filter(|sign| !sign.is_whitespace())),
        Value::Array(items) => items.iter().for_each(|item| texts(item, found)),
        Value::Object(fields) => fields.values().for_each(|field| texts(field, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// The days of the example.
fn days() -> Days {
    let day = |text: &str| Date::parse(text).expect("a day");
    let submission = day("2026-11-12");
    Days { as_of: submission, submission: Some(submission), orders: Some(day("2026-10-08")) }
}

/// The law and Amazon's rules that a disclosure rests on, as far as they are in force.
fn laws<'p>(policy: &'p Policy, disclosure: &'p Disclosure) -> Vec<&'p SourceText> {
    let sources = disclosure.sources.iter().filter_map(|basis| match basis {
        Basis::Source(id) => policy.sources.get(&id.value),
        Basis::Convention => None,
    });
    let is_law = |it: &&SourceText| it.kind != SourceKind::Convention;
    sources.filter(is_law).filter(|it| it.force(&days()) == Force::Holds).collect()
}

/// Whether a text without blanks names a source, and the day since when it is in force.
fn names(said: &str, source: &SourceText) -> bool {
    let title = source.title.replace(' ', "");
    let Some(from) = source.from else { return said.contains(&title) };
    let (year, _, day) = from.parts();
    let parts = [day.to_string(), from.month_name().to_owned(), year.to_string()];
    let dated = format!("{title}(inforcesince");
    said.match_indices(&dated).any(|(at, _)| {
        let rest = &said[at + dated.len()..];
        let since = rest.split([')', ';']).next().unwrap_or_default();
        parts.iter().all(|part| since.contains(part))
    })
}

/// What the plans of some sites lack.
fn lacking(files: &dyn Files, policies: &[(&str, &Policy)]) -> Vec<String> {
    let input = Input {
        root: "undelivered.poa".to_owned(),
        files,
        as_of: days().as_of,
        sites: Vec::new(),
        release: true,
        packs: None,
    };
    let (compiled, documents) = compile::documents(&input);
    // Fourteen sites with the words of one: that is what this test makes.
    let told = compiled.diagnostics.iter().filter(|fault| fault.rule != "site-copy-identical");
    let mut lacking: Vec<String> = told.map(|fault| fault.one_line(&compiled.sources)).collect();
    for (code, policy) in policies {
        let Some((_, document)) = documents.iter().find(|(site, _)| site == code) else {
            lacking.push(format!("{code}: there is no document"));
            continue;
        };
        let mut said = String::new();
        texts(&serde_json::to_value(&document.annexes).expect("it is data"), &mut said);
        let has = |words: &str| said.contains(&words.replace(' ', ""));
        for (name, disclosure) in &policy.disclosures {
            let is_off = disclosure.level == Level::Off && !disclosure.automatic;
            let is_due = is_asked(code, name) && !is_off;
            if has(&disclosure.title) != is_due {
                lacking
                    .push(format!("{code}: `{name}` is asked for and missing, or not asked for"));
            }
            let unnamed = laws(policy, disclosure).into_iter().filter(|it| !names(&said, it));
            lacking.extend(unnamed.filter(|_| is_due).map(|source| {
                format!("{code}: `{name}` does not name `{}` with its day", source.title)
            }));
        }
    }
    lacking
}

#[test]
fn the_example_is_composed_for_every_site_with_its_disclosures() {
    let packs = shipped();
    let all = packs.marketplaces.iter().map(|it| {
        let policy = packs.packs.for_marketplace(&it.code);
        (it.code.as_str(), policy.expect("every marketplace has a pack"))
    });
    let (own, made): (Vec<_>, Vec<_>) = all.partition(|(code, _)| OWN.contains(code));
    assert_eq!((own.len(), made.len()), (4, 14));
    let mut failures = lacking(&Folder("examples/undelivered-parcels"), &own);
    failures.extend(lacking(&relabelled(&made), &made));
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// What a disclosure of a site says of a length of time: what the seller writes, and how the
/// site's own text says it, without blanks.
const BUSINESS_DAYS: [[&str; 3]; 8] = [
    ["br", "window  25bd", "25diasúteis"],
    ["es", "refund  5bd", "5díashábiles"],
    ["fr", "refund  5bd", "5joursouvrés"],
    ["it", "refund  5bd", "5giornilavorativi"],
    ["mx", "refund  5bd", "5díashábiles"],
    ["nl", "refund  5bd", "5werkdagen"],
    ["pl", "refund  5bd", "5dniroboczych"],
    ["se", "refund  5bd", "5arbetsdagar"],
];

/// The text with another length of time behind a word of its `returns-policy`.
fn with_length(text: &str, word: &str, length: &str) -> String {
    let is_asked = |(at, _): &(usize, &str)| text[..*at].trim_end().ends_with("disclose");
    let (block, _) =
        text.match_indices("returns-policy").find(is_asked).expect("every site asks for it");
    let start = block + text[block..].find(&format!("{word} ")).expect("the sound site says it");
    let value = start + word.len();
    let blanks = text[value..].len() - text[value..].trim_start().len();
    let end = text[value + blanks..].find([' ', '\n', ';']).unwrap_or(0) + value + blanks;
    format!("{} {length}{}", &text[..value], &text[end..])
}

#[test]
fn business_days_are_printed_as_such_in_the_language_of_the_site() {
    let mut wrong = Vec::new();
    for [code, written, expected] in BUSINESS_DAYS {
        let policy = shipped().packs.for_marketplace(code).expect("the site has a pack");
        let mut files = relabelled(&[(code, policy)]);
        let (word, length) = written.split_once("  ").expect("a word and a length");
        files.text = with_length(&files.text, word, length);
        let input = Input {
            root: "undelivered.poa".to_owned(),
            files: &files,
            as_of: days().as_of,
            sites: Vec::new(),
            release: true,
            packs: None,
        };
        let (compiled, documents) = compile::documents(&input);
        let mut said = String::new();
        for (_, document) in &documents {
            texts(&serde_json::to_value(&document.annexes).expect("it is data"), &mut said);
        }
        if !said.contains(expected) {
            let told = compiled.diagnostics.iter().map(|it| it.one_line(&compiled.sources));
            let told: Vec<String> = told.collect();
            wrong.push(format!("{code}: `{written}` is not `{expected}` {told:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_site_chooses_the_language_of_its_annex() {
    let policy = shipped().packs.for_marketplace("ca").expect("the site has a pack");
    let annexes = |language: &str| -> String {
        let mut files = relabelled(&[("ca", policy)]);
        let head = "site ca {\n";
        assert!(files.text.contains(head));
        files.text = files.text.replacen(head, &format!("{head}{language}"), 1);
        let input = Input {
            root: "undelivered.poa".to_owned(),
            files: &files,
            as_of: days().as_of,
            sites: Vec::new(),
            release: true,
            packs: None,
        };
        let (_, documents) = compile::documents(&input);
        let mut said = String::new();
        for (_, document) in &documents {
            texts(&serde_json::to_value(&document.annexes).expect("it is data"), &mut said);
        }
        assert!(!said.is_empty(), "{language}: there is no document");
        said
    };
    let annex = "Findingsinthelanguageofthesite";
    assert!(!annexes("").contains(annex));
    assert!(!annexes("  language en\n").contains(annex));
    assert!(!annexes("  language fr\n").contains(annex), "no finding is told in French");
    let japanese = annexes("  language ja\n");
    assert!(japanese.contains(annex) && japanese.contains("追跡記録"));
}

/// Sites whose law on data of buyers came into force on a day that cases may lie before.
const PRIVACY_FROM: [[&str; 3]; 2] =
    [["eg", "eg-privacy", "2025-11-02"], ["sa", "sa-privacy", "2024-09-14"]];

#[test]
fn data_of_buyers_are_promised_before_the_law_asks_for_it() {
    for [code, source, from] in PRIVACY_FROM {
        let policy = shipped().packs.for_marketplace(code).expect("the site has a pack");
        let disclosure = policy.disclosures.get("buyer-data").expect("every site has it");
        let on = |day: Date| Days { as_of: day, submission: Some(day), orders: Some(day) };
        let first = Date::parse(from).expect("a day");
        let before = first.day_before();
        let law = &policy.sources[source];
        assert_eq!(law.force(&on(before)), Force::Lapsed, "{code}");
        assert_eq!(law.force(&on(first)), Force::Holds, "{code}");
        assert_eq!(policy.force(&disclosure.sources, &on(before)), Force::Holds, "{code}");
    }
}

/// Disclosures about what only a seller who ships himself decides.
const OF_SELLERS_WHO_SHIP: [&str; 7] = [
    "conformity",
    "delivery",
    "faulty-goods",
    "guarantee-notice",
    "refunds",
    "returns-policy",
    "withdrawal-function",
];

/// What a plan without any disclosure is told to add on a site.
fn told(code: &str, policy: &Policy, fulfilment: &str, defects: &str) -> Vec<String> {
    let piece = format!(
        "case sound {{ seller \"Example Trading Co., Ltd.\"; trigger account-deactivated; \
         fulfilment {fulfilment}; category home; noticed 2026-10-24; submit 2026-11-12 }}\n\
         site {code} {{ window 2026-08-10 .. 2026-10-08; orders 200; defects \"{defects}\" }}\n"
    );
    let found = trial(shipped(), policy, &piece, &Folder("policies"));
    let helps = found.faults.into_iter().filter_map(|found| found.fault.help);
    helps.map(|help| help.to_string()).collect()
}

#[test]
fn orders_that_amazon_ships_are_asked_for_no_terms_of_the_seller() {
    let packs = shipped();
    let mut wrong = Vec::new();
    for marketplace in packs.marketplaces.iter() {
        let code = marketplace.code.as_str();
        let policy = packs.packs.for_marketplace(code).expect("every marketplace has a pack");
        let asks = |helps: &[String], name: &str| {
            helps.iter().any(|help| help.contains(&format!("disclose {name} {{")))
        };
        let own = told(code, policy, "seller", "sound-case/defects.csv");
        let of_amazon = told(code, policy, "amazon", "sound-case/fba-defects.csv");
        if !asks(&own, "returns-policy") {
            wrong.push(format!("{code}: a seller who ships is not asked for `returns-policy`"));
        }
        let asked = OF_SELLERS_WHO_SHIP.iter().filter(|name| asks(&of_amazon, name));
        wrong.extend(asked.map(|name| format!("{code}: `{name}` is asked for Amazon's orders")));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
