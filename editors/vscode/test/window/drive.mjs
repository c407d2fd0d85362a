// Drives the extension in a real VS Code. In: the folder that `install.sh` filled, the packaged
// extension, the program, an example case, a browser, a folder for pictures. Out: one line a check;
// the first that fails ends it. It takes about two minutes and is run by hand.
//
//   node drive.mjs EXTENSION POA CASE BROWSER [PICTURES]

import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { chromium } from "playwright-core";

import { Hand } from "./hand.mjs";

const [extension, program, example, executablePath, pictures] = process.argv.slice(2).map((it) => path.resolve(it));
const PORT = 18573;
const work = mkdtempSync(path.join(tmpdir(), "poa-window-"));
const cases = path.join(work, "cases");
const first = path.join(cases, "first/undelivered.poa");
const second = path.join(cases, "second/undelivered.poa");
const text = (file) => readFileSync(file, "utf8");

function done(what) {
  console.log(`ok: ${what}`);
}

/** Two cases in one window; the second has a name that leads nowhere. */
function prepare() {
  for (const name of ["first", "second"]) {
    cpSync(example, path.join(cases, name), { recursive: true });
  }
  writeFileSync(second, text(second).replace("message-log de-messages", "message-log de-mesages"));
  mkdirSync(path.join(work, "data/User"), { recursive: true });
  mkdirSync(path.join(work, "data/Machine"), { recursive: true });
  const settings = {
    "security.workspace.trust.enabled": false,
    "workbench.startupEditor": "none",
    "files.autoSave": "off",
    "files.simpleDialog.enable": true,
    "poa.asOf": "2026-11-12",
  };
  writeFileSync(path.join(work, "data/User/settings.json"), JSON.stringify(settings));
  const missing = { "poa.server.path": path.join(work, "nowhere/poa") };
  writeFileSync(path.join(work, "data/Machine/settings.json"), JSON.stringify(missing));
}

function editor(...words) {
  const folders = ["--user-data-dir", path.join(work, "data"), "--extensions-dir", path.join(work, "extensions")];
  const config = ["--config", path.join(work, "config.yaml")];
  const entry = path.resolve("node_modules/code-server/out/node/entry.js");
  return [entry, ...config, ...folders, ...words];
}

async function startEditor() {
  execFileSync(process.execPath, editor("--install-extension", extension), { stdio: "ignore" });
  const serve = ["--auth", "none", "--disable-telemetry", "--disable-update-check", "--bind-addr", `127.0.0.1:${PORT}`];
  const server = spawn(process.execPath, editor(...serve), { stdio: ["ignore", "pipe", "inherit"] });
  await new Promise((resolve, reject) => {
    server.on("exit", () => reject(new Error("the editor ended")));
    server.stdout.on("data", (piece) => String(piece).includes("HTTP server listening") && resolve());
  });
  return server;
}

async function missingProgram(hand) {
  await hand.openFile("first/undelivered.poa");
  await hand.message("could not be started", "How to Install");
  await hand.see('.tab.active:has-text("readme.md")');
  assert.equal(await hand.page.locator('.notification-toast:has-text("ENOENT")').count(), 0);
  done("a missing program is told once, with how it is installed");
  await hand.command("Preferences: Open Remote Settings (JSON)");
  await hand.see('.tab.active[data-resource-name="settings.json"]');
  const settings = JSON.stringify({ "poa.server.path": program });
  await hand.page.evaluate((it) => navigator.clipboard.writeText(it), settings);
  await hand.page.click(".editor-group-container.active .view-lines");
  await hand.press("Control+A", "Control+V", "Control+S");
  await hand.command("View: Close All Editors");
  await hand.openFile("first/undelivered.poa");
  await hand.see(".codelens-decoration a");
  done("the setting counts at once: lenses are there");
}

async function completion(hand) {
  await hand.goTo(text(first), "submit      2026-11-12");
  await hand.press("Enter", "Control+Space");
  const words = await hand.offered();
  assert.ok(words.includes("trigger") && !words.some((word) => word.endsWith(" …")), words.join());
  await hand.press("Escape");
  await hand.command("File: Revert File");
  await hand.goTo(text(first), "submit      2026-11-12\n}\n");
  await hand.type("find");
  await hand.until("the outline is offered", async () => (await hand.offered()).includes("finding …"));
  await hand.picture("outline");
  await hand.press("Escape");
  await hand.command("File: Revert File");
  done("words of the block are offered in it, outlines outside of blocks");
}

async function editing(hand) {
  await hand.goTo(text(first), "finding no-deliv");
  await hand.press("F2");
  const name = hand.page.locator(".rename-box input");
  await name.fill("no-scan");
  await name.press("Enter");
  await hand.see('.view-line:has-text("finding no-scan")');
  await hand.goTo(text(first), "\n  seller");
  await hand.press("Home", "Home");
  await hand.type("      ");
  await hand.press("Control+S");
  await hand.until("saved, renamed, in the one style", () => {
    const now = text(first);
    return now.includes("fixes  no-scan\n") && !now.includes("no-delivery-scan") && now.includes("\n  seller  ");
  });
  done("rename, and the one style on save");
}

async function lenses(hand) {
  await hand.goTo(text(first), "finding no-scan");
  await hand.clickLens("answers", ".reference-zone-widget .monaco-list-row");
  await hand.picture("answers");
  await hand.press("Escape");
  await hand.goTo(text(first), "site us");
  await hand.clickLens("build US", '.notification-toast:has-text("US")');
  await hand.message("The plan of US is built");
  assert.ok(existsSync(path.join(cases, "first/out/us/plan.pdf")));
  await hand.picture("built");
  done("the lenses show what answers a finding, and build a site");
}

async function problems(hand) {
  await hand.choose("Control+P", "task poa", "poa");
  await hand.choose(undefined, "check the case: second", "check the case: second/undelivered.poa");
  await hand.see('.panel .composite-bar .badge-content:has-text("1")');
  await hand.page.click('.panel a.action-label[aria-label^="Problems"]');
  const fault = hand.page.locator('.markers-panel .monaco-list-row:has-text("de-mesages")');
  await fault.first().waitFor({ timeout: 60_000 });
  done("a task puts the faults of a case that is not open into the list");
  await fault.first().dblclick();
  await hand.until("the other case is open", async () => (await hand.page.locator('.tab.active:has-text("second")').count()) > 0);
  await hand.see(".squiggly-error");
  await hand.picture("problems");
  await hand.press("Control+J");
  await hand.goTo(text(second), "message-log de-mes");
  const fix = hand.page.getByText("write `de-messages`").first();
  await hand.until("the quick fix is offered", async () => {
    await hand.press("Escape", "Control+Period");
    return fix.waitFor({ timeout: 3000 }).then(() => true, () => false);
  });
  await hand.press("Enter");
  await hand.see('.view-line:has-text("message-log de-messages")');
  await hand.press("Control+S");
  await hand.until("mended on disk", () => text(second).includes("message-log de-messages"));
  done("a quick fix mends the other case");
}

async function rules(hand) {
  await hand.command("poa: Explain a Rule…");
  await hand.choose(undefined, "action-not-done", "action-not-done-yet");
  await hand.see('.tab:has-text("action-not-done-yet.md")');
  await hand.picture("rule");
  await hand.command("View: Close All Editors");
  done("a rule is a page");
}

/** An editor in a browser may not show the page in itself: the header that says so is taken out. */
async function preview(hand) {
  await hand.page.route(/^http:\/\/127\.0\.0\.1:\d+\/[0-9a-f]{32}\/$/, async (route) => {
    const response = await route.fetch();
    const { "content-security-policy": policy, ...headers } = response.headers();
    assert.match(policy, /frame-ancestors 'self' vscode-webview: vscode-file:/);
    await route.fulfill({ response, headers });
  });
  await hand.openFile("first/undelivered.poa");
  await hand.command("poa: Preview Beside");
  let frame;
  await hand.until("the page is in the panel", () => {
    frame = hand.page.frames().find((it) => /^http:\/\/127\.0\.0\.1:\d+\/[0-9a-f]{32}\/$/.test(it.url()));
    return frame !== undefined;
  });
  await frame.getByText("Pages", { exact: true }).last().click();
  await frame.waitForFunction(() => document.querySelector(".page img")?.naturalWidth > 0, null, { timeout: 60_000 });
  await hand.picture("preview");
  const page = frame.locator(".page button").first();
  const box = await page.boundingBox();
  await page.click({ position: { x: box.width / 2, y: box.height * 0.55 } });
  const shown = async () => (await hand.page.locator('.statusbar-item:has-text("Ln ")').first().textContent()) ?? "";
  await hand.until("a click leads to the line", async () => !/Ln 1, /.test(await shown()));
  done(`a click on the page leads to the source: ${(await shown()).trim()}`);
  await hand.page.locator(".editor-group-container .view-lines").first().click();
  await hand.goTo(text(first), "action block-economy");
  await frame.waitForSelector(".here", { timeout: 60_000, state: "attached" });
  await hand.picture("preview-follows");
  done("the cursor leads the page");
}

async function main() {
  prepare();
  const server = await startEditor();
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
  let hand;
  try {
    const permissions = ["clipboard-read", "clipboard-write"];
    const context = await browser.newContext({ viewport: { width: 1500, height: 950 }, locale: "en-US", permissions });
    const page = await context.newPage();
    hand = new Hand(page, pictures);
    await page.goto(`http://127.0.0.1:${PORT}/?folder=${cases}`);
    await hand.see('.explorer-folders-view .monaco-list-row[aria-label^="first"]');
    for (const step of [missingProgram, completion, editing, lenses, problems, rules, preview]) {
      await step(hand);
    }
  } catch (error) {
    await hand?.picture("failed");
    throw error;
  } finally {
    await browser.close();
    server.kill();
    rmSync(work, { recursive: true, force: true, maxRetries: 5 });
  }
}

await main();
