//! Who may use whom. In: a file's lines. Out: uses that go up or sideways, and foreign crates named
//! outside their place. The tables are the architecture.

use crate::tidy::{TextFile, Violation, code};

/// The rows of the library, bottom up: a module uses only rows below its own. `document/` is what
/// makes a document; `document` is the plain data in `document.rs`, which many read.
const ROWS: &[&[&str]] = &[
    &["source"],
    &["diagnostic", "value", "suggest"],
    &["syntax"],
    &["case", "report", "exhibit"],
    &["policy", "document", "format"],
    &["check", "grammar", "translate"],
    &["forecast"],
    &["document/"],
    &["render"],
    &["bundle", "import"],
    &["compile"],
    &["ide", "workshop"],
];

/// Foreign crates and where each may be named: files, or folders with what is in them.
const CRATES: &[(&str, &[&str])] = &[
    ("calamine", &["src/exhibit/"]),
    (
        "chrono",
        &["src/value/date.rs", "src/bin/poa/workspace.rs", "src/bin/poa/workspace/stopwatch.rs"],
    ),
    ("clap", &["src/bin/poa/cli.rs", "src/bin/poa/cli/"]),
    ("encoding_rs", &["src/report/decode.rs"]),
    ("exif", &["src/exhibit/"]),
    ("fast_image_resize", &["src/exhibit/"]),
    ("flate2", &["src/exhibit/"]),
    ("gen_lsp_types", &["src/bin/poa/lsp.rs", "src/bin/poa/lsp/"]),
    ("getrandom", &["src/bin/poa/preview/server.rs"]),
    ("harper_core", &["src/grammar.rs"]),
    ("hayro", &["src/exhibit/"]),
    ("hayro_svg", &["src/exhibit/"]),
    ("hayro_syntax", &["src/exhibit/", "src/render/readback.rs"]),
    // The sample document of the renderer's tests draws its own photo.
    ("image", &["src/exhibit.rs", "src/exhibit/", "src/render/sample.rs"]),
    ("indicatif", &["src/bin/poa/progress.rs"]),
    ("jpeg_encoder", &["src/exhibit/"]),
    ("lopdf", &["src/exhibit/"]),
    ("lsp_server", &["src/bin/poa/lsp.rs", "src/bin/poa/lsp/"]),
    ("miette", &["src/bin/poa/report/snippet.rs"]),
    (
        "minijinja",
        &[
            "src/policy/expression.rs",
            "src/policy/expression/compare.rs",
            "src/policy/expression/parse.rs",
            "src/policy/expression/scope.rs",
        ],
    ),
    ("minisign", &["src/bin/poa/workspace/signature.rs"]),
    ("notify", &["src/bin/poa/workspace/watch.rs"]),
    ("pest", &["src/syntax/parse.rs"]),
    ("pest_derive", &["src/syntax/parse.rs"]),
    ("pulldown_cmark", &["src/document/"]),
    ("regex", &["src/policy/pattern/engine.rs", "src/value/identifier.rs"]),
    ("roxmltree", &["src/report/performance_v1.rs"]),
    // Shapes of what is read and written are declared where they are used.
    (
        "serde",
        &[
            "src/bin/poa/lsp/",
            "src/document.rs",
            "src/exhibit/picture.rs",
            "src/policy/",
            "src/render/",
        ],
    ),
    ("serde_saphyr", &["src/policy/yaml.rs"]),
    (
        "serde_json",
        &[
            "src/policy.rs",
            "src/policy/",
            "src/workshop/",
            "src/check/",
            "src/render/",
            "src/bundle.rs",
            "src/compile/make.rs",
            "src/bin/poa/lsp.rs",
            "src/bin/poa/lsp/",
            "src/bin/poa/report/json.rs",
            "src/bin/poa/report/json/",
            "src/bin/poa/preview/board.rs",
        ],
    ),
    ("sha2", &["src/exhibit/", "src/bundle.rs"]),
    ("signal_hook", &["src/bin/poa/workspace.rs"]),
    ("similar", &["src/bin/poa/cli/fmt.rs"]),
    ("strsim", &["src/suggest.rs"]),
    ("terminal_size", &["src/bin/poa/workspace.rs"]),
    ("toml", &["src/policy/settings.rs"]),
    ("typst", &["src/render/pdf.rs", "src/render/pdf/"]),
    ("typst_assets", &["src/render/pdf.rs", "src/render/pdf/"]),
    ("typst_layout", &["src/render/pdf.rs", "src/render/pdf/"]),
    ("typst_pdf", &["src/render/pdf.rs", "src/render/pdf/"]),
    ("typst_svg", &["src/render/"]),
    ("unicode_normalization", &["src/case/literal.rs"]),
    // The parts of a workbook are weighed before they are read.
    ("zip", &["src/bin/poa/workspace/archive.rs", "src/exhibit/sheet.rs"]),
];

/// Uses of modules that are not below the file's own.
pub(crate) fn rows(file: &TextFile) -> Vec<Violation> {
    let Some(own) = module_of(&file.path) else { return Vec::new() };
    let Some(own_row) = row_of(&own) else {
        let what = format!("the module `{own}` has no row: give it one in tests/suite/layers.rs");
        return vec![Violation::new(file, 1, what)];
    };
    let mut violations = Vec::new();
    for (number, line) in statements(file) {
        for used in uses(&line) {
            let what = match row_of(&used) {
                Some(row) if row < own_row || used == own => continue,
                // The plain data is the head of the folder that makes it.
                Some(_) if used == "document" && own == "document/" => continue,
                Some(_) if used == "document/" && own == "document" => continue,
                Some(_) => format!("`{own}` may not use `{used}`: it lies no row below"),
                None => format!("`crate::{used}`: name one module of the library"),
            };
            violations.push(Violation::new(file, number, what));
        }
    }
    violations
}

/// The module of a library file, as in [`ROWS`]; `None` for the shell and the library's root.
fn module_of(path: &str) -> Option<String> {
    let inside = path.strip_prefix("src/")?;
    if inside.starts_with("bin/") || inside == "lib.rs" {
        return None;
    }
    Some(match inside.split_once('/') {
        Some(("document", _)) => "document/".to_owned(),
        Some((folder, _)) => folder.to_owned(),
        None => inside.trim_end_matches(".rs").to_owned(),
    })
}

/// The lines of code, a `use` that goes over several lines joined into one.
fn statements(file: &TextFile) -> Vec<(usize, String)> {
    let mut joined: Vec<(usize, String)> = Vec::new();
    let mut is_open = false;
    for (number, line) in file.lines_without_tests() {
        let line = code(line).trim();
        match joined.last_mut() {
            Some((_, whole)) if is_open => whole.push_str(line),
            Some(_) | None => joined.push((number, line.to_owned())),
        }
        let is_use = line.starts_with("use ") || line.starts_with("pub use ");
        is_open = (is_open || is_use) && !line.ends_with(';');
    }
    joined
}

fn row_of(module: &str) -> Option<usize> {
    ROWS.iter().position(|row| row.contains(&module))
}

/// The modules that a line of code names from the root.
fn uses(line: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (at, root) in line.match_indices("crate::") {
        let before = line[..at].chars().next_back();
        if before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == '$') {
            continue;
        }
        let path = &line[at + root.len()..];
        let module = word(path);
        let inner = path[module.len()..].strip_prefix("::").unwrap_or("");
        // Of `document`, the types are data; functions and modules are what makes it.
        let is_type = |name: &str| name.trim().starts_with(|c: char| c.is_ascii_uppercase());
        let is_data = match inner.strip_prefix('{').and_then(|list| list.split_once('}')) {
            Some((list, _)) => list.split(',').all(|name| name.trim().is_empty() || is_type(name)),
            None => is_type(inner),
        };
        found.push(match module {
            "document" if !is_data => "document/".to_owned(),
            module => module.to_owned(),
        });
    }
    found
}

/// The name that a text begins with.
fn word(text: &str) -> &str {
    let end = text.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(text.len());
    &text[..end]
}

/// Foreign crates that are named outside their place.
pub(crate) fn foreign_crates(file: &TextFile) -> Vec<Violation> {
    let mut violations = Vec::new();
    for (number, line) in file.lines_without_tests() {
        for (name, places) in CRATES {
            let is_place = |place: &&str| match place.ends_with('/') {
                true => file.path.starts_with(place),
                false => file.path == **place,
            };
            if names(code(line), name) && !places.iter().any(is_place) {
                let places = places.join(", ");
                let what = format!("`{name}` is named only in {places}");
                violations.push(Violation::new(file, number, what));
            }
        }
    }
    violations
}

/// Whether a line of code begins a path with a crate's name.
fn names(line: &str, name: &str) -> bool {
    line.match_indices(name).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        let after = &line[at + name.len()..];
        let begins = before.is_none_or(|c| !c.is_alphanumeric() && !"_:.".contains(c));
        begins && (after.starts_with("::") || (line.starts_with("use ") && after == ";"))
    })
}

/// The name by which code calls a package.
fn library_of(package: &str) -> String {
    match package {
        "kamadak-exif" => "exif".to_owned(),
        _ => package.replace('-', "_"),
    }
}

/// Dependencies that the table does not know, and rows of it without a dependency.
pub(crate) fn dependencies(manifest: &TextFile) -> Vec<Violation> {
    let mut violations = Vec::new();
    let mut section = "";
    let mut known: Vec<String> = Vec::new();
    for (number, line) in manifest.lines() {
        if line.starts_with('[') {
            section = line;
        }
        let Some((name, _)) = line.split_once('=').filter(|_| section == "[dependencies]") else {
            continue;
        };
        let name = library_of(name.trim());
        if !CRATES.iter().any(|(known, _)| *known == name) {
            let what = format!("`{name}` has no place: give it one in tests/suite/layers.rs");
            violations.push(Violation::new(manifest, number, what));
        }
        known.push(name);
    }
    for (name, _) in CRATES.iter().filter(|(name, _)| !known.iter().any(|n| n == name)) {
        let what = format!("`{name}` is no dependency: take its row out of tests/suite/layers.rs");
        violations.push(Violation::new(manifest, 1, what));
    }
    violations
}
