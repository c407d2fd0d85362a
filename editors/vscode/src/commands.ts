// What the palette and the menus offer. Each command finds its case from the file that is open.

import * as path from "node:path";
import * as vscode from "vscode";

import { importArguments, isWithin } from "./case";
import { explain } from "./explain";
import { openFile } from "./files";
import type { Previews } from "./preview";
import { ask } from "./run";
import type { Server } from "./server";
import { invocation } from "./settings";
import { findCases, runOn } from "./tasks";

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
  register("poa.import", () => importFiles(output));
  register("poa.explain", explain);
  register("poa.openFile", (file) => (file instanceof vscode.Uri ? openFile(file) : undefined));
  register("poa.restart", () => server.restart());
}

/** The case of the file that a menu names, of the one that is open, or one that is picked. */
async function caseFile(given: unknown): Promise<vscode.Uri | undefined> {
  const active = vscode.window.activeTextEditor?.document;
  const file = given instanceof vscode.Uri ? given : active?.languageId === "poa" ? active.uri : undefined;
  const cases = await findCases();
  if (file !== undefined) {
    const isCase = cases.some((other) => other.toString() === file.toString());
    return isCase ? file : (caseOf(file, cases) ?? file);
  }
  if (cases.length <= 1) {
    if (cases.length === 0) {
      void vscode.window.showInformationMessage(vscode.l10n.t("No .poa file is in this folder."));
    }
    return cases[0];
  }
  const items = cases.map((found) => ({ label: vscode.workspace.asRelativePath(found), found }));
  const title = vscode.l10n.t("Which case?");
  return (await vscode.window.showQuickPick(items, { title }))?.found;
}

/** The case in the folder of a file, or in the nearest one above it. */
function caseOf(file: vscode.Uri, cases: readonly vscode.Uri[]): vscode.Uri | undefined {
  const above = cases.filter((found) => isWithin(file.fsPath, path.dirname(found.fsPath)));
  return above.sort((a, b) => b.fsPath.length - a.fsPath.length)[0];
}

/** Brings files into the open case, or makes a case of them where there is none. */
async function importFiles(output: vscode.LogOutputChannel): Promise<void> {
  const isEmpty = (await findCases()).length === 0;
  const into = isEmpty ? vscode.workspace.workspaceFolders?.[0]?.uri : await caseFile(undefined);
  if (into === undefined) {
    return;
  }
  const title = vscode.l10n.t("Files from Seller Central, all of one site");
  const folder = isEmpty ? into : vscode.Uri.joinPath(into, "..");
  const files = await vscode.window.showOpenDialog({ canSelectMany: true, title, defaultUri: folder });
  if (files === undefined || files.length === 0) {
    return;
  }
  const prompt = vscode.l10n.t("The site that they are from, such as us");
  const validateInput = (text: string): string | undefined =>
    /^[a-z]{2}$/.test(text) ? undefined : vscode.l10n.t("two small letters: us, uk, jp, de …");
  const site = await vscode.window.showInputBox({ prompt, validateInput });
  if (site === undefined || !(await vscode.workspace.saveAll())) {
    return;
  }
  const paths = files.map((file) => file.fsPath);
  const answer = await ask(importArguments(paths, site, into.fsPath, invocation(into)), folder.fsPath);
  output.info(answer.text);
  output.show(true);
  if (answer.failed) {
    void vscode.window.showWarningMessage(vscode.l10n.t("Not all could be imported; see the output."));
  }
}
