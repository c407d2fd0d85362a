//! An import with the packs of this program. In: files of one site and a case folder. Out: what to
//! write, and the faults in the shape of a check. Chains; decides nothing.

use crate::compile::Compiled;
use crate::compile::chinese::catalogue;
use crate::compile::shipped::{InForce, LoadedPacks};
use crate::import::{self, Import, ImportInput};
use crate::report::EncodingHint;
use crate::source::Files;
use crate::translate::Language;
use crate::value::Date;

/// What an import of one site is made from.
pub struct ImportFrom<'a> {
    /// Names of the files that were given.
    pub names: &'a [String],
    /// The files by these names.
    pub given: &'a dyn Files,
    /// The site that they are from.
    pub site: &'a str,
    /// Name of the case's `.poa` file; `None` where there is no case yet.
    pub root: Option<String>,
    /// Name of a case that is made.
    pub name: String,
    /// The case folder.
    pub folder: &'a dyn Files,
    /// The encoding that the user named.
    pub encoding: Option<EncodingHint>,
    /// Columns that the user bound: column and field.
    pub bound: Vec<(String, String)>,
    /// The day of the import.
    pub as_of: Date,
    /// Packs that take the place of the program's; `None` for those.
    pub packs: Option<&'a LoadedPacks>,
    /// The language of a draft's notes.
    pub language: Language,
}

/// The sites that files can be imported for.
pub fn sites(packs: Option<&LoadedPacks>) -> Vec<&str> {
    in_force(packs).sites().collect()
}

fn in_force(packs: Option<&LoadedPacks>) -> InForce<'_> {
    match packs {
        Some(loaded) => InForce::of(&loaded.set),
        None => InForce::default(),
    }
}

/// Reads the files of one site; `None` for a site without a pack. The numbers of [`Compiled`] are
/// left out.
pub fn import(from: ImportFrom<'_>) -> Option<(Compiled, Import)> {
    let (policy, marketplace) = in_force(from.packs).of_site(from.site)?;
    let as_of = from.as_of;
    let mut import = import::import(&ImportInput {
        names: from.names,
        given: from.given,
        root: from.root,
        name: from.name,
        folder: from.folder,
        marketplace,
        policy,
        encoding: from.encoding,
        bound: from.bound,
        as_of,
        catalogue: (from.language == Language::Chinese).then(catalogue),
    });
    let compiled = Compiled {
        case: import.case.clone(),
        as_of,
        sources: std::mem::take(&mut import.sources),
        diagnostics: std::mem::take(&mut import.diagnostics),
        allowed: 0,
        sites: Vec::new(),
        own_words: None,
    };
    Some((compiled, import))
}
