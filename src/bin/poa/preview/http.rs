//! HTTP as far as one page on this machine needs it. In: a connection, which may be anybody's. Out:
//! one request, read within bounds of size and time, and the bytes of its answer. Knows no page.
#![expect(clippy::disallowed_methods, reason = "a slow client is told by the clock")]

use std::io::{ErrorKind, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::time::{Duration, Instant};

/// The longest head that is read: a browser sends less than two kilobytes.
///
/// **Units**: bytes.
const HEAD_MAX: usize = 16 << 10;

/// The longest body that is read.
///
/// **Units**: bytes.
const BODY_MAX: usize = 4 << 10;

/// How long a whole request may take to come in: the client is on this machine.
const PATIENCE: Duration = Duration::from_secs(5);

/// How long a client may take to accept what is sent.
const ACCEPT: Duration = Duration::from_secs(10);

/// How much of a request that was refused is read, so that its sender hears the answer.
const DRAIN_MAX: usize = 1 << 20;

/// One request.
#[derive(Debug, PartialEq)]
pub(crate) struct Request {
    /// `GET`.
    pub(crate) method: String,
    /// What stands behind it: `/…`.
    pub(crate) target: String,
    headers: Vec<(String, String)>,
    /// The body, which may be empty.
    pub(crate) body: String,
}

/// Why there is no request.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// The client is told a status.
    Status(u16),
    /// The client went away.
    Gone,
}

impl Request {
    /// The value of a header; `None` where there is none, or more than one.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut found = self.headers.iter().filter(|(known, _)| known.eq_ignore_ascii_case(name));
        let (_, value) = found.next()?;
        found.next().is_none().then_some(value.as_str())
    }

    /// Whether a header is there at all.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.headers.iter().any(|(known, _)| known.eq_ignore_ascii_case(name))
    }
}

/// Reads one request.
///
/// **Errors**: it is no HTTP, too large, or too slow; or the client went away.
pub(crate) fn read(stream: &mut TcpStream) -> Result<Request, Refusal> {
    let end = Instant::now() + PATIENCE;
    let mut held = Vec::new();
    let head_end = loop {
        if let Some(at) = held.windows(4).position(|four| four == b"\r\n\r\n") {
            break at;
        }
        if held.len() > HEAD_MAX {
            return Err(Refusal::Status(431));
        }
        more(stream, &mut held, end)?;
    };
    let head = std::str::from_utf8(&held[..head_end]).map_err(|_| Refusal::Status(400))?;
    let mut request = parsed(head).ok_or(Refusal::Status(400))?;
    let length = body_length(&request)?;
    let mut body = held.split_off(head_end + 4);
    while body.len() < length {
        more(stream, &mut body, end)?;
    }
    body.truncate(length);
    request.body = String::from_utf8(body).map_err(|_| Refusal::Status(400))?;
    Ok(request)
}

/// Reads what has come, and waits for it until the end.
fn more(stream: &mut TcpStream, held: &mut Vec<u8>, end: Instant) -> Result<(), Refusal> {
    let left = end.saturating_duration_since(Instant::now());
    if left.is_zero() {
        return Err(Refusal::Status(408));
    }
    stream.set_read_timeout(Some(left)).map_err(|_| Refusal::Gone)?;
    let mut piece = [0; 4096];
    match stream.read(&mut piece) {
        Ok(0) => Err(Refusal::Gone),
        Ok(count) => {
            held.extend_from_slice(&piece[..count]);
            Ok(())
        }
        Err(error) => match error.kind() {
            ErrorKind::Interrupted => Ok(()),
            ErrorKind::WouldBlock | ErrorKind::TimedOut => Err(Refusal::Status(408)),
            _ => Err(Refusal::Gone),
        },
    }
}

/// The lines above the body; `None` where they are no HTTP.
fn parsed(head: &str) -> Option<Request> {
    let mut lines = head.split("\r\n");
    let mut first = lines.next()?.split(' ');
    let (method, target, version) = (first.next()?, first.next()?, first.next()?);
    let is_word = !method.is_empty() && method.bytes().all(|byte| byte.is_ascii_uppercase());
    let is_version = matches!(version, "HTTP/1.1" | "HTTP/1.0") && first.next().is_none();
    if !is_word || !is_version || !target.starts_with('/') {
        return None;
    }
    let is_name = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    let mut headers = Vec::new();
    for line in lines {
        let (name, value) = line.split_once(':')?;
        if name.is_empty() || !name.bytes().all(is_name) {
            return None;
        }
        headers.push((name.to_owned(), value.trim_matches([' ', '\t']).to_owned()));
    }
    let (method, target) = (method.to_owned(), target.to_owned());
    Some(Request { method, target, headers, body: String::new() })
}

/// How long the body is. Only one way to say so is taken.
fn body_length(request: &Request) -> Result<usize, Refusal> {
    if request.has("Transfer-Encoding") {
        return Err(Refusal::Status(411));
    }
    if !request.has("Content-Length") {
        return Ok(0);
    }
    let length =
        request.header("Content-Length").filter(|it| it.bytes().all(|b| b.is_ascii_digit()));
    let length: usize = length.and_then(|it| it.parse().ok()).ok_or(Refusal::Status(400))?;
    if length > BODY_MAX { Err(Refusal::Status(413)) } else { Ok(length) }
}

/// Sends an answer with a body of known length, and ends the connection.
pub(crate) fn send(stream: &mut TcpStream, status: u16, headers: &[(&str, &str)], body: &str) {
    let length = body.len().to_string();
    let head = head(status, &[headers, &[("Content-Length", &length)]].concat());
    let is_sent = stream
        .set_write_timeout(Some(ACCEPT))
        .and_then(|()| stream.write_all(head.as_bytes()))
        .and_then(|()| stream.write_all(body.as_bytes()));
    // Who went away needs no goodbye.
    if is_sent.is_ok() && stream.shutdown(Shutdown::Write).is_ok() {
        drain(stream);
    }
}

/// Begins an answer that has no end yet.
///
/// **Errors**: the client went away, or takes nothing.
pub(crate) fn begin(stream: &mut TcpStream, headers: &[(&str, &str)]) -> std::io::Result<()> {
    stream.set_write_timeout(Some(ACCEPT))?;
    stream.write_all(head(200, headers).as_bytes())
}

/// Whether a client that says nothing is still connected.
pub(crate) fn is_there(stream: &TcpStream) -> bool {
    let looked = stream.set_nonblocking(true).and_then(|()| stream.peek(&mut [0]));
    let is_silent = looked.is_err_and(|error| error.kind() == ErrorKind::WouldBlock);
    is_silent && stream.set_nonblocking(false).is_ok()
}

/// The lines above a body.
fn head(status: u16, headers: &[(&str, &str)]) -> String {
    let reason = match status {
        200 => "OK",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        408 => "Request Timeout",
        411 => "Length Required",
        413 => "Content Too Large",
        431 => "Request Header Fields Too Large",
        503 => "Service Unavailable",
        _ => "Bad Request",
    };
    let mut text = format!("HTTP/1.1 {status} {reason}\r\n");
    for (name, value) in headers {
        text.push_str(&format!("{name}: {value}\r\n"));
    }
    text + "Connection: close\r\n\r\n"
}

/// Reads what a client is still sending: closed at once, its system would drop the answer.
fn drain(stream: &mut TcpStream) {
    let end = Instant::now() + Duration::from_secs(1);
    let mut held = Vec::new();
    while held.len() < DRAIN_MAX && more(stream, &mut held, end).is_ok() {}
}

#[cfg(test)]
mod tests {
    use crate::preview::http::{Refusal, body_length, parsed};

    #[test]
    fn only_plain_requests_are_read() {
        let check = |head: &str, expected: bool| {
            assert_eq!(parsed(head).is_some(), expected, "{head:?}");
        };
        check("GET / HTTP/1.1", true);
        check("GET / HTTP/1.0\r\nHost: a", true);
        check("GET /a HTTP/1.1\r\nHost:a\r\nX-y_Z: \t b: c ", true);
        check("", false);
        check("GET", false);
        check("GET  / HTTP/1.1", false);
        check("get / HTTP/1.1", false);
        check("GET http://example.com/ HTTP/1.1", false);
        check("GET / HTTP/1.1 x", false);
        check("GET / HTTP/2", false);
        check("GET / HTTP/1.1\r\nHost", false);
        check("GET / HTTP/1.1\r\nHost : a", false);
        check("GET / HTTP/1.1\r\nA: b\r\n c: folded", false);
        check("GET / HTTP/1.1\nHost: a", false);
    }

    #[test]
    fn a_header_counts_when_there_is_one_of_it() {
        let request = parsed("GET / HTTP/1.1\r\nHOST: a\r\nX: 1\r\nx: 2").expect("it is plain");
        assert_eq!((request.header("Host"), request.header("x")), (Some("a"), None));
        assert!(request.has("X") && !request.has("Y"));
    }

    #[test]
    fn a_body_has_one_length_within_bounds() {
        let check = |headers: &str, expected: Result<usize, u16>| {
            let request = parsed(&format!("POST / HTTP/1.1{headers}")).expect("it is plain");
            assert_eq!(body_length(&request), expected.map_err(Refusal::Status), "{headers}");
        };
        check("", Ok(0));
        check("\r\nContent-Length: 12", Ok(12));
        check("\r\nContent-Length: 4097", Err(413));
        check("\r\nContent-Length: 99999999999999999999999", Err(400));
        check("\r\nContent-Length: -1", Err(400));
        check("\r\nContent-Length: +1", Err(400));
        check("\r\nContent-Length: 1\r\nContent-Length: 1", Err(400));
        check("\r\nTransfer-Encoding: chunked", Err(411));
    }
}
