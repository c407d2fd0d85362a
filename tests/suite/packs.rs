//! The tests inside packs. In: the packs of the program and the sound case of the repository. Out:
//! one failure a test, with every entry that fires where it should not or stays silent where it
//! should speak.

use std::collections::BTreeSet;
use std::fs;
use std::io::ErrorKind;
use std::path::Path;
use std::sync::Arc;

use poa::check::DUTY_RULES;
use poa::compile::{
    Beside, PackSet, Trial, VARIANTS, catalogue, explain, lay_variant, load_packs, shipped, trial,
    try_laid,
};
use poa::diagnostic::Diagnostic;
use poa::policy::Policy;
use poa::policy::pattern::Pattern;
use poa::policy::types::{Look, Rule};
use poa::source::{FileError, Files};
use poa::workshop::{Bench, Breadth, own_entries};

/// The packs that ship.
const PACKS: [&str; 21] = [
    "ae", "au", "base", "br", "ca", "de", "eg", "es", "eu", "fr", "it", "jp", "mx", "nl", "pl",
    "sa", "se", "sg", "terms", "uk", "us",
];

/// Rules that the project has promised, by the line of the mission that they serve.
const PROMISED: &[(&str, &[&str])] = &[
    ("R02", &["odr-below-threshold", "window-unusual", "order-outside-window"]),
    ("R03", &["odr-disagrees-with-report"]),
    ("R04", &["metric-confused"]),
    ("R05", &["defect-kind-ignored"]),
    ("R06", &["repeat-without-systemic-proof"]),
    ("R07", &["new-seller-without-context"]),
    ("R11", &["defect-field-missing"]),
    ("R12", &["order-uncovered", "order-unknown"]),
    ("R13", &["order-without-direct-evidence", "order-without-process-evidence"]),
    ("R14", &["finding-without-cause"]),
    ("R15", &["evidence-unfit-for-cause"]),
    ("R17", &["action-without-proof", "apology-instead-of-plan"]),
    ("R19", &["action-without-owner", "training-without-record"]),
    ("R20", &["evidence-uncited", "evidence-without-title", "evidence-file-missing"]),
    ("R21", &["buyer-data-exposed"]),
    ("R31", &["action-before-problem", "action-not-done-yet"]),
    ("R32", &["prevention-not-in-force"]),
    ("R40", &["part-empty"]),
    ("R41", &["action-without-date", "action-without-verification"]),
    ("R42", &["finding-without-action", "finding-without-prevention", "action-without-finding"]),
    ("R43", &["prevention-not-verifiable"]),
    ("R44", &["buyers-not-made-whole"]),
    ("R45", &["related-issue-hidden", "reported-issue-hidden", "related-disagrees-with-report"]),
    ("R46", &["absolute-promise", "vague-promise"]),
    ("R47", &["not-english", "grammar", "term-misused", "date-form-ambiguous"]),
    ("R48", &["emotive-wording", "blame-shifted", "off-topic", "filler-wording"]),
    ("R48", &["sentence-repeated"]),
    ("R49", &["root-cause-shallow"]),
    ("R51", &["disclosure-missing", "attachment-missing"]),
    ("R52", &["foreign-law-cited", "site-copy-identical"]),
    ("R54", &["high-risk-category-shallow"]),
    ("R55", &["inbound-inspection-missing", "carrier-proof-missing"]),
    ("R56", &["trigger-evidence-missing"]),
    ("R73", &["request-unanswered", "resubmission-unchanged", "resubmission-contradicts"]),
    ("R74", &["history-needs-depth"]),
    ("R75", &["follow-up-missing"]),
    ("R60", &["pdf-too-large", "pdf-text-not-extractable"]),
];

/// The folder with all packs.
struct PackFolder;

impl Files for PackFolder {
    fn read(&self, path: &str) -> Result<Arc<[u8]>, FileError> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("policies");
        fs::read(folder.join(path)).map(Into::into).map_err(|error| match error.kind() {
            ErrorKind::NotFound => FileError::Missing,
            _ => FileError::Unreadable(error.to_string()),
        })
    }
}

/// What one pack was found to do with a piece of `.poa`.
fn lay(packs: &PackSet, policy: &Policy, overlay: &str) -> Trial {
    trial(packs, policy, overlay, &PackFolder)
}

/// A failure in words: what was expected, the piece, and what was found.
fn failure(pack: &str, what: &str, overlay: &str, found: &Trial) -> String {
    let piece: String = overlay.lines().map(|line| format!("    | {line}\n")).collect();
    let lines: String = found.faults.iter().map(|it| format!("    {}\n", it.line)).collect();
    let lines = if lines.is_empty() { "    nothing\n" } else { &lines };
    format!("{pack} (site {}): {what}\n{piece}  found:\n{lines}", found.site)
}

#[test]
fn the_packs_are_sound() {
    let packs = shipped();
    assert_eq!(packs.faults, Vec::<String>::new());
    let missing: Vec<_> = PACKS.iter().filter(|name| packs.packs.policy(name).is_none()).collect();
    assert!(missing.is_empty(), "packs that did not load: {missing:?}");
}

/// What `poa pack test --all` says; the sound case of each pack is one of its tests.
#[test]
fn every_entry_fires_and_is_silent_where_it_says_so() {
    let packs = load_packs(&[], Beside::All);
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let bench = Bench { packs: &packs, files: &PackFolder, threads };
    let names: Vec<String> = packs.set.packs.names().map(str::to_owned).collect();
    let results = poa::workshop::test(bench, &names);
    let told = |fault: &Diagnostic| {
        let help = fault.help.as_deref().unwrap_or_default();
        let label = fault.labels.first().map_or("", |label| label.text.as_str());
        format!("{}\n    {label}\n    {help}", fault.one_line(&packs.sources))
    };
    let faults: Vec<String> = results.iter().flat_map(|result| &result.faults).map(told).collect();
    assert!(faults.is_empty(), "\n{}\n{} failures", faults.join("\n"), faults.len());
    let count: usize = results.iter().map(|result| result.count).sum();
    assert!(count > 700, "{count} tests prove little");
}

/// What `poa pack test --all --mutate` says; no pack that ships asks to be taken at its word.
#[test]
fn a_small_mistake_in_a_pack_breaks_a_test() {
    let packs = load_packs(&[], Beside::All);
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let bench = Bench { packs: &packs, files: &PackFolder, threads };
    let names: Vec<String> = packs.set.packs.names().map(str::to_owned).collect();
    let results = poa::workshop::mutate(bench, &names);
    let survivors = results.iter().flat_map(|result| &result.survivors);
    let listed = results.iter().flat_map(|result| &result.listed);
    let lines: Vec<String> = survivors.map(|fault| fault.one_line(&packs.sources)).collect();
    let listed: Vec<String> = listed.map(|it| format!("{}: {}", it.entry, it.what)).collect();
    assert!(lines.is_empty() && listed.is_empty(), "\n{}\n{listed:#?}", lines.join("\n"));
    let noticed: usize = results.iter().map(|result| result.killed).sum();
    assert!(noticed > 1_050, "{noticed} changes prove little");
}

#[test]
fn every_condition_was_seen_both_ways() {
    let packs = load_packs(&[], Beside::All);
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let bench = Bench { packs: &packs, files: &PackFolder, threads };
    let names: Vec<String> = packs.set.packs.names().map(str::to_owned).collect();
    let mut open = Vec::new();
    let mut count = 0;
    let reaches = poa::workshop::coverage(bench, &names, Breadth::Own);
    for reach in reaches.iter().filter(|reach| reach.has_tests && !reach.asked_by.is_empty()) {
        count += reach.conditions.len();
        let one_sided = reach.one_sided();
        open.extend(one_sided.map(|(text, seen)| format!("{}: {text} {seen:?}", reach.entry)));
    }
    assert_eq!(open, Vec::<String>::new());
    assert!(count > 250, "{count} conditions prove little");
}

#[test]
fn the_variants_of_the_sound_case_have_no_faults() {
    let packs = shipped();
    let mut failures = Vec::new();
    for policy in packs.packs.iter() {
        for variant in VARIANTS {
            let laid = lay_variant(policy, variant, &PackFolder);
            let found = try_laid(packs, policy, &laid, &PackFolder);
            if !found.faults.is_empty() {
                failures.push(failure(&policy.name, variant, "", &found));
            }
        }
    }
    assert!(failures.is_empty(), "\n{}", failures.join("\n"));
}

#[test]
fn what_fires_is_told_in_chinese_too() {
    let packs = shipped();
    let mut failures = Vec::new();
    for policy in packs.packs.iter() {
        for entry in own_entries(policy).iter().filter(|it| !it.tests.fires.is_empty()) {
            let piece = entry.tests.first_fires();
            let found = lay(packs, policy, piece);
            if found.faults.iter().any(|it| !catalogue().lacks(&it.fault).is_empty()) {
                let what = format!("{} fires with words that have no Chinese", entry.title());
                failures.push(failure(&policy.name, &what, piece, &found));
            }
        }
    }
    assert!(failures.is_empty(), "\n{}", failures.join("\n"));
}

/// What a rule says in English and not in Chinese.
fn untranslated(rule: &Rule) -> Vec<&'static str> {
    let zh = |field| rule.zh.text(field).is_none();
    let patterns: Vec<&Pattern> = match &rule.look {
        Look::Text { patterns, .. } => patterns.iter().collect(),
        Look::Leaving(look) => look.patterns.iter().chain(&look.columns).collect(),
        Look::Require(_) | Look::Evidence { .. } | Look::Timeline { .. } | Look::Native { .. } => {
            Vec::new()
        }
    };
    let orders = match &rule.look {
        Look::Timeline { orders, .. } => orders.as_slice(),
        _ => &[],
    };
    let bare = patterns.iter().any(|it| it.instead().is_some() && it.instead_zh().is_none());
    let lacking = [
        ("why", zh("why")),
        ("message", zh("message")),
        ("help", rule.help.is_some() && zh("help")),
        ("label", rule.label.is_some() && zh("label")),
        ("also", rule.also.len() != rule.zh.also.len()),
        ("a pattern", bare),
        ("an order of days", orders.iter().any(|order| order.says_zh.is_none())),
    ];
    lacking.into_iter().filter(|(_, lacks)| *lacks).map(|(field, _)| field).collect()
}

#[test]
fn every_text_has_its_chinese() {
    let mut lacking = Vec::new();
    for policy in shipped().packs.iter() {
        let pack = &policy.name;
        for rule in policy.rules.iter().filter(|rule| rule.pack == policy.name) {
            let fields = untranslated(rule);
            lacking.extend(fields.iter().map(|field| format!("{pack}: {}: {field}", rule.name)));
        }
        for (name, it) in policy.disclosures.iter().filter(|(_, it)| it.pack == policy.name) {
            let facts = it.facts.iter().filter(|(fact, _)| !it.zh.about.contains_key(fact));
            lacking.extend(facts.map(|(fact, _)| format!("{pack}: {name}: about {fact}")));
            let why = it.why.is_some() && it.zh.text("why").is_none();
            if why || it.zh.text("title").is_none() {
                lacking.push(format!("{pack}: {name}: why or title"));
            }
        }
        let laws = policy.law_names.values().filter(|it| it.pattern.instead_zh().is_none());
        lacking.extend(laws.map(|it| format!("{pack}: the law of {}", it.of)));
        for (name, it) in policy.attachments.iter().filter(|(_, it)| it.pack == policy.name) {
            let why = it.why.is_some() && it.zh.text("why").is_none();
            let help = it.help.is_some() && it.zh.text("help").is_none();
            if why || help || it.zh.text("title").is_none() {
                lacking.push(format!("{pack}: {name}: why, help or title"));
            }
        }
    }
    assert_eq!(lacking, Vec::<String>::new(), "add them below `zh:`");
}

/// One wrong window or one forgotten list would else fill the screen.
#[test]
fn rules_about_orders_fire_once_a_site() {
    let packs = shipped();
    let base = packs.packs.policy("base").expect("a test above holds it to be there");
    for entry in own_entries(base).iter().filter(|entry| entry.rule.starts_with("order-")) {
        let found = lay(packs, base, entry.tests.first_fires());
        let count = found.faults.iter().filter(|found| found.fault.rule == entry.rule).count();
        assert_eq!(
            count,
            1,
            "{}",
            failure("base", &entry.title(), entry.tests.first_fires(), &found)
        );
    }
}

#[test]
fn every_duty_of_every_site_is_explained() {
    let source = |name| explain(name).expect("the rule has a name").source.join("\n");
    for policy in shipped().packs.iter().filter(|policy| policy.marketplace.is_some()) {
        let asked = policy.disclosures.values().filter(|disclosure| !disclosure.automatic);
        let asked = asked.map(|it| ("disclosure-missing", &it.title));
        let more = policy.attachments.values().map(|it| ("attachment-missing", &it.title));
        for (rule, title) in asked.chain(more) {
            let line = format!("{}, {title}", policy.name);
            assert!(source(rule).contains(&line), "`{line}` in\n{}", source(rule));
        }
    }
}

/// A sentence for each pack that declares names of law, and the pack.
const CITED: [(&str, &str); 19] = [
    ("ae", "We follow Federal Decree-Law No. 14 of 2023."),
    ("au", "Returns follow the Australian Consumer Law."),
    ("br", "Returns follow the Código de Defesa do Consumidor."),
    ("ca", "Returns follow the Ontario Consumer Protection Act."),
    ("de", "Returns follow § 355 BGB."),
    ("eg", "Returns follow Consumer Protection Law 181/2018."),
    ("es", "Returns follow art. 102 TRLGDCU."),
    ("eu", "Buyer data follows Regulation (EU) 2019/1150."),
    ("fr", "Returns follow art. L221-18 of the Code de la consommation."),
    ("it", "Returns follow art. 52 of the Codice del consumo."),
    ("jp", "Returns follow the Act on Specified Commercial Transactions."),
    ("mx", "Returns follow art. 56 LFPC."),
    ("nl", "Returns follow BW 6:230o."),
    ("pl", "Returns follow art. 27 UPK."),
    ("sa", "Returns follow Royal Decree M/126."),
    ("se", "Returns follow Lag (2005:59)."),
    ("sg", "Returns follow the CPFTA."),
    ("uk", "Returns follow the Consumer Rights Act 2015."),
    ("us", "Shipping follows 16 CFR Part 435."),
];

/// Each pack declares how its own law is called, and every other site finds it.
#[test]
fn the_law_of_every_site_is_foreign_to_all_others() {
    let packs = shipped();
    let declaring = packs
        .packs
        .iter()
        .filter(|policy| policy.law_names.values().any(|names| names.pack == policy.name));
    let declaring: Vec<&str> = declaring.map(|policy| policy.name.as_str()).collect();
    assert_eq!(declaring, CITED.map(|(pack, _)| pack));
    let mut wrong = Vec::new();
    for policy in packs.packs.iter().filter(|policy| policy.marketplace.is_some()) {
        for (pack, sentence) in CITED {
            let text = format!(
                "related late-shipment-rate {{\n stands 3.1% over 2026-10-01 .. 2026-10-30\n \
                 text \"{sentence}\"\n}}"
            );
            let found = lay(packs, policy, &text);
            let is_told = found.faults.iter().any(|it| it.fault.rule == "foreign-law-cited");
            let is_own = policy.line.iter().any(|(name, _)| name == pack);
            if is_told == is_own {
                wrong.push(format!("{}: {sentence}", policy.name));
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn every_promised_rule_exists_on_every_site() {
    let packs = shipped();
    let mut absent = Vec::new();
    for policy in packs.packs.iter().filter(|policy| policy.marketplace.is_some()) {
        let declared = policy.rules.iter().map(|rule| rule.name.as_str());
        let asked: BTreeSet<&str> = declared.chain(DUTY_RULES).collect();
        for (row, names) in PROMISED {
            let gone =
                names.iter().filter(|name| !asked.contains(**name) || explain(name).is_none());
            absent.extend(gone.map(|name| format!("{} {row}: {name}", policy.name)));
        }
    }
    assert_eq!(absent, Vec::<String>::new());
}
