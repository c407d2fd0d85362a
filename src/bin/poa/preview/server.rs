//! The server: loopback only. In: requests. Out: answers, to those alone that name this machine as
//! host and carry the token of the address. The only place that names tiny_http.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::mpsc::RecvTimeoutError;
use std::time::Duration;

use tiny_http::{Header, Method, Request, Response};

use crate::preview::desk::Desk;
use crate::preview::route::{Answer, answer};
use crate::reply::Failure;

/// Threads that answer; pages are fetched some at a time.
const WORKERS: usize = 4;

/// The longest body that is read.
///
/// **Units**: bytes.
const BODY_MAX: u64 = 4096;

/// How often a page that hears nothing else is told that the server is there.
const PULSE: Duration = Duration::from_secs(15);

/// Nothing from elsewhere is loaded, no other site may show the page; an editor may, whose window
/// is an ancestor as much as the panel in it.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; \
                      connect-src 'self'; base-uri 'none'; form-action 'none'; \
                      frame-ancestors 'self' vscode-webview: vscode-file:";

/// A bound server.
pub(crate) struct Server {
    server: Arc<tiny_http::Server>,
    token: String,
    hosts: [String; 2],
    url: String,
}

impl Server {
    /// Binds a port of loopback; 0 takes a free one.
    ///
    /// **Errors**: the port is taken, or there is no source of chance.
    pub(crate) fn bind(port: u16) -> Result<Self, Failure> {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let server = tiny_http::Server::http(address).map_err(|error| {
            let help = "name another port with `--port`, or none for a free one";
            Failure::world(format!("port {port} cannot be used: {error}")).help(help)
        })?;
        let port = server.server_addr().to_ip().map_or(port, |address| address.port());
        let token = token()?;
        Ok(Self {
            server: Arc::new(server),
            hosts: [format!("127.0.0.1:{port}"), format!("localhost:{port}")],
            url: format!("http://127.0.0.1:{port}/{token}/"),
            token,
        })
    }

    /// The address of the page.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// Answers on threads of its own from now on.
    pub(crate) fn serve(&self, desk: &Arc<Desk>) {
        for _ in 0..WORKERS {
            let server = Arc::clone(&self.server);
            let desk = Arc::clone(desk);
            let door = Door { token: self.token.clone(), hosts: self.hosts.clone() };
            std::thread::spawn(move || {
                while let Ok(request) = server.recv() {
                    door.take(request, &desk);
                }
            });
        }
    }
}

/// Who is let in.
struct Door {
    token: String,
    hosts: [String; 2],
}

impl Door {
    fn take(&self, mut request: Request, desk: &Arc<Desk>) {
        let method = request.method().clone();
        let is_post = match method {
            Method::Get => false,
            Method::Post => true,
            _ => return refuse(request, 405),
        };
        if !self.names_us(&request) {
            return refuse(request, 403);
        }
        let prefix = format!("/{}/", self.token);
        let Some(path) = request.url().strip_prefix(&prefix).map(str::to_owned) else {
            return refuse(request, 404);
        };
        let mut body = String::new();
        if is_post && request.as_reader().take(BODY_MAX).read_to_string(&mut body).is_err() {
            return refuse(request, 400);
        }
        match answer(desk, is_post, &path, &body) {
            Answer::Text { kind, text, is_fixed } => send(request, kind, text, is_fixed),
            Answer::Events => events(request, desk),
            Answer::Missing => refuse(request, 404),
        }
    }

    /// Whether the request names this machine: a page of another site that was led here by its
    /// name server names that site. A page that sends something must be this one.
    fn names_us(&self, request: &Request) -> bool {
        let value = |name: &'static str| {
            let found = request.headers().iter().find(|header| header.field.equiv(name));
            found.map(|header| header.value.as_str())
        };
        let is_host = value("Host").is_some_and(|host| self.hosts.iter().any(|own| own == host));
        let is_own = |origin: &str| {
            self.hosts.iter().any(|own| origin.strip_prefix("http://") == Some(own.as_str()))
        };
        is_host && value("Origin").is_none_or(is_own)
    }
}

fn send(request: Request, kind: &str, text: String, is_fixed: bool) {
    let kept = if is_fixed { "private, max-age=3600, immutable" } else { "no-store" };
    let mut response = Response::from_string(text);
    for header in headers(kind, kept) {
        response.add_header(header);
    }
    // The page may have gone away meanwhile.
    let _ = request.respond(response);
}

fn refuse(request: Request, status: u16) {
    let mut response = Response::from_string("").with_status_code(status);
    for header in headers("text/plain", "no-store") {
        response.add_header(header);
    }
    let _ = request.respond(response);
}

fn headers(kind: &str, kept: &str) -> Vec<Header> {
    let all = [
        ("Content-Type", kind),
        ("Cache-Control", kept),
        ("Content-Security-Policy", POLICY),
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "no-referrer"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
    ];
    let made = all.into_iter().map(|(name, value)| Header::from_bytes(name, value));
    made.map(|header| header.expect("plain ASCII is a header")).collect()
}

/// Sends events on a thread of its own until the page goes away.
fn events(request: Request, desk: &Desk) {
    let Some(heard) = desk.board.listen() else { return refuse(request, 503) };
    std::thread::spawn(move || {
        let mut stream = request.into_writer();
        let head = headers("text/event-stream", "no-store");
        let mut text = "HTTP/1.1 200 OK\r\n".to_owned();
        for header in &head {
            text.push_str(&format!("{}: {}\r\n", header.field, header.value));
        }
        text.push_str("Connection: close\r\n\r\nretry: 500\n\n");
        let mut write =
            |text: &str| stream.write_all(text.as_bytes()).and_then(|()| stream.flush());
        let mut is_there = write(&text).is_ok();
        while is_there {
            is_there = match heard.recv_timeout(PULSE) {
                Ok((name, data)) => write(&format!("event: {name}\ndata: {data}\n\n")).is_ok(),
                Err(RecvTimeoutError::Timeout) => write(": here\n\n").is_ok(),
                Err(RecvTimeoutError::Disconnected) => false,
            };
        }
    });
}

/// A word that nobody guesses.
fn token() -> Result<String, Failure> {
    let mut bytes = [0u8; 16];
    getrandom::fill(&mut bytes)
        .map_err(|error| Failure::world(format!("the system gives no random numbers: {error}")))?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}
