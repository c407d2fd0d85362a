//! `workspace/executeCommand`: builds the plan of a site from the files on disk.

use std::path::PathBuf;

use gen_lsp_types::Uri;
use poa::compile::{Input, build};
use poa::diagnostic::Severity;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::lsp::Server;
use crate::lsp::convert::{path_of, uri_of};
use crate::workspace::{find_case, out_folder, today, write_bundles};

/// Runs `poa.server.build` with the address of a case and, where only one is wanted, a site.
pub(crate) fn answer(server: &mut Server, params: &Value) -> Result<Value, String> {
    let command = params.get("command").and_then(Value::as_str).unwrap_or_default();
    if command != "poa.server.build" {
        return Err(format!("`{command}` is no command of the server"));
    }
    let argument = |index: usize| params.pointer(&format!("/arguments/{index}"));
    let uri = argument(0).and_then(|uri| Uri::deserialize(uri).ok());
    let path = uri.as_ref().and_then(path_of).ok_or("no case is given")?;
    let sites = argument(1).and_then(Value::as_str).map(str::to_owned).into_iter().collect();
    let out = build_case(server, path, sites)?;
    Ok(json!({"folder": uri_of(&out)}))
}

/// Builds a case and writes its bundles; the folder that they are in.
fn build_case(server: &Server, path: PathBuf, sites: Vec<String>) -> Result<PathBuf, String> {
    let folder = find_case(Some(&path)).map_err(|failure| failure.message)?;
    let input = Input {
        root: folder.root.clone(),
        files: &folder.files,
        as_of: server.as_of.unwrap_or_else(today),
        sites,
        release: false,
    };
    let (compiled, bundles) = build(&input);
    let is_error = |fault: &&poa::diagnostic::Diagnostic| fault.severity == Severity::Error;
    let errors = compiled.diagnostics.iter().filter(is_error).count();
    if errors > 0 {
        let plural = if errors == 1 { "" } else { "s" };
        return Err(format!("nothing was built: {errors} error{plural} stand in the way"));
    }
    let out = out_folder(&folder, None);
    write_bundles(&out, &bundles).map_err(|failure| failure.message)?;
    server.say(&format!("built {}", out.path.display()));
    Ok(out.path)
}
