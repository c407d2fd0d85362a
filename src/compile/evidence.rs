//! Evidence files: their facts for the checks, and what is made of them for print. In: paths that
//! the case names. Out: [`Exhibits`], pictures and rows. Reads each file once.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::case::{Case, Evidence, Hidden};
use crate::check::contents::{Contents, Leaving, Shown};
use crate::check::{ExhibitFault, Exhibits, SiteCase};
use crate::compile::memory::{Memory, Prints};
use crate::compile::rows::{self, Rows};
use crate::compile::{Input, inside};
use crate::diagnostic::Diagnostic;
use crate::exhibit::{
    self, Copy, CopySize, Facts, Fault, Fineness, Format, Hide, Picture, PictureFormat,
};
use crate::report::{EncodingHint, decode};
use crate::source::{Sources, Spanned};

/// Bytes and facts of all evidence files of a case.
#[derive(Debug, Default)]
pub struct EvidenceFiles {
    /// What the checks may know, by path.
    pub facts: Exhibits,
    /// Paths of earlier plans, which are not printed.
    plans: BTreeSet<String>,
    bytes: BTreeMap<String, Arc<[u8]>>,
    /// What was printed already, by this run or an earlier one.
    pub(super) prints: Prints,
}

/// One exhibit as one site needs it.
#[derive(Debug, Clone, Copy)]
pub struct Wanted<'c> {
    /// The item.
    pub evidence: &'c Evidence,
    /// Its file there.
    pub path: &'c Spanned<String>,
}

/// What is printed of an exhibit.
#[derive(Debug, Clone)]
pub enum Printed {
    /// Pictures, and about how many bytes of a PDF they take.
    Pictures(Vec<Picture>, usize),
    /// Rows.
    Rows(Rows),
}

impl Printed {
    fn pictures(pictures: Vec<Picture>) -> Self {
        let weight = pictures.iter().map(weight).sum();
        Printed::Pictures(pictures, weight)
    }
}

impl EvidenceFiles {
    /// Reads every evidence file of the case.
    pub fn read(input: &Input<'_>, case: &Case, memory: &mut Memory) -> Self {
        let mut files = Self { prints: Arc::clone(&memory.prints), ..Self::default() };
        for evidence in &case.evidence {
            if memory.is_stopped() {
                return files;
            }
            for path in evidence.file.iter().chain(evidence.files.values()) {
                files.add(input, &path.value, memory);
            }
        }
        memory.keep_prints(files.facts.values().flatten());
        // An earlier plan is no exhibit, but its text is held against this one.
        for plan in case.submissions.iter().filter_map(|submission| submission.plan.as_ref()) {
            if files.facts.contains_key(&plan.value) {
                continue;
            }
            files.add(input, &plan.value, memory);
            files.plans.insert(plan.value.clone());
            let known = files.known(&plan.value);
            let read = known.and_then(|facts| files.text(&plan.value, facts));
            if let (Some(Ok(facts)), Some(read)) = (files.facts.get_mut(&plan.value), read)
                && facts.text.is_empty()
            {
                facts.text.push(read.to_string());
            }
        }
        files
    }

    fn add(&mut self, input: &Input<'_>, path: &str, memory: &mut Memory) {
        if self.facts.contains_key(path) {
            return;
        }
        let facts = match input.files.read(path) {
            Ok(bytes) => {
                let facts = memory.exhibit(path, &bytes);
                self.bytes.insert(path.to_owned(), bytes);
                facts
            }
            Err(error) => Err(ExhibitFault::Missing(error.reason(), error.help())),
        };
        self.facts.insert(path.to_owned(), facts);
    }

    /// What is inside the files; their texts become sources, so that labels can point into them.
    pub fn contents(&self, sources: &mut Sources, memory: &mut Memory) -> Contents {
        let mut contents = Contents::new();
        let exhibits = self.facts.iter().filter(|(path, _)| !self.plans.contains(*path));
        for (path, facts) in exhibits {
            let (Ok(facts), Some(bytes)) = (facts, self.bytes.get(path)) else { continue };
            let content = memory.content((path, bytes), sources, &mut |sources| {
                inside::content(path, facts, self.text(path, facts), sources)
            });
            contents.insert(path.clone(), content);
        }
        contents
    }

    /// What is left of each exhibit to be read.
    pub fn leaving(&self, case: &Case) -> Leaving {
        let mut leaving = Leaving::new();
        for evidence in &case.evidence {
            for path in evidence.file.iter().chain(evidence.files.values()) {
                let shown = self.shown(evidence, &path.value);
                let name = (evidence.item.id.value.clone(), path.value.clone());
                leaving.extend(shown.map(|shown| (name, shown)));
            }
        }
        leaving
    }

    fn shown(&self, evidence: &Evidence, path: &str) -> Option<Shown> {
        let facts = self.known(path)?;
        let hide = hides(evidence);
        if let Some(text) = self.text(path, facts) {
            let is_text = facts.format == Format::Text;
            return Some(rows::read(&text, &hide).shown(is_text));
        }
        let bytes = self.bytes.get(path)?;
        // A page that cannot be read is told where it is printed.
        let pages = exhibit::shown_text(bytes, facts, &hide).ok()?;
        (!pages.is_empty()).then_some(Shown::Pages(pages))
    }

    /// The text of a table or text file.
    pub fn text(&self, path: &str, facts: &Facts) -> Option<Arc<str>> {
        text_of(self.bytes.get(path)?, facts)
    }

    /// The facts of a file that is there and fit.
    pub fn known(&self, path: &str) -> Option<&Facts> {
        self.facts.get(path)?.as_ref().ok()
    }

    /// What is printed of an exhibit at the finest step.
    ///
    /// **Errors** The file turned out to be damaged or too large.
    pub fn printed(&self, wanted: Wanted<'_>, quality: u8) -> Option<Result<Printed, Fault>> {
        let path = wanted.path.value.as_str();
        let facts = self.known(path)?;
        let hide = hides(wanted.evidence);
        if let Some(text) = self.text(path, facts) {
            return Some(Ok(Printed::Rows(rows::read(&text, &hide))));
        }
        let bytes = self.bytes.get(path)?;
        Some(exhibit::pictures(bytes, facts, (&hide, quality)).map(Printed::pictures))
    }

    /// The same at a coarser step, from what was printed in [`exhibit::MASTER_QUALITY`].
    ///
    /// **Errors** As for `printed`.
    pub fn coarser(
        &self,
        wanted: Wanted<'_>,
        master: &Printed,
        fineness: Fineness,
    ) -> Option<Result<Printed, Fault>> {
        let facts = self.known(wanted.path.value.as_str())?;
        Some(match master {
            Printed::Pictures(masters, _) => {
                exhibit::coarser(masters, facts, fineness).map(Printed::pictures)
            }
            Printed::Rows(rows) => Ok(Printed::Rows(rows.clone())),
        })
    }

    /// How large the files of some exhibits are, together.
    pub fn bytes_of<'w>(&self, wanted: impl Iterator<Item = Wanted<'w>>) -> usize {
        let bytes = wanted.filter_map(|wanted| self.known(wanted.path.value.as_str()));
        bytes.map(|facts| facts.bytes).sum()
    }

    /// The copy of an exhibit of pictures or pages.
    ///
    /// **Errors** The file turned out to be damaged or too large.
    pub fn copy(
        &self,
        wanted: Wanted<'_>,
        pictures: &[Picture],
        size: CopySize,
    ) -> Option<Result<Copy, Fault>> {
        let facts = self.known(&wanted.path.value)?;
        let bytes = self.bytes.get(&wanted.path.value)?;
        Some(exhibit::copy(bytes, facts, pictures, (&hides(wanted.evidence), size)))
    }
}

/// The text of a file that is a table or text.
pub fn text_of(bytes: &[u8], facts: &Facts) -> Option<Arc<str>> {
    match (&facts.sheet, facts.format) {
        (Some(sheet), _) => Some(Arc::clone(sheet)),
        (None, Format::Csv | Format::Text) => {
            decode(bytes, EncodingHint::Unknown).ok().map(|decoded| decoded.text.into())
        }
        (None, _) => None,
    }
}

/// What is taken out of an exhibit. What cannot be read is told by `hidden`.
pub fn hides(evidence: &Evidence) -> Vec<Hide> {
    let hide = |hidden: &Hidden| Hide::parse(&hidden.what.value, &hidden.text.value);
    evidence.hides.iter().filter_map(hide).collect()
}

/// Names and files of the exhibits that a site's plan may cite.
pub fn cited<'s>(site: &'s SiteCase<'_>) -> impl Iterator<Item = Wanted<'s>> {
    site.leaves().map(|(evidence, path)| Wanted { evidence, path })
}

/// The fault of a file that turned out to be damaged.
pub fn unfit(path: &Spanned<String>, fault: &Fault, site: &str) -> Diagnostic {
    let message = format!("`{}` cannot be an exhibit: {}", path.value, fault.message);
    let mut fault = Diagnostic::error("evidence-file-unfit", message)
        .at(path.span, "this file")
        .help(fault.help.clone());
    fault.sites.insert(site.to_owned());
    fault
}

/// About how many bytes of a PDF a picture takes: vectors are packed, pictures are not.
fn weight(picture: &Picture) -> usize {
    match picture.format {
        PictureFormat::Jpeg | PictureFormat::Png => picture.bytes.len(),
        PictureFormat::Svg => picture.bytes.len() / 3,
    }
}
