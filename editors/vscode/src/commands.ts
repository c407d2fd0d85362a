// What the palette and the menus offer. Each command finds its case from the file that is open.

import { execFile } from "node:child_process";
import * as path from "node:path";
import * as vscode from "vscode";

import { importArguments, ruleNames } from "./case";
import type { Previews } from "./preview";
import type { Server } from "./server";
import { language, programPath } from "./settings";
import { runOn } from "./tasks";

/** The longest answer of the program that is read, in bytes. */
const ANSWER_MAX = 8 * 1024 * 1024;

export function registerCommands(
  context: vscode.ExtensionContext,
  server: Server,
  previews: Previews,
  output: vscode.LogOutputChannel,
): void {
  const register = (name: string, run: (...given: unknown[]) => unknown): void => {
    context.subscriptions.push(vscode.commands.registerCommand(name, run));
  };
  const onCase = (run: (file: vscode.Uri) => unknown) => async (given: unknown) => {
    const file = await caseFile(given);
    return file === undefined ? undefined : run(file);
  };
  register("poa.build", onCase((file) => runOn("build", file)));
  register("poa.buildRelease", onCase((file) => runOn("release", file)));
  register("poa.check", onCase((file) => runOn("check", file)));
  register("poa.preview", onCase((file) => previews.show(file)));
  register("poa.import", onCase((file) => importFiles(file, output)));
  register("poa.explain", (rule) => explain(typeof rule === "string" ? rule : undefined));
  register("poa.restart", () => server.restart());
}

/** The file that a menu names, or the one that is open. */
async function caseFile(given: unknown): Promise<vscode.Uri | undefined> {
  if (given instanceof vscode.Uri) {
    return given;
  }
  const open = vscode.window.activeTextEditor?.document;
  if (open?.languageId === "poa") {
    return open.uri;
  }
  const found = await vscode.workspace.findFiles("**/*.poa", "**/{node_modules,target,out}/**", 50);
  if (found.length <= 1) {
    if (found.length === 0) {
      void vscode.window.showInformationMessage(vscode.l10n.t("No .poa file is in this folder."));
    }
    return found[0];
  }
  const items = found.map((file) => ({ label: vscode.workspace.asRelativePath(file), file }));
  const title = vscode.l10n.t("Which case?");
  return (await vscode.window.showQuickPick(items, { title }))?.file;
}

async function importFiles(into: vscode.Uri, output: vscode.LogOutputChannel): Promise<void> {
  const title = vscode.l10n.t("Files from Seller Central, all of one site");
  const files = await vscode.window.showOpenDialog({ canSelectMany: true, title });
  if (files === undefined || files.length === 0) {
    return;
  }
  const prompt = vscode.l10n.t("The site that they are from, such as us");
  const validateInput = (text: string): string | undefined =>
    /^[a-z]{2}$/.test(text) ? undefined : vscode.l10n.t("two small letters: us, uk, jp, de …");
  const site = await vscode.window.showInputBox({ prompt, validateInput });
  if (site === undefined) {
    return;
  }
  const paths = files.map((file) => file.fsPath);
  const answer = await run(importArguments(paths, site, into.fsPath), path.dirname(into.fsPath));
  output.info(answer.text);
  output.show(true);
  if (answer.failed) {
    void vscode.window.showWarningMessage(vscode.l10n.t("Not all could be imported; see the output."));
  }
}

/** Shows what a rule asks, why, and by whom. */
async function explain(rule: string | undefined): Promise<void> {
  const name = rule ?? (await pickRule());
  if (name === undefined || !/^[a-z0-9-]+$/.test(name)) {
    return;
  }
  const answer = await run(["explain", "--color", "never", "--lang", language(), "--", name]);
  const document = await vscode.workspace.openTextDocument({ content: answer.text });
  await vscode.window.showTextDocument(document, {
    viewColumn: vscode.ViewColumn.Beside,
    preview: true,
  });
}

async function pickRule(): Promise<string | undefined> {
  const list = await run(["explain", "--color", "never", "--lang", language()]);
  const title = vscode.l10n.t("Which rule?");
  return vscode.window.showQuickPick(ruleNames(list.text), { title });
}

interface Answer {
  readonly text: string;
  readonly failed: boolean;
}

/** Runs the program, without a shell, and gives back all that it says. */
function run(words: readonly string[], cwd?: string): Promise<Answer> {
  return new Promise((resolve) => {
    const options = { maxBuffer: ANSWER_MAX, ...(cwd === undefined ? {} : { cwd }) };
    execFile(programPath(), [...words], options, (error, stdout, stderr) => {
      const text = stdout + stderr;
      resolve({ text: text === "" && error ? error.message : text, failed: error !== null });
    });
  });
}
