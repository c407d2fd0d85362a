//! Pictures of exhibits beside the loop. In: hovers that wait for what a file looks like. Out:
//! events. What was drawn is kept for the same bytes and the same `hide`s.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, Sender, channel};

use lsp_server::{ErrorCode, RequestId, Response};
use poa::compile::glimpse;
use poa::exhibit::digest::sha256_hex;
use poa::ide::hover::{ShownFile, glimpse_as_markdown};
use poa::source::Files;
use serde_json::Value;

use crate::lsp::capabilities::HoverForm;
use crate::lsp::cases::Door;
use crate::lsp::{Event, Events, Server, said};

/// Deeply nested files must not exhaust the stack of the thread that draws them.
const STACK_BYTES: usize = 64 << 20;

/// Files whose look is kept; each takes at most some 60 KB.
const KEPT_MAX: usize = 64;

/// A hover without what its file looks like.
pub(crate) struct Shown {
    /// What is said, as Markdown.
    pub(crate) about: String,
    /// The range that it is about, in the words of the protocol.
    pub(crate) range: Value,
    /// How it is shown.
    pub(crate) form: HoverForm,
}

/// A hover that waits for what its file looks like.
pub(crate) struct Drawing {
    /// The request.
    pub(crate) id: RequestId,
    /// The file.
    pub(crate) file: ShownFile,
    /// Where it is read.
    pub(crate) door: Door,
    /// The rest of the answer.
    pub(crate) shown: Shown,
    /// The text that the request is about, and its state.
    pub(crate) path: PathBuf,
    /// The editor's number for that state.
    pub(crate) version: Option<i64>,
}

/// What a file looks like.
pub(crate) struct Drawn {
    id: RequestId,
    /// As Markdown; `None` where it cannot be shown.
    glimpse: Option<String>,
}

/// A request that waits.
struct Waiting {
    shown: Shown,
    path: PathBuf,
    version: Option<i64>,
}

/// The thread that draws, and who waits for it.
pub(crate) struct Drawings {
    orders: Sender<Order>,
    waiting: BTreeMap<String, Waiting>,
}

struct Order {
    id: RequestId,
    file: ShownFile,
    door: Door,
    with_pictures: bool,
}

/// The name of a request among those that wait.
pub(crate) fn name_of(id: &RequestId) -> String {
    serde_json::to_string(id).unwrap_or_default()
}

impl Drawings {
    /// Starts the thread; it ends with the program.
    pub(crate) fn start(events: Events) -> Self {
        let (orders, receiver) = channel();
        let thread = std::thread::Builder::new().stack_size(STACK_BYTES);
        drop(thread.spawn(move || draw_all(&receiver, &events)));
        Self { orders, waiting: BTreeMap::new() }
    }

    /// Begins to draw.
    pub(crate) fn begin(&mut self, drawing: Drawing) {
        let Drawing { id, file, door, shown, path, version } = drawing;
        let with_pictures = shown.form == HoverForm::Pictures;
        self.waiting.insert(name_of(&id), Waiting { shown, path, version });
        drop(self.orders.send(Order { id, file, door, with_pictures }));
    }

    /// Forgets a request that is no longer wanted; whether it was waiting.
    pub(crate) fn cancel(&mut self, name: &str) -> bool {
        self.waiting.remove(name).is_some()
    }
}

impl Server {
    /// Answers a hover whose file was drawn, unless the text has changed since.
    pub(crate) fn show(&mut self, drawn: Drawn) {
        let Some(waiting) = self.drawings.waiting.remove(&name_of(&drawn.id)) else { return };
        let now = self.documents.get(&waiting.path).map(|document| document.version);
        let response = match now == waiting.version {
            true => {
                let answer = waiting.shown.answer(drawn.glimpse.as_deref());
                Response::new_ok(drawn.id, said::answer(self.language, HOVER, answer))
            }
            false => {
                let why = said::line(self.language, "the text has changed");
                Response::new_err(drawn.id, ErrorCode::ContentModified as i32, why)
            }
        };
        self.writer.send(response.into());
    }
}

/// The request that waits for a picture.
const HOVER: &str = "textDocument/hover";

/// What a look depends on: the bytes, what is hidden, and whether pictures are wanted.
type KeptKey = (String, Vec<(String, String)>, bool);

fn draw_all(orders: &Receiver<Order>, events: &Events) {
    let mut kept: BTreeMap<KeptKey, Option<String>> = BTreeMap::new();
    for Order { id, file, door, with_pictures } in orders {
        let bytes = door.read(&file.path).ok();
        let glimpse = bytes.and_then(|bytes| {
            let key = (sha256_hex(&bytes), file.hides.clone(), with_pictures);
            if let Some(known) = kept.get(&key) {
                return known.clone();
            }
            let look = || glimpse(&door, &file.path, &file.hides, with_pictures);
            let drawn = catch_unwind(AssertUnwindSafe(look)).ok().flatten();
            let drawn = drawn.as_ref().map(glimpse_as_markdown);
            if kept.len() >= KEPT_MAX {
                kept.clear();
            }
            kept.insert(key, drawn.clone());
            drawn
        });
        if events.send(Event::Drawn(Drawn { id, glimpse })).is_err() {
            return;
        }
    }
}
