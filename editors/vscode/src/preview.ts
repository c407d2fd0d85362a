// The finished pages beside the source: `poa preview` on loopback, shown in a panel. A click on the
// page opens the source; the cursor in the source leads the page.

import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import * as path from "node:path";
import * as vscode from "vscode";

import { caseOptions, isWithin } from "./case";
import { Lines, type Place, readEvent } from "./events";
import { invocation, previewArguments, programPath } from "./settings";

/** How long the cursor rests before the page follows, in milliseconds. */
const FOLLOW_AFTER = 150;

export class Previews implements vscode.Disposable {
  readonly #open = new Map<string, Preview>();
  readonly #following: vscode.Disposable;
  #timer: NodeJS.Timeout | undefined;

  constructor(private readonly output: vscode.LogOutputChannel) {
    this.#following = vscode.window.onDidChangeTextEditorSelection((event) => {
      if (event.textEditor.document.languageId === "poa") {
        this.#follow(event.textEditor);
      }
    });
  }

  show(file: vscode.Uri): void {
    const folder = path.dirname(file.fsPath);
    const known = this.#open.get(folder);
    if (known !== undefined) {
      known.reveal();
      return;
    }
    const preview = new Preview(file, this.output, () => this.#open.delete(folder));
    this.#open.set(folder, preview);
  }

  dispose(): void {
    this.#following.dispose();
    clearTimeout(this.#timer);
    for (const preview of [...this.#open.values()]) {
      preview.dispose();
    }
  }

  #follow(editor: vscode.TextEditor): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      const file = editor.document.uri.fsPath;
      const { line, character } = editor.selection.active;
      for (const [folder, preview] of this.#open) {
        if (isWithin(file, folder)) {
          const inside = path.relative(folder, file);
          const place = { file: inside.split(path.sep).join("/"), line: line + 1, column: character + 1 };
          preview.lead(place);
        }
      }
    }, FOLLOW_AFTER);
  }
}

class Preview implements vscode.Disposable {
  readonly #panel: vscode.WebviewPanel;
  readonly #process: ChildProcessWithoutNullStreams;
  readonly #folder: string;

  constructor(
    file: vscode.Uri,
    private readonly output: vscode.LogOutputChannel,
    private readonly onEnd: () => void,
  ) {
    this.#folder = path.dirname(file.fsPath);
    const title = vscode.l10n.t("Plan: {0}", path.basename(this.#folder));
    const column = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true };
    this.#panel = vscode.window.createWebviewPanel("poa.preview", title, column, {
      // For the page inside the frame; this one allows itself no script.
      enableScripts: true,
      retainContextWhenHidden: true,
    });
    this.#panel.webview.html = message(vscode.l10n.t("Setting the pages …"));
    const words = ["preview", "--events", ...caseOptions(invocation(file)), ...previewArguments()];
    this.#process = spawn(programPath(), [...words, "--", file.fsPath], { cwd: this.#folder });
    this.#listen();
    this.#panel.onDidDispose(() => this.dispose());
  }

  reveal(): void {
    this.#panel.reveal(undefined, true);
  }

  lead(place: Place): void {
    if (this.#process.stdin.writable) {
      this.#process.stdin.write(`${JSON.stringify({ event: "reveal", ...place })}\n`);
    }
  }

  dispose(): void {
    this.onEnd();
    this.#process.kill();
    this.#panel.dispose();
  }

  #listen(): void {
    const lines = new Lines();
    this.#process.stdout.setEncoding("utf8");
    this.#process.stdout.on("data", (piece: string) => {
      for (const line of lines.push(piece)) {
        void this.#take(line);
      }
    });
    this.#process.stderr.setEncoding("utf8");
    this.#process.stderr.on("data", (piece: string) => this.output.info(piece.trimEnd()));
    this.#process.stdin.on("error", () => undefined);
    const ended = (why: string): void => {
      this.output.error(why);
      this.#panel.webview.html = message(why);
    };
    this.#process.on("error", (error) => ended(error.message));
    this.#process.on("exit", (code) => {
      if (code !== null && code !== 0) {
        ended(vscode.l10n.t("`poa preview` ended with code {0}; see the output of poa.", code));
      }
    });
  }

  async #take(line: string): Promise<void> {
    const event = readEvent(line);
    if (event?.event === "ready") {
      this.#panel.webview.html = frame(await reached(event.url));
    } else if (event?.event === "open") {
      await this.#open(event);
    }
  }

  /** Opens the place that was clicked; only files of the case's folder. */
  async #open(place: Place): Promise<void> {
    const file = path.resolve(this.#folder, place.file);
    if (!isWithin(file, this.#folder)) {
      return;
    }
    const position = new vscode.Position(place.line - 1, place.column - 1);
    const options = { viewColumn: vscode.ViewColumn.One, selection: new vscode.Range(position, position) };
    await vscode.window.showTextDocument(vscode.Uri.file(file), options);
  }
}

/**
 * The address of the page as this editor reaches it: where the program runs on another machine, the
 * editor forwards the port. An editor in a browser reaches only a page of its own machine.
 */
async function reached(url: string): Promise<string> {
  if (vscode.env.uiKind === vscode.UIKind.Web) {
    return url;
  }
  const { origin, pathname, search } = new URL(url);
  const forwarded = await vscode.env.asExternalUri(vscode.Uri.parse(origin, true));
  return new URL(pathname + search, forwarded.toString(true)).toString();
}

function page(policy: string, body: string): string {
  return `<!DOCTYPE html><html><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; ${policy}">
<style>
html, body { margin: 0; padding: 0; height: 100vh; display: flex; flex-direction: column; }
iframe { flex: 1; width: 100%; border: 0; }
p { margin: 0; padding: 0.6rem 1rem; }
</style>
</head><body>${body}</body></html>`;
}

function frame(url: string): string {
  const origin = escape(new URL(url).origin);
  return page(`frame-src ${origin}`, `${aside(url)}<iframe src="${escape(url)}" title="poa"></iframe>`);
}

/** An editor in a browser may not be let to show the page: then a tab of its own shows it. */
function aside(url: string): string {
  if (vscode.env.uiKind !== vscode.UIKind.Web) {
    return "";
  }
  const text = vscode.l10n.t("If the page does not appear here, open it in a tab of its own.");
  return `<p><a href="${escape(url)}">${escape(text)}</a></p>`;
}

function message(text: string): string {
  return page("", `<p>${escape(text)}</p>`);
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (mark) => `&#${mark.charCodeAt(0)};`);
}
