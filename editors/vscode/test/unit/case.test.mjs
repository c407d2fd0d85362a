// Command lines and events, without an editor.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import {
  beginsItem,
  caseArguments,
  holdsCase,
  importArguments,
  isWithin,
  languageOf,
  placed,
  serverArguments,
} from "../../dist/test/case.mjs";
import { Lines, readEvent } from "../../dist/test/events.mjs";
import { locate, versionOf } from "../../dist/test/program.mjs";
import { page, readRules } from "../../dist/test/rules.mjs";

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
  const words = importArguments(["--help", "b.txt"], "us", "case.poa", plain);
  assert.deepEqual(words.slice(-3), ["--", "--help", "b.txt"]);
});

test("the language follows the editor unless it is set", () => {
  assert.equal(languageOf("auto", "zh-cn"), "zh");
  assert.equal(languageOf("auto", "de"), "en");
  assert.equal(languageOf("en", "zh-tw"), "en");
});

test("the server is told the day and the language, not the sites", () => {
  const given = { sites: ["us"], asOf: "2026-11-12", language: "zh" };
  assert.deepEqual(serverArguments(given), ["lsp", "--as-of", "2026-11-12", "--lang", "zh"]);
});

test("the path of a fault leads there from anywhere, other lines stay", () => {
  const place = (file) => `/a b/${file}`;
  const line = "case.poa:76:3: error[action-not-done-yet]: dated after: see 1:2 (us)";
  assert.equal(placed(line, place), `/a b/${line}`);
  assert.equal(placed("12 faults: 3 errors", place), "12 faults: 3 errors");
});

test("a file of people is no case", () => {
  assert.ok(holdsCase("# why\ncase a {\n}\n"));
  assert.ok(!holdsCase('person a { role "case" }\n# case a\nevidence case "a.pdf" {\n}\n'));
});

test("what is in a folder is told from what is beside it", () => {
  assert.ok(isWithin("/a/b/c.poa", "/a"));
  assert.ok(!isWithin("/ab/c.poa", "/a"));
  assert.ok(!isWithin("/c.poa", "/a"));
  assert.ok(!isWithin("/a", "/a"));
});

test("outlines are offered where an item may begin, and nowhere else", () => {
  assert.ok(beginsItem(""));
  assert.ok(beginsItem('case a {\n  seller "x } {"  # {\n}\n\nfind'));
  assert.ok(!beginsItem("case a {\n"));
  assert.ok(!beginsItem('case a {\n  text """\n  }\n'));
  assert.ok(!beginsItem("finding "));
  assert.ok(!beginsItem("site us ｛\ndefects"));
  assert.ok(beginsItem('a { text """ { """ }\n'));
});

test("the program is looked for on the path, then where cargo puts it", () => {
  const machine = (files, isWindows = false) => ({
    path: isWindows ? "C:\\tools" : "/usr/bin:/opt/bin",
    home: "/home/a",
    isWindows,
    exists: (file) => files.includes(file),
  });
  const cargo = "/home/a/.cargo/bin/poa";
  assert.equal(locate("poa", machine(["/opt/bin/poa", cargo])), "/opt/bin/poa");
  assert.equal(locate(" ", machine([cargo])), cargo);
  assert.equal(locate("poa", machine([])), "poa");
  assert.equal(locate("~/bin/poa", machine([])), "/home/a/bin/poa");
  assert.equal(locate("./poa", machine([cargo])), "./poa");
  assert.equal(locate("poa", machine([`${cargo}.exe`], true)), `${cargo}.exe`);
});

test("another program of the same name is found out", () => {
  assert.equal(versionOf("poa 0.1.0\n"), "0.1.0");
  assert.equal(versionOf("Portable Object Adapter 3"), undefined);
});

test("a rule becomes a page that nothing in it can mark up", () => {
  const rule = {
    name: "a-b",
    level: "error",
    title: "`…` is <b>late</b>",
    why: "because_of",
    source: ["Amazon, https://example.com/a_b (pack base)"],
    fires: "action a { }\n",
    silent: "",
  };
  const [read] = readRules(JSON.stringify({ version: 1, rules: [rule, 3] }));
  const text = page(read, { source: "Source", fires: "Fires", silent: "Silent" });
  assert.match(text, /^# a-b\n/);
  assert.match(text, /\\<b\\>late/);
  assert.match(text, /<https:\/\/example\.com\/a_b> \(pack base\)/);
  assert.match(text, /```poa\naction a \{ \}\n```/);
  assert.doesNotMatch(text, /Silent/);
  assert.deepEqual(readRules("error: no"), []);
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
  assert.deepEqual(lines.push("c\r\nd"), ["bc"]);
  assert.deepEqual(lines.rest(), ["d"]);
  assert.deepEqual(lines.rest(), []);
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
