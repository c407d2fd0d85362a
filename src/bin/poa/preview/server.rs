//! The server: loopback only. In: connections. Out: answers, to those alone that name this machine
//! as host and carry the token of the address.

use std::io::Write;
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::mpsc::RecvTimeoutError;
use std::time::Duration;

use crate::preview::crowd::Crowd;
use crate::preview::desk::Desk;
use crate::preview::http::{self, Refusal, Request};
use crate::preview::route::{Answer, answer};
use crate::reply::Failure;

/// Stack of a thread that answers: a forecast reads the whole case.
const STACK_BYTES: usize = 64 << 20;

/// How often it is looked whether a page that hears nothing is still there.
const LOOK: Duration = Duration::from_secs(1);

/// How long the server waits when the system gives it no connection.
const BREATH: Duration = Duration::from_millis(50);

/// Nothing from elsewhere is loaded, no other site may show the page; an editor may, whose window
/// is an ancestor as much as the panel in it.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; \
                      connect-src 'self'; base-uri 'none'; form-action 'none'; \
                      frame-ancestors 'self' vscode-webview: vscode-file:";

/// A bound server.
pub(crate) struct Server {
    listener: TcpListener,
    door: Door,
    url: String,
}

impl Server {
    /// Binds a port of loopback; 0 takes a free one.
    ///
    /// **Errors**: the port is taken, or there is no source of chance.
    pub(crate) fn bind(port: u16) -> Result<Self, Failure> {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let bound = TcpListener::bind(address).and_then(|it| Ok((it.local_addr()?.port(), it)));
        let (port, listener) = bound.map_err(|error| {
            let help = "name another port with `--port`, or none for a free one";
            Failure::world(format!("port {port} cannot be used: {error}")).help(help)
        })?;
        let token = token()?;
        let hosts = [format!("127.0.0.1:{port}"), format!("localhost:{port}")];
        let url = format!("http://127.0.0.1:{port}/{token}/");
        Ok(Self { listener, url, door: Door { token, hosts } })
    }

    /// The address of the page.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// Answers on threads of its own from now on.
    pub(crate) fn serve(self, desk: &Arc<Desk>) {
        let desk = Arc::clone(desk);
        let door = Arc::new(self.door);
        let crowd = Arc::new(Crowd::default());
        std::thread::spawn(move || {
            loop {
                let Ok((stream, _)) = self.listener.accept() else {
                    // Too many files are open, or the client went away already.
                    std::thread::sleep(BREATH);
                    continue;
                };
                let Some(place) = crowd.enter(&stream) else { continue };
                let (door, desk) = (Arc::clone(&door), Arc::clone(&desk));
                let take = move || {
                    let mut stream = stream;
                    let request = http::read(&mut stream);
                    place.has_spoken();
                    door.take(stream, request, &desk);
                    drop(place);
                };
                // Without a thread the connection is closed, and the page tries again.
                drop(std::thread::Builder::new().stack_size(STACK_BYTES).spawn(take));
            }
        });
    }
}

/// Who is let in.
struct Door {
    token: String,
    hosts: [String; 2],
}

impl Door {
    fn take(&self, mut stream: TcpStream, request: Result<Request, Refusal>, desk: &Desk) {
        let answer = match request.and_then(|request| self.answer(&request, desk)) {
            Ok(answer) => answer,
            Err(Refusal::Gone) => return,
            Err(Refusal::Status(status)) => return refuse(&mut stream, status),
        };
        match answer {
            Answer::Text { kind, text, is_fixed } => {
                let kept = if is_fixed { "private, max-age=3600, immutable" } else { "no-store" };
                http::send(&mut stream, 200, &headers(kind, kept), &text);
            }
            Answer::Events => events(&mut stream, desk),
            Answer::Missing => refuse(&mut stream, 404),
        }
    }

    fn answer(&self, request: &Request, desk: &Desk) -> Result<Answer, Refusal> {
        let is_post = match request.method.as_str() {
            "GET" => false,
            "POST" => true,
            _ => return Err(Refusal::Status(405)),
        };
        if !self.names_us(request) {
            return Err(Refusal::Status(403));
        }
        let path = request.target.strip_prefix('/').and_then(|it| it.strip_prefix(&self.token));
        match path.and_then(|path| path.strip_prefix('/')) {
            Some(path) => Ok(answer(desk, is_post, path, &request.body)),
            None => Err(Refusal::Status(404)),
        }
    }

    /// Whether the request names this machine: a page of another site that was led here by its
    /// name server names that site. A page that sends something must be this one.
    fn names_us(&self, request: &Request) -> bool {
        let is_ours = |name: &str| self.hosts.iter().any(|own| own == name);
        let origin = request.header("Origin").and_then(|origin| origin.strip_prefix("http://"));
        request.header("Host").is_some_and(is_ours)
            && (!request.has("Origin") || origin.is_some_and(is_ours))
    }
}

fn refuse(stream: &mut TcpStream, status: u16) {
    http::send(stream, status, &headers("text/plain", "no-store"), "");
}

fn headers<'h>(kind: &'h str, kept: &'h str) -> [(&'h str, &'h str); 6] {
    [
        ("Content-Type", kind),
        ("Cache-Control", kept),
        ("Content-Security-Policy", POLICY),
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "no-referrer"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
    ]
}

/// Sends events until the page goes away, or takes none any more.
fn events(stream: &mut TcpStream, desk: &Desk) {
    let Some(heard) = desk.board.listen() else { return refuse(stream, 503) };
    let begun = http::begin(stream, &headers("text/event-stream", "no-store"));
    let mut written = begun.and_then(|()| stream.write_all(b"retry: 500\n\n"));
    while written.is_ok() {
        match heard.recv_timeout(LOOK) {
            Ok((name, data)) => {
                written = stream.write_all(format!("event: {name}\ndata: {data}\n\n").as_bytes());
            }
            Err(RecvTimeoutError::Timeout) if http::is_there(stream) => {}
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => return,
        }
    }
}

/// A word that nobody guesses.
fn token() -> Result<String, Failure> {
    let mut bytes = [0u8; 16];
    getrandom::fill(&mut bytes)
        .map_err(|error| Failure::world(format!("the system gives no random numbers: {error}")))?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}
