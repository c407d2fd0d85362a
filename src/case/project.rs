//! All files of a case. In: the name of the first file and the door to the others. Out: their trees
//! in reading order. Follows `use`, shows a circle as a path, reads each file once.

use crate::diagnostic::{Diagnostic, Outcome};
use crate::source::{FileError, Files, SourceId, Sources, Span, Spanned};
use crate::syntax::{Kind, Statement, SyntaxTree, Trees};

/// The trees of a case, the first file first.
#[derive(Debug, Clone, Default)]
pub struct Project {
    /// One tree a file.
    pub trees: Vec<SyntaxTree>,
    /// Whether a file that is used could not be read: what it holds is unknown, so nothing is
    /// called missing because of it.
    pub lacks_files: bool,
}

/// Most files that one case may have.
const FILES_MAX: usize = 200;

/// Reads a file and everything it uses.
pub fn read_project(root: &str, files: &dyn Files, sources: &mut Sources) -> Outcome<Project> {
    read_again(root, files, sources, &mut Trees::default())
}

/// The same; what was read before is read again only around what has changed.
pub fn read_again(
    root: &str,
    files: &dyn Files,
    sources: &mut Sources,
    trees: &mut Trees,
) -> Outcome<Project> {
    let (project, diagnostics) = (Project::default(), Vec::new());
    let mut walk = Walk { files, sources, trees, project, diagnostics };
    match walk.open(root) {
        Ok(source) => walk.read(source, &mut vec![root.to_owned()]),
        Err(fault) => {
            let source = walk.sources.add(root, "");
            let fault = fault.at(Span::new(source, 0, 0), "");
            walk.diagnostics.push(fault);
        }
    }
    Outcome::new(walk.project, walk.diagnostics)
}

struct Walk<'w> {
    files: &'w dyn Files,
    sources: &'w mut Sources,
    trees: &'w mut Trees,
    project: Project,
    diagnostics: Vec<Diagnostic>,
}

impl Walk<'_> {
    /// Brings a file's text into the sources.
    fn open(&mut self, name: &str) -> Result<SourceId, Box<Diagnostic>> {
        let fault = |error: &FileError| {
            let message = format!("`{name}` {}", error.reason());
            Box::new(Diagnostic::error("use-unreadable", message).help(error.help()))
        };
        let bytes = self.files.read(name).map_err(|error| fault(&error))?;
        match std::str::from_utf8(&bytes) {
            Ok(text) => Ok(self.sources.add(name, text)),
            Err(error) => {
                let at = error.valid_up_to();
                let message = format!("`{name}` is not UTF-8 text: byte {at} fits no character");
                let help = "save the file as UTF-8 in the editor";
                Err(Box::new(Diagnostic::error("use-unreadable", message).help(help)))
            }
        }
    }

    /// Parses a file, then the files it uses; `path` is how we came here.
    fn read(&mut self, source: SourceId, path: &mut Vec<String>) {
        let parsed = self.trees.parse(source, self.sources);
        // A text that was given up on may hold anything: nothing is called missing because of it.
        self.project.lacks_files |=
            parsed.diagnostics.iter().any(|fault| fault.rule == "syntax-error");
        self.diagnostics.extend(parsed.diagnostics);
        let uses = uses(&parsed.value, self.sources);
        self.project.trees.push(parsed.value);
        for wanted in uses {
            self.follow(&wanted, path);
        }
    }

    fn follow(&mut self, wanted: &Spanned<String>, path: &mut Vec<String>) {
        let name = wanted.value.clone();
        if let Some(start) = path.iter().position(|known| *known == name) {
            let mut circle: Vec<_> = path[start..].iter().map(|file| format!("`{file}`")).collect();
            circle.push(format!("`{name}`"));
            let fault = Diagnostic::error("use-cycle", "the files use each other in a circle")
                .at(wanted.span, circle.join(" → "))
                .help("take one of these `use` lines out");
            self.diagnostics.push(fault);
            return;
        }
        if self.sources.find(&name).is_some() || self.project.trees.len() >= FILES_MAX {
            return;
        }
        match self.open(&name) {
            Ok(source) => {
                path.push(name);
                self.read(source, path);
                path.pop();
            }
            Err(fault) => {
                self.project.lacks_files = true;
                self.diagnostics.push(fault.at(wanted.span, "used here"));
            }
        }
    }
}

/// The files that a tree uses, by path from the case folder.
fn uses(tree: &SyntaxTree, sources: &Sources) -> Vec<Spanned<String>> {
    let wanted = |statement: &Statement<'_>| {
        let is_use = sources.slice(statement.word()) == "use";
        let first = statement.arguments().into_iter().find(|leaf| leaf.kind == Kind::Text);
        let span = first.filter(|_| is_use).map(|leaf| statement.span_of(leaf))?;
        let path = sources.slice(span).trim_matches('"').to_owned();
        Some(Spanned::new(path, span))
    };
    tree.statements().iter().filter_map(wanted).collect()
}
