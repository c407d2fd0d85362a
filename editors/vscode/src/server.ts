// The language server's life: start, restart, stop. What it can do is its own business.

import * as vscode from "vscode";
import {
  LanguageClient,
  type LanguageClientOptions,
  type ServerOptions,
  TransportKind,
} from "vscode-languageclient/node";

import { language, programPath } from "./settings";

export class Server implements vscode.Disposable {
  #client: LanguageClient | undefined;

  constructor(private readonly output: vscode.LogOutputChannel) {}

  async start(): Promise<void> {
    const command = programPath();
    const run = { command, args: ["lsp", "--lang", language()], transport: TransportKind.stdio };
    const server: ServerOptions = { run, debug: run };
    const options: LanguageClientOptions = {
      documentSelector: [
        { scheme: "file", language: "poa" },
        { scheme: "file", pattern: "**/poa.toml" },
        { scheme: "file", pattern: "**/policies/**/*.{yaml,yml}" },
      ],
      outputChannel: this.output,
      traceOutputChannel: this.output,
    };
    this.#client = new LanguageClient("poa", "poa", server, options);
    try {
      await this.#client.start();
    } catch (error) {
      this.#client = undefined;
      this.output.error(String(error));
      await this.#offerHelp(command);
    }
  }

  async restart(): Promise<void> {
    await this.stop();
    await this.start();
  }

  async stop(): Promise<void> {
    const client = this.#client;
    this.#client = undefined;
    await client?.stop();
  }

  dispose(): void {
    void this.stop();
  }

  async #offerHelp(command: string): Promise<void> {
    const settings = vscode.l10n.t("Open Settings");
    const message = vscode.l10n.t(
      "The program `{0}` could not be started. Put it on the PATH, or say in the settings where it is.",
      command,
    );
    if ((await vscode.window.showErrorMessage(message, settings)) === settings) {
      await vscode.commands.executeCommand("workbench.action.openSettings", "poa.server.path");
    }
  }
}
