// Outlines of items, offered where an item may begin. As contributed snippets the editor would
// offer them in every block too.

import * as vscode from "vscode";

import { beginsItem } from "./case";
import outlines from "../snippets/poa.json";

interface Outline {
  readonly prefix: string | readonly string[];
  readonly description: string;
  readonly body: readonly string[];
}

export class Outlines implements vscode.CompletionItemProvider {
  static register(): vscode.Disposable {
    return vscode.languages.registerCompletionItemProvider("poa", new Outlines());
  }

  provideCompletionItems(document: vscode.TextDocument, at: vscode.Position): vscode.CompletionItem[] {
    const before = document.getText(new vscode.Range(new vscode.Position(0, 0), at));
    if (!beginsItem(before)) {
      return [];
    }
    const range = new vscode.Range(at.with({ character: 0 }), at);
    return Object.values(outlines as Record<string, Outline>).map((outline) => {
      const words = [outline.prefix].flat();
      const label = `${words.at(-1) ?? ""} …`;
      const item = new vscode.CompletionItem(label, vscode.CompletionItemKind.Snippet);
      item.insertText = new vscode.SnippetString(outline.body.join("\n"));
      item.filterText = words.join(" ");
      item.sortText = `9${label}`;
      item.detail = outline.description;
      item.documentation = new vscode.MarkdownString().appendCodeblock(shown(outline.body), "poa");
      item.range = range;
      return item;
    });
  }
}

/** The outline as it looks before it is filled in. */
function shown(body: readonly string[]): string {
  return body
    .join("\n")
    .replace(/\$\{\d+\|([^,|]*)[^}]*\}/g, "$1")
    .replace(/\$\{\d+:([^}]*)\}/g, "$1")
    .replace(/\$\{?\d+\}?/g, "");
}
