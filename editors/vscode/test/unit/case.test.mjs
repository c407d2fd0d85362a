// Command lines and events, without an editor.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import { caseArguments, importArguments, languageOf, ruleNames } from "../../dist/test/case.mjs";
import { Lines, readEvent } from "../../dist/test/events.mjs";

const manifest = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
const plain = { sites: [], asOf: "", language: "en" };

test("a build of some sites on a day", () => {
  const given = { sites: ["us", "uk"], asOf: "2026-11-12", language: "zh" };
  const words = "build --release --format short --site us,uk --as-of 2026-11-12 --lang zh -- a.poa";
  assert.deepEqual(caseArguments("release", "a.poa", given), words.split(" "));
});

test("a day that is none is left out, and so is an empty list", () => {
  const words = caseArguments("check", "-x", { ...plain, asOf: "tomorrow" });
  assert.deepEqual(words, ["check", "--format", "short", "--lang", "en", "--", "-x"]);
});

test("files to import cannot be taken for options", () => {
  const words = importArguments(["--help", "b.txt"], "us", "case.poa");
  assert.deepEqual(words.slice(-3), ["--", "--help", "b.txt"]);
});

test("the language follows the editor unless it is set", () => {
  assert.equal(languageOf("auto", "zh-cn"), "zh");
  assert.equal(languageOf("auto", "de"), "en");
  assert.equal(languageOf("en", "zh-tw"), "en");
});

test("names of rules are taken from the list", () => {
  const listing = "Rules:\n  action-not-done-yet   error  says\n  order-uncovered\nplain words\n";
  assert.deepEqual(ruleNames(listing), ["action-not-done-yet", "order-uncovered"]);
});

test("events are read, and nothing else is", () => {
  const ready = readEvent('{"event":"ready","url":"http://127.0.0.1:3000/?token=a"}');
  assert.equal(ready?.event, "ready");
  assert.equal(readEvent('{"event":"ready","url":"http://example.com/"}'), undefined);
  assert.equal(readEvent('{"event":"ready","url":"javascript:1"}'), undefined);
  const open = readEvent('{"event":"open","file":"a.poa","line":3,"column":1}');
  assert.deepEqual(open, { event: "open", file: "a.poa", line: 3, column: 1 });
  assert.equal(readEvent('{"event":"open","file":"a.poa","line":0,"column":1}'), undefined);
  assert.equal(readEvent("not json"), undefined);
  assert.equal(readEvent("null"), undefined);
});

test("a stream is split into lines, however it is cut", () => {
  const lines = new Lines();
  assert.deepEqual(lines.push("a\nb"), ["a"]);
  assert.deepEqual(lines.push("c\r\n"), ["bc"]);
});

test("the problem matcher reads a line of `--format short`", () => {
  const { pattern } = manifest.contributes.problemMatchers[0];
  const line = "examples/a b/case.poa:76:3: error[action-not-done-yet]: dated after the submission (us)";
  const found = new RegExp(pattern.regexp).exec(line);
  assert.equal(found?.[pattern.file], "examples/a b/case.poa");
  assert.equal(found?.[pattern.line], "76");
  assert.equal(found?.[pattern.severity], "error");
  assert.equal(found?.[pattern.code], "action-not-done-yet");
});
