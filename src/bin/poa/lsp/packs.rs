//! Packs that are open in the editor. In: paths of YAML files. Out: jobs that read the pack of a
//! file, its faults, and answers about its words.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use gen_lsp_types::{Position, Range};
use poa::ide::pack_files::{Offer, PackReading, complete, hover};
use poa::policy::PackFile;
use poa::source::{Files, SourceId};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::lsp::Server;
use crate::lsp::convert::{offset, range_in};
use crate::lsp::documents::{Documents, named};
use crate::lsp::worker::{PackJob, PackRead};
use crate::workspace::CachedFiles;

/// Folders above a YAML file in which the head of its pack may lie.
const FOLDERS_MAX: usize = 3;

/// The file that makes a folder a pack.
const HEAD: &str = "pack.yaml";

/// What is known of each open pack.
#[derive(Default)]
pub(crate) struct PackFolders {
    states: BTreeMap<PathBuf, State>,
}

#[derive(Default)]
struct State {
    generation: u64,
    reading: Option<Arc<PackReading>>,
    told: Vec<PathBuf>,
}

impl PackFolders {
    /// Notes that a YAML file has changed; whether it is of a pack.
    pub(crate) fn change(&mut self, path: &Path, documents: &Documents) -> bool {
        let Some(folder) = home(path, documents) else { return false };
        self.states.entry(folder).or_default().generation += 1;
        true
    }

    /// Reading the pack of a YAML file; `None` where it is of no pack.
    pub(crate) fn job(&mut self, path: &Path, documents: &Documents) -> Option<PackJob> {
        let folder = home(path, documents)?;
        let disk = CachedFiles::new(&folder).ok()?;
        let open = documents.below(&folder);
        let name = folder.file_name()?.to_str()?.to_owned();
        let mut paths = disk.paths();
        paths.extend(open.keys().cloned());
        paths.retain(|path| is_yaml(Path::new(path)));
        paths.sort();
        paths.dedup();
        let file = |path: &String| {
            let bytes = open.get(path).cloned().or_else(|| disk.read(path).ok())?;
            let text = String::from_utf8_lossy(&bytes).into_owned();
            Some(PackFile::new(format!("policies/{name}/{path}"), text))
        };
        let files = paths.iter().filter_map(file).collect();
        let state = self.states.entry(folder.clone()).or_default();
        Some(PackJob { generation: state.generation, folder, name, files })
    }
}

fn is_yaml(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending == "yaml" || ending == "yml")
}

/// The folder of the pack that a YAML file belongs to.
fn home(path: &Path, documents: &Documents) -> Option<PathBuf> {
    let is_pack = |folder: &&Path| {
        let head = folder.join(HEAD);
        documents.get(&head).is_some() || head.is_file()
    };
    let mut above = path.ancestors().skip(1).take(FOLDERS_MAX);
    let found = if is_yaml(path) { above.find(is_pack) } else { None };
    found.map(Path::to_owned)
}

/// What may be written in place of a range, in the words of the protocol.
pub(crate) fn items(offers: &[Offer], range: Range) -> Value {
    let item = |(index, it): (usize, &Offer)| {
        json!({
            "label": it.word.name,
            "kind": if it.is_field { 5 } else { 20 },
            "detail": it.word.title,
            "documentation": {"kind": "markdown", "value": it.word.about},
            "sortText": format!("{index:04}"),
            "filterText": it.word.name,
            "textEdit": {"range": range, "newText": it.insert},
        })
    };
    let items: Vec<Value> = offers.iter().enumerate().map(item).collect();
    json!({"isIncomplete": false, "items": items})
}

impl Server {
    /// Tells the faults of a pack, unless its texts have changed since.
    pub(crate) fn publish_pack(&mut self, read: PackRead) {
        let PackRead { folder, generation, reading } = read;
        let Some(state) = self.packs.states.get_mut(&folder) else { return };
        let Some(reading) = reading.filter(|_| state.generation == generation) else { return };
        let reading = Arc::new(reading);
        state.reading = Some(Arc::clone(&reading));
        let before = std::mem::take(&mut state.told);
        let file = |source: SourceId| {
            let path = reading.path(source);
            path.map_or_else(|| folder.join(HEAD), |path| folder.join(path))
        };
        let mut by_file: BTreeMap<PathBuf, Vec<Value>> = BTreeMap::new();
        for path in self.documents.paths().into_iter().chain(before) {
            if path.starts_with(&folder) && is_yaml(&path) {
                by_file.insert(path, Vec::new());
            }
        }
        for fault in &reading.faults {
            let source = fault.primary().map(|label| label.span.source);
            let path = source.map_or_else(|| folder.join(HEAD), file);
            by_file.entry(path).or_default().push(self.shown(&reading.sources, &file, fault));
        }
        if let Some(state) = self.packs.states.get_mut(&folder) {
            state.told = by_file.keys().cloned().collect();
        }
        for (path, faults) in by_file {
            self.send_faults(&path, faults);
        }
    }

    /// What may be written at a position of a pack; `None` for a file of none.
    pub(crate) fn complete_pack(&self, params: &Value) -> Option<Value> {
        let (reading, text, at) = self.pack_at(params)?;
        let (replace, words) = complete(&reading, &text, at);
        let range = range_in(&text, replace, self.client.encoding);
        Some(items(&words, range))
    }

    /// What the word at a position of a pack is.
    pub(crate) fn hover_pack(&self, params: &Value) -> Option<Value> {
        let (reading, text, at) = self.pack_at(params)?;
        let (bytes, about) = hover(&reading, &text, at)?;
        let range = range_in(&text, bytes, self.client.encoding);
        Some(json!({"contents": {"kind": "markdown", "value": about}, "range": range}))
    }

    fn pack_at(&self, params: &Value) -> Option<(Arc<PackReading>, Arc<str>, usize)> {
        let path = named(params)?;
        let folder = home(&path, &self.documents)?;
        let reading = self.packs.states.get(&folder)?.reading.clone()?;
        let text = Arc::clone(&self.documents.get(&path)?.text);
        let position = Position::deserialize(params.get("position")?).ok()?;
        let at = offset(&text, position, self.client.encoding);
        Some((reading, text, at))
    }
}
