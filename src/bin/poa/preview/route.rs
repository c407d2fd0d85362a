//! From address to answer. In: method, path and body of a request that may come in. Out: what is
//! sent back. Knows no socket.

use crate::preview::desk::Desk;
use crate::report::preview::Place;

/// The page's own files.
const PAGE: &str = include_str!("../../../../assets/preview/page.html");
const STYLE: &str = include_str!("../../../../assets/preview/page.css");
const ICON: &str = include_str!("../../../../assets/preview/icon.svg");
const SCRIPT: &str = include_str!("../../../../assets/preview/page.js");

/// What is sent back.
pub(crate) enum Answer {
    /// A text of some kind.
    Text {
        /// Its media type.
        kind: &'static str,
        /// All of it.
        text: String,
        /// Whether it stays the same under its address.
        is_fixed: bool,
    },
    /// Events, until one side goes away.
    Events,
    /// Nothing is there.
    Missing,
}

/// Answers a request whose path begins behind the token.
pub(crate) fn answer(desk: &Desk, is_post: bool, path: &str, body: &str) -> Answer {
    let path = path.split('?').next().unwrap_or(path);
    let parts: Vec<&str> = path.split('/').collect();
    match (is_post, parts.as_slice()) {
        (false, [""]) => own("text/html; charset=utf-8", PAGE),
        (false, ["page.css"]) => own("text/css; charset=utf-8", STYLE),
        (false, ["page.js"]) => own("text/javascript; charset=utf-8", SCRIPT),
        (false, ["icon.svg"]) => own("image/svg+xml", ICON),
        (false, ["state"]) => live("application/json", desk.board.state()),
        (false, ["events"]) => Answer::Events,
        (false, ["page", site, page, fingerprint]) => {
            let page = page.parse().ok().and_then(|page| desk.page(site, page, fingerprint));
            page.map_or(Answer::Missing, |text| Answer::Text {
                kind: "image/svg+xml",
                text,
                is_fixed: true,
            })
        }
        (false, ["forecast", site, _version]) => {
            desk.forecast(site).map_or(Answer::Missing, |svg| live("image/svg+xml", svg))
        }
        (true, ["look", site]) => {
            desk.board.look_at(site);
            live("application/json", "true".to_owned())
        }
        (true, ["open"]) => {
            let is_open = Place::read(body).is_some_and(|place| desk.open(&place));
            live("application/json", is_open.to_string())
        }
        _ => Answer::Missing,
    }
}

/// A file of the page itself: another version of the program may answer at the same address.
fn own(kind: &'static str, text: &str) -> Answer {
    live(kind, text.to_owned())
}

fn live(kind: &'static str, text: String) -> Answer {
    Answer::Text { kind, text, is_fixed: false }
}
