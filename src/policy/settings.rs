//! `poa.toml` and `poa.lock` of a case. In: their texts. Out: which packs the case brings along,
//! and which it has accepted. The only file that names `toml`. Knows no pack and no file system.

use std::collections::BTreeMap;
use std::ops::Range;

use serde::Deserialize;
use toml::Spanned as Placed;

use crate::diagnostic::{Diagnostic, Outcome};
use crate::source::{SourceId, Sources, Span, Spanned};

/// Name of the file that names the packs which a case brings along.
pub const SETTINGS_FILE: &str = "poa.toml";

/// Name of the file that holds which packs a case has accepted.
pub const LOCK_FILE: &str = "poa.lock";

/// Most packs that a case brings along.
const PACKS_MAX: usize = 32;

/// Longest text of either file.
///
/// **Units**: bytes.
const BYTES_MAX: usize = 64 << 10;

/// What `poa.toml` says.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// Folders, YAML files and archives with packs, as paths in the case folder.
    pub packs: Vec<Spanned<String>>,
}

/// What `poa.lock` says.
#[derive(Debug, Clone, Default)]
pub struct Lock {
    /// The packs that were accepted, by name.
    pub packs: BTreeMap<String, Locked>,
}

/// A pack that was accepted.
#[derive(Debug, Clone)]
pub struct Locked {
    /// `1.0.0`
    pub version: String,
    /// SHA-256 of its files, in hexadecimal digits.
    pub digest: Spanned<String>,
    /// The public key with which its signature must verify, where it had one.
    pub key: Option<Spanned<String>>,
}

/// The shape of `poa.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SettingsShape {
    #[serde(default)]
    packs: Vec<Placed<String>>,
}

/// The shape of `poa.lock`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LockShape {
    version: Placed<u32>,
    #[serde(default)]
    packs: BTreeMap<String, LockedShape>,
}

/// The shape of one pack in `poa.lock`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LockedShape {
    version: String,
    digest: Placed<String>,
    key: Option<Placed<String>>,
}

/// Version of the shape of `poa.lock`.
const LOCK_VERSION: u32 = 1;

/// Reads `poa.toml`.
///
/// **Errors**: `settings-fault`, at its place.
pub fn read_settings(source: SourceId, sources: &Sources) -> Outcome<Settings> {
    let shape: SettingsShape = match shape(source, sources) {
        Ok(shape) => shape,
        Err(fault) => return Outcome::new(Settings::default(), vec![fault]),
    };
    let mut faults = Vec::new();
    let mut packs: Vec<Spanned<String>> = Vec::new();
    for path in shape.packs {
        let path = placed(source, path);
        if packs.iter().any(|known| known.value == path.value) {
            let message = format!("`{}` is named twice", path.value);
            faults.push(fault(message, path.span, "delete one of them"));
        } else if packs.len() == PACKS_MAX {
            let message = format!("a case brings along at most {PACKS_MAX} packs");
            faults.push(fault(message, path.span, "put several packs into one folder"));
            break;
        } else {
            packs.push(path);
        }
    }
    Outcome::new(Settings { packs }, faults)
}

/// Reads `poa.lock`.
///
/// **Errors**: `settings-fault`, at its place.
pub fn read_lock(source: SourceId, sources: &Sources) -> Outcome<Lock> {
    let shape: LockShape = match shape(source, sources) {
        Ok(shape) => shape,
        Err(fault) => return Outcome::new(Lock::default(), vec![fault]),
    };
    let mut faults = Vec::new();
    if *shape.version.get_ref() != LOCK_VERSION {
        let span = span(source, shape.version.span());
        let message = format!("this file has version {}", shape.version.get_ref());
        faults.push(fault(message, span, "make it anew: `poa pack lock`"));
    }
    let packs = shape.packs.into_iter().map(|(name, it)| {
        let key = it.key.map(|key| placed(source, key));
        let locked = Locked { version: it.version, digest: placed(source, it.digest), key };
        (name, locked)
    });
    Outcome::new(Lock { packs: packs.collect() }, faults)
}

/// Prints a `poa.lock`.
pub fn print_lock(packs: &BTreeMap<String, (String, String, Option<String>)>) -> String {
    let mut text = "# The packs that this case has accepted; made by `poa pack lock`.\n".to_owned();
    text += &format!("version = {LOCK_VERSION}\n");
    for (name, (version, digest, key)) in packs {
        let quoted = |text: &str| toml::Value::String(text.to_owned()).to_string();
        text += &format!("\n[packs.{}]\n", quoted(name));
        text += &format!("version = {}\ndigest = {}\n", quoted(version), quoted(digest));
        if let Some(key) = key {
            text += &format!("key = {}\n", quoted(key));
        }
    }
    text
}

fn shape<T: for<'de> Deserialize<'de>>(
    source: SourceId,
    sources: &Sources,
) -> Result<T, Diagnostic> {
    let text = &sources.get(source).text;
    if text.len() > BYTES_MAX {
        let help = "name folders that hold the packs";
        return Err(fault("the file is too large", Span::new(source, 0, 0), help));
    }
    toml::from_str(text).map_err(|error| {
        let range = error.span().unwrap_or(0..0);
        let is_text = |at: usize| text.is_char_boundary(at);
        let range = if is_text(range.start) && is_text(range.end) { range } else { 0..0 };
        let said = error.message();
        let message = match said.strip_prefix("unknown field ") {
            Some(_) => format!("there is no `{}` here", text[range.clone()].trim()),
            None if said.starts_with("missing field") => {
                said.replace("missing field", "there is no")
            }
            None if said.starts_with("invalid type") => "this is not of the right kind".to_owned(),
            None => "this is not TOML that can be read".to_owned(),
        };
        let help = match sources.get(source).name.ends_with(LOCK_FILE) {
            true => "make it anew: `poa pack lock`",
            false => "write `packs = [\"packs/acme\"]`, and nothing else",
        };
        fault(message, span(source, range), help)
    })
}

fn fault(message: impl Into<String>, span: Span, help: &str) -> Diagnostic {
    Diagnostic::error("settings-fault", message).at(span, "here").help(help)
}

fn span(source: SourceId, range: Range<usize>) -> Span {
    Span::new(source, range.start, range.end)
}

fn placed(source: SourceId, text: Placed<String>) -> Spanned<String> {
    let range = text.span();
    Spanned::new(text.into_inner(), span(source, range))
}

#[cfg(test)]
mod tests {
    use crate::policy::settings::{read_lock, read_settings};
    use crate::source::Sources;

    #[test]
    fn faults_have_their_place() {
        let check = |text: &str, expected: &str| {
            let mut sources = Sources::default();
            let source = sources.add("poa.toml", text);
            let found = read_settings(source, &sources);
            let lines: Vec<String> =
                found.diagnostics.iter().map(|fault| fault.one_line(&sources)).collect();
            assert_eq!(lines.join("\n"), expected, "{text}");
        };
        let at =
            |place: &str, said: &str| format!("poa.toml:{place}: error[settings-fault]: {said}");
        check("", "");
        check("packs = [\"packs/a\", \"b.zip\"]", "");
        check("pack = []", &at("1:1", "there is no `pack` here"));
        check("packs = [1]", &at("1:10", "this is not of the right kind"));
        check("packs = [\"a\", \"a\"]", &at("1:15", "`a` is named twice"));
        check("packs = [", &at("1:10", "this is not TOML that can be read"));
    }

    #[test]
    fn a_lock_is_read_as_it_was_printed() {
        let packs = [("tr", None), ("a\"b", Some("RWQ"))].map(|(name, key)| {
            (name.to_owned(), ("1.0.0".to_owned(), "ab".to_owned(), key.map(str::to_owned)))
        });
        let text = crate::policy::settings::print_lock(&packs.into());
        let mut sources = Sources::default();
        let source = sources.add("poa.lock", text.as_str());
        let found = read_lock(source, &sources);
        assert!(found.diagnostics.is_empty(), "{text}");
        let names: Vec<&str> = found.value.packs.keys().map(String::as_str).collect();
        assert_eq!(names, ["a\"b", "tr"]);
        assert_eq!(
            found.value.packs["a\"b"].key.as_ref().map(|key| key.value.as_str()),
            Some("RWQ")
        );
    }
}
