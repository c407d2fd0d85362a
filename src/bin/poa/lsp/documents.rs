//! The texts that are open in the editor. In: notifications. Out: texts by path. They lie over the
//! files on disk until they are closed.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use gen_lsp_types::{Range, Uri};
use serde::Deserialize;
use serde_json::Value;

use crate::lsp::convert::{Encoding, offset, path_of};

/// The open texts.
#[derive(Debug, Default)]
pub(crate) struct Documents {
    open: BTreeMap<PathBuf, Document>,
}

/// One open text.
#[derive(Debug, Clone)]
pub(crate) struct Document {
    /// What it holds.
    pub(crate) text: Arc<str>,
    /// The editor's number for this state.
    pub(crate) version: i64,
}

/// One change: all of the text, or a range of it.
#[derive(Deserialize)]
struct Change {
    range: Option<Range>,
    text: String,
}

impl Documents {
    /// A text was opened; its path.
    pub(crate) fn open(&mut self, params: &Value) -> Option<PathBuf> {
        let path = named(params)?;
        let text = params.pointer("/textDocument/text")?.as_str()?;
        self.open.insert(path.clone(), Document { text: text.into(), version: version(params) });
        Some(path)
    }

    /// A text was changed; its path.
    pub(crate) fn change(&mut self, params: &Value, encoding: Encoding) -> Option<PathBuf> {
        let path = named(params)?;
        let document = self.open.get_mut(&path)?;
        let changes = params.get("contentChanges")?;
        let changes: Vec<Change> = Deserialize::deserialize(changes).ok()?;
        let mut text = document.text.to_string();
        for change in changes {
            match change.range {
                None => text = change.text,
                Some(range) => {
                    let start = offset(&text, range.start, encoding);
                    let end = offset(&text, range.end, encoding).max(start);
                    text.replace_range(start..end, &change.text);
                }
            }
        }
        *document = Document { text: text.into(), version: version(params) };
        Some(path)
    }

    /// A text was closed; its path.
    pub(crate) fn close(&mut self, params: &Value) -> Option<PathBuf> {
        let path = named(params)?;
        self.open.remove(&path)?;
        Some(path)
    }

    /// The open text of a file.
    pub(crate) fn get(&self, path: &Path) -> Option<&Document> {
        self.open.get(path)
    }

    /// The open texts below a folder, by path from there with `/`.
    pub(crate) fn below(&self, folder: &Path) -> BTreeMap<String, Arc<[u8]>> {
        let inside = self.open.iter().filter_map(|(path, document)| {
            let name = path.strip_prefix(folder).ok()?.to_str()?.replace('\\', "/");
            Some((name, Arc::from(document.text.as_bytes())))
        });
        inside.collect()
    }

    /// The paths of all open texts.
    pub(crate) fn paths(&self) -> Vec<PathBuf> {
        self.open.keys().cloned().collect()
    }
}

/// The file that a message is about.
pub(crate) fn named(params: &Value) -> Option<PathBuf> {
    let uri = params.pointer("/textDocument/uri")?;
    let uri = Uri::deserialize(uri).ok()?;
    path_of(&uri).map(|path| crate::workspace::resolved(&path))
}

fn version(params: &Value) -> i64 {
    params.pointer("/textDocument/version").and_then(Value::as_i64).unwrap_or(0)
}
