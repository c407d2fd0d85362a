// The live page: fetches the state after each change, and pages when they come into sight. Nothing
// of the case is ever read as markup: all text is set as text.
"use strict";

const WORDS = {
  en: {
    pages: "Pages", faults: "Faults", coverage: "Coverage", timeline: "Timeline", forecast: "Forecast",
    light: "Light", dark: "Dark", help: "Keys", close: "Close", setting: "Setting the pages …",
    clean: "no faults", error: "error", warning: "warning", advice: "advice", errors: "errors",
    warnings: "warnings", stale: "An error stands in the way: these pages are older than the source.",
    blocked: "An error stands in the way: there are pages once the faults of this site are mended.",
    gone: "The program has ended: start `poa preview` again.", page: (n, all) => `Page ${n} of ${all}`,
    order: "Order", kind: "Defect", answers: "Answered by", direct: "Direct proof", process: "Process proof",
    remedy: "Remedy", none: "missing", noTimeline: "There is a timeline once there are pages.",
    noForecast: "There is no forecast: window, orders and defects could not all be read.",
    forecastOf: (site) => `Forecast of the order defect rate of ${site}`, of: "of", orders: "orders",
    coverageOf: (site) => `What answers and proves each defect order of ${site}`,
    keySites: "previous, next site", keyViews: "faults, coverage, timeline, forecast, pages",
    keyPages: "next, previous page", keyTheme: "light or dark", keyHelp: "these keys", rule: "rule", asks: "help",
  },
  zh: {
    pages: "页面", faults: "问题", coverage: "覆盖", timeline: "时间线", forecast: "推算",
    light: "浅色", dark: "深色", help: "快捷键", close: "关闭", setting: "正在排版……",
    clean: "没有问题", error: "错误", warning: "警告", advice: "建议", errors: "处错误",
    warnings: "处警告", stale: "存在错误：以下页面早于当前源文件。",
    blocked: "存在错误：修正此站点的问题后才会生成页面。",
    gone: "程序已退出：请重新运行 `poa preview`。", page: (n, all) => `第 ${n} 页，共 ${all} 页`,
    order: "订单", kind: "缺陷", answers: "由谁说明", direct: "直接证据", process: "过程证据",
    remedy: "补偿", none: "缺少", noTimeline: "生成页面后才有时间线。",
    noForecast: "无法推算：窗口、订单和缺陷数据未能全部读出。",
    forecastOf: (site) => `${site} 的订单缺陷率推算`, of: "/", orders: "单",
    coverageOf: (site) => `${site} 每个缺陷订单的说明和证据`,
    keySites: "上一个、下一个站点", keyViews: "问题、覆盖、时间线、推算、页面",
    keyPages: "下一页、上一页", keyTheme: "浅色或深色", keyHelp: "显示快捷键", rule: "规则", asks: "改法",
  },
};

const VIEWS = ["pages", "faults", "coverage", "timeline", "forecast"];
const $ = (id) => document.getElementById(id);

/** As the program speaks; as the browser does until it has spoken. */
let words = WORDS[navigator.language.toLowerCase().startsWith("zh") ? "zh" : "en"];
let state = null;
let version = 0;
let site = null;
let view = "faults";
/** The last pages that could be set, by site: shown while an error stands in the way. */
const lastPages = new Map();

/** An element with attributes, event handlers and children; strings become text. */
function make(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (value === true) made.setAttribute(key, "");
    else if (value !== false && value !== null) made.setAttribute(key, value);
  }
  made.append(...children);
  return made;
}

function text(element, ...children) {
  element.replaceChildren(...children);
}

async function post(path, body) {
  const answer = await fetch(path, { method: "POST", body: body === undefined ? "" : JSON.stringify(body) });
  return answer.ok ? answer.json() : false;
}

// --- What is shown ---------------------------------------------------------------------------

function show() {
  const { report } = state;
  if (words !== WORDS[state.language]) speak(state.language);
  document.title = `${report.case} · poa`;
  text($("case"), report.case);
  text($("summary"), summary(report));
  const codes = Object.keys(state.shown);
  if (!codes.includes(site)) site = codes[0] ?? null;
  showSites(codes, report);
  showViews(report);
  if (site !== null) void post(`look/${site}`);
  showPages();
  showFaults(report);
  showCoverage();
  showTimeline();
  showForecast();
}

function summary({ summary: { errors, warnings }, as_of: day }) {
  const parts = [];
  if (errors > 0) parts.push(`${errors} ${errors === 1 ? words.error : words.errors}`);
  if (warnings > 0) parts.push(`${warnings} ${warnings === 1 ? words.warning : words.warnings}`);
  return `${day} · ${parts.length === 0 ? words.clean : parts.join(", ")}`;
}

function concerns(fault, code) {
  return fault.sites.length === 0 || fault.sites.includes(code);
}

function tab(attributes, selected, ...children) {
  const all = { type: "button", role: "tab", "aria-selected": String(selected), tabindex: selected ? "0" : "-1" };
  return make("button", { ...all, ...attributes }, ...children);
}

function showSites(codes, report) {
  const held = document.activeElement?.closest("#sites") !== null;
  $("sites").setAttribute("aria-label", report.case);
  text($("sites"), ...codes.map((code) => {
    const numbers = report.sites[code];
    const rate = numbers ? `${numbers.rate_percent} %` : "";
    const chosen = () => choose(code);
    return tab({ onclick: chosen, "aria-controls": "view-pages" }, code === site,
      code.toUpperCase(), make("span", { class: "count" }, rate));
  }));
  if (held) $("sites").querySelector('[aria-selected="true"]')?.focus();
}

function showViews(report) {
  const held = document.activeElement?.closest("#views") !== null;
  document.body.dataset.view = view;
  $("views").setAttribute("aria-label", words.pages);
  const side = view === "pages" ? "faults" : view;
  text($("views"), ...VIEWS.map((name) => {
    const count = name === "faults" ? report.diagnostics.filter((fault) => concerns(fault, site)).length : null;
    const marks = count === null ? [] : [make("span", { class: "count" }, String(count))];
    const attributes = { "data-view": name, onclick: () => look(name), "aria-controls": `view-${name}` };
    return tab(attributes, name === view, words[name], ...marks);
  }));
  for (const name of VIEWS) {
    const section = $(`view-${name}`);
    section.setAttribute("aria-label", words[name]);
    section.hidden = name !== "pages" && name !== side;
  }
  if (held) $("views").querySelector('[aria-selected="true"]')?.focus();
}

function choose(code) {
  site = code;
  if (state !== null) show();
}

function look(name) {
  view = name;
  if (state !== null) show();
}

// --- Pages -----------------------------------------------------------------------------------

/** Loads a page when it comes near; until then its room is kept. */
const near = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries) {
    if (isIntersecting && target.dataset.src) {
      target.src = target.dataset.src;
      delete target.dataset.src;
      near.unobserve(target);
    }
  }
}, { root: null, rootMargin: "800px" });

function showPages() {
  const now = site === null ? null : state.shown[site]?.pages;
  if (now) lastPages.set(site, now);
  const pages = now ?? lastPages.get(site) ?? null;
  const has = (fault) => fault.level === "error" && concerns(fault, site);
  const blocked = state.report.diagnostics.some(has);
  const note = now ? "" : blocked ? (pages ? words.stale : words.blocked) : words.setting;
  $("pages-note").hidden = note === "";
  text($("pages-note"), note);
  const list = pages?.list ?? [];
  const box = $("pages");
  while (box.children.length > list.length) box.lastElementChild.remove();
  list.forEach((page, index) => {
    const known = box.children[index];
    const key = `${site}/${index}/${page.fingerprint}`;
    if (known?.dataset.key === key) return;
    const made = pageFigure(page, index, list.length, key);
    if (known) replacePage(known, made);
    else box.append(made);
  });
}

function pageFigure(page, index, count, key) {
  const address = `page/${key}`;
  const image = make("img", {
    alt: `${site.toUpperCase()}: ${words.page(index + 1, count)}`,
    width: Math.round(page.width), height: Math.round(page.height), "data-src": address, decoding: "async",
  });
  const button = make("button", { type: "button", onclick: (event) => clicked(event, index, page) }, image);
  const figure = make("figure", { class: page.width > page.height ? "page wide" : "page", "data-key": key }, button);
  near.observe(image);
  return figure;
}

/** The old page stays in sight until the new one is there: nothing flickers. */
function replacePage(known, made) {
  const shown = known.querySelector("img");
  const image = made.querySelector("img");
  if (!shown.src || known.dataset.key.split("/")[0] !== site) {
    known.replaceWith(made);
    return;
  }
  near.unobserve(image);
  const swap = () => { if (known.isConnected) known.replaceWith(made); };
  image.addEventListener("load", swap, { once: true });
  image.addEventListener("error", swap, { once: true });
  known.dataset.key = made.dataset.key;
  image.src = image.dataset.src;
  delete image.dataset.src;
}

/** Opens what is printed where the page was clicked; from the keyboard, what it begins with. */
function clicked(event, index, page) {
  const pages = lastPages.get(site);
  if (!pages) return;
  const box = event.currentTarget.getBoundingClientRect();
  const y = event.detail === 0 ? 0 : ((event.clientY - box.top) / box.height) * page.height;
  let best = null;
  for (const spot of pages.spots) {
    if (spot.page > index || (spot.page === index && spot.y > y + 4)) continue;
    best = spot;
  }
  best ??= pages.spots.find((spot) => spot.page === index) ?? null;
  if (best) void open(best);
}

async function open({ file, line, column }) {
  const opened = await post("open", { file, line, column });
  toast(`${file}:${line}:${column}`, !opened);
}

let toastTimer;
function toast(words, stays) {
  text($("toast"), words);
  $("toast").hidden = false;
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => { $("toast").hidden = true; }, stays ? 8000 : 1500);
}

/** Leads the page to what the cursor of the editor stands in. */
function reveal({ file, line }) {
  const spots = lastPages.get(site)?.spots ?? [];
  let best = null;
  for (const spot of spots) {
    if (spot.file === file && spot.line <= line && (best === null || spot.line > best.line)) best = spot;
  }
  if (best === null) return;
  const figure = $("pages").children[best.page];
  const height = state.shown[site]?.pages?.list[best.page]?.height ?? 842;
  if (!figure) return;
  document.querySelectorAll(".here").forEach((mark) => mark.remove());
  const here = make("span", { class: "here" });
  here.style.top = `${(best.y / height) * 100}%`;
  figure.append(here);
  here.scrollIntoView({ block: "center" });
}

// --- Beside the pages ------------------------------------------------------------------------

/** Words in which a name stands between backticks, as all messages of `poa` have them. */
function coded(words) {
  return words.split("`").map((part, index) => (index % 2 === 1 ? make("code", {}, part) : part));
}

function placeButton({ file, line, column }, words = `${file}:${line}:${column}`) {
  const place = { file, line, column };
  return make("button", { type: "button", class: "place", onclick: () => void open(place) }, words);
}

function showFaults(report) {
  const faults = report.diagnostics.filter((fault) => concerns(fault, site));
  const found = faults.map((fault) => {
    const labels = fault.labels.map((label) => {
      const place = { file: label.file, line: label.start.line, column: label.start.column };
      return make("li", {}, placeButton(place), " ", ...coded(label.text));
    });
    const parts = [make("h3", {}, make("span", { class: "level" }, words[fault.level]), " ", ...coded(fault.message))];
    parts.push(make("ul", {}, ...labels));
    if (fault.help) parts.push(make("p", {}, `${words.asks}: `, ...coded(fault.help)));
    const asks = fault.source ? `${fault.rule} · ${fault.source.title}` : fault.rule;
    parts.push(make("p", { class: "source" }, `${words.rule}: ${asks}`));
    return make("article", { class: `fault ${fault.level}` }, ...parts);
  });
  if (found.length === 0) found.push(make("p", { class: "nothing" }, words.clean));
  text($("view-faults"), make("h2", {}, words.faults), ...found);
}

function showCoverage() {
  const orders = state.shown[site]?.orders ?? [];
  const rows = orders.map((order) => make("tr", {},
    make("th", { scope: "row" }, placeButton(order.place, order.id)),
    make("td", {}, order.kinds.join(", ")),
    named(order.answers), counted(order.direct), counted(order.process),
    make("td", {}, order.remedies.join(", "))));
  const head = ["order", "kind", "answers", "direct", "process", "remedy"].map((name) => make("th", { scope: "col" }, words[name]));
  const table = make("table", {},
    make("caption", {}, words.coverageOf((site ?? "").toUpperCase())),
    make("thead", {}, make("tr", {}, ...head)), make("tbody", {}, ...rows));
  const box = make("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": words.coverage }, table);
  text($("view-coverage"), make("h2", {}, words.coverage), box);
}

function named(names) {
  const has = names.length > 0;
  return make("td", { class: has ? "has" : "lacks" }, has ? names.join(", ") : words.none);
}

/** How many there are, with their names for who asks. */
function counted(names) {
  if (names.length === 0) return named(names);
  const list = make("ul", {}, ...names.map((name) => make("li", {}, name)));
  return make("td", { class: "has" }, make("details", {}, make("summary", {}, String(names.length)), list));
}

function showTimeline() {
  const timeline = state.shown[site]?.timeline;
  const section = $("view-timeline");
  if (!timeline) {
    text(section, make("h2", {}, words.timeline), make("p", { class: "nothing" }, words.noTimeline));
    return;
  }
  const grid = make("div", { class: "timeline" });
  const ticks = timeline.ticks.filter((_, index, all) => index === 0 || index === all.length - 1);
  grid.append(make("span"), make("span", { class: "axis" }, ...ticks.map((tick) => {
    const label = make("span", {}, tick.label);
    label.style.left = `${Math.min((tick.day / Math.max(timeline.days, 1)) * 100, 88)}%`;
    return label;
  })));
  for (const row of timeline.rows) grid.append(make("span", {}, row.label), bar(row, timeline.days));
  text(section, make("h2", {}, words.timeline), make("p", {}, timeline.caption), grid);
}

function bar(row, days) {
  const space = "http://www.w3.org/2000/svg";
  const picture = document.createElementNS(space, "svg");
  picture.setAttribute("viewBox", "0 0 1000 16");
  picture.setAttribute("preserveAspectRatio", "none");
  picture.setAttribute("aria-hidden", "true");
  const shape = document.createElementNS(space, "rect");
  const whole = Math.max(days, 1);
  shape.setAttribute("x", String(Math.min((row.from / whole) * 1000, 992)));
  shape.setAttribute("width", String(Math.max(((row.to - row.from) / whole) * 1000, 8)));
  shape.setAttribute("y", "3");
  shape.setAttribute("height", "10");
  shape.setAttribute("class", `tone-${row.tone}`);
  picture.append(shape);
  return picture;
}

/** Drawn only when somebody looks: it reads all orders. */
function showForecast() {
  const section = $("view-forecast");
  const key = `${site}/${version}`;
  if (view !== "forecast" || section.dataset.key === key) return;
  section.dataset.key = key;
  const image = make("img", { alt: words.forecastOf((site ?? "").toUpperCase()), src: `forecast/${key}` });
  image.addEventListener("error", () => {
    image.replaceWith(make("p", { class: "nothing" }, words.noForecast));
  });
  text(section, make("h2", {}, words.forecast), image);
}

// --- Light, keys, news -----------------------------------------------------------------------

function isDark() {
  const chosen = document.documentElement.dataset.theme;
  return chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
}

function toggleTheme() {
  document.documentElement.dataset.theme = isDark() ? "light" : "dark";
  showTheme();
}

function showTheme() {
  text($("theme"), isDark() ? words.light : words.dark);
}

function showHelp() {
  const keys = [["[ ]", words.keySites], ["f c t o p", words.keyViews], ["j k", words.keyPages], ["d", words.keyTheme], ["?", words.keyHelp]];
  const list = make("dl", {}, ...keys.flatMap(([key, what]) => [make("dt", {}, make("kbd", {}, key)), make("dd", {}, what)]));
  text($("help"), make("h2", { id: "help-title" }, words.help), list,
    make("button", { type: "button", onclick: () => $("help").close() }, words.close));
  $("help").showModal();
}

function step(codes, by) {
  return codes[(codes.indexOf(site) + by + codes.length) % codes.length];
}

function turn(by) {
  const figures = [...$("pages").children];
  const top = $("view-pages").getBoundingClientRect().top;
  const now = figures.findIndex((figure) => figure.getBoundingClientRect().bottom > top + 24);
  figures[Math.min(Math.max(now + by, 0), figures.length - 1)]?.scrollIntoView();
}

function pressed(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || $("help").open || state === null) return;
  const inTabs = event.target.closest?.('[role="tablist"]');
  const codes = Object.keys(state.shown);
  const forward = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
  if (inTabs && forward !== 0) {
    event.preventDefault();
    if (inTabs.id === "sites") choose(step(codes, forward));
    else look(VIEWS[(VIEWS.indexOf(view) + forward + VIEWS.length) % VIEWS.length]);
    return;
  }
  const keys = {
    "[": () => choose(step(codes, -1)), "]": () => choose(step(codes, 1)),
    f: () => look("faults"), c: () => look("coverage"), t: () => look("timeline"),
    o: () => look("forecast"), p: () => look("pages"), d: toggleTheme, "?": showHelp,
    j: () => turn(1), k: () => turn(-1),
  };
  const act = keys[event.key];
  if (act) {
    event.preventDefault();
    act();
  }
}

async function refresh() {
  const answer = await fetch("state", { cache: "no-store" });
  if (!answer.ok) return;
  const news = await answer.json();
  if (news.state === null) return;
  version = news.version;
  state = news.state;
  show();
}

function speak(language) {
  words = WORDS[language];
  document.documentElement.lang = language === "zh" ? "zh-Hans" : "en";
  $("help-open").setAttribute("aria-label", words.help);
  showTheme();
}

function begin() {
  speak(words === WORDS.zh ? "zh" : "en");
  text($("summary"), words.setting);
  $("theme").addEventListener("click", toggleTheme);
  $("help-open").addEventListener("click", showHelp);
  document.addEventListener("keydown", pressed);
  const news = new EventSource("events");
  news.addEventListener("state", () => void refresh());
  news.addEventListener("reveal", (event) => reveal(JSON.parse(event.data)));
  news.addEventListener("error", () => toast(words.gone, true));
  news.addEventListener("open", () => { $("toast").hidden = true; });
}

begin();
