//! What editor and server can do. In: the parameters of `initialize`. Out: [`Client`], and the
//! server's answer.

use serde_json::{Value, json};

use crate::lsp::convert::Encoding;

/// What the editor can do.
pub(crate) struct Client {
    /// How it counts columns.
    pub(crate) encoding: Encoding,
    /// Whether completions may have places to fill in.
    pub(crate) has_snippets: bool,
    /// Whether a fault may name other places.
    pub(crate) has_related: bool,
    /// How it shows a hover.
    pub(crate) hover: HoverForm,
    /// Whether it shows lines above items.
    pub(crate) has_lenses: bool,
    /// Whether it asks for lenses and hints again when it is told to.
    pub(crate) refreshes: Refreshes,
    /// Whether it tells of files that change on the disk, once it is asked to.
    pub(crate) has_watchers: bool,
    /// Methods that it asks again when the text has changed before the answer.
    pub(crate) retries: Vec<String>,
}

/// How a hover is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum HoverForm {
    /// As it is written.
    Plain,
    /// As Markdown without pictures.
    Markdown,
    /// As Markdown with pictures that stand in the text itself.
    Pictures,
}

/// What an editor asks for again when it is told to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Refreshes {
    /// Lines above items.
    pub(crate) lenses: bool,
    /// Numbers beside the text.
    pub(crate) hints: bool,
}

/// The kinds of semantic tokens, in the order of `poa::ide::tokens::TokenKind`.
const TOKEN_TYPES: [&str; 11] = [
    "keyword",
    "modifier",
    "class",
    "variable",
    "enumMember",
    "property",
    "string",
    "macro",
    "number",
    "operator",
    "comment",
];

impl Client {
    /// Reads what the editor says of itself.
    pub(crate) fn new(params: &Value) -> Self {
        let said = |path: &str| params.pointer(path).and_then(Value::as_bool).unwrap_or(false);
        let offered = params.pointer("/capabilities/general/positionEncodings");
        let offers = |name: &str| {
            let all = offered.and_then(Value::as_array);
            all.is_some_and(|all| all.iter().any(|it| it == name))
        };
        let item = "/capabilities/textDocument/completion/completionItem/snippetSupport";
        let lists = |path: &str| {
            let all = params.pointer(path).and_then(Value::as_array).into_iter().flatten();
            all.filter_map(Value::as_str).map(str::to_owned).collect::<Vec<_>>()
        };
        let related = "/capabilities/textDocument/publishDiagnostics/relatedInformation";
        Self {
            encoding: if offers("utf-8") { Encoding::Utf8 } else { Encoding::Utf16 },
            has_snippets: said(item),
            has_related: said(related),
            hover: hover_form(params),
            has_lenses: params.pointer("/capabilities/textDocument/codeLens").is_some(),
            refreshes: Refreshes {
                lenses: said("/capabilities/workspace/codeLens/refreshSupport"),
                hints: said("/capabilities/workspace/inlayHint/refreshSupport"),
            },
            has_watchers: said("/capabilities/workspace/didChangeWatchedFiles/dynamicRegistration"),
            retries: lists("/capabilities/general/staleRequestSupport/retryOnContentModified"),
        }
    }
}

/// How the editor shows a hover. Many that render Markdown print the address of a picture instead
/// of the picture; the option `hoverPictures` decides, else the engine that the editor names.
fn hover_form(params: &Value) -> HoverForm {
    let at = |path: &str| params.pointer(path);
    let formats = at("/capabilities/textDocument/hover/contentFormat").and_then(Value::as_array);
    if !formats.is_some_and(|all| all.iter().any(|it| it == "markdown")) {
        return HoverForm::Plain;
    }
    let asked = at("/initializationOptions/hoverPictures").and_then(Value::as_bool);
    let engine = at("/capabilities/general/markdown/parser").is_some_and(|it| it == "marked");
    let in_terminal = at("/clientInfo/name").is_some_and(|it| it == "coc.nvim");
    match asked.unwrap_or(engine && !in_terminal) {
        true => HoverForm::Pictures,
        false => HoverForm::Markdown,
    }
}

/// What a case is made of: data, evidence and packs change outside the editor, too.
const WATCHED: &str =
    "**/*.{poa,yaml,yml,toml,lock,csv,tsv,txt,json,xml,xlsx,pdf,png,jpg,jpeg,gif,webp}";

/// Asks an editor to tell which of these files change.
pub(crate) fn watchers() -> Value {
    let options = json!({"watchers": [{"globPattern": WATCHED}]});
    let method = "workspace/didChangeWatchedFiles";
    let one = json!({"id": "poa-files", "method": method, "registerOptions": options});
    json!({"registrations": [one]})
}

/// The answer to `initialize`.
pub(crate) fn capabilities(client: &Client) -> Value {
    json!({
        "serverInfo": {"name": "poa", "version": env!("CARGO_PKG_VERSION")},
        "capabilities": {
            "positionEncoding": client.encoding.name(),
            "textDocumentSync": {"openClose": true, "change": 2, "save": true},
            "completionProvider": {"triggerCharacters": ["\"", "@", "{", " ", "/", ",", "."]},
            "hoverProvider": true,
            "signatureHelpProvider": {"triggerCharacters": [" "]},
            "definitionProvider": true,
            "implementationProvider": true,
            "referencesProvider": true,
            "documentHighlightProvider": true,
            "renameProvider": {"prepareProvider": true},
            "documentSymbolProvider": true,
            "workspaceSymbolProvider": true,
            "foldingRangeProvider": true,
            "selectionRangeProvider": true,
            "semanticTokensProvider": {
                "legend": {"tokenTypes": TOKEN_TYPES, "tokenModifiers": []},
                "full": true,
            },
            "inlayHintProvider": true,
            "codeLensProvider": {},
            "codeActionProvider": {"codeActionKinds": ["quickfix", "refactor.rewrite"]},
            "documentLinkProvider": {},
            "documentFormattingProvider": true,
            "documentRangeFormattingProvider": true,
            "documentOnTypeFormattingProvider":
                {"firstTriggerCharacter": "}", "moreTriggerCharacter": ["\n"]},
            "executeCommandProvider": {"commands": ["poa.server.build"]},
        },
    })
}
