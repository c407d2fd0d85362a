// Runs the program and gives back what it says.

import { execFile } from "node:child_process";

import { programPath } from "./settings";

/** The longest answer of the program that is read, in bytes. */
const ANSWER_MAX = 8 * 1024 * 1024;

export interface Answer {
  readonly text: string;
  readonly failed: boolean;
}

/** Runs the program, without a shell, and gives back all that it says. */
export function ask(words: readonly string[], cwd?: string): Promise<Answer> {
  return new Promise((resolve) => {
    const options = { maxBuffer: ANSWER_MAX, ...(cwd === undefined ? {} : { cwd }) };
    execFile(programPath(), [...words], options, (error, stdout, stderr) => {
      const text = stdout + stderr;
      resolve({ text: text === "" && error ? error.message : text, failed: error !== null });
    });
  });
}
