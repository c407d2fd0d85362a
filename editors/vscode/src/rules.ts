// What `poa explain --format json` says, as Markdown for people. Knows nothing of the editor.

export interface Rule {
  readonly name: string;
  readonly level: string;
  readonly title: string;
  readonly why: string;
  readonly source: readonly string[];
  readonly fires: string;
  readonly silent: string;
}

/** The words around a rule, in the language of the editor. */
export interface Headings {
  readonly source: string;
  readonly fires: string;
  readonly silent: string;
}

/** The rules in an answer; none in an answer of another kind. */
export function readRules(answer: string): Rule[] {
  let value: unknown;
  try {
    value = JSON.parse(answer);
  } catch {
    return [];
  }
  const rules = (value as { rules?: unknown } | null)?.rules;
  return Array.isArray(rules) ? rules.map(readRule).filter((rule) => rule.name !== "") : [];
}

function readRule(value: unknown): Rule {
  const fields = (typeof value === "object" && value !== null ? value : {}) as Record<string, unknown>;
  const text = (name: string): string => {
    const field = fields[name];
    return typeof field === "string" ? field : "";
  };
  const source = Array.isArray(fields["source"]) ? fields["source"].map(String) : [];
  return {
    name: text("name"),
    level: text("level"),
    title: text("title"),
    why: text("why"),
    source,
    fires: text("fires"),
    silent: text("silent"),
  };
}

/** A rule as a page. */
export function page(rule: Rule, headings: Headings): string {
  const example = (heading: string, text: string): string[] =>
    text.trim() === "" ? [] : [`## ${heading}`, "```poa\n" + text.trimEnd() + "\n```"];
  return [
    `# ${rule.name}`,
    `**${rule.level}**: ${plain(rule.title)}`,
    plain(rule.why),
    ...(rule.source.length === 0 ? [] : [`## ${headings.source}`]),
    ...rule.source.map((source) => `- ${linked(source)}`),
    ...example(headings.fires, rule.fires),
    ...example(headings.silent, rule.silent),
    "",
  ].join("\n\n");
}

/** Text in which only backticks mark something up. */
function plain(text: string): string {
  return text.replace(/[\\*_[\]<>#|]/g, (mark) => `\\${mark}`);
}

function linked(source: string): string {
  return source
    .split(/(https?:\/\/[^\s,;)]+)/)
    .map((part, index) => (index % 2 === 1 ? `<${part}>` : plain(part)))
    .join("");
}
