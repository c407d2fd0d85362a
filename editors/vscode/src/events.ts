// What `poa preview --events` says on its standard output, one JSON object a line. Knows nothing of
// the editor.

export interface Place {
  readonly file: string;
  /** Counted from 1, as everywhere in the output of `poa`. */
  readonly line: number;
  readonly column: number;
}

export type PreviewEvent =
  | { readonly event: "ready"; readonly url: string }
  | ({ readonly event: "open" } & Place);

/** Reads one line; `undefined` for what is no event, which is not an error. */
export function readEvent(line: string): PreviewEvent | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (typeof value !== "object" || value === null) {
    return undefined;
  }
  const fields = value as Record<string, unknown>;
  if (fields["event"] === "ready" && isLoopback(fields["url"])) {
    return { event: "ready", url: fields["url"] };
  }
  const { file, line: row, column } = fields;
  if (fields["event"] === "open" && typeof file === "string" && isCount(row) && isCount(column)) {
    return { event: "open", file, line: row, column };
  }
  return undefined;
}

/** Splits a stream into lines, however its pieces are cut. */
export class Lines {
  #rest = "";

  push(piece: string): string[] {
    const lines = (this.#rest + piece).split(/\r?\n/);
    this.#rest = lines.pop() ?? "";
    return lines;
  }

  /** What stands behind the last line break, once the stream is at its end. */
  rest(): string[] {
    const left = this.#rest;
    this.#rest = "";
    return left === "" ? [] : [left];
  }
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= 1;
}

/** The page is only ever shown from this machine. */
function isLoopback(value: unknown): value is string {
  if (typeof value !== "string" || !URL.canParse(value)) {
    return false;
  }
  const { protocol, hostname } = new URL(value);
  return protocol === "http:" && (hostname === "127.0.0.1" || hostname === "localhost");
}
