// Where the program is. Knows nothing of the editor, and of the disk only what it is told.

import * as path from "node:path";

/** What a machine knows: where programs are looked for, and whether a file is there. */
export interface Machine {
  readonly path: string;
  readonly home: string;
  readonly isWindows: boolean;
  readonly exists: (file: string) => boolean;
}

/**
 * The program of a setting. A path is taken as it is, `~/` from home. A bare name is looked for on
 * the `PATH`, then where `cargo install` puts programs: an editor that was started from a desktop
 * often has a shorter `PATH` than a terminal. A name that is nowhere is given back as it is.
 */
export function locate(configured: string, machine: Machine): string {
  const name = configured.trim() === "" ? "poa" : configured.trim();
  if (name.startsWith("~/")) {
    return path.join(machine.home, name.slice(2));
  }
  if (/[\\/]/.test(name)) {
    return name;
  }
  const file = machine.isWindows && path.extname(name) === "" ? `${name}.exe` : name;
  const listed = machine.path.split(machine.isWindows ? ";" : ":").filter((folder) => folder !== "");
  const folders = [...listed, path.join(machine.home, ".cargo", "bin")];
  const found = folders.map((folder) => path.join(folder, file)).find(machine.exists);
  return found ?? name;
}

/** The version in the answer to `--version`; `undefined` where another program answers. */
export function versionOf(answer: string): string | undefined {
  return /^poa (\d+\.\d+\.\d+\S*)/.exec(answer.trim())?.[1];
}
