// What the server says and only this editor can do: places to show, files to open, plans to build.

import * as vscode from "vscode";
import type { Middleware } from "vscode-languageclient";

import { openFile } from "./files";

/** A place as the protocol writes it. */
interface RawPosition {
  readonly line: number;
  readonly character: number;
}

interface RawLocation {
  readonly uri: string;
  readonly range: { readonly start: RawPosition; readonly end: RawPosition };
}

export const middleware: Middleware = {
  provideCodeLenses: async (document, token, next) => (await next(document, token))?.map(ofEditor),
  executeCommand: async (command, words, next) => {
    if (command !== "poa.server.build") {
      return next(command, words);
    }
    const site = typeof words[1] === "string" ? words[1] : undefined;
    return build(site, () => next(command, words) as Promise<unknown>);
  },
};

/** A lens whose command the editor knows: its own commands take objects, and the server sends text. */
function ofEditor(lens: vscode.CodeLens): vscode.CodeLens {
  const { command } = lens;
  const words = command?.arguments ?? [];
  if (command?.command === "vscode.open" && typeof words[0] === "string") {
    lens.command = { ...command, command: "poa.openFile", arguments: [vscode.Uri.parse(words[0])] };
  } else if (command?.command === "editor.action.showReferences") {
    const [file, start, places] = words as [string, RawPosition, RawLocation[]];
    const shown = [vscode.Uri.parse(file), position(start), places.map(location)];
    lens.command = { ...command, arguments: shown };
  }
  return lens;
}

function position(raw: RawPosition): vscode.Position {
  return new vscode.Position(raw.line, raw.character);
}

function location(raw: RawLocation): vscode.Location {
  const range = new vscode.Range(position(raw.range.start), position(raw.range.end));
  return new vscode.Location(vscode.Uri.parse(raw.uri), range);
}

/** Builds, and says where the plan is, or what stands in the way. */
async function build(site: string | undefined, run: () => Promise<unknown>): Promise<unknown> {
  const name = site?.toUpperCase() ?? "";
  const title = vscode.l10n.t("Building {0} …", name);
  const location = vscode.ProgressLocation.Notification;
  try {
    const answer = await vscode.window.withProgress({ location, title }, run);
    const folder = (answer as { folder?: unknown } | null)?.folder;
    if (typeof folder === "string" && site !== undefined) {
      void offerPlan(name, vscode.Uri.joinPath(vscode.Uri.parse(folder), site, "plan.pdf"));
    }
    return answer;
  } catch (error) {
    const problems = vscode.l10n.t("Show Problems");
    const why = error instanceof Error ? error.message : String(error);
    void vscode.window.showErrorMessage(why, problems).then((chosen) => {
      if (chosen === problems) {
        void vscode.commands.executeCommand("workbench.actions.view.problems");
      }
    });
    return undefined;
  }
}

async function offerPlan(name: string, plan: vscode.Uri): Promise<void> {
  const open = vscode.l10n.t("Open the PDF");
  const message = vscode.l10n.t("The plan of {0} is built.", name);
  if ((await vscode.window.showInformationMessage(message, open)) === open) {
    await openFile(plan);
  }
}
