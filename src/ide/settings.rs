//! What an editor asks about the `poa.toml` of a case. In: its text as it stands, the files of the
//! case, the packs that it names. Out: what may be written, and what is written there. Knows no
//! protocol; faults come with those of the case.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::compile::LoadedPacks;
use crate::ide::packs::PackWord;
use crate::policy::settings::SETTINGS_FILE;

/// What the only word of the file means.
const ABOUT: &str = "packs that the case brings along: folders, YAML files or zip archives in the \
                     folder of the case";

/// What may be written at an offset, and the letters that it replaces: the word, or inside
/// quotation marks the paths of packs.
pub fn complete(text: &str, offset: usize, paths: &[String]) -> (Range<usize>, Vec<PackWord>) {
    if let Some(quoted) = quoted(text, offset) {
        let named = &text[quoted.clone()];
        let words = places(paths).into_iter().filter(|it| it == named || !text.contains(&**it));
        return (quoted.start..offset, words.map(|it| word(&it, "a pack")).collect());
    }
    let start = text[..offset].rfind('\n').map_or(0, |at| at + 1);
    let written = &text[start..offset];
    let is_free = "packs".starts_with(written.trim_start()) && !text.contains("packs");
    let word = PackWord {
        name: "packs = [\"\"]".to_owned(),
        title: "packs of this case".to_owned(),
        about: ABOUT.to_owned(),
    };
    (start..offset, if is_free || written == "packs" { vec![word] } else { Vec::new() })
}

/// What the word or path at an offset is, as Markdown, and its place.
pub fn hover(text: &str, offset: usize, packs: &LoadedPacks) -> Option<(Range<usize>, String)> {
    if let Some(quoted) = quoted(text, offset) {
        let path = text[quoted.clone()].trim_end_matches('/');
        let found = of_path(packs, path);
        let about = match found.is_empty() {
            true => format!("no pack is read from `{path}`"),
            false => found.join("\n"),
        };
        return Some((quoted, about));
    }
    let is_letter = |c: char| c.is_ascii_alphabetic();
    let start = text[..offset].trim_end_matches(is_letter).len();
    let rest = &text[offset..];
    let end = offset + rest.len() - rest.trim_start_matches(is_letter).len();
    let is_word = text.get(start..end) == Some("packs");
    is_word.then(|| (start..end, format!("**packs**: {ABOUT}\n\n`{SETTINGS_FILE}`")))
}

/// The packs whose files lie at a path.
fn of_path(packs: &LoadedPacks, path: &str) -> Vec<String> {
    let lies_there = |name: &str| {
        name == path || name.strip_prefix(path).is_some_and(|rest| rest.starts_with('/'))
    };
    let of_path = packs.set.packs.iter().filter(|policy| {
        policy.span.is_some_and(|span| lies_there(&packs.texts.get(span.source).name))
    });
    let said = of_path.map(|it| {
        let site = it.marketplace.as_ref().map_or(String::new(), |code| format!(", site `{code}`"));
        format!("- **{}** {}: {}{site}", it.name, it.version, it.title)
    });
    said.collect()
}

/// The range between the quotation marks around an offset, in its line.
fn quoted(text: &str, offset: usize) -> Option<Range<usize>> {
    let start = text[..offset].rfind('\n').map_or(0, |at| at + 1);
    let before = &text[start..offset];
    if before.matches('"').count().is_multiple_of(2) || before.trim_start().starts_with('#') {
        return None;
    }
    let from = start + before.rfind('"')? + 1;
    let rest = text[offset..].find(['"', '\n', ']']).unwrap_or(text.len() - offset);
    Some(from..offset + rest)
}

/// Where packs lie in the folder of a case: folders with a `pack.yaml`, other YAML files, archives.
fn places(paths: &[String]) -> BTreeSet<String> {
    let ends = |path: &str, endings: &[&str]| endings.iter().any(|ending| path.ends_with(ending));
    let folders: BTreeSet<&str> =
        paths.iter().filter_map(|path| path.strip_suffix("/pack.yaml")).collect();
    let in_folder = |path: &str| {
        folders.iter().any(|it| path.strip_prefix(it).is_some_and(|rest| rest.starts_with('/')))
    };
    let alone = paths.iter().map(String::as_str);
    let alone = alone.filter(|path| ends(path, &[".yaml", ".yml", ".zip"]) && !in_folder(path));
    folders.iter().copied().chain(alone).map(str::to_owned).collect()
}

fn word(name: &str, title: &str) -> PackWord {
    PackWord { name: name.to_owned(), title: title.to_owned(), about: String::new() }
}

#[cfg(test)]
mod tests {
    use crate::compile::{Beside, load_packs};
    use crate::ide::settings::{complete, hover};
    use crate::policy::PackFile;

    fn split(marked: &str) -> (String, usize) {
        let offset = marked.find("$0").expect("the cursor is marked");
        (marked.replacen("$0", "", 1), offset)
    }

    #[test]
    fn words_and_paths_are_offered() {
        let paths = ["mine/pack.yaml", "mine/rules.yaml", "evidence/a.csv", "own.yaml", "it.zip"];
        let paths = paths.map(str::to_owned);
        let check = |marked: &str, expected: &[&str]| {
            let (text, offset) = split(marked);
            let (_, found) = complete(&text, offset, &paths);
            let names: Vec<&str> = found.iter().map(|it| it.name.as_str()).collect();
            assert_eq!(names, expected, "{marked}");
        };
        check("$0", &["packs = [\"\"]"]);
        check("# packs\npa$0", &[]);
        check("packs = [\"$0\"]", &["it.zip", "mine", "own.yaml"]);
        check("packs = [\n  \"mine\",\n  \"o$0\n]", &["it.zip", "own.yaml"]);
        check("packs = [\"mine\", $0]", &[]);
    }

    #[test]
    fn paths_are_explained_by_their_packs() {
        let head = "pack: house\ntitle: Rules of the house\ninherits: us\nversion: 1.2.0\n";
        let packs = load_packs(&[PackFile::new("mine/pack.yaml", head)], Beside::All);
        let check = |marked: &str, expected: Option<&str>| {
            let (text, offset) = split(marked);
            let about = hover(&text, offset, &packs).map(|(_, about)| about);
            let holds = about.as_ref().map(|about| about.contains(expected.unwrap_or_default()));
            assert_eq!(holds, expected.map(|_| true), "{marked}: {about:?}");
        };
        check("packs = [\"mi$0ne\"]", Some("**house** 1.2.0: Rules of the house"));
        check("packs = [\"other$0\"]", Some("no pack is read"));
        check("pac$0ks = []", Some("**packs**"));
        check("packs$0x = []", None);
    }
}
