//! `textDocument/hover`: what the thing here is. The picture of an exhibit is drawn beside the
//! loop.

use lsp_server::RequestId;
use poa::ide::hover::hover;
use serde_json::{Value, json};

use crate::lsp::Server;
use crate::lsp::capabilities::HoverForm;
use crate::lsp::documents::named;
use crate::lsp::drawing::{Drawing, Shown};
use crate::lsp::requests::Here;

/// What is said about a position; `None` where a picture is drawn first.
pub(crate) fn answer(
    server: &mut Server,
    id: &RequestId,
    params: &Value,
) -> Result<Option<Value>, String> {
    if let Some(answer) = server.hover_pack(params) {
        return Ok(Some(answer));
    }
    if let Some(answer) = server.hover_settings(params) {
        return Ok(Some(answer));
    }
    let Some(here) = Here::find(server, params) else { return Ok(Some(Value::Null)) };
    let Some(offset) = here.offset(params) else { return Ok(Some(Value::Null)) };
    let Some(found) = hover(here.context(), here.source, offset) else {
        return Ok(Some(Value::Null));
    };
    let range = json!(here.range(found.span));
    let shown = Shown { about: found.about, range, form: server.client.hover };
    let door = server.cases.door(&here.key, &server.documents);
    match found.file.zip(door).zip(named(params)) {
        Some(((file, door), path)) => {
            let version = server.documents.get(&path).map(|document| document.version);
            let id = id.clone();
            server.drawings.begin(Drawing { id, file, door, shown, path, version });
            Ok(None)
        }
        None => Ok(Some(shown.answer(None))),
    }
}

impl Shown {
    /// The answer, with what a file looks like where that is known.
    pub(crate) fn answer(&self, glimpse: Option<&str>) -> Value {
        let about = match glimpse {
            Some(glimpse) => format!("{}\n\n{glimpse}", self.about),
            None => self.about.clone(),
        };
        let contents = match self.form {
            HoverForm::Plain => json!({"kind": "plaintext", "value": plain(&about)}),
            HoverForm::Markdown | HoverForm::Pictures => {
                json!({"kind": "markdown", "value": about})
            }
        };
        json!({"contents": contents, "range": self.range})
    }
}

/// Markdown of ours without its marks, for editors that show it as it is.
pub(crate) fn plain(markdown: &str) -> String {
    let lines = markdown.lines().filter(|line| !line.starts_with("```") && !is_rule(line));
    lines.map(|line| line.replace("**", "").replace('\\', "")).collect::<Vec<_>>().join("\n")
}

/// The line below the headings of a table.
fn is_rule(line: &str) -> bool {
    line.starts_with("|--") && line.chars().all(|letter| letter == '|' || letter == '-')
}

#[cfg(test)]
mod tests {
    use crate::lsp::requests::hover::plain;

    #[test]
    fn marks_are_left_out_where_nothing_renders_them() {
        let markdown = "**finding**: `x`\n\n```poa\nfinding a { }\n```\n\n| a\\|b |\n|---|\n| 1 |";
        assert_eq!(plain(markdown), "finding: `x`\n\nfinding a { }\n\n| a|b |\n| 1 |");
    }
}
