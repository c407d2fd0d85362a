// The language server's life: start, restart, stop. What it can do is its own business.

import * as vscode from "vscode";
import {
  LanguageClient,
  type LanguageClientOptions,
  type ServerOptions,
  TransportKind,
} from "vscode-languageclient/node";

import { serverArguments } from "./case";
import { middleware } from "./middleware";
import { versionOf } from "./program";
import { ask } from "./run";
import { invocation, programPath } from "./settings";

/** Settings that the server is started with. */
const STARTING = ["poa.server.path", "poa.language", "poa.asOf"];

export class Server implements vscode.Disposable {
  #client: LanguageClient | undefined;
  /** Starts and stops wait for one another. */
  #turn: Promise<void> = Promise.resolve();
  readonly #settings: vscode.Disposable;

  constructor(
    private readonly output: vscode.LogOutputChannel,
    /** What says how the program is installed. */
    private readonly manual: vscode.Uri,
  ) {
    this.#settings = vscode.workspace.onDidChangeConfiguration((event) => {
      if (STARTING.some((name) => event.affectsConfiguration(name))) {
        void this.restart();
      }
    });
  }

  start(): Promise<void> {
    return this.#then(() => this.#start());
  }

  restart(): Promise<void> {
    return this.#then(async () => {
      await this.#stop();
      await this.#start();
    });
  }

  stop(): Promise<void> {
    return this.#then(() => this.#stop());
  }

  dispose(): void {
    this.#settings.dispose();
    void this.stop();
  }

  #then(step: () => Promise<void>): Promise<void> {
    this.#turn = this.#turn.then(step, step);
    return this.#turn;
  }

  async #start(): Promise<void> {
    const command = programPath();
    const answer = await ask(["--version"]);
    const version = answer.failed ? undefined : versionOf(answer.text);
    if (version === undefined) {
      this.output.error(`${command} --version: ${answer.text.trim()}`);
      void this.#offerHelp(command, answer.failed);
      return;
    }
    this.output.info(`${command}, version ${version}`);
    const run = { command, args: serverArguments(invocation()), transport: TransportKind.stdio };
    const server: ServerOptions = { run, debug: run };
    this.#client = new LanguageClient("poa", "poa", server, this.#options());
    try {
      await this.#client.start();
    } catch (error) {
      this.#client = undefined;
      this.output.error(String(error));
      void this.#offerHelp(command, true);
    }
  }

  #options(): LanguageClientOptions {
    return {
      documentSelector: [
        { scheme: "file", language: "poa" },
        { scheme: "file", pattern: "**/poa.toml" },
        { scheme: "file", pattern: "**/policies/**/*.{yaml,yml}" },
      ],
      outputChannel: this.output,
      traceOutputChannel: this.output,
      middleware,
    };
  }

  async #stop(): Promise<void> {
    const client = this.#client;
    this.#client = undefined;
    await client?.stop();
  }

  async #offerHelp(command: string, isMissing: boolean): Promise<void> {
    const install = vscode.l10n.t("How to Install");
    const settings = vscode.l10n.t("Open Settings");
    const again = vscode.l10n.t("Try Again");
    const message = isMissing
      ? vscode.l10n.t(
          "The program `{0}` could not be started. Put it on the PATH, or say in the settings where it is.",
          command,
        )
      : vscode.l10n.t("`{0}` is another program. Say in the settings where poa is.", command);
    const chosen = await vscode.window.showErrorMessage(message, install, settings, again);
    if (chosen === install) {
      await vscode.commands.executeCommand("markdown.showPreview", this.manual);
    } else if (chosen === settings) {
      await vscode.commands.executeCommand("workbench.action.openSettings", "poa.server.path");
    } else if (chosen === again) {
      await this.restart();
    }
  }
}
