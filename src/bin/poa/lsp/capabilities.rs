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
        let related = "/capabilities/textDocument/publishDiagnostics/relatedInformation";
        Self {
            encoding: if offers("utf-8") { Encoding::Utf8 } else { Encoding::Utf16 },
            has_snippets: said(item),
            has_related: said(related),
        }
    }
}

/// The answer to `initialize`.
pub(crate) fn capabilities(client: &Client) -> Value {
    json!({
        "serverInfo": {"name": "poa", "version": env!("CARGO_PKG_VERSION")},
        "capabilities": {
            "positionEncoding": client.encoding.name(),
            "textDocumentSync": {"openClose": true, "change": 2, "save": true},
            "completionProvider": {"triggerCharacters": ["\"", "@", "{", " ", "/", ","]},
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
