//! What has come from the editor and from those who work beside the loop. In: events. Out: the next
//! one, and whether its answer is still wanted. Answers nothing.

use std::collections::{BTreeSet, VecDeque};
use std::sync::mpsc::Receiver;

use lsp_server::{Message, RequestId};
use serde_json::Value;

use crate::lsp::Event;
use crate::lsp::drawing::name_of;

/// What has come and was not looked at yet.
pub(crate) struct Queue {
    receiver: Receiver<Event>,
    waiting: VecDeque<Event>,
    cancelled: BTreeSet<String>,
}

impl Queue {
    /// A queue of what comes from here.
    pub(crate) fn new(receiver: Receiver<Event>) -> Self {
        Self { receiver, waiting: VecDeque::new(), cancelled: BTreeSet::new() }
    }

    /// The next event, if there is one. What else has come is looked through for requests that are
    /// no longer wanted.
    pub(crate) fn ready(&mut self) -> Option<Event> {
        while let Ok(event) = self.receiver.try_recv() {
            self.note(event);
        }
        self.waiting.pop_front()
    }

    /// Waits for the next event.
    pub(crate) fn wait(&mut self) -> Event {
        loop {
            match self.receiver.recv() {
                Ok(event) => self.note(event),
                Err(_) => return Event::Closed(None),
            }
            if let Some(event) = self.waiting.pop_front() {
                return event;
            }
        }
    }

    fn note(&mut self, event: Event) {
        let cancelled = match &event {
            Event::Message(Message::Notification(it)) if it.method == "$/cancelRequest" => {
                it.params.get("id").map(ToString::to_string)
            }
            _ => None,
        };
        let Some(id) = cancelled else {
            self.waiting.push_back(event);
            return;
        };
        let is_it = |event: &Event| match event {
            Event::Message(Message::Request(request)) => name_of(&request.id) == id,
            _ => false,
        };
        match self.waiting.iter().any(is_it) {
            true => drop(self.cancelled.insert(id)),
            false => self.waiting.push_back(Event::Cancelled(id)),
        }
    }

    /// Whether a text has changed again since it was asked about.
    pub(crate) fn is_stale(&self, params: &Value) -> bool {
        let uri = params.pointer("/textDocument/uri");
        uri.is_some()
            && self.waiting.iter().any(|event| match event {
                Event::Message(Message::Notification(it)) => {
                    it.method == "textDocument/didChange"
                        && it.params.pointer("/textDocument/uri") == uri
                }
                _ => false,
            })
    }

    /// Whether the editor no longer waits for an answer.
    pub(crate) fn is_cancelled(&mut self, id: &RequestId) -> bool {
        self.cancelled.remove(&name_of(id))
    }
}
