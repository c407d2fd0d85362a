// The extension's door: starts the language server and registers commands, tasks and the preview.

import * as vscode from "vscode";

import { Server } from "./server";
import { registerCommands } from "./commands";
import { Previews } from "./preview";
import { PoaTasks } from "./tasks";

let server: Server | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const output = vscode.window.createOutputChannel("poa", { log: true });
  server = new Server(output);
  const previews = new Previews(output);
  context.subscriptions.push(output, previews);
  context.subscriptions.push(vscode.tasks.registerTaskProvider("poa", new PoaTasks()));
  registerCommands(context, server, previews, output);
  await server.start();
}

export async function deactivate(): Promise<void> {
  await server?.stop();
}
