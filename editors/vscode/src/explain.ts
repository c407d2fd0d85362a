// What a rule asks, why, and by whom: picked from a list, shown as a page that cannot be edited.

import * as vscode from "vscode";

import { page, readRules, type Rule } from "./rules";
import { ask } from "./run";
import { language } from "./settings";

const SCHEME = "poa-rule";

/** Gives the pages of rules their texts. */
export class RulePages implements vscode.TextDocumentContentProvider {
  static register(): vscode.Disposable {
    return vscode.workspace.registerTextDocumentContentProvider(SCHEME, new RulePages());
  }

  async provideTextDocumentContent(address: vscode.Uri): Promise<string> {
    const name = address.path.replace(/^\//, "").replace(/\.md$/, "");
    const [rule] = await rules([name]);
    return rule === undefined
      ? vscode.l10n.t("There is no rule `{0}`.", name)
      : page(rule, {
          source: vscode.l10n.t("Who asks for it"),
          fires: vscode.l10n.t("Where it speaks"),
          silent: vscode.l10n.t("Where it is silent"),
        });
  }
}

/** Shows a rule; without a name, the rules of the faults at the cursor come first in a list. */
export async function explain(given: unknown): Promise<void> {
  const name = typeof given === "string" ? given : await pick();
  if (name === undefined || !/^[a-z0-9-]+$/.test(name)) {
    return;
  }
  const address = vscode.Uri.from({ scheme: SCHEME, path: `/${name}.md` });
  await vscode.commands.executeCommand("markdown.showPreviewToSide", address);
}

async function pick(): Promise<string | undefined> {
  const here = rulesAtCursor();
  const order = (rule: Rule): number => (here.has(rule.name) ? 0 : 1);
  const items = (await rules([]))
    .sort((a, b) => order(a) - order(b))
    .map((rule) => ({ label: rule.name, description: rule.level, detail: rule.title }));
  const title = vscode.l10n.t("Which rule?");
  const options = { title, matchOnDetail: true };
  return (await vscode.window.showQuickPick(items, options))?.label;
}

function rulesAtCursor(): Set<string> {
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined) {
    return new Set();
  }
  const { line } = editor.selection.active;
  const faults = vscode.languages.getDiagnostics(editor.document.uri);
  const here = faults.filter(({ range }) => range.start.line <= line && line <= range.end.line);
  return new Set(here.map(({ code }) => String(typeof code === "object" ? code.value : code)));
}

async function rules(names: readonly string[]): Promise<Rule[]> {
  const words = ["explain", "--format", "json", "--lang", language(), "--", ...names];
  return readRules((await ask(words)).text);
}
