//! Messages on standard input and output. In: bytes. Out: events. A message that is too long, or
//! that is none, ends the session: what follows it cannot be told apart any more.

use std::io::{BufRead, BufReader, Read, Write};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::JoinHandle;

use lsp_server::Message;

use crate::lsp::{Event, Events};

/// Longest message that is read, in bytes.
const MESSAGE_MAX: usize = 64 << 20;

/// Longest line of a header.
const HEADER_MAX: u64 = 4096;

/// Messages that may wait for an editor which does not read.
const WAITING_MAX: usize = 256;

/// Reads messages until there are none, each an event.
pub(crate) fn read_in_background(events: Events) {
    std::thread::spawn(move || {
        let mut input = BufReader::new(std::io::stdin().lock());
        loop {
            let event = match read(&mut input) {
                Ok(Some(message)) => Event::Message(message),
                Ok(None) => Event::Closed(None),
                Err(why) => Event::Closed(Some(why)),
            };
            let is_last = matches!(event, Event::Closed(_));
            if events.send(event).is_err() || is_last {
                return;
            }
        }
    });
}

/// One message; `None` at the end of the input.
///
/// **Errors**: why the input is not the protocol.
fn read(input: &mut impl BufRead) -> Result<Option<Message>, String> {
    let mut length: Option<usize> = None;
    loop {
        let mut line = Vec::new();
        let failed = |_| "standard input cannot be read".to_owned();
        let count = input.by_ref().take(HEADER_MAX).read_until(b'\n', &mut line).map_err(failed)?;
        if count == 0 {
            return Ok(None);
        }
        let line = String::from_utf8_lossy(&line);
        let line = line.trim();
        if line.is_empty() {
            break;
        }
        match line.split_once(':') {
            Some((name, value)) if name.trim().eq_ignore_ascii_case("content-length") => {
                length = value.trim().parse().ok();
            }
            Some((name, _)) if name.trim().eq_ignore_ascii_case("content-type") => {}
            Some(_) | None => {
                return Err("standard input is not the language server protocol".to_owned());
            }
        }
    }
    let length = length.ok_or("a message has no `Content-Length`")?;
    if length > MESSAGE_MAX {
        return Err(format!(
            "a message has {} MB; at most {} are read",
            length >> 20,
            MESSAGE_MAX >> 20
        ));
    }
    let mut body = Vec::new();
    let whole = input.by_ref().take(length as u64).read_to_end(&mut body);
    if whole.is_err() || body.len() < length {
        return Ok(None);
    }
    let message = serde_json::from_slice(&body);
    message.map(Some).map_err(|_| "a message is not JSON-RPC".to_owned())
}

/// Writes messages in the order in which they are sent.
pub(crate) struct Writer {
    sender: SyncSender<Message>,
    thread: JoinHandle<()>,
}

impl Writer {
    /// Begins to write.
    pub(crate) fn start() -> Self {
        let (sender, receiver) = sync_channel(WAITING_MAX);
        Self { sender, thread: std::thread::spawn(move || write(&receiver)) }
    }

    /// Sends a message. An editor that is gone needs none.
    pub(crate) fn send(&self, message: Message) {
        drop(self.sender.send(message));
    }

    /// Waits until everything is written.
    pub(crate) fn finish(self) {
        drop(self.sender);
        drop(self.thread.join());
    }
}

fn write(messages: &Receiver<Message>) {
    let mut output = std::io::stdout().lock();
    for message in messages {
        if message.write(&mut output).and_then(|()| output.flush()).is_err() {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::lsp::transport::read;

    #[test]
    fn only_the_protocol_is_read() {
        let check = |input: &str, expected: Result<bool, &str>| {
            let found = read(&mut input.as_bytes()).map(|message| message.is_some());
            let shown = found.as_ref().map_err(String::as_str).copied();
            match (shown, expected) {
                (Err(why), Err(part)) => assert!(why.contains(part), "{input:?}: {why}"),
                (found, expected) => assert_eq!(found, expected, "{input:?}"),
            }
        };
        let body = "{\"jsonrpc\":\"2.0\",\"method\":\"exit\"}";
        check(&format!("Content-Length: {}\r\n\r\n{body}", body.len()), Ok(true));
        check(&format!("content-length:{}\n\n{body}", body.len()), Ok(true));
        check("", Ok(false));
        check("Content-Length: 40\r\n\r\n{\"jsonrpc\"", Ok(false));
        check("GET / HTTP/1.1\r\n\r\n", Err("not the language server protocol"));
        check("Content-Length: 99999999999\r\n\r\n", Err("at most 64"));
        check("Content-Length: many\r\n\r\n", Err("no `Content-Length`"));
        check("Content-Length: 2\r\n\r\n{}", Err("not JSON-RPC"));
        check(&"x".repeat(10_000), Err("not the language server protocol"));
    }
}
