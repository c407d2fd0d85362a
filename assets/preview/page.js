// The live page: fetches the state after each change, and pages when they come into sight. Nothing
// of the case is ever read as markup: all text is set as text.
"use strict";

const WORDS = {
  en: {
    pages: "Pages", faults: "Faults", coverage: "Coverage", timeline: "Timeline", forecast: "Forecast",
    light: "Light", dark: "Dark", help: "Keys", close: "Close", setting: "Setting the pages …",
    reading: "Reading the case …", sites: "Sites", asOf: (day) => `as of ${day}`,
    clean: "No faults", cleanMore: "Nothing stands in the way of `poa build`.", count: {
      error: (n) => `${n} ${n === 1 ? "error" : "errors"}`,
      warning: (n) => `${n} ${n === 1 ? "warning" : "warnings"}`,
    },
    error: "error", warning: "warning", advice: "advice",
    stale: "An error stands in the way: these pages are older than the source.",
    blocked: "An error stands in the way", blockedMore: "There are pages once the faults of this site are mended.",
    gone: "The program has ended: start `poa preview` again.", ended: "ended",
    page: (n, all) => `Page ${n} of ${all}`,
    order: "Order", answers: "Answered by", direct: "Direct proof", process: "Process proof",
    remedy: "Remedy", none: "missing", noOrders: "No defect orders", noOrdersMore: "The data of this site name none.",
    noTimeline: "No timeline yet", noTimelineMore: "There is one once there are pages.",
    noForecast: "No forecast", noForecastMore: "Window, orders and defects could not all be read.",
    noSite: "No site", noSiteMore: "The case names none that can be read.",
    forecastOf: (site) => `Forecast of the order defect rate of ${site}`, orders: "orders",
    coverageOf: (site) => `What answers and proves each defect order of ${site}`,
    answered: "answered", proven: "direct proof", processed: "process proof",
    keySites: "previous, next site", keyViews: "faults, coverage, timeline, forecast, pages",
    keyPages: "next, previous page", keyTheme: "light or dark", keyHelp: "these keys", asks: "Help",
  },
  zh: {
    pages: "页面", faults: "问题", coverage: "覆盖", timeline: "时间线", forecast: "推算",
    light: "浅色", dark: "深色", help: "快捷键", close: "关闭", setting: "正在排版……",
    reading: "正在读取……", sites: "站点", asOf: (day) => `截至 ${day}`,
    clean: "没有问题", cleanMore: "可以运行 `poa build`。", count: {
      error: (n) => `${n} 处错误`, warning: (n) => `${n} 处警告`,
    },
    error: "错误", warning: "警告", advice: "建议",
    stale: "存在错误：以下页面早于当前源文件。",
    blocked: "存在错误", blockedMore: "修正此站点的问题后才会生成页面。",
    gone: "程序已退出：请重新运行 `poa preview`。", ended: "已退出",
    page: (n, all) => `第 ${n} 页，共 ${all} 页`,
    order: "订单", answers: "由谁说明", direct: "直接证据", process: "过程证据",
    remedy: "补偿", none: "缺少", noOrders: "没有缺陷订单", noOrdersMore: "此站点的数据里没有缺陷订单。",
    noTimeline: "还没有时间线", noTimelineMore: "生成页面后才有时间线。",
    noForecast: "无法推算", noForecastMore: "窗口、订单和缺陷数据未能全部读出。",
    noSite: "没有站点", noSiteMore: "未能从案例中读到任何站点。",
    forecastOf: (site) => `${site} 的订单缺陷率推算`, orders: "个订单",
    coverageOf: (site) => `${site} 每个缺陷订单的说明和证据`,
    answered: "已说明", proven: "直接证据", processed: "过程证据",
    keySites: "上一个、下一个站点", keyViews: "问题、覆盖、时间线、推算、页面",
    keyPages: "下一页、上一页", keyTheme: "浅色或深色", keyHelp: "显示快捷键", asks: "改法",
  },
};

const VIEWS = ["pages", "faults", "coverage", "timeline", "forecast"];
const narrow = matchMedia("(max-width: 760px)");
const $ = (id) => document.getElementById(id);

/** As the program speaks; as the browser does until it has spoken. */
let words = WORDS[navigator.language.toLowerCase().startsWith("zh") ? "zh" : "en"];
let state = null;
let version = 0;
let site = null;
let view = "faults";
/** Where the cursor of the editor stood last. */
let cursor = null;
/** What was set last, by site: shown while new pages are set, or an error stands in the way. */
const last = new Map();

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
  document.body.dataset.state = "shown";
  text($("case"), report.case);
  text($("day"), words.asOf(report.as_of));
  text($("summary"), ...summary(report.summary));
  const codes = Object.keys(state.shown);
  for (const [code, shown] of Object.entries(state.shown)) {
    if (shown.pages) last.set(code, { pages: shown.pages, timeline: shown.timeline });
  }
  // A site whose name is being typed comes back.
  if (!codes.includes(site) && codes.length > 0) site = codes[0];
  showSites(codes, report);
  showViews(report);
  if (codes.includes(site)) void post(`look/${site}`);
  showPages();
  showFaults(report);
  showCoverage();
  showTimeline();
  showForecast();
}

function chip(kind, said) {
  return make("span", { class: `chip ${kind}` }, said);
}

function summary(counts) {
  const found = ["error", "warning"].filter((level) => counts[`${level}s`] > 0);
  const chips = found.map((level) => chip(level, words.count[level](counts[`${level}s`])));
  return chips.length === 0 ? [chip("clean", words.clean)] : chips;
}

function concerns(fault, code) {
  return fault.sites.length === 0 || fault.sites.includes(code);
}

function isBlocked(report, code) {
  return report.diagnostics.some((fault) => fault.level === "error" && concerns(fault, code));
}

function tab(attributes, selected, ...children) {
  const all = { type: "button", role: "tab", "aria-selected": String(selected), tabindex: selected ? "0" : "-1" };
  return make("button", { ...all, ...attributes }, ...children);
}

/** Puts new tabs in the place of the old ones; the keyboard stays where it was. */
function replaceTabs(bar, tabs) {
  const held = document.activeElement?.closest("nav") === bar;
  text(bar, ...tabs);
  const selected = bar.querySelector('[aria-selected="true"]');
  if (held) selected?.focus();
  selected?.scrollIntoView({ block: "nearest", inline: "nearest" });
}

function showSites(codes, report) {
  $("sites").setAttribute("aria-label", words.sites);
  replaceTabs($("sites"), codes.map((code) => {
    const numbers = report.sites[code];
    const parts = [code.toUpperCase(), make("span", { class: "count" }, numbers ? `${numbers.rate_percent} %` : "")];
    if (isBlocked(report, code)) parts.push(make("span", { class: "dot", role: "img", "aria-label": words.error }));
    return tab({ onclick: () => choose(code), "aria-controls": "view-pages" }, code === site, ...parts);
  }));
}

/** The views that there is a tab of: the pages have one only where they hide the others. */
function tabs() {
  return narrow.matches ? VIEWS : VIEWS.slice(1);
}

function showViews(report) {
  if (!tabs().includes(view)) view = "faults";
  document.body.dataset.view = view;
  $("views").setAttribute("aria-label", report.case);
  const faults = report.diagnostics.filter((fault) => concerns(fault, site));
  const worst = ["error", "warning"].find((level) => faults.some((fault) => fault.level === level));
  replaceTabs($("views"), VIEWS.map((name) => {
    const marks = name === "faults" ? [make("span", { class: `count ${worst ?? ""}` }, String(faults.length))] : [];
    const attributes = { "data-view": name, onclick: () => look(name), "aria-controls": `view-${name}` };
    return tab(attributes, name === view, words[name], ...marks);
  }));
  const side = view === "pages" ? "faults" : view;
  for (const name of VIEWS) {
    const section = $(`view-${name}`);
    section.setAttribute("aria-label", words[name]);
    section.hidden = name !== "pages" && name !== side;
  }
}

function choose(code) {
  const isOther = site !== code;
  site = code;
  if (state !== null) show();
  if (isOther) $("view-pages").scrollTo({ top: 0, behavior: "instant" });
}

function look(name) {
  view = name;
  if (name === "pages" && !narrow.matches) $("view-pages").focus();
  if (state !== null) show();
}

/** What stands where there is nothing to show. */
function nothing(title, more, sign) {
  const parts = [make("strong", {}, title), ...coded(more)];
  if (sign) parts.unshift(make("span", { class: "sign", "aria-hidden": "true" }, sign));
  return make("p", { class: "nothing" }, ...parts);
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
  const shown = state.shown[site];
  const known = last.get(site)?.pages ?? null;
  const list = known?.list ?? [];
  const blocked = isBlocked(state.report, site);
  const isSetting = Boolean(shown) && !shown.pages && !blocked;
  document.body.classList.toggle("is-setting", isSetting);
  document.body.classList.toggle("is-stale", blocked);
  document.body.classList.toggle("has-no-pages", isSetting && list.length === 0);
  const hasNone = list.length === 0 && !isSetting;
  $("pages-note").hidden = !(blocked && list.length > 0);
  text($("pages-note"), words.stale);
  const box = $("pages");
  if (hasNone) {
    text(box, blocked || shown ? nothing(words.blocked, words.blockedMore) : nothing(words.noSite, words.noSiteMore));
    showWhere();
    return;
  }
  box.querySelectorAll(":scope > :not(.page)").forEach((old) => old.remove());
  while (box.children.length > list.length) box.lastElementChild.remove();
  list.forEach((page, index) => {
    const known = box.children[index];
    const key = `${site}/${index}/${page.fingerprint}`;
    if (known?.dataset.key === key) return;
    const made = pageFigure(page, index, list.length, key);
    if (known) replacePage(known, made);
    else box.append(made);
  });
  showWhere();
}

function pageFigure(page, index, count, key) {
  const image = make("img", {
    alt: `${site.toUpperCase()}: ${words.page(index + 1, count)}`,
    width: Math.round(page.width), height: Math.round(page.height), "data-src": `page/${key}`, decoding: "async",
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
  known.dataset.key = made.dataset.key;
  // A page that was set again meanwhile has another key by now, and another picture on its way.
  const isWanted = () => known.isConnected && known.dataset.key === made.dataset.key;
  image.addEventListener("load", () => {
    if (!isWanted()) return;
    made.classList.add("fresh");
    const held = known.contains(document.activeElement);
    known.replaceWith(made);
    if (held) made.querySelector("button").focus({ preventScroll: true });
    if (cursor) mark(cursor);
  }, { once: true });
  image.addEventListener("error", () => { if (isWanted()) void refresh(); }, { once: true });
  image.src = image.dataset.src;
  delete image.dataset.src;
}

/** Says which page is in sight. */
function showWhere() {
  const figures = [...$("pages").querySelectorAll(".page")];
  $("where").hidden = figures.length < 2;
  text($("where"), `${inSight(figures) + 1} / ${figures.length}`);
}

/** The number of the page that fills the upper part of the view. */
function inSight(figures) {
  const box = $("view-pages").getBoundingClientRect();
  const line = box.top + box.height / 3;
  const found = figures.findIndex((figure) => figure.getBoundingClientRect().bottom > line);
  return found < 0 ? figures.length - 1 : found;
}

/** Opens what is printed where the page was clicked; from the keyboard, what it begins with. */
function clicked(event, index, page) {
  const pages = last.get(site)?.pages;
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
function reveal(place) {
  cursor = place;
  const here = mark(place);
  if (here && narrow.matches) look("pages");
  here?.scrollIntoView({ block: "center" });
}

/** Marks what a place says; `null` where nothing on the pages comes from it. */
function mark({ file, line }) {
  document.querySelectorAll(".here").forEach((old) => old.remove());
  const pages = last.get(site)?.pages;
  let best = null;
  for (const spot of pages?.spots ?? []) {
    if (spot.file === file && spot.line <= line && (best === null || spot.line > best.line)) best = spot;
  }
  const figure = best && $("pages").children[best.page];
  if (!figure) return null;
  const here = make("span", { class: "here" });
  here.style.top = `${(best.y / pages.list[best.page].height) * 100}%`;
  figure.append(here);
  return here;
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
      return make("li", {}, placeButton(place), make("span", {}, ...coded(label.text)));
    });
    const about = [make("span", { class: "level" }, words[fault.level]), make("span", { class: "rule" }, fault.rule)];
    if (fault.sites.length > 0) about.push(make("span", {}, fault.sites.join(", ").toUpperCase()));
    const parts = [make("p", { class: "about" }, ...about), make("h3", {}, ...coded(fault.message))];
    parts.push(make("ul", {}, ...labels));
    if (fault.help) parts.push(make("p", { class: "help" }, make("strong", {}, words.asks), " ", ...coded(fault.help)));
    if (fault.source?.title) parts.push(make("p", { class: "source" }, fault.source.title));
    return make("article", { class: `fault ${fault.level}` }, ...parts);
  });
  if (found.length === 0) found.push(nothing(words.clean, words.cleanMore, "✓"));
  text($("view-faults"), make("h2", {}, words.faults), ...found);
}

function showCoverage() {
  const orders = state.shown[site]?.orders ?? [];
  const section = $("view-coverage");
  const title = make("h2", {}, words.coverage);
  if (orders.length === 0) {
    text(section, title, nothing(words.noOrders, words.noOrdersMore));
    return;
  }
  const open = new Set([...section.querySelectorAll("details[open]")].map((it) => it.dataset.key));
  // Roles are said again: where an order is a card, its style takes them away.
  const rows = orders.map((order) => make("tr", { role: "row" },
    make("th", { scope: "row", role: "rowheader" }, placeButton(order.place, order.id), make("span", { class: "kinds" }, order.kinds.join(", "))),
    named("answers", order.answers), counted("direct", order, open), counted("process", order, open),
    make("td", { role: "cell", "data-label": words.remedy }, order.remedies.join(", ") || "–")));
  const head = ["order", "answers", "direct", "process", "remedy"]
    .map((name) => make("th", { scope: "col", role: "columnheader" }, words[name]));
  const table = make("table", { role: "table" },
    make("caption", {}, words.coverageOf((site ?? "").toUpperCase())),
    make("thead", { role: "rowgroup" }, make("tr", { role: "row" }, ...head)), make("tbody", { role: "rowgroup" }, ...rows));
  const box = make("div", { class: "scroll cards", tabindex: "0", role: "region", "aria-label": words.coverage }, table);
  text(section, title, figures(orders), box);
}

/** How many orders are answered and proven, of how many. */
function figures(orders) {
  const of = (name) => orders.filter((order) => order[name].length > 0).length;
  const figure = (name, count) => make("div", { class: count < orders.length ? "lacks" : "" },
    make("dt", {}, name), make("dd", {}, String(count), make("small", {}, ` / ${orders.length}`)));
  return make("dl", { class: "figures" }, figure(words.answered, of("answers")),
    figure(words.proven, of("direct")), figure(words.processed, of("process")));
}

function named(name, names) {
  const has = names.length > 0;
  return make("td", { role: "cell", "data-label": words[name], class: has ? "" : "lacks" }, has ? names.join(", ") : words.none);
}

/** How many there are, with their names for who asks. */
function counted(name, order, open) {
  const names = order[name];
  if (names.length === 0) return named(name, names);
  const key = `${order.id}/${name}`;
  const list = make("ul", {}, ...names.map((it) => make("li", {}, it)));
  const details = make("details", { "data-key": key, open: open.has(key) }, make("summary", {}, String(names.length)), list);
  return make("td", { role: "cell", "data-label": words[name] }, details);
}

function showTimeline() {
  const timeline = state.shown[site]?.timeline ?? last.get(site)?.timeline;
  const section = $("view-timeline");
  if (!timeline) {
    text(section, make("h2", {}, words.timeline), nothing(words.noTimeline, words.noTimelineMore));
    return;
  }
  const whole = Math.max(timeline.days, 1);
  const grid = make("div", { class: "timeline" });
  // Labels that would touch are left out; the first and the last stay.
  const ends = [timeline.ticks[0], timeline.ticks.at(-1)];
  const fits = (tick) => ends.includes(tick) || ends.every((end) => Math.abs(tick.day - end.day) / whole > 0.2);
  let reached = -1;
  const ticks = timeline.ticks.filter((tick) => {
    const at = tick.day / whole;
    const shown = fits(tick) && (at - reached > 0.2 || ends.includes(tick));
    if (shown) reached = at;
    return shown;
  });
  grid.append(make("span"), make("span", { class: "axis" }, ...ticks.map((tick) => {
    const label = make("span", { class: tick === ends[1] ? "last" : "" }, tick.label);
    label.style.left = `${(tick.day / whole) * 100}%`;
    return label;
  })));
  for (const row of timeline.rows) grid.append(make("span", { class: "label" }, row.label), bar(row, whole, ticks));
  text(section, make("h2", {}, timeline.caption), grid);
}

function drawn(name, attributes, ...children) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  made.append(...children);
  return made;
}

function bar(row, whole, ticks) {
  const at = (day) => `${(day / whole) * 100}%`;
  const lines = ticks.map((tick) => drawn("line", { x1: at(tick.day), x2: at(tick.day), y1: -2, y2: 22, class: "grid" }));
  // A day is a mark, more of them a bar.
  const shape = row.to - row.from > 1
    ? drawn("rect", { x: at(row.from), width: at(row.to - row.from), y: 5, height: 10, rx: 2, class: `tone-${row.tone}` })
    : drawn("circle", { cx: at((row.from + row.to) / 2), cy: 10, r: 5, class: `tone-${row.tone}` });
  return drawn("svg", { "aria-hidden": "true" }, ...lines, shape);
}

/** Drawn only when somebody looks: it reads all orders. The old one stays until the new one is there. */
function showForecast() {
  const section = $("view-forecast");
  const key = `${site}/${version}`;
  if (view !== "forecast" || section.dataset.key === key) return;
  const isOther = section.dataset.key?.split("/")[0] !== site;
  section.dataset.key = key;
  const title = make("h2", {}, words.forecast);
  const image = make("img", { alt: words.forecastOf((site ?? "").toUpperCase()), src: `forecast/${key}` });
  const isWanted = () => section.dataset.key === key;
  const put = (...what) => { if (isWanted()) text(section, title, ...what); };
  image.addEventListener("load", () => put(make("div", { class: "paper" }, image)));
  image.addEventListener("error", () => put(nothing(words.noForecast, words.noForecastMore)));
  if (isOther) put();
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
  const list = make("dl", {}, ...keys.flatMap(([key, what]) => [make("dt", {}, ...key.split(" ").map((one) => make("kbd", {}, one))), make("dd", {}, what)]));
  text($("help"), make("h2", { id: "help-title" }, words.help), list,
    make("button", { type: "button", onclick: () => $("help").close() }, words.close));
  $("help").showModal();
}

function step(codes, by) {
  return codes[(codes.indexOf(site) + by + codes.length) % codes.length];
}

function turn(by) {
  const figures = [...$("pages").querySelectorAll(".page")];
  const to = Math.min(Math.max(inSight(figures) + by, 0), figures.length - 1);
  figures[to]?.scrollIntoView();
}

function pressed(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || $("help").open || state === null) return;
  const inTabs = event.target.closest?.('[role="tablist"]');
  const codes = Object.keys(state.shown);
  const forward = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
  if (inTabs && forward !== 0) {
    event.preventDefault();
    if (inTabs.id === "sites") choose(step(codes, forward));
    else look(tabs()[(tabs().indexOf(view) + forward + tabs().length) % tabs().length]);
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

/** Fetches the newest state; one that comes late changes nothing. */
async function refresh() {
  const answer = await fetch("state", { cache: "no-store" });
  if (!answer.ok) return;
  const news = await answer.json();
  if (news.state === null || news.version < version) return;
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

/** Hears what is new, and asks again where the program does not answer: it may be started anew. */
function listen() {
  const news = new EventSource("events");
  news.addEventListener("state", () => void refresh().catch(() => undefined));
  news.addEventListener("reveal", (event) => reveal(JSON.parse(event.data)));
  news.addEventListener("error", () => {
    text($("summary"), chip("gone", words.ended));
    toast(words.gone, true);
    if (news.readyState !== EventSource.CLOSED) return;
    setTimeout(listen, 2000);
  });
  news.addEventListener("open", () => { $("toast").hidden = true; });
}

function begin() {
  speak(words === WORDS.zh ? "zh" : "en");
  text($("summary"), chip("waiting", words.reading));
  $("theme").addEventListener("click", toggleTheme);
  $("help-open").addEventListener("click", showHelp);
  document.addEventListener("keydown", pressed);
  narrow.addEventListener("change", () => { if (state !== null) show(); });
  $("view-pages").addEventListener("scroll", () => requestAnimationFrame(showWhere), { passive: true });
  listen();
}

begin();
