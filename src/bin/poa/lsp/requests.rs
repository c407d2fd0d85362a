//! The requests of an editor. One request, one file. In: parameters. Out: the answer, or why there
//! is none. Here: which handler answers which method, and what all of them have in common.

mod code_action;
mod code_lens;
mod completion;
mod definition;
mod document_highlight;
mod document_link;
mod document_symbol;
mod execute_command;
mod folding_range;
mod formatting;
mod hover;
mod implementation;
mod inlay_hint;
mod on_type_formatting;
mod range_formatting;
mod references;
mod rename;
mod selection_range;
mod semantic_tokens;
mod signature_help;
mod workspace_symbol;

use std::path::PathBuf;
use std::sync::Arc;

use gen_lsp_types::{Position, Range};
use lsp_server::RequestId;
use poa::compile::{ExhibitNumbers, LoadedPacks, Looked, shipped};
use poa::diagnostic::Edit;
use poa::ide::navigate::Target;
use poa::ide::{Context, FileEdits, Reading};
use poa::source::{SourceId, Span};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::lsp::Server;
use crate::lsp::cases::CaseKey;
use crate::lsp::convert::{Encoding, offset, range, uri_of};
use crate::lsp::documents::named;

/// Answers one request.
///
/// **Errors**: why it cannot, in words for the user.
pub(crate) type Handler = fn(&mut Server, &Value) -> Result<Value, String>;

/// Answers one request now, or says that it will: `None`.
///
/// **Errors**: as for [`Handler`].
pub(crate) type PatientHandler =
    fn(&mut Server, &RequestId, &Value) -> Result<Option<Value>, String>;

/// The handler of a method whose answer may take a while.
pub(crate) fn patient_handler(method: &str) -> Option<PatientHandler> {
    (method == "textDocument/hover").then_some(hover::answer)
}

/// The handler of a method.
pub(crate) fn handler(method: &str) -> Option<Handler> {
    Some(match method {
        "textDocument/completion" => completion::answer,
        "textDocument/signatureHelp" => signature_help::answer,
        "textDocument/definition" => definition::answer,
        "textDocument/implementation" => implementation::answer,
        "textDocument/references" => references::answer,
        "textDocument/documentHighlight" => document_highlight::answer,
        "textDocument/prepareRename" => rename::prepare,
        "textDocument/rename" => rename::answer,
        "textDocument/documentSymbol" => document_symbol::answer,
        "workspace/symbol" => workspace_symbol::answer,
        "textDocument/foldingRange" => folding_range::answer,
        "textDocument/selectionRange" => selection_range::answer,
        "textDocument/semanticTokens/full" => semantic_tokens::answer,
        "textDocument/inlayHint" => inlay_hint::answer,
        "textDocument/codeLens" => code_lens::answer,
        "textDocument/codeAction" => code_action::answer,
        "textDocument/documentLink" => document_link::answer,
        "textDocument/formatting" => formatting::answer,
        "textDocument/rangeFormatting" => range_formatting::answer,
        "textDocument/onTypeFormatting" => on_type_formatting::answer,
        "workspace/executeCommand" => execute_command::answer,
        _ => return None,
    })
}

/// The file that a request is about, and its case.
pub(crate) struct Here {
    key: CaseKey,
    reading: Arc<Reading>,
    looked: Option<Arc<Looked>>,
    packs: Option<Arc<LoadedPacks>>,
    numbers: Arc<ExhibitNumbers>,
    paths: Arc<Vec<String>>,
    source: SourceId,
    encoding: Encoding,
}

impl Here {
    /// Finds the file; `None` where it is not of the language, or cannot be read.
    fn find(server: &mut Server, params: &Value) -> Option<Self> {
        let path = named(params)?;
        let is_poa = path.extension().is_some_and(|ending| ending == "poa");
        let key = is_poa.then(|| server.cases.home(&path, &server.documents)).flatten()?;
        let reading = server.cases.reading(&key, &server.documents)?;
        let name = path.strip_prefix(&key.folder).ok()?.to_str()?.replace('\\', "/");
        let source = reading.file(&name)?;
        let paths = server.cases.paths(&key);
        let state = server.cases.state(&key);
        let (looked, packs) = (state.looked.clone(), state.packs.clone());
        let numbers = Arc::clone(&state.numbers);
        let encoding = server.client.encoding;
        Some(Self { key, reading, looked, packs, numbers, paths, source, encoding })
    }

    fn context(&self) -> Context<'_> {
        let looked = self.looked.as_deref();
        let packs = self.packs.as_ref().map_or(shipped(), |loaded| &loaded.set);
        let numbers = Some(&*self.numbers);
        Context { reading: &self.reading, looked, paths: &self.paths, packs, numbers }
    }

    fn text(&self) -> &str {
        &self.reading.sources.get(self.source).text
    }

    fn offset_of(&self, position: Position) -> usize {
        offset(self.text(), position, self.encoding)
    }

    /// The offset that a request is about.
    fn offset(&self, params: &Value) -> Option<usize> {
        Some(self.offset_of(Position::deserialize(params.get("position")?).ok()?))
    }

    /// The span that a request is about.
    fn span(&self, params: &Value) -> Option<Span> {
        let range = Range::deserialize(params.get("range")?).ok()?;
        let start = self.offset_of(range.start);
        Some(Span::new(self.source, start, self.offset_of(range.end)))
    }

    fn range(&self, span: Span) -> Range {
        range(self.reading.sources.get(span.source), span, self.encoding)
    }

    /// Where a file of the case lies.
    fn path(&self, name: &str) -> PathBuf {
        self.key.folder.join(name)
    }

    fn location(&self, span: Span) -> Value {
        let name = &self.reading.sources.get(span.source).name;
        json!({"uri": uri_of(&self.path(name)), "range": self.range(span)})
    }

    fn locations(&self, spans: &[Span]) -> Value {
        spans.iter().map(|span| self.location(*span)).collect()
    }

    fn target(&self, target: &Target) -> Value {
        match target {
            Target::Data(span) => {
                let Some(looked) = &self.looked else { return Value::Null };
                let file = looked.compiled.sources.get(span.source);
                let uri = uri_of(&self.path(&file.name));
                json!({"uri": uri, "range": range(file, *span, self.encoding)})
            }
            Target::Place(span) => self.location(*span),
            Target::File(name) => {
                let start = json!({"line": 0, "character": 0});
                let range = json!({"start": start, "end": start});
                json!({"uri": uri_of(&self.path(name)), "range": range})
            }
        }
    }

    fn edit(&self, edit: &Edit) -> Value {
        json!({"range": self.range(edit.span), "newText": edit.text})
    }

    fn edits(&self, edits: &[Edit]) -> Value {
        edits.iter().map(|edit| self.edit(edit)).collect()
    }

    /// Edits of several files.
    fn file_edits(&self, edits: &FileEdits) -> Value {
        let mut changes = Map::new();
        for (name, edits) in edits {
            if let Value::String(uri) = uri_of(&self.path(name)) {
                changes.insert(uri, self.edits(edits));
            }
        }
        json!({"changes": changes})
    }
}

/// Markdown in the words of the protocol.
fn markdown(text: &str) -> Value {
    json!({"kind": "markdown", "value": text})
}
