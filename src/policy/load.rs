//! Files of packs -> checked packs. In: paths and texts. Out: [`Packs`], and all faults of all
//! packs at once. Reads no file system: paths only say which files belong together.

mod family;
mod packs;
#[cfg(test)]
mod sample;
mod unit;

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::diagnostic::{Outcome, merge};
use crate::policy::load::family::{resolve_all, tell_foreign_law};
pub use crate::policy::load::packs::Packs;
pub use crate::policy::load::unit::pack_folders;
use crate::policy::load::unit::{folder, units};
use crate::policy::shape::Faults;
use crate::policy::yaml::read;
use crate::source::Sources;

/// The text of one file.
#[derive(Debug, Clone)]
pub struct PackFile {
    /// Its path with `/`: `policies/de/rules.yaml`.
    pub path: Cow<'static, str>,
    /// Its text.
    pub text: Cow<'static, str>,
    /// Where it comes from.
    pub origin: Origin,
}

/// Where the text of a pack comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// It ships: our tests have compiled its patterns, so they may wait until they are needed.
    Shipped,
    /// Somebody gave it: everything in it is checked.
    Given,
}

impl PackFile {
    /// Joins a path and a text that were read.
    pub fn new(path: impl Into<String>, text: impl Into<String>) -> Self {
        Self { path: Cow::Owned(path.into()), text: Cow::Owned(text.into()), origin: Origin::Given }
    }
}

/// Reads and checks packs. Each folder with a head (`pack: NAME`) is one pack, its subfolders
/// included.
///
/// **Errors**: all `pack-…` faults of all packs. A pack with faults is there without the entries
/// that have them; a pack without a sound head, or with a broken parent, is not.
pub fn load(files: &[PackFile], sources: &mut Sources) -> Outcome<Packs> {
    let ids: Vec<_> = files.iter().map(|file| sources.add(&*file.path, &*file.text)).collect();
    let mut faults = Faults::new(sources);
    let shipped = files.iter().zip(&ids).filter(|(file, _)| file.origin == Origin::Shipped);
    faults.trusted = shipped.map(|(_, id)| *id).collect();
    let mut trees = Vec::new();
    for (file, id) in files.iter().zip(ids) {
        match read(id, faults.sources) {
            Ok(tree) => trees.push((folder(&file.path), tree)),
            Err(found) => faults.list.extend(found),
        }
    }
    let has_unread = trees.len() < files.len();
    let units = units(&trees, has_unread, &mut faults);
    let mut policies = BTreeMap::new();
    let mut raw = BTreeMap::new();
    for (name, (entries, policy)) in resolve_all(&units, &mut faults) {
        raw.insert(name.clone(), entries);
        policies.insert(name, policy);
    }
    tell_foreign_law(&mut policies);
    let marketplaces = units.into_iter().filter_map(|unit| unit.marketplace).collect();
    let packs = Packs { policies, marketplaces, raw };
    faults.list.extend(packs.rivals());
    Outcome::new(packs, merge(faults.list))
}

#[cfg(test)]
mod tests {
    use crate::policy::load::sample::{SOUND, faults};
    use crate::policy::{PackFile, load, load_marketplaces, shipped, shipped_marketplaces};
    use crate::source::Sources;

    /// The faults of the sound pack with one text replaced by another.
    fn changed(old: &str, new: &str) -> String {
        assert!(SOUND.contains(old), "{old}");
        faults(&[("p/base.yaml", &SOUND.replacen(old, new, 1))])
    }

    #[test]
    fn every_fault_is_told_at_its_place() {
        let check = |old: &str, new: &str, expected: &str| {
            let expected: Vec<String> =
                expected.lines().map(|line| format!("p/base.yaml:{}", line.trim())).collect();
            assert_eq!(changed(old, new), expected.join("\n"), "{old} -> {new}");
        };
        check("why: because", "why: because", "");
        // Chinese.
        check(
            "    message: the action",
            "    zh: {message: \"{{ action.done }}\", label: 晚}\n    message: the action",
            "49:19: error[pack-placeholder]: the English has no placeholder `action.done`
            49:47: error[pack-value]: there is no English text to translate here",
        );
        // Shape.
        check(
            "{title: Closed}",
            "{title: Closed",
            "21:12: error[pack-syntax]: this is not YAML that can be read",
        );
        check(
            "speaks:",
            "speeks:",
            "16:23: error[pack-unknown-field]: kind of evidence `scan` has no field `speeks`",
        );
        check(
            "causes:",
            "cause:",
            "13:1: error[pack-unknown-field]: there is no section `cause` in a pack
            16:46: error[pack-value]: there is no family of causes `logistics` in this pack
            62:57: error[pack-value]: there is no family of causes `logistics` in this pack",
        );
        check("level: error", "level: eror", "26:12: error[pack-value]: `level` is never `eror`");
        check(
            "from: 2018-01-01",
            "from: 2018-02-30",
            "11:27: error[pack-value]: `2018-02-30` is not a date of the calendar",
        );
        check(
            "title: Log\n",
            "title: [Log]\n",
            "23:13: error[pack-value]: `title` is a list where text is needed",
        );
        check(
            "kinds: [scan]",
            "kinds: [scam]",
            "25:13: error[pack-value]: there is no kind of evidence `scam` in this pack",
        );
        check(
            "at_least: 14d",
            "at_least: 2w",
            "37:42: error[pack-value]: `2w` is not a length of time",
        );
        check(
            "at_least: 14d",
            "one_of: [a]",
            "37:32: error[pack-value]: a fact of type `duration` has no `one_of`",
        );
        check("{seller: {en: us}}", "[seller]", "");
        check(
            "name: late-action",
            "name: Late Action",
            "43:11: error[pack-value]: `Late Action` is not a name for a rule",
        );
        check(
            "find: uncovered",
            "find: covered",
            "70:20: error[pack-value]: `find` cannot be this",
        );
        check(
            "values.days",
            "values.dys",
            "78:29: error[pack-value]: there is no value `dys` in this pack",
        );
        check(
            "native: order-coverage",
            "native: order-cover",
            "69:13: error[pack-value]: there is no native check `order-cover`",
        );
        check(
            "needs: {logistics",
            "needs: {logistic",
            "62:57: error[pack-value]: there is no family of causes `logistic` in this pack",
        );
        // Lists of words.
        check(
            "causes:",
            "word_lists: {verb: \"pack sc@n pack\", none: \" \"}\ncauses:",
            "13:26: error[pack-value]: `sc@n` is not a word
            13:31: error[pack-value]: `pack` stands twice in the list
            13:44: error[pack-value]: list of words `none` has no words",
        );
        check(
            "match: 'never'",
            "match: 'never {{ verb }}'",
            "55:38: error[pack-value]: there is no list of words `verb` in this pack",
        );
        // Sources.
        check(
            "source: help}\nissues",
            "source: hlp}\nissues",
            "16:66: error[pack-unknown-source]: there is no source `hlp` in this pack",
        );
        check(
            "    sources: [help]\n",
            "",
            "31:3: error[pack-source-missing]: disclosure `returns` does not say who asks for it",
        );
        check(
            "    source: help\n    each",
            "    each",
            "43:11: error[pack-source-missing]: rule `late-action` does not say who asks for it",
        );
        check(
            ", convention: true}",
            "}",
            "12:10: error[pack-source-missing]: value `days` does not say who asks for it",
        );
        check(
            "{title: Late, source: help}",
            "{title: Late}",
            "18:3: error[pack-source-missing]: issue `late` does not say who asks for it",
        );
        check(
            "{title: Closed}",
            "{title: Closed, source: help, convention: true}",
            "20:41: error[pack-value]: trigger `closed` names a source and says `convention: true`",
        );
        check(
            "    source: help\n    each",
            "    source: blog\n    each",
            "46:13: error[pack-confidence]: an error rests on the source `blog`, which is unsure",
        );
        check(
            "    sources: [help]",
            "    sources: [help, blog]",
            "35:21: error[pack-confidence]: an error rests on the source `blog`, which is unsure",
        );
        check(
            "convention: true\n    text",
            "source: blog\n    text",
            "54:13: error[pack-confidence]: a warning rests on the source `blog`, which is unsure",
        );
        check(
            "confidence: unsure}",
            "confidence: unsure, from: 2026-01-02, until: 2026-01-01}",
            "6:72: error[pack-value]: source `blog` ends on 2026-01-01, before it begins",
        );
        check(
            "confidence: unsure}",
            "confidence: unsure, on: order}",
            "6:54: error[pack-value]: source `blog` says `on`, but neither `from` nor `until`",
        );
        check(
            "confidence: unsure}",
            "confidence: unsure, from: 2026-01-02, on: delivery}",
            "6:76: error[pack-value]: `on` is never `delivery`",
        );
        check("confidence: unsure}", "confidence: unsure, from: 2026-01-02, on: order}", "");
        // Numbers of registers, and texts that law fixes.
        let window = "{type: duration, at_least: 14d, about: days, source: help}";
        let number = |form: &str| format!("{{type: identifier, {form}about: days}}");
        let in_days = ("\"{{ window.days }} days, paid", "\"{{ window }}, paid");
        let two = |new: &str| {
            let changed = SOUND.replace(window, new).replace(in_days.0, in_days.1);
            faults(&[("p/base.yaml", &changed)])
        };
        assert_eq!(two(&number("form: [vat-de, vat-gb], or: [none], ")), "");
        assert_eq!(
            two(&number("form: vat-d, ")),
            "p/base.yaml:37:40: error[pack-value]: there is no form `vat-d` in this pack"
        );
        assert_eq!(
            two(&number("")),
            "p/base.yaml:37:7: error[pack-value]: fact `window` has no `form`"
        );
        check(
            "at_least: 14d",
            "form: vat-de",
            "37:32: error[pack-value]: a fact of type `duration` has no `form`",
        );
        check("at_least: 14d", "at_least: 5bd, runs_from: receipt of the goods, level: off", "");
        check(
            "    text:\n      en: \"{{ window.days }} days, \
                paid by {{ payer }}, says {{ case.seller }}.\"",
            "    verbatim: true\n    text:\n      en: \"Paid by {{ payer }}.\"",
            "41:20: error[pack-placeholder]: a verbatim text has no placeholders",
        );
        // Expressions and messages.
        check(
            "site.orders > 0",
            "site.ordrs > 0",
            "24:17: error[pack-expression]: `site` has no field `ordrs`",
        );
        check(
            "case.fulfilment == 'seller'",
            "case.fulfilment == 'me'",
            "33:31: error[pack-expression]: `case.fulfilment` is never `me`",
        );
        check(
            "action.done <=",
            "finding.done <=",
            "48:15: error[pack-expression]: there is no `finding` here",
        );
        check(
            "by: finding.family",
            "by: finding.famly",
            "62:41: error[pack-expression]: `finding` has no field `famly`",
        );
        check(
            "{{ payer }}",
            "{{ pair }}",
            "40:47: error[pack-placeholder]: there is no fact `pair` in this disclosure",
        );
        check(
            "{{ payer }}",
            "{{ payer.days }}",
            "40:47: error[pack-placeholder]: there is no fact `payer.days` in this disclosure",
        );
        check(
            "`{{ action.id }}`",
            "`{{ action.name }}`",
            "49:36: error[pack-placeholder]: `action` has no field `name`",
        );
        check(
            "`{{ action.id }}`",
            "`{{ action.id`",
            "49:26: error[pack-placeholder]: a `{{` is not closed",
        );
        check(
            "{{ instead }}",
            "{{ missing }}",
            "56:33: error[pack-placeholder]: there is no `missing` here",
        );
        // Looks.
        check(
            "'never'",
            "'(never'",
            "55:31: error[pack-pattern]: this is not a pattern that can be read",
        );
        check("'told'", "'t*'", "55:48: error[pack-pattern]: the pattern matches empty text");
        check(
            "    require: \"action.done <= case.submit\"\n",
            "",
            "43:11: error[pack-look]: rule `late-action` does not say how to look",
        );
        check(
            "    native: order-coverage\n",
            "    native: order-coverage\n    require: \"true\"\n",
            "69:5: error[pack-look]: rule `uncovered` looks in several ways: `require`, `native`",
        );
        // Tests.
        check(
            "    tests: {fires: a, silent: b}\ndisclosures",
            "disclosures",
            "22:3: error[pack-test-missing]: attachment `log` has no tests",
        );
        check(
            "{fires: a, silent: b}\n  - name: big",
            "{fires: a}\n  - name: big",
            "43:11: error[pack-test-missing]: rule `late-action` has no test that stays silent",
        );
        // Twice.
        check(
            "name: big-words",
            "name: late-action",
            "51:11: error[pack-duplicate-rule]: the rule `late-action` is declared twice in this \
                pack",
        );
    }

    #[test]
    fn what_ships_is_sound() {
        let mut sources = Sources::default();
        // As if they were given: then their patterns are compiled now.
        let given: Vec<PackFile> =
            shipped().iter().map(|file| PackFile::new(&*file.path, &*file.text)).collect();
        let packs = load(&given, &mut sources);
        let markets = load_marketplaces(shipped_marketplaces(), &packs.value, &mut sources);
        let faults = packs.diagnostics.iter().chain(&markets.diagnostics);
        let lines: Vec<String> = faults.map(|fault| fault.one_line(&sources)).collect();
        assert!(lines.is_empty(), "\n{}", lines.join("\n"));
        let codes: Vec<&str> = markets.value.iter().map(|market| market.code.as_str()).collect();
        for code in codes {
            assert!(packs.value.for_marketplace(code).is_some(), "{code}");
        }
    }

    #[test]
    fn no_text_makes_it_panic() {
        for (at, _) in SOUND.char_indices().filter(|(at, _)| at % 7 == 0) {
            faults(&[("p/base.yaml", &SOUND[..at])]);
        }
        for text in [
            "",
            "[]",
            "pack:",
            "pack: []",
            "rules: {}",
            "rules: [1, {name: 3}]",
            "pack: x\nrules:\n  - name: x\n    text: 1\n    evidence: 2\n    native: 3\n    \
                tests: 4",
        ] {
            let mut sources = Sources::default();
            load(&[PackFile::new("p.yaml", text)], &mut sources);
        }
    }
}
