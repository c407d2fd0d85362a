// Command lines of `poa`, as plain values. Knows nothing of the editor.

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

/** Arguments that bring files of one site into a case. */
export function importArguments(files: readonly string[], site: string, into: string): string[] {
  return ["import", "--site", site, "--into", into, "--", ...files];
}

/** The names that `poa explain --format json` or its plain list gives, each once, in order. */
export function ruleNames(listing: string): string[] {
  const names = new Set<string>();
  for (const line of listing.split(/\r?\n/)) {
    const name = /^\s*([a-z][a-z0-9]*(?:-[a-z0-9]+)*)(?:\s|$)/.exec(line)?.[1];
    if (name?.includes("-")) {
      names.add(name);
    }
  }
  return [...names];
}
