// Drives the live page in a real browser. In: the program, a copy of a case to work in, the
// browser, a folder for pictures. Out: one line a check; the first that fails ends it.
//
//   node drive.mjs POA CASE BROWSER PICTURES

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readFile, readdir, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import path from "node:path";

import { chromium } from "playwright-core";

const [program, folder, executablePath, pictures] = process.argv.slice(2);
const PATIENCE = 60_000;
/** A reader waits less than a second; a machine that builds beside it may take some of them. */
const SAVE_MAX = 10_000;

function done(what) {
  console.log(`ok: ${what}`);
}

/** The program, and the events that it tells. */
function startPreview() {
  const child = spawn(program, ["preview", "--events", folder], { stdio: ["pipe", "pipe", "inherit"] });
  const waiting = [];
  const heard = [];
  createInterface({ input: child.stdout }).on("line", (line) => {
    const event = JSON.parse(line);
    const next = waiting.shift();
    if (next) next(event);
    else heard.push(event);
  });
  const event = () => (heard.length > 0 ? Promise.resolve(heard.shift()) : new Promise((resolve) => waiting.push(resolve)));
  const ended = new Promise((resolve) => child.on("exit", resolve));
  return { child, event, ended };
}

async function caseFile() {
  const names = (await readdir(folder)).filter((name) => name.endsWith(".poa"));
  for (const name of names) {
    const text = await readFile(path.join(folder, name), "utf8");
    if (/^case /m.test(text)) return { name, file: path.join(folder, name), text };
  }
  throw new Error("the folder holds no case");
}

async function setPages(page) {
  await page.waitForFunction(() => document.querySelector(".page img")?.naturalWidth > 0, null, { timeout: PATIENCE });
}

async function picture(page, name) {
  if (pictures) await page.screenshot({ path: path.join(pictures, `${name}.png`) });
}

/** Changes the source on disk; how long until the page shows another first page. */
async function edit(page, source, change) {
  const before = await page.getAttribute(".page", "data-key");
  const begun = performance.now();
  await writeFile(source.file, change);
  await page.waitForFunction(
    (key) => {
      const first = document.querySelector(".page");
      return first && first.dataset.key !== key && first.querySelector("img").naturalWidth > 0;
    },
    before,
    { timeout: PATIENCE },
  );
  return Math.round(performance.now() - begun);
}

async function accessible(page, what) {
  const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document));
  const grave = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
  const told = grave.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).slice(0, 3).join(" | ")}`);
  assert.deepEqual(told, [], what);
  done(`no serious fault of accessibility: ${what}`);
}

async function main() {
  const preview = startPreview();
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
  try {
    const ready = await preview.event();
    assert.equal(ready.event, "ready");
    assert.match(ready.url, /^http:\/\/127\.0\.0\.1:\d+\/[0-9a-f]{32}\/$/);
    // Scripts of the test are no scripts of the page: its policy stays in force for its own.
    const context = await browser.newContext({ viewport: { width: 1400, height: 900 }, bypassCSP: true });
    const page = await context.newPage();
    const troubles = [];
    page.on("pageerror", (error) => troubles.push(error.message));
    page.on("console", (message) => message.type() === "error" && troubles.push(message.text()));
    page.on("request", (request) => request.url().startsWith(ready.url) || troubles.push(request.url()));
    await page.goto(ready.url);
    await setPages(page);
    done("the pages are there");
    await picture(page, "pages");

    const source = await caseFile();
    const changed = source.text.replace(/seller( +)"/, 'seller$1"<b>Harbour</b> & ');
    assert.notEqual(changed, source.text);
    const took = await edit(page, source, changed);
    assert.ok(took < SAVE_MAX, `a saved change is on the page after ${took} ms`);
    done(`a saved change is on the page after ${took} ms`);
    assert.equal(await page.locator("b").count(), 0);
    const again = await edit(page, source, source.text);
    done(`and back after ${again} ms`);

    const box = await page.locator(".page button").first().boundingBox();
    await page.mouse.click(box.x + box.width / 2, box.y + box.height * 0.55);
    const opened = await preview.event();
    assert.equal(opened.event, "open");
    assert.equal(opened.file, source.name);
    const lines = source.text.split("\n").length;
    assert.ok(opened.line > 1 && opened.line <= lines, `line ${opened.line}`);
    done(`a click leads to ${opened.file}:${opened.line}:${opened.column}`);

    const cursor = source.text.split("\n").findIndex((line) => line.startsWith("action ")) + 1;
    preview.child.stdin.write(`${JSON.stringify({ event: "reveal", file: source.name, line: cursor, column: 1 })}\n`);
    await page.waitForSelector(".here", { timeout: PATIENCE });
    done("the cursor leads the page");

    for (const [key, name] of [["c", "coverage"], ["t", "timeline"], ["o", "forecast"], ["f", "faults"]]) {
      await page.keyboard.press(key);
      await page.waitForSelector(`#view-${name}:not([hidden])`);
      await accessible(page, name);
      await picture(page, name);
    }
    await page.keyboard.press("o");
    await page.waitForFunction(() => document.querySelector("#view-forecast img")?.naturalWidth > 0, null, { timeout: PATIENCE });
    done("the forecast is drawn");
    await page.keyboard.press("d");
    await accessible(page, "the other light");
    await picture(page, "dark");

    const sites = await page.locator("#sites button").count();
    if (sites > 1) {
      await page.keyboard.press("]");
      await page.waitForFunction(() => document.querySelector(".page img")?.alt.startsWith("UK"), null, { timeout: PATIENCE });
      await setPages(page);
      done("another site, by keyboard");
    }

    await writeFile(source.file, source.text.replace(/^  submit .*$/m, "  submit 2026-13-40"));
    await page.keyboard.press("f");
    await page.waitForSelector("article.fault.error", { timeout: PATIENCE });
    await page.waitForSelector("#pages-note:not([hidden])");
    await picture(page, "broken");
    await page.locator("article.fault.error .place").first().click();
    assert.equal((await preview.event()).event, "open");
    done("a fault is told, leads to its line, and the last pages stay");
    await writeFile(source.file, source.text);
    await page.waitForFunction(() => document.querySelectorAll("article.fault.error").length === 0, null, { timeout: PATIENCE });

    await page.setViewportSize({ width: 400, height: 800 });
    for (const key of ["p", "f", "c", "t", "o"]) {
      await page.keyboard.press(key);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      assert.ok(wide <= 400, `view ${key} is ${wide} pixels wide`);
    }
    await page.keyboard.press("p");
    await picture(page, "narrow");
    await accessible(page, "400 pixels");
    assert.deepEqual(troubles, []);
    done("no script error, nothing from elsewhere");
  } finally {
    await browser.close();
    preview.child.stdin.end();
    const code = await preview.ended;
    assert.equal(code, 0);
    done("the program ends with its editor");
  }
}

await main();
