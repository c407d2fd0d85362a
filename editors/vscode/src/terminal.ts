// A task's terminal: runs the program in the folder of the case and writes the paths of faults so
// that they lead there from anywhere: in the terminal, and for the problem matcher.

import { type ChildProcess, spawn } from "node:child_process";
import * as path from "node:path";
import * as vscode from "vscode";

import { placed } from "./case";
import { Lines } from "./events";
import { programPath } from "./settings";

/** How long the terminal stays open behind the last line, in milliseconds. */
const LAST_LINES = 250;

export class CaseTerminal implements vscode.Pseudoterminal {
  readonly #write = new vscode.EventEmitter<string>();
  readonly #close = new vscode.EventEmitter<number>();
  readonly onDidWrite = this.#write.event;
  readonly onDidClose = this.#close.event;
  #process: ChildProcess | undefined;

  constructor(
    private readonly words: readonly string[],
    private readonly folder: string,
  ) {}

  open(): void {
    this.#say(`poa ${this.words.join(" ")}`);
    const child = spawn(programPath(), [...this.words], { cwd: this.folder });
    this.#process = child;
    for (const stream of [child.stdout, child.stderr]) {
      const lines = new Lines();
      stream.setEncoding("utf8");
      stream.on("data", (piece: string) => lines.push(piece).forEach((line) => this.#take(line)));
      stream.on("end", () => lines.rest().forEach((line) => this.#take(line)));
    }
    child.on("error", (error) => {
      this.#say(error.message);
      this.#end(127);
    });
    child.on("close", (code) => this.#end(code ?? 1));
  }

  close(): void {
    this.#process?.kill();
  }

  #take(line: string): void {
    this.#say(placed(line, (file) => path.join(this.folder, file)));
  }

  #say(line: string): void {
    this.#write.fire(`${line}\r\n`);
  }

  #end(code: number): void {
    if (code === 0) {
      this.#say(vscode.l10n.t("No fault stands in the way."));
    }
    // The problem matcher reads only while the terminal is open, and gets the last lines late.
    setTimeout(() => this.#close.fire(code), LAST_LINES);
  }
}
