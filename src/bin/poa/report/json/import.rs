//! An import for machines. In: what was read and written. Out: JSON in the shape of
//! `docs/import.md`.

use poa::compile::Compiled;
use poa::import::{ImportNumbers, ReadFile};
use serde_json::{Map, Value, json};

use crate::report::json::{printed, report};
use crate::report::{Imported, View};

/// The answer of `import`: as for `check`, and what was read, found and written.
pub(crate) fn imported(view: View, compiled: &Compiled, imported: &Imported<'_>) -> String {
    let mut answer = report(view, compiled);
    let import = imported.import;
    answer["import"] = json!({
        "site": imported.site,
        "folder": imported.folder.to_string_lossy(),
        "read": import.read.iter().map(read).collect::<Vec<Value>>(),
        "numbers": import.numbers.as_ref().map(numbers),
        "changes": import.changes,
        "written": import.files.iter().map(|(path, _)| path.as_str()).collect::<Vec<&str>>(),
    });
    printed(&answer)
}

fn read(file: &ReadFile) -> Value {
    json!({
        "name": file.name, "kind": file.kind.title(), "encoding": file.encoding,
        "entries": file.rows, "notes": file.notes,
    })
}

fn numbers(numbers: &ImportNumbers) -> Value {
    let kinds: Map<String, Value> =
        numbers.kinds.iter().map(|(kind, count)| (kind.as_str().into(), (*count).into())).collect();
    let (from, to) = numbers.window;
    json!({
        "window": {
            "from": from.to_string(), "to": to.to_string(), "known": numbers.window_is_known,
        },
        "orders": numbers.orders,
        "orders_with_defect": numbers.orders_with_defect,
        "kinds": kinds,
    })
}
