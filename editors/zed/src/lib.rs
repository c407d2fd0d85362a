//! What Zed asks before it starts a language server. In: the settings of `lsp.poa`, and the `PATH`.
//! Out: the command line of `poa lsp`, or a sentence that says what to do.

use zed_extension_api::settings::LspSettings;
use zed_extension_api::{
    Command, Extension, LanguageServerId, Result, Worktree, register_extension,
};

struct Poa;

impl Extension for Poa {
    fn new() -> Self {
        Self
    }

    fn language_server_command(
        &mut self,
        server: &LanguageServerId,
        worktree: &Worktree,
    ) -> Result<Command> {
        let settings = LspSettings::for_worktree(server.as_ref(), worktree)?;
        let (path, arguments, env) = match settings.binary {
            Some(own) => (own.path, own.arguments, own.env),
            None => (None, None, None),
        };
        let found = path.or_else(|| worktree.which("poa"));
        let command = found.ok_or(
            "`poa` is not on the PATH: run `cargo install --path .` in the repository of poa, or \
             name the program in the settings, as `lsp.poa.binary.path`",
        )?;
        let args = arguments.unwrap_or_else(|| vec!["lsp".to_owned()]);
        let env = env.unwrap_or_default().into_iter().collect();
        Ok(Command { command, args, env })
    }
}

register_extension!(Poa);
