// Command lines of `poa`, and what texts of cases say, as plain values. Knows nothing of the editor.

import * as path from "node:path";

export type Language = "en" | "zh";

/** The words of `poa.language`; `auto` follows the editor. */
export function languageOf(configured: string, editor: string): Language {
  if (configured === "en" || configured === "zh") {
    return configured;
  }
  return editor.toLowerCase().startsWith("zh") ? "zh" : "en";
}

export interface Invocation {
  readonly sites: readonly string[];
  readonly asOf: string;
  readonly language: Language;
}

export type CaseCommand = "check" | "build" | "release";

/** Options that go with every command on a case. */
export function caseOptions(given: Invocation): string[] {
  const options: string[] = [];
  if (given.sites.length > 0) {
    options.push("--site", given.sites.join(","));
  }
  if (/^\d{4}-\d{2}-\d{2}$/.test(given.asOf)) {
    options.push("--as-of", given.asOf);
  }
  return [...options, "--lang", given.language];
}

/** Arguments that check or build a case, one line a fault. */
export function caseArguments(command: CaseCommand, path: string, given: Invocation): string[] {
  const words = command === "release" ? ["build", "--release"] : [command];
  return [...words, "--format", "short", ...caseOptions(given), "--", path];
}

/** Arguments that start the language server. */
export function serverArguments(given: Invocation): string[] {
  return ["lsp", ...caseOptions({ ...given, sites: [] })];
}

/** Arguments that bring files of one site into a case. */
export function importArguments(
  files: readonly string[],
  site: string,
  into: string,
  given: Invocation,
): string[] {
  const options = caseOptions({ ...given, sites: [] });
  return ["import", "--site", site, "--into", into, ...options, "--", ...files];
}

/** Whether a path is in a folder, at any depth. */
export function isWithin(file: string, folder: string): boolean {
  const inside = path.relative(folder, file);
  return inside !== "" && !inside.startsWith("..") && !path.isAbsolute(inside);
}

/** A line of `--format short` with its path as `place` writes it; other lines stay. */
export function placed(line: string, place: (file: string) => string): string {
  const found = /^(.+?)(:\d+:\d+: (?:error|warning|advice)\[.*)$/.exec(line);
  return found?.[1] === undefined ? line : `${place(found[1])}${found[2] ?? ""}`;
}

/** Whether a text holds a case, and not only people or exhibits of one. */
export function holdsCase(text: string): boolean {
  return /^\s*case\s/m.test(text);
}

/** Whether an item of the file may begin behind a text: on a line of its own, outside of blocks. */
export function beginsItem(before: string): boolean {
  const line = before.slice(before.lastIndexOf("\n") + 1);
  return /^[a-z-]*$/.test(line) && isOutside(before.slice(0, before.length - line.length));
}

/** Whether all blocks and texts of a text are closed. */
function isOutside(text: string): boolean {
  let depth = 0;
  for (const [part] of text.matchAll(/"""[^]*?(?:"""|$)|"(?:[^"\\\r\n]|\\.)*"|[#＃].*|[{｛]|[}｝]/g)) {
    if (part.startsWith('"""') && (part.length < 6 || !part.endsWith('"""'))) {
      return false;
    }
    if (part === "{" || part === "｛") {
      depth += 1;
    } else if (part === "}" || part === "｝") {
      depth = Math.max(0, depth - 1);
    }
  }
  return depth === 0;
}
