//! The language server. In: messages of an editor on standard input. Out: answers and diagnostics
//! on standard output. One loop, one message at a time; checks and pictures are made beside it,
//! once no message waits, and a check is stopped when a newer text has come. Knows no language:
//! `poa::ide` does.

mod capabilities;
mod cases;
mod convert;
mod documents;
mod drawing;
mod packs;
mod publish;
mod queue;
mod requests;
mod said;
mod settings;
mod transport;
mod worker;

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Sender, channel};

use lsp_server::{ErrorCode, Message, Notification, Request, RequestId, Response};
use poa::translate::Language;
use poa::value::Date;
use serde_json::{Value, json};

use crate::lsp::capabilities::Client;
use crate::lsp::cases::{CaseKey, Cases};
use crate::lsp::documents::Documents;
use crate::lsp::drawing::{Drawings, Drawn};
use crate::lsp::packs::PackFolders;
use crate::lsp::queue::Queue;
use crate::lsp::transport::Writer;
use crate::lsp::worker::{Checked, Numbered, PackRead, Worker};

/// What the loop waits for.
pub(crate) enum Event {
    /// The editor said something.
    Message(Message),
    /// A check is done.
    Checked(Checked),
    /// A pack was read.
    PackRead(PackRead),
    /// A file was drawn.
    Drawn(Drawn),
    /// The exhibits of a case were numbered.
    Numbered(Numbered),
    /// The editor no longer waits for an answer that is not queued any more.
    Cancelled(String),
    /// The editor is gone, or does not speak the protocol: why, where there is something to say.
    Closed(Option<String>),
}

/// How a session ended.
pub(crate) enum Ending {
    /// As the protocol asks: `shutdown`, then `exit`.
    Orderly,
    /// The editor went away without it.
    Gone,
    /// What came was not the protocol.
    Broken(String),
}

/// All that the server knows.
pub(crate) struct Server {
    writer: Writer,
    worker: Worker,
    client: Client,
    documents: Documents,
    cases: Cases,
    packs: PackFolders,
    drawings: Drawings,
    /// Cases and packs whose texts have changed since their last check began.
    changed: (BTreeSet<CaseKey>, BTreeSet<PathBuf>),
    /// Requests of ours so far.
    asked: u64,
    /// The day of the checks, where the command line sets one.
    as_of: Option<Date>,
    /// The language of what is said.
    language: Language,
    is_shut_down: bool,
}

/// Serves one editor until it leaves.
pub(crate) fn serve(as_of: Option<Date>, language: Language) -> Ending {
    let (sender, receiver) = channel();
    let writer = Writer::start();
    transport::read_in_background(sender.clone());
    let mut queue = Queue::new(receiver);
    let client = match initialize(&mut queue, &writer) {
        Ok(client) => client,
        Err(ending) => return ending,
    };
    let mut server = Server {
        writer,
        worker: Worker::start(sender.clone(), client.has_lenses),
        client,
        drawings: Drawings::start(sender),
        changed: Default::default(),
        asked: 0,
        documents: Documents::default(),
        cases: Cases::default(),
        packs: PackFolders::default(),
        as_of,
        language,
        is_shut_down: false,
    };
    let ending = server.run(&mut queue);
    server.writer.finish();
    ending
}

/// Waits for the first request, which must be `initialize`, and answers it.
fn initialize(queue: &mut Queue, writer: &Writer) -> Result<Client, Ending> {
    loop {
        match queue.ready().unwrap_or_else(|| queue.wait()) {
            Event::Message(Message::Request(request)) if request.method == "initialize" => {
                let client = Client::new(&request.params);
                let capabilities = capabilities::capabilities(&client);
                writer.send(Response::new_ok(request.id, capabilities).into());
                return Ok(client);
            }
            Event::Message(Message::Request(request)) => {
                let code = ErrorCode::ServerNotInitialized as i32;
                let message = "`initialize` comes first".to_owned();
                writer.send(Response::new_err(request.id, code, message).into());
            }
            Event::Message(Message::Notification(it)) if it.method == "exit" => {
                return Err(Ending::Gone);
            }
            Event::Closed(None) => return Err(Ending::Gone),
            Event::Closed(Some(why)) => return Err(Ending::Broken(why)),
            // Nothing else is begun before the first request.
            Event::Message(_)
            | Event::Checked(_)
            | Event::PackRead(_)
            | Event::Drawn(_)
            | Event::Numbered(_)
            | Event::Cancelled(_) => {}
        }
    }
}

/// What a handler answers: a value, or `None` where it will answer later, or why it cannot.
type Handled = Result<Option<Value>, String>;

/// Whether an answer is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wanted {
    /// The editor waits for it.
    Now,
    /// The editor will ask again: the text has changed.
    Later,
    /// The editor does not wait any more.
    No,
}

impl Server {
    fn run(&mut self, queue: &mut Queue) -> Ending {
        loop {
            let event = match queue.ready() {
                Some(event) => event,
                None => {
                    self.begin_checks();
                    queue.wait()
                }
            };
            match event {
                Event::Message(Message::Request(request)) => {
                    let wanted = match queue.is_cancelled(&request.id) {
                        true => Wanted::No,
                        false if self.may_retry(&request, queue) => Wanted::Later,
                        false => Wanted::Now,
                    };
                    self.answer(request, wanted);
                }
                Event::Message(Message::Notification(it)) if it.method == "exit" => {
                    let is_orderly = self.is_shut_down;
                    return if is_orderly { Ending::Orderly } else { Ending::Gone };
                }
                Event::Message(Message::Notification(it)) => self.notice(it),
                Event::Message(Message::Response(_)) => {}
                Event::Checked(checked) => self.publish(checked),
                Event::PackRead(read) => self.publish_pack(read),
                Event::Drawn(drawn) => self.show(drawn),
                Event::Numbered(numbered) => self.keep_numbers(numbered),
                Event::Cancelled(name) => self.cancel(&name),
                Event::Closed(None) => return Ending::Gone,
                Event::Closed(Some(why)) => return Ending::Broken(why),
            }
        }
    }

    /// Whether the editor asks again by itself, and the text has changed again already.
    fn may_retry(&self, request: &Request, queue: &Queue) -> bool {
        self.client.retries.contains(&request.method) && queue.is_stale(&request.params)
    }

    /// Refuses a request that waits for a picture.
    fn cancel(&mut self, name: &str) {
        if !self.drawings.cancel(name) {
            return;
        }
        let Ok(id) = serde_json::from_str::<RequestId>(name) else { return };
        let why = said::line(self.language, "no longer wanted");
        self.writer.send(Response::new_err(id, ErrorCode::RequestCanceled as i32, why).into());
    }

    /// Answers one request. A panic of ours is an answer too: the server goes on.
    fn answer(&mut self, request: Request, wanted: Wanted) {
        let Request { id, method, params } = request;
        let language = self.language;
        let refused = |code: ErrorCode, why: &str| {
            Response::new_err(id.clone(), code as i32, said::line(language, why))
        };
        let response = match wanted {
            Wanted::No => refused(ErrorCode::RequestCanceled, "no longer wanted"),
            Wanted::Later => refused(ErrorCode::ContentModified, "the text has changed"),
            Wanted::Now if method == "shutdown" => {
                self.is_shut_down = true;
                Response::new_ok(id.clone(), Value::Null)
            }
            Wanted::Now if self.is_shut_down => {
                refused(ErrorCode::InvalidRequest, "the server is shut down")
            }
            Wanted::Now => match catch_unwind(AssertUnwindSafe(|| {
                self.handle(&id, &method, &params)
            })) {
                Ok(None) => refused(ErrorCode::MethodNotFound, &format!("`{method}` is not known")),
                Ok(Some(Ok(Some(answer)))) => {
                    Response::new_ok(id.clone(), said::answer(language, &method, answer))
                }
                // The answer comes when it is made.
                Ok(Some(Ok(None))) => return,
                Ok(Some(Err(why))) => refused(ErrorCode::RequestFailed, &why),
                Err(_) => {
                    refused(ErrorCode::InternalError, &format!("a bug in poa: `{method}` failed"))
                }
            },
        };
        self.writer.send(response.into());
    }

    /// What a handler answers; `None` where there is none for the method.
    fn handle(&mut self, id: &RequestId, method: &str, params: &Value) -> Option<Handled> {
        if let Some(handler) = requests::patient_handler(method) {
            return Some(handler(self, id, params));
        }
        let handler = requests::handler(method)?;
        Some(handler(self, params).map(Some))
    }

    /// Takes note of what the editor tells.
    fn notice(&mut self, notification: Notification) {
        let Notification { method, params } = notification;
        let changed = match method.as_str() {
            "textDocument/didOpen" => self.documents.open(&params),
            "textDocument/didChange" => self.documents.change(&params, self.client.encoding),
            "textDocument/didClose" => self.documents.close(&params),
            "textDocument/didSave" => documents::named(&params),
            "initialized" if self.client.has_watchers => {
                self.ask("client/registerCapability", capabilities::watchers());
                return;
            }
            "workspace/didChangeWatchedFiles" => {
                self.cases.forget_files();
                self.cases.forget_packs();
                self.check_all();
                return;
            }
            _ => return,
        };
        let Some(path) = changed else { return };
        if method != "textDocument/didChange" {
            self.cases.forget_files();
        }
        if method == "textDocument/didSave" && changed_packs(&path) {
            self.cases.forget_packs();
            self.check_all();
            return;
        }
        if method == "textDocument/didClose" {
            self.publish_closed(&path);
        }
        self.change(&path);
    }

    /// Notes that a text has changed. It is checked once no message waits any more.
    fn change(&mut self, path: &Path) {
        if self.packs.change(path, &self.documents) {
            self.changed.1.insert(path.to_owned());
            return;
        }
        for key in self.cases.change(path, &self.documents) {
            self.worker.stop(&key);
            self.changed.0.insert(key);
        }
    }

    /// Checks beside the loop what has changed.
    fn begin_checks(&mut self) {
        let (cases, packs) = std::mem::take(&mut self.changed);
        for path in packs {
            if let Some(job) = self.packs.job(&path, &self.documents) {
                self.worker.read_pack(job);
            }
        }
        let as_of = self.as_of.unwrap_or_else(crate::workspace::today);
        for key in cases {
            if let Some(job) = self.cases.job(key, &self.documents, as_of) {
                self.worker.check(job);
            }
        }
    }

    fn check_all(&mut self) {
        for path in self.documents.paths() {
            self.change(&path);
        }
    }

    /// Asks the editor for something; its answer does not matter.
    fn ask(&mut self, method: &str, params: Value) {
        self.asked += 1;
        let id = RequestId::from(format!("poa-{}", self.asked));
        let request = Request { id, method: method.to_owned(), params };
        self.writer.send(request.into());
    }

    /// Sends something that no request asked for.
    fn tell(&self, method: &str, params: Value) {
        self.writer.send(Notification { method: method.to_owned(), params }.into());
    }

    /// Sends a line for the person at the editor.
    fn say(&self, message: &str) {
        self.tell(
            "window/showMessage",
            json!({"type": 3, "message": said::line(self.language, message)}),
        );
    }
}

/// Whether a file that was saved may be one of a pack that a case brings along.
fn changed_packs(path: &std::path::Path) -> bool {
    path.extension().is_some_and(|ending| ["yaml", "yml", "zip"].iter().any(|it| ending == *it))
}

/// The sender of events, for whoever works beside the loop.
pub(crate) type Events = Sender<Event>;
