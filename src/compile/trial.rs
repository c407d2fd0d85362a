//! The tests inside packs. In: a pack, a piece of `.poa`, and the files of the folder that holds
//! all packs. Out: [`Trial`], what the checks say of the sound case with the piece laid over it.
//! Reads no file system, and runs the same checks as any case.

mod files;

use crate::check::SiteCase;
use crate::compile::Input;
use crate::compile::run::check_and_look;
use crate::compile::shipped::{InForce, PackSet};
pub use crate::compile::trial::files::TestFiles;
use crate::compile::trial::files::{LaidFolder, PackFiles};
use crate::diagnostic::Diagnostic;
use crate::policy::Policy;
use crate::source::{FileError, Files, Sources};
use crate::syntax::{self, Kind, Statement, SyntaxTree};
use crate::value::Date;

/// The smallest complete case without a fault, in the folder of the pack that all inherit from.
pub(crate) const SOUND_CASE: &str = "sound-case.poa";

/// In a pack's own folder: what its site says beyond the sound case's, or in its place.
const SOUND_SITE: &str = "sound-site.poa";

/// Other sound cases, by what is laid over the sound case and the sound sites: files of the same
/// folders.
pub const VARIANTS: [&str; 2] = ["sound-amazon.poa", "sound-chargebacks.poa"];

/// The site of the sound case, for which packs without a marketplace are tested.
const SITE_DEFAULT: &str = "us";

/// What came of one piece of `.poa`.
#[derive(Debug, Clone)]
pub struct Trial {
    /// The site that was looked at.
    pub site: String,
    /// The day of the check; `None` for a sound case that cannot be used.
    pub as_of: Option<Date>,
    /// Everything that was found, by place.
    pub faults: Vec<TrialFault>,
}

/// One fault and its short form.
#[derive(Debug, Clone)]
pub struct TrialFault {
    /// The fault; its places are those of a text that is gone.
    pub fault: Diagnostic,
    /// Its one-line form; lines count in the sound case with the piece laid over it.
    pub line: String,
}

/// The sound case with a piece laid over it, as a pack sees it.
#[derive(Debug, Clone)]
pub struct Laid {
    /// The site that is looked at.
    pub site: String,
    /// The items, in order.
    pub items: Vec<String>,
    /// The day on which the case is sent; `None` for a sound case that cannot be used.
    pub as_of: Option<Date>,
    /// What was wrong with the pieces themselves.
    faults: Vec<TrialFault>,
}

/// Lays a piece of `.poa` over the sound case and holds the result against a pack.
///
/// **Shape**: `files` are those of the folder with all packs: `base/sound-case.poa`.
///
/// **Errors**: `pack-test` for a sound case that cannot be used, or an item that cannot be removed.
pub fn trial(packs: &PackSet, policy: &Policy, overlay: &str, files: &dyn Files) -> Trial {
    try_laid(packs, policy, &lay(policy, overlay, files), files)
}

/// Lays a piece of `.poa` over the sound case.
pub fn lay(policy: &Policy, overlay: &str, files: &dyn Files) -> Laid {
    lay_over(policy, files, |table, _| drop(table.lay(overlay, "overlay.poa")))
}

/// Lays one of the [`VARIANTS`] over the sound case.
pub fn lay_variant(policy: &Policy, variant: &str, files: &dyn Files) -> Laid {
    lay_over(policy, files, |table, files| {
        table.lay_own(variant, files);
    })
}

fn lay_over(
    policy: &Policy,
    files: &dyn Files,
    lay: impl FnOnce(&mut Table, &PackFiles<'_>),
) -> Laid {
    let site = policy.marketplace.as_deref().unwrap_or(SITE_DEFAULT).to_owned();
    let folders: Vec<&str> = policy.line.iter().map(|(name, _)| name.as_str()).collect();
    let files = PackFiles { files, folders: &folders };
    let mut table = Table { sources: Sources::default(), items: Vec::new(), faults: Vec::new() };
    let as_of = table.lay_sound_case(&site, &files);
    for lines in &policy.sound_sites {
        table.lay(lines, SOUND_SITE);
    }
    lay(&mut table, &files);
    // A piece that is sent later is looked at on that day: law that begins until then holds.
    let as_of = as_of.map(|day| table.submit().map_or(day, |later| later.max(day)));
    let faults = table.faults();
    let items = table.items.into_iter().map(|(_, text)| text).collect();
    Laid { site, items, as_of, faults }
}

/// Holds what was laid against a pack.
pub fn try_laid(packs: &PackSet, policy: &Policy, laid: &Laid, files: &dyn Files) -> Trial {
    try_and_look(packs, policy, laid, files, &mut |_| ())
}

/// The same, and shows the case as the site sees it.
pub(crate) fn try_and_look(
    packs: &PackSet,
    policy: &Policy,
    laid: &Laid,
    files: &dyn Files,
    look: &mut dyn FnMut(&SiteCase<'_>),
) -> Trial {
    let folders: Vec<&str> = policy.line.iter().map(|(name, _)| name.as_str()).collect();
    let mut faults = laid.faults.clone();
    if let Some(as_of) = laid.as_of {
        let text = laid.items.iter().map(|item| format!("{item}\n")).collect();
        let folder = LaidFolder { files: PackFiles { files, folders: &folders }, text };
        let input = Input {
            root: SOUND_CASE.to_owned(),
            files: &folder,
            as_of,
            sites: vec![laid.site.clone()],
            release: true,
            packs: None,
        };
        let found = check_and_look(&input, InForce::only(packs, policy), look);
        faults.extend(found.diagnostics.iter().map(|fault| short(fault, &found.sources)));
    }
    Trial { site: laid.site.clone(), as_of: laid.as_of, faults }
}

/// The site that meets everything a pack asks, and the exhibits that it brings with it: items of
/// `.poa`, the site first. Empty where the sound case cannot be used.
pub fn sound_site(policy: &Policy, files: &dyn Files) -> Vec<String> {
    let site = policy.marketplace.as_deref().unwrap_or(SITE_DEFAULT);
    let folders: Vec<&str> = policy.line.iter().map(|(name, _)| name.as_str()).collect();
    let files = PackFiles { files, folders: &folders };
    let mut table = Table { sources: Sources::default(), items: Vec::new(), faults: Vec::new() };
    let Some(text) = table.read(SOUND_CASE, &files) else { return Vec::new() };
    table.lay(&text, SOUND_CASE);
    let before = std::mem::take(&mut table.items);
    table.lay_sound_case(site, &files);
    table.items.retain(|item| item.0.0 == "site" || !before.contains(item));
    table.items.sort_by_key(|(key, _)| key.0 != "site");
    table.items.into_iter().map(|(_, text)| text).collect()
}

fn short(fault: &Diagnostic, sources: &Sources) -> TrialFault {
    TrialFault { fault: fault.clone(), line: fault.one_line(sources) }
}

/// Word and name of an item: `action`, `retrain`.
type Key = (String, String);

/// The items that were laid down so far, in the order of their first appearance.
struct Table {
    sources: Sources,
    items: Vec<(Key, String)>,
    faults: Vec<Diagnostic>,
}

impl Table {
    /// Lays the sound case for a site, then the sites of the packs from the root to the pack;
    /// yields the case's `submit`.
    fn lay_sound_case(&mut self, site: &str, files: &PackFiles<'_>) -> Option<Date> {
        let text = self.read(SOUND_CASE, files)?;
        let tree = self.lay(&text, SOUND_CASE);
        let submit = submit(&tree, &self.sources);
        if submit.is_none() {
            self.refuse(format!("`{SOUND_CASE}` has no `submit`"));
        }
        self.rename_site(site);
        self.lay_own(SOUND_SITE, files)?;
        submit
    }

    /// The day on which the case is sent, as it was laid down.
    fn submit(&self) -> Option<Date> {
        let (_, text) = self.items.iter().find(|(key, _)| key.0 == "case")?;
        let mut sources = Sources::default();
        let source = sources.add(SOUND_CASE, text.as_str());
        submit(&syntax::parse(source, &sources).value, &sources)
    }

    /// Lays the file of this name in each of the folders, parents first; `None` where one cannot be
    /// read.
    fn lay_own(&mut self, name: &str, files: &PackFiles<'_>) -> Option<()> {
        for folder in files.folders.iter().rev() {
            let own = PackFiles { files: files.files, folders: &[folder] };
            if own.read(name) != Err(FileError::Missing) {
                let lines = self.read(name, &own)?;
                self.lay(&lines, name);
            }
        }
        Some(())
    }

    /// Gives the sound case's one site the code of the site that is looked at.
    fn rename_site(&mut self, code: &str) {
        for (key, text) in self.items.iter_mut().filter(|(key, _)| key.0 == "site") {
            *text = text.replacen(&key.1, code, 1);
            key.1 = code.to_owned();
        }
    }

    fn read(&mut self, name: &str, files: &PackFiles<'_>) -> Option<String> {
        let bytes = files.read(name).map_err(|error| error.reason());
        let text = bytes.and_then(|bytes| {
            let text = String::from_utf8(bytes.to_vec());
            text.map_err(|_| "is not UTF-8 text".to_owned())
        });
        text.map_err(|reason| self.refuse(format!("`{name}` {reason}"))).ok()
    }

    fn refuse(&mut self, message: String) {
        self.faults.push(Diagnostic::error("pack-test", message));
    }

    /// Lays the items of a text over those that are there, and removes those it does without.
    fn lay(&mut self, text: &str, name: &str) -> SyntaxTree {
        let source = self.sources.add(name, text);
        let parsed = syntax::parse(source, &self.sources);
        // Faults of form between items would be lost with the text between them.
        self.faults.extend(parsed.diagnostics);
        for key in removed(&parsed.value, text) {
            self.remove(&key);
        }
        for statement in parsed.value.statements() {
            let mut key = key(&statement, &self.sources);
            let mut text = self.sources.slice(statement.span()).to_owned();
            if key == ("site".to_owned(), String::new()) {
                // A site without a code is laid into the one that is there.
                let Some((known, site)) = self.items.iter().find(|(key, _)| key.0 == "site") else {
                    self.refuse("there is no site to lay this into".to_owned());
                    continue;
                };
                (key, text) = (known.clone(), laid_into(site, &text));
            }
            match self.items.iter_mut().find(|(known, _)| *known == key) {
                Some(item) => item.1 = text,
                None => self.items.push((key, text)),
            }
        }
        parsed.value
    }

    /// Removes an item, or what stands in the site: `disclose NAME`, `attach NAME`.
    fn remove(&mut self, key: &Key) {
        let is_item = |(known, _): &(Key, String)| known == key;
        if let Some(at) = self.items.iter().position(is_item) {
            self.items.remove(at);
            return;
        }
        let site = self.items.iter_mut().find(|(key, _)| key.0 == "site");
        match site.and_then(|(_, text)| Some((without(text, key)?, text))) {
            Some((rest, text)) => *text = rest,
            None => self.refuse(format!("there is no `{} {}` to remove", key.0, key.1)),
        }
    }

    fn faults(&self) -> Vec<TrialFault> {
        self.faults.iter().map(|fault| short(fault, &self.sources)).collect()
    }
}

/// The first word of a statement and its first argument.
fn key(statement: &Statement<'_>, sources: &Sources) -> Key {
    let first = statement.arguments().first().map(|leaf| statement.span_of(leaf));
    let word = sources.slice(statement.word()).to_owned();
    (word, first.map_or("", |span| sources.slice(span)).to_owned())
}

/// The first line of an item without its block, and the statements in it by their keys.
struct Opened {
    head: String,
    body: Vec<(Key, String)>,
}

impl Opened {
    /// `None` for text that has no block.
    fn read(text: &str) -> Option<Self> {
        let mut sources = Sources::default();
        let tree = syntax::parse(sources.add("item", text), &sources).value;
        let item = tree.statements().into_iter().next()?;
        if !item.has_block() {
            return None;
        }
        let body = item.body();
        let body = body.iter().map(|line| {
            let key = match key(line, &sources) {
                (word, name) if INSIDE.contains(&word.as_str()) => (word, name),
                (word, _) => (word, String::new()),
            };
            (key, sources.slice(line.span()).to_owned())
        });
        let body = body.collect();
        Some(Self { head: sources.slice(item.head()).to_owned(), body })
    }

    fn text(&self) -> String {
        let body: String = self.body.iter().map(|(_, line)| format!("  {line}\n")).collect();
        format!("{} {{\n{body}}}", self.head)
    }
}

/// The words in a site of which there are several, told apart by their names.
const INSIDE: [&str; 2] = ["disclose", "attach"];

/// An item with the statements of another one in place of its own of the same key, block by block.
fn laid_into(old: &str, new: &str) -> String {
    let (Some(mut item), Some(more)) = (Opened::read(old), Opened::read(new)) else {
        return new.to_owned();
    };
    for (key, line) in more.body {
        match item.body.iter_mut().find(|(known, _)| *known == key) {
            Some((_, own)) => *own = laid_into(own, &line),
            None => item.body.push((key, line)),
        }
    }
    item.text()
}

/// An item without one of the statements in it; `None` where it has none of that key.
fn without(text: &str, key: &Key) -> Option<String> {
    let mut item = Opened::read(text)?;
    let at = item.body.iter().position(|(known, _)| known == key)?;
    item.body.remove(at);
    Some(item.text())
}

/// The items that lines such as `# without: action retrain` name.
fn removed(tree: &SyntaxTree, text: &str) -> Vec<Key> {
    let mut keys = Vec::new();
    tree.root.for_each_leaf(&mut |leaf| {
        let comment = text.get(leaf.start..leaf.end).filter(|_| leaf.kind == Kind::Comment);
        let named = comment.and_then(|comment| {
            let item = comment.trim_start_matches('#').trim_start().strip_prefix("without:")?;
            item.trim().split_once(' ')
        });
        keys.extend(named.map(|(word, name)| (word.to_owned(), name.trim().to_owned())));
    });
    keys
}

/// The day on which the sound case is sent.
fn submit(tree: &SyntaxTree, sources: &Sources) -> Option<Date> {
    let word_is = |statement: &Statement<'_>, word| sources.slice(statement.word()) == word;
    let case = tree.statements().into_iter().find(|it| word_is(it, "case"))?;
    let submit = case.body().into_iter().find(|it| word_is(it, "submit"))?;
    let date = submit.arguments().into_iter().find(|leaf| leaf.kind == Kind::Date)?;
    Date::parse(sources.slice(submit.span_of(date)))
}
