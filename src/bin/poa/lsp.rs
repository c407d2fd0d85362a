//! The language server. In: messages of an editor on standard input. Out: answers and diagnostics
//! on standard output. One loop, one message at a time; checks run beside it and are dropped when a
//! newer text has come. Knows no language: `poa::ide` does.

mod capabilities;
mod cases;
mod convert;
mod documents;
mod packs;
mod publish;
mod requests;
mod settings;
mod transport;
mod worker;

use std::collections::{BTreeSet, VecDeque};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, Sender, channel};

use lsp_server::{ErrorCode, Message, Notification, Request, RequestId, Response};
use poa::translate::Language;
use poa::value::Date;
use serde_json::{Value, json};

use crate::lsp::capabilities::Client;
use crate::lsp::cases::Cases;
use crate::lsp::documents::Documents;
use crate::lsp::packs::PackFolders;
use crate::lsp::transport::Writer;
use crate::lsp::worker::{Checked, PackRead, Worker};

/// What the loop waits for.
pub(crate) enum Event {
    /// The editor said something.
    Message(Message),
    /// A check is done.
    Checked(Checked),
    /// A pack was read.
    PackRead(PackRead),
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
    let mut queue = Queue { receiver, waiting: VecDeque::new(), cancelled: BTreeSet::new() };
    let client = match initialize(&mut queue, &writer) {
        Ok(client) => client,
        Err(ending) => return ending,
    };
    let mut server = Server {
        writer,
        worker: Worker::start(sender),
        client,
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
        match queue.next() {
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
            Event::Message(_) | Event::Checked(_) | Event::PackRead(_) => {}
            Event::Closed(None) => return Err(Ending::Gone),
            Event::Closed(Some(why)) => return Err(Ending::Broken(why)),
        }
    }
}

/// What has come and was not looked at yet.
struct Queue {
    receiver: Receiver<Event>,
    waiting: VecDeque<Event>,
    cancelled: BTreeSet<String>,
}

impl Queue {
    /// The next event. What else has come is looked through for requests that are no longer wanted.
    fn next(&mut self) -> Event {
        while let Ok(event) = self.receiver.try_recv() {
            self.note(event);
        }
        match self.waiting.pop_front() {
            Some(event) => event,
            None => self.receiver.recv().unwrap_or(Event::Closed(None)),
        }
    }

    fn note(&mut self, event: Event) {
        match &event {
            Event::Message(Message::Notification(it)) if it.method == "$/cancelRequest" => {
                self.cancelled.extend(it.params.get("id").map(ToString::to_string));
            }
            Event::Message(_) | Event::Checked(_) | Event::PackRead(_) | Event::Closed(_) => {
                self.waiting.push_back(event);
            }
        }
    }

    /// Whether the editor no longer waits for an answer.
    fn is_cancelled(&mut self, id: &RequestId) -> bool {
        let id = serde_json::to_string(id).unwrap_or_default();
        self.cancelled.remove(&id)
    }
}

impl Server {
    fn run(&mut self, queue: &mut Queue) -> Ending {
        loop {
            match queue.next() {
                Event::Message(Message::Request(request)) => {
                    let is_cancelled = queue.is_cancelled(&request.id);
                    self.answer(request, is_cancelled);
                }
                Event::Message(Message::Notification(it)) if it.method == "exit" => {
                    let is_orderly = self.is_shut_down;
                    return if is_orderly { Ending::Orderly } else { Ending::Gone };
                }
                Event::Message(Message::Notification(it)) => self.notice(it),
                Event::Message(Message::Response(_)) => {}
                Event::Checked(checked) => self.publish(checked),
                Event::PackRead(read) => self.publish_pack(read),
                Event::Closed(None) => return Ending::Gone,
                Event::Closed(Some(why)) => return Ending::Broken(why),
            }
        }
    }

    /// Answers one request. A panic of ours is an answer too: the server goes on.
    fn answer(&mut self, request: Request, is_cancelled: bool) {
        let Request { id, method, params } = request;
        let refused =
            |code: ErrorCode, why: String| Response::new_err(id.clone(), code as i32, why);
        let response = if is_cancelled {
            refused(ErrorCode::RequestCanceled, "no longer wanted".to_owned())
        } else if method == "shutdown" {
            self.is_shut_down = true;
            Response::new_ok(id.clone(), Value::Null)
        } else if self.is_shut_down {
            refused(ErrorCode::InvalidRequest, "the server is shut down".to_owned())
        } else if let Some(handler) = requests::handler(&method) {
            match catch_unwind(AssertUnwindSafe(|| handler(self, &params))) {
                Ok(Ok(answer)) => Response::new_ok(id.clone(), answer),
                Ok(Err(why)) => refused(ErrorCode::RequestFailed, why),
                Err(_) => {
                    refused(ErrorCode::InternalError, format!("a bug in poa: `{method}` failed"))
                }
            }
        } else {
            refused(ErrorCode::MethodNotFound, format!("`{method}` is not known"))
        };
        self.writer.send(response.into());
    }

    /// Takes note of what the editor tells.
    fn notice(&mut self, notification: Notification) {
        let Notification { method, params } = notification;
        let changed = match method.as_str() {
            "textDocument/didOpen" => self.documents.open(&params),
            "textDocument/didChange" => self.documents.change(&params, self.client.encoding),
            "textDocument/didClose" => self.documents.close(&params),
            "textDocument/didSave" => documents::named(&params),
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
        self.check(&path);
    }

    /// Checks the case of a file beside the loop.
    fn check(&mut self, path: &std::path::Path) {
        if let Some(job) = self.packs.job(path, &self.documents) {
            self.worker.read_pack(job);
            return;
        }
        let as_of = self.as_of.unwrap_or_else(crate::workspace::today);
        if let Some(job) = self.cases.job(path, &self.documents, as_of) {
            self.worker.check(job);
        }
    }

    fn check_all(&mut self) {
        for path in self.documents.paths() {
            self.check(&path);
        }
    }

    /// Sends something that no request asked for.
    fn tell(&self, method: &str, params: Value) {
        self.writer.send(Notification { method: method.to_owned(), params }.into());
    }

    /// Sends a line for the person at the editor.
    fn say(&self, message: &str) {
        self.tell("window/showMessage", json!({"type": 3, "message": message}));
    }
}

/// Whether a file that was saved may be one of a pack that a case brings along.
fn changed_packs(path: &std::path::Path) -> bool {
    path.extension().is_some_and(|ending| ["yaml", "yml", "zip"].iter().any(|it| ending == *it))
}

/// The sender of events, for whoever works beside the loop.
pub(crate) type Events = Sender<Event>;
