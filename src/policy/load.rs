//! Files of packs -> checked packs. In: paths and texts. Out: [`Packs`], and all faults of all
//! packs at once. Reads no file system: paths only say which files belong together.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::diagnostic::{Diagnostic, Outcome, merge};
use crate::policy::Policy;
use crate::policy::inherit::{Raw, RawEntry};
use crate::policy::law::LawNames;
use crate::policy::mapping::tables::HEAD;
use crate::policy::marketplace::{Marketplace, marketplace};
use crate::policy::resolve::resolve;
use crate::policy::shape::{Faults, Fields, suggestion};
use crate::policy::yaml::{Entry, Node, Tree, read};
use crate::source::{Sources, Span, Spanned};

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

/// All packs that could be read, by name.
#[derive(Debug, Clone, Default)]
pub struct Packs {
    policies: BTreeMap<String, Policy>,
    /// Those that the heads of packs describe themselves.
    pub(crate) marketplaces: Vec<Marketplace>,
    /// The entries behind each policy, as they were read.
    raw: BTreeMap<String, Raw>,
}

impl Packs {
    /// The pack with this name.
    pub fn policy(&self, name: &str) -> Option<&Policy> {
        self.policies.get(name)
    }

    /// The pack of a marketplace; of several the one that inherits from the others.
    pub fn for_marketplace(&self, code: &str) -> Option<&Policy> {
        let of_site = self.iter().filter(|policy| policy.marketplace.as_deref() == Some(code));
        of_site.max_by_key(|policy| policy.line.len())
    }

    /// Packs of one marketplace of which neither inherits from the other.
    fn rivals(&self) -> Vec<Diagnostic> {
        let mut faults = Vec::new();
        for policy in self.iter() {
            let Some(code) = policy.marketplace.as_deref() else { continue };
            let Some(chosen) = self.for_marketplace(code) else { continue };
            if chosen.line.iter().any(|(name, _)| *name == policy.name) {
                continue;
            }
            let message = format!(
                "the packs `{}` and `{}` are both for the marketplace `{code}`",
                policy.name, chosen.name
            );
            let mut fault = Diagnostic::error("pack-value", message)
                .help("let one inherit from the other: the one that inherits is used");
            for (pack, words) in [(chosen, "this pack"), (policy, "and this one")] {
                fault = match pack.span {
                    Some(span) if fault.labels.is_empty() => fault.at(span, words),
                    Some(span) => fault.also(span, words),
                    None => fault,
                };
            }
            faults.push(fault);
        }
        faults
    }

    /// The entries of a section of a pack as they were read, those it inherits included.
    pub(crate) fn entries(&self, pack: &str, section: &str) -> &[RawEntry] {
        self.raw.get(pack).map(|raw| raw.section(section)).unwrap_or_default()
    }

    /// The names, sorted.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.policies.keys().map(String::as_str)
    }

    /// The packs, sorted by name.
    pub fn iter(&self) -> impl Iterator<Item = &Policy> {
        self.policies.values()
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

/// The names of the packs whose heads are among some files, with the folder that each head lies in;
/// faults are left to [`load`].
pub fn pack_folders(files: &[PackFile]) -> BTreeMap<String, String> {
    let mut sources = Sources::default();
    let mut folders = BTreeMap::new();
    for file in files {
        let id = sources.add(&*file.path, &*file.text);
        let Ok(tree) = read(id, &sources) else { continue };
        if let Some(Node::Text(name)) = pack_key(&tree).map(|entry| &entry.value.node) {
            folders.insert(name.clone(), folder(&file.path).to_owned());
        }
    }
    folders
}

/// A pack's head and files.
struct Unit<'t> {
    folder: &'t str,
    head: Policy,
    name: Spanned<String>,
    inherits: Option<Spanned<String>>,
    /// A marketplace that the head itself describes.
    marketplace: Option<Marketplace>,
    files: Vec<&'t Tree>,
}

fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// Whether a folder is the other or lies in it.
fn is_within(inner: &str, outer: &str) -> bool {
    inner == outer
        || outer.is_empty()
        || inner.strip_prefix(outer).is_some_and(|it| it.starts_with('/'))
}

/// Finds the heads and gives each file to the pack in whose folder it lies.
fn units<'t>(
    trees: &'t [(&'t str, Tree)],
    has_unread: bool,
    faults: &mut Faults<'_>,
) -> Vec<Unit<'t>> {
    let mut units: Vec<Unit<'t>> = Vec::new();
    for (folder, tree) in trees.iter().filter(|(_, tree)| pack_key(tree).is_some()) {
        let Some(unit) = unit(folder, tree, faults) else { continue };
        let same =
            |other: &&Unit<'_>| other.folder == *folder || other.name.value == unit.name.value;
        match units.iter().find(same) {
            Some(other) => faults.add(second_head(&unit.name, &other.name)),
            None => units.push(unit),
        }
    }
    for (folder, tree) in trees {
        let owner = units.iter_mut().filter(|unit| is_within(folder, unit.folder));
        match owner.max_by_key(|unit| unit.folder.len()) {
            // The head's file first: what is declared again elsewhere is the second time.
            Some(unit) if pack_key(tree).is_some() => unit.files.insert(0, tree),
            Some(unit) => unit.files.push(tree),
            None if has_unread || pack_key(tree).is_some() => {}
            None => {
                let message = "no file beside this one says which pack it is";
                faults.value(tree.span, message, "add `pack: NAME` with `title:` and `version:`");
            }
        }
    }
    units.sort_by(|left, right| left.name.value.cmp(&right.name.value));
    units
}

fn pack_key(tree: &Tree) -> Option<&Entry> {
    match &tree.node {
        Node::Map(entries) => entries.iter().find(|entry| entry.key.value == "pack"),
        _ => None,
    }
}

/// Reads a head.
fn unit<'t>(folder: &'t str, tree: &Tree, faults: &mut Faults<'_>) -> Option<Unit<'t>> {
    let Node::Map(entries) = &tree.node else { return None };
    let own = entries.iter().filter(|entry| HEAD.field(&entry.key.value).is_some()).cloned();
    let head = Tree { span: tree.span, node: Node::Map(own.collect()) };
    let place = pack_key(tree).map_or(tree.span, |entry| entry.key.span);
    let fields = Fields::of(&head, ("the head of the pack", place), &HEAD, faults)?;
    let name = fields.need_text("pack", faults);
    let title = fields.need_text("title", faults);
    let version = fields.need_text("version", faults);
    let own = match fields.get("marketplace") {
        Some(tree) if matches!(tree.node, Node::Map(_)) => marketplace(tree, faults),
        Some(_) | None => None,
    };
    let marketplace = match fields.get("marketplace").map(|tree| &tree.node) {
        Some(Node::Map(_)) => own.as_ref().map(|own| own.code.clone()),
        Some(_) | None => fields.text("marketplace", faults).map(|code| code.value),
    };
    let inherits = fields.text("inherits", faults);
    let sound_site = fields.text("sound_site", faults).map(|text| text.value);
    let name = name?;
    if !is_name(&name.value) {
        let message = format!("`{}` is not a name for a pack", name.value);
        faults.value(name.span, message, "use small letters, digits and `-`, as in `de`");
        return None;
    }
    let head = Policy {
        name: name.value.clone(),
        title: title.map_or(String::new(), |title| title.value),
        version: version.map_or(String::new(), |version| version.value),
        marketplace,
        sound_sites: sound_site.into_iter().collect(),
        span: Some(name.span),
        ..Policy::default()
    };
    Some(Unit { folder, head, name, inherits, marketplace: own, files: Vec::new() })
}

/// Whether a text can be a pack's name; it becomes a part of paths.
fn is_name(text: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    text.len() <= 64
        && text.starts_with(|first: char| first.is_ascii_lowercase())
        && text.bytes().all(fits)
}

/// Checks the packs, parents first.
fn resolve_all(units: &[Unit<'_>], faults: &mut Faults<'_>) -> BTreeMap<String, (Raw, Policy)> {
    let mut done: BTreeMap<String, (Raw, Policy)> = BTreeMap::new();
    let nothing = (Raw::default(), Policy::default());
    let mut waiting: Vec<&Unit<'_>> = units.iter().collect();
    loop {
        let is_ready = |unit: &&Unit<'_>| match &unit.inherits {
            Some(parent) => done.contains_key(&parent.value),
            None => true,
        };
        let (ready, later): (Vec<_>, Vec<_>) = waiting.into_iter().partition(is_ready);
        waiting = later;
        if ready.is_empty() {
            break;
        }
        for unit in ready {
            let parent = unit.inherits.as_ref().and_then(|name| done.get(&name.value));
            let (parent_raw, parent_policy) = parent.unwrap_or(&nothing);
            let mut raw = parent_raw.for_child();
            for file in &unit.files {
                raw.add_file(file, &unit.name.value, faults);
            }
            let mut head = unit.head.clone();
            head.line = vec![(head.name.clone(), head.version.clone())];
            head.line.extend(parent_policy.line.iter().cloned());
            head.sound_sites.splice(0..0, parent_policy.sound_sites.iter().cloned());
            let policy = resolve(head, &raw, parent_policy, faults);
            done.insert(unit.name.value.clone(), (raw, policy));
        }
    }
    for unit in &waiting {
        faults.list.extend(unit.inherits.as_ref().and_then(|it| broken_parent(it, unit, units)));
    }
    done
}

/// Gives each pack the names of the law that others declare and it does not inherit.
fn tell_foreign_law(policies: &mut BTreeMap<String, Policy>) {
    let own = |policy: &Policy| -> Vec<LawNames> {
        policy.law_names.values().filter(|it| it.pack == policy.name).cloned().collect()
    };
    let all: Vec<LawNames> = policies.values().flat_map(own).collect();
    for policy in policies.values_mut() {
        let is_foreign =
            |names: &&LawNames| policy.line.iter().all(|(name, _)| *name != names.pack);
        policy.foreign_law = all.iter().filter(is_foreign).cloned().collect();
    }
}

/// Why a pack has no parent: there is none of that name, or it inherits from itself. A pack whose
/// parent is broken for one of these reasons has no fault of its own.
fn broken_parent(
    parent: &Spanned<String>,
    unit: &Unit<'_>,
    units: &[Unit<'_>],
) -> Option<Diagnostic> {
    let find = |name: &str| units.iter().find(|unit| unit.name.value == name);
    if find(&parent.value).is_none() {
        let message = format!("there is no pack `{}` to inherit from", parent.value);
        let fault = Diagnostic::error("pack-value", message).at(parent.span, "not found");
        let names = units.iter().map(|unit| unit.name.value.as_str());
        let others = names.filter(|name| *name != unit.name.value);
        return Some(fault.help(suggestion(&parent.value, others)));
    }
    let mut at = find(&parent.value);
    for _ in units {
        if at.is_some_and(|at| at.name.value == unit.name.value) {
            let message = format!("the pack `{}` inherits from itself", unit.name.value);
            let fault = Diagnostic::error("pack-inherits-cycle", message);
            let fault = fault.at(parent.span, "this leads back to the pack");
            return Some(fault.help("leave `inherits` out in one pack of the circle"));
        }
        at = at.and_then(|at| find(&at.inherits.as_ref()?.value));
    }
    None
}

fn second_head(second: &Spanned<String>, first: &Spanned<String>) -> Diagnostic {
    let place: Span = second.span;
    let message = format!("the pack `{}` has a second head", second.value);
    let fault = Diagnostic::error("pack-value", message).at(place, "this head");
    fault.also(first.span, "the first one").help("keep one head in one folder, each with its name")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::json;

    use crate::policy::expression::Scope;
    use crate::policy::{PackFile, load, load_marketplaces, shipped, shipped_marketplaces};
    use crate::source::Sources;
    use crate::value::Date;

    /// A pack without a fault, in lines that tests replace.
    const SOUND: &str = r#"pack: base
title: Base
version: 1.0.0
sources:
  help: {title: Help, kind: amazon, confidence: verified, url: "https://example.org"}
  blog: {title: Blog, kind: law, confidence: unsure}
values:
  days:
    about: a length
    dated:
      - {value: 60, from: 2018-01-01, source: help}
      - {value: 90, from: 2026-01-01, convention: true}
causes:
  logistics: {title: Logistics, kinds: {carrier: the carrier}}
evidence_kinds:
  scan: {title: Scan, speaks: direct, fits: [logistics], source: help}
issues:
  late: {title: Late, source: help}
triggers:
  closed: {title: Closed}
attachments:
  log:
    title: Log
    when: "site.orders > 0"
    kinds: [scan]
    level: error
    source: help
    help: add {{ case.id }}
    tests: {fires: a, silent: b}
disclosures:
  returns:
    title: Returns
    when: "case.fulfilment == 'seller'"
    level: error
    sources: [help]
    facts:
      window: {type: duration, at_least: 14d, about: days, source: help}
      payer: {type: choice, one_of: {seller: {en: us}}, about: who pays}
    text:
      en: "{{ window.days }} days, paid by {{ payer }}, says {{ case.seller }}."
    tests: {fires: a, silent: b}
rules:
  - name: late-action
    level: error
    why: because
    source: help
    each: action
    require: "action.done <= case.submit"
    message: the action `{{ action.id }}` is late
    tests: {fires: a, silent: b}
  - name: big-words
    level: warning
    why: because
    convention: true
    text: {patterns: [{match: 'never', unless: 'told', instead: say when}]}
    message: "`{{ found }}`: {{ instead }}"
    tests: {fires: a, silent: b}
  - name: unproven
    level: error
    why: because
    source: help
    evidence: {of: finding, by: finding.family, needs: {logistics: [{any: [scan]}]}}
    message: "{{ missing }} of {{ finding.id }}"
    tests: {fires: a, silent: b}
  - name: uncovered
    level: error
    why: because
    source: help
    native: order-coverage
    params: {find: uncovered}
    message: "{{ count }}"
    tests: {fires: a, silent: b}
  - name: pdf-large
    level: error
    why: because
    source: help
    native: pdf-size
    params: {megabytes_max: values.days}
    message: "{{ megabytes }}"
"#;

    fn faults(files: &[(&str, &str)]) -> String {
        let mut sources = Sources::default();
        let files: Vec<PackFile> =
            files.iter().map(|(path, text)| PackFile::new(*path, *text)).collect();
        let found = load(&files, &mut sources).diagnostics;
        assert!(found.iter().all(|fault| fault.help.is_some() && !fault.labels.is_empty()));
        found.iter().map(|fault| fault.one_line(&sources)).collect::<Vec<_>>().join("\n")
    }

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
            "16:3: error[pack-value]: kind of evidence `scan` has no `speaks`
            16:23: error[pack-unknown-field]: kind of evidence `scan` has no field `speeks`",
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
    fn faults_of_several_files_and_packs_come_in_one_run() {
        let check = |files: &[(&str, &str)], expected: &str| {
            let mut files = files.to_vec();
            files.insert(0, ("p/base/pack.yaml", SOUND));
            let expected: Vec<&str> = expected.lines().map(str::trim).collect();
            assert_eq!(faults(&files), expected.join("\n"), "{files:?}");
        };
        let eu = "pack: eu\ntitle: EU\nversion: 1.0.0\ninherits: base\n";
        let more = "rules:\n  - name: late-action\n    level: error\n";
        check(
            &[("p/base/rules/more.yaml", more)],
            "p/base/rules/more.yaml:2:11: error[pack-duplicate-rule]: the rule `late-action` is \
                declared twice in this pack",
        );
        check(&[("p/eu/pack.yaml", eu), ("p/eu/rules.yaml", more)], "");
        check(
            &[("p/eu/rules.yaml", more)],
            "p/eu/rules.yaml:1:1: error[pack-value]: no file beside this one says which pack it is",
        );
        check(
            &[("p/eu/pack.yaml", &eu.replace("base", "bse"))],
            "p/eu/pack.yaml:4:11: error[pack-value]: there is no pack `bse` to inherit from",
        );
        check(
            &[("p/eu/pack.yaml", eu), ("p/eu2/pack.yaml", eu)],
            "p/eu2/pack.yaml:1:7: error[pack-value]: the pack `eu` has a second head",
        );
        check(
            &[("p/eu/pack.yaml", "pack: eu\n")],
            "p/eu/pack.yaml:1:1: error[pack-value]: the head of the pack has no `title`
            p/eu/pack.yaml:1:1: error[pack-value]: the head of the pack has no `version`",
        );
        let [a, b] = [("a", "b"), ("b", "a")].map(|(name, parent)| {
            format!("pack: {name}\ntitle: T\nversion: 1.0.0\ninherits: {parent}\n")
        });
        let c = "pack: c\ntitle: T\nversion: 1.0.0\ninherits: b\nrules: []\n";
        check(
            &[("p/a/p.yaml", &a), ("p/b/p.yaml", &b), ("p/c/p.yaml", c)],
            "p/a/p.yaml:4:11: error[pack-inherits-cycle]: the pack `a` inherits from itself
            p/b/p.yaml:4:11: error[pack-inherits-cycle]: the pack `b` inherits from itself",
        );
        let child = format!(
            "{eu}sources:\n  help: {{confidence: unsure}}\nvalues:\n  days: {{dated: [{{value: \
                long, from: 2018-01-01, source: help}}]}}\n"
        );
        let places = ["27:13", "35:15", "37:68", "46:13", "61:13", "68:13", "76:13"].map(|place| {
            format!(
                "p/base/pack.yaml:{place}: error[pack-confidence]: an error rests on the source \
                 `help`, which is unsure\n"
            )
        });
        let other_type = "p/eu/pack.yaml:8:3: error[pack-value]: the value `days` is of another \
             type than in the parent";
        check(&[("p/eu/pack.yaml", &child)], &(places.concat() + other_type));
        let implies =
            |list: &str| format!("{eu}rules:\n  - {{name: late-action, implies: {list}}}\n");
        check(&[("p/eu/pack.yaml", &implies("[big-words]"))], "");
        check(
            &[("p/eu/pack.yaml", &implies("[big-word]"))],
            "p/eu/pack.yaml:6:35: error[pack-value]: there is no rule `big-word` in this pack",
        );
        // Practice claims nothing of a law, so an error may rest on it, however unsure.
        let practice = format!(
            "{eu}sources:\n  blog: {{kind: convention}}\nrules:\n  - {{name: late-action, \
                source: blog}}\n"
        );
        check(&[("p/eu/pack.yaml", &practice)], "");
    }

    #[test]
    fn a_child_replaces_field_by_field() {
        let de = "pack: de\ntitle: DE\nversion: 1.0.0\ninherits: base\nmarketplace: de\n\
            sources:\n  bgb: {title: BGB, kind: law, confidence: known}\n\
            disclosures:\n  returns: {text: {de: 'Nach {{ window }}.'}}\n\
            rules:\n  - {name: late-action, level: warning}\n\
            \x20 - {name: big-words, source: bgb}\n";
        let mut sources = Sources::default();
        let files = [PackFile::new("p/de/pack.yaml", de), PackFile::new("p/base/pack.yaml", SOUND)];
        let packs = load(&files, &mut sources);
        assert!(packs.diagnostics.is_empty(), "{:?}", packs.diagnostics);
        assert_eq!(packs.value.names().collect::<Vec<_>>(), ["base", "de"]);
        let policy = packs.value.for_marketplace("de").expect("the pack names the marketplace");
        let line: Vec<&str> = policy.line.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(line, ["de", "base"]);
        let rule = |name| policy.rule(name).expect("the rule is inherited");
        let late = policy.clause_of(rule("late-action"));
        assert_eq!(
            (late.pack.as_str(), late.title.as_str(), late.convention),
            ("base", "Help", false)
        );
        assert_eq!(
            rule("late-action").level.severity(),
            Some(crate::diagnostic::Severity::Warning)
        );
        let words = policy.clause_of(rule("big-words"));
        assert_eq!(
            (words.pack.as_str(), words.title.as_str(), words.convention),
            ("de", "BGB", false)
        );
        let languages: Vec<&str> = policy.disclosures["returns"]
            .text
            .iter()
            .map(|(language, _)| language.as_str())
            .collect();
        assert_eq!(languages, ["en", "de"]);
        assert_eq!(policy.disclosures["returns"].pack, "base");
        let on = |text| Date::parse(text).expect("the test writes dates");
        assert_eq!(policy.value("days", on("2025-12-31")), Some(&json!(60)));
        assert_eq!(policy.value("days", on("2026-01-01")), Some(&json!(90)));
        assert_eq!(policy.value("days", on("2017-12-31")), None);
        assert_eq!(policy.values_in_force(on("2017-12-31")), json!({"days": null}));
        let action = json!({"id": "retrain", "done": "2026-11-20"});
        let case = json!({"submit": "2026-11-12"});
        let scope = Scope::new(BTreeMap::from([("action", action), ("case", case)]));
        assert_eq!(rule("late-action").message.fill(&scope), "the action `retrain` is late");
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
