// The extension's door: starts the language server and registers commands, tasks and the preview.

import * as vscode from "vscode";

import { registerCommands } from "./commands";
import { RulePages } from "./explain";
import { Outlines } from "./outlines";
import { Previews } from "./preview";
import { Server } from "./server";
import { PoaTasks } from "./tasks";

let server: Server | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const output = vscode.window.createOutputChannel("poa", { log: true });
  // The package has it under this name, whatever the case of the file that it was made from.
  server = new Server(output, vscode.Uri.joinPath(context.extensionUri, "readme.md"));
  const previews = new Previews(output);
  context.subscriptions.push(output, server, previews, RulePages.register(), Outlines.register());
  context.subscriptions.push(vscode.tasks.registerTaskProvider("poa", new PoaTasks()));
  registerCommands(context, server, previews, output);
  await server.start();
}

export async function deactivate(): Promise<void> {
  await server?.stop();
}
