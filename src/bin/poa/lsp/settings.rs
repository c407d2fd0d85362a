//! The `poa.toml` of a case that is open in the editor. In: positions. Out: what may be written
//! there, and what is written there. Its faults are told with those of the case.

use std::sync::Arc;

use gen_lsp_types::Position;
use poa::ide::pack_files::Offer;
use poa::ide::settings::{complete, hover};
use poa::policy::settings::SETTINGS_FILE;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::lsp::Server;
use crate::lsp::cases::CaseKey;
use crate::lsp::convert::{offset, range_in};
use crate::lsp::documents::named;
use crate::lsp::packs::items;

impl Server {
    /// What may be written at a position of a `poa.toml`; `None` for any other file.
    pub(crate) fn complete_settings(&mut self, params: &Value) -> Option<Value> {
        let (key, text, at) = self.settings_at(params)?;
        let (replace, words) = complete(&text, at, &self.cases.paths(&key));
        let offers: Vec<Offer> = words.into_iter().map(Offer::from).collect();
        Some(items(&offers, range_in(&text, replace, self.client.encoding)))
    }

    /// What is written at a position of a `poa.toml`.
    pub(crate) fn hover_settings(&mut self, params: &Value) -> Option<Value> {
        let (key, text, at) = self.settings_at(params)?;
        let packs = self.cases.state(&key).packs.clone()?;
        let (bytes, about) = hover(&text, at, &packs)?;
        let range = range_in(&text, bytes, self.client.encoding);
        Some(json!({"contents": {"kind": "markdown", "value": about}, "range": range}))
    }

    fn settings_at(&mut self, params: &Value) -> Option<(CaseKey, Arc<str>, usize)> {
        let path = named(params)?;
        path.file_name().filter(|name| *name == SETTINGS_FILE)?;
        let text = Arc::clone(&self.documents.get(&path)?.text);
        let key = self.cases.home(&path, &self.documents)?;
        let position = Position::deserialize(params.get("position")?).ok()?;
        let at = offset(&text, position, self.client.encoding);
        Some((key, text, at))
    }
}
