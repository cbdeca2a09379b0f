// The leaderboard is whole without its script: this sorts, filters and draws what Python computed.
// Two that are compared and the matrix are in pairs.js, what can be taken along in taking.js: one script on a page.
const $ = (id) => document.getElementById(id), D = JSON.parse($("data").textContent), W = D.words, B = D.baselines;
const bench = document.querySelector(".workbench"), table = $("board"), body = table.tBodies[0], heads = [...table.tHead.rows[0].cells];
const trs = B.map((b) => $(`row-${b.id}`)), every = (selector) => [...document.querySelectorAll(selector)];
const escape = (text) => String(text).replace(/[&<>"]/g, (c) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[c]);
const fill = (text, names) => text.replace(/\{(\w+)\}/g, (all, name) => names[name] ?? all);
const say = (said, names = {}) => `<strong>${escape(fill(said[0], names))}</strong> ${escape(fill(said[1], names))}`;
const minus = (text) => text.replace("-", "−"), none = "–";
const fixed = (v) => v == null ? none : minus(Math.abs(v) >= 100 ? v.toFixed(0) : Math.abs(v) >= 10 ? v.toFixed(1) : v.toFixed(3));
const signed = (v, write = fixed) => { // what rounds to 0 has no sign
  if (v == null) return none;
  const text = write(Math.abs(v));
  return (+text === 0 ? "" : v < 0 ? "−" : "+") + text;
};
const percent = (v) => v == null ? none : signed(100 * v, (x) => x.toFixed(1)) + " %", count = (n) => n.toLocaleString("en");
const seconds = (s) => s == null ? none : s < .001 ? "<1 ms" : s < .1 ? `${(1000 * s).toFixed(0)} ms` : s < 10 ? `${s.toPrecision(2)} s` : `${s.toFixed(0)} s`;
const place = (id) => B.findIndex((b) => b.id === id);

// What is chosen stands in the address; what is as at first is left out there.
const FIRST = { view: D.head[0], metric: D.head[1], k: D.head[2], slice: "all", q: "", sort: "value", dir: "", mark: "", row: "", hide: "" };
let S = { ...FIRST }, shown, cursor = [0, 1];
const column = () => D.metrics[S.metric].k.length ? `${S.metric}@${S.k}` : S.metric;
const label = () => D.metrics[S.metric].label + (D.metrics[S.metric].k.length ? `@${S.k}` : "");
function read() {
  const asked = new URLSearchParams(location.hash.slice(1));
  S = { ...FIRST };
  for (const name in FIRST) if (asked.has(name)) S[name] = asked.get(name);
  if (!D.numbers[S.view]) S.view = FIRST.view;
  if (!D.metrics[S.metric]) S.metric = FIRST.metric;
  settle();
}
function settle() { // a cut-off that the metric has
  const ks = D.metrics[S.metric].k.map(String);
  if (ks.length && !ks.includes(S.k)) S.k = ks.includes(FIRST.k) ? FIRST.k : ks[0];
}
function address(changed = {}) {
  const all = { ...S, ...changed }, said = new URLSearchParams();
  for (const name in FIRST) if (all[name] !== FIRST[name] && !(name === "k" && !D.metrics[all.metric].k.length)) said.set(name, all[name]);
  return said.toString().replace(/%2C/g, ",").replace(/%40/g, "@");
}
function set(changed) {
  Object.assign(S, changed);
  settle();
  history.replaceState(null, "", address() ? `#${address()}` : location.pathname + location.search);
  draw();
}
const marked = () => S.mark.split(",").map(place).filter((i) => i >= 0);
const hidden = () => S.hide.split(",").filter(Boolean);
const test = () => S.slice === "all" ? D.tests[S.view]?.[column()] : D.groups[S.view]?.[S.slice]?.[column()];
const group = () => [...$("slice").options].find((option) => option.value === S.slice)?.dataset.said ?? S.slice;
const named = (name) => { const [stem, k] = name.split("@"); return D.metrics[stem].label + (k ? `@${k}` : ""); };
const metrics = (names) => names.map(named).join(", ") || none;
const whole = () => metrics(Object.entries(D.tests[S.view] ?? {}).filter(([, of]) => of.said).map(([name]) => name));
const tested = () => S.slice === "all" ? whole() : test() ? W["of group"] : metrics(Object.keys(D.groups[S.view]?.[S.slice] ?? {}));
function compute() {
  const way = D.metrics[S.metric].way || 1, of = (slice) => D.numbers[S.view][slice]?.[column()];
  const missing = of(S.slice) ? "" : fill(W.missing, { metric: label(), slice: group() });
  if (missing) S.slice = "all";
  const [users, ...numbers] = of(S.slice) ?? [0];
  const values = new Map(numbers.map(([i, v, low, high, least, most, rare]) => [i, { i, v, low: low ?? null, high: high ?? null, least, most, rare }]));
  const rows = [...values.values()].sort((a, b) => way * (b.v - a.v) || (B[a.i].key < B[b.i].key ? -1 : 1)), t = test();
  rows.forEach((r, n) => {
    r.order = n;
    r.place = n && r.v === rows[n - 1].v ? rows[n - 1].place : n + 1;
    r.rank = t?.ranks?.[r.i] ? [...new Set(t.ranks[r.i])].join("–") : `${r.place}`;
    r.against = t?.against[r.i] ?? null;
    r.tied = Boolean(t?.tied.includes(r.i));
    r.status = t?.status[r.i] ?? "";
  });
  return { rows, values, users, missing, t };
}

const KEYS = { rank: (r) => r.order, name: (r) => B[r.i].name.toLowerCase(), family: (r) => B[r.i].family, value: (r) => r.order,
  against: (r) => r.against == null ? null : -r.against, status: (r) => r.order, fit: (r) => B[r.i].fit, request: (r) => B[r.i].ms };
function visible() {
  const wanted = S.q.trim().toLowerCase(), by = KEYS[S.sort] ?? KEYS.value, turn = S.dir ? -1 : 1;
  const text = (b) => `${b.name} ${b.id} ${b.family}`.toLowerCase();
  return shown.rows.filter((r) => !wanted || text(B[r.i]).includes(wanted)).sort((one, other) => {
    const a = by(one), b = by(other);
    if (a == null || b == null) return (a == null) - (b == null); // what is missing stays last
    return turn * (a < b ? -1 : a > b ? 1 : one.order - other.order);
  });
}
const falls = () => ((S.sort === "value" && D.metrics[S.metric].way >= 0) || S.sort === "against") !== Boolean(S.dir);

function scale() {
  const ends = shown.rows.flatMap((r) => [r.v, r.low ?? r.v, r.high ?? r.v]);
  let low = Math.min(...ends), high = Math.max(...ends);
  low = low >= 0 && low < .6 * high ? 0 : low - .06 * (high - low);
  if (high === low) high = low + 1;
  const rough = 10 ** Math.floor(Math.log10((high - low) / 3)), step = rough * [1, 2, 2.5, 5, 10].find((m) => (high - low) / (rough * m) <= 3.4), ticks = [];
  for (let x = Math.ceil(low / step - 1e-9) * step; x <= high + 1e-9 * step; x += step) ticks.push(+x.toFixed(6));
  return { low, ticks, at: (v) => `${(100 * (v - low) / (high - low)).toFixed(2)}%` };
}

function draw() {
  const held = document.activeElement;
  shown = compute();
  controls();
  const axis = scale(), rows = visible(), on = marked(), ref = shown.values.get(D.reference);
  const few = shown.users < D.fewest && shown.rows.length, names = { metric: label(), slice: group(), n: count(shown.users) };
  $("said").innerHTML = `${escape(shown.missing)} ${few ? say(W.few, names) : shown.t?.said ? say(shown.t.said) : say(shown.t ? W.partial : W.order, names)} ${D.metrics[S.metric].way ? "" : W.neither}`;
  heading(axis);
  if (ref) table.style.setProperty("--at", axis.at(ref.v));
  else table.style.removeProperty("--at");
  for (const tr of trs) tr.hidden = true;
  rows.forEach((r) => body.append(line(r, axis, on)));
  body.append($("nothing"));
  $("nothing").hidden = rows.length > 0;
  const cut = S.sort === "value" && !S.dir ? rows.findIndex((r, n) => r.status.startsWith("behind") && rows.slice(n).every((x) => !x.tied)) : -1;
  rows.forEach((r, n) => trs[r.i].classList.toggle("cut", n === cut && n > 0));
  const said = [fill(W.of, { n: rows.length, all: shown.rows.length, users: count(shown.users) }), ...bars(), axis.low > 0 ? W.axis : "", S.slice !== "all" && shown.t ? W["in group"] : ""];
  $("told").textContent = said.filter(Boolean).join(" ");
  $("code").textContent = D.codes[S.view]?.[column()] ?? none;
  for (const name of bench.dataset.columns.split(" ")) table.classList.toggle(`no-${name}`, hidden().includes(name));
  compare(on);
  matrix();
  if (held && held !== document.activeElement && held.isConnected) held.focus({ preventScroll: true });
}

function bars() { // what is said of intervals, as Python says it of what is shown first
  if (D.metrics[S.metric].one) return [W["no interval"]];
  const have = shown.rows.filter((r) => r.low != null).length;
  return [have ? W.interval : "", have < shown.rows.length ? W.alike : "", shown.rows.some((r) => r.rare) ? W.rare : ""];
}
function controls() {
  for (const radio of document.getElementsByName("view")) radio.checked = radio.value === S.view;
  const ks = D.metrics[S.metric].k.map(String);
  for (const radio of document.getElementsByName("k")) { radio.disabled = !ks.includes(radio.value); radio.checked = ks.includes(radio.value) && radio.value === S.k; }
  $("metric").value = S.metric;
  for (const option of $("slice").options) {
    const of = D.numbers[S.view][option.value]?.[column()], said = option.dataset.said;
    option.disabled = !of;
    option.textContent = of ? `${said} (${count(of[0])})` : fill(W.lacks, { metric: label(), slice: said });
  }
  $("slice").value = S.slice;
  if ($("q").value !== S.q) $("q").value = S.q;
  for (const box of every("[data-hide]")) box.checked = !hidden().includes(box.dataset.hide);
}

function heading(axis) {
  for (const head of heads.filter((head) => head.dataset.s)) {
    const isOn = head.dataset.s === S.sort;
    if (head.dataset.s === "value") head.firstChild.textContent = label();
    if (isOn) head.setAttribute("aria-sort", falls() ? "descending" : "ascending");
    else head.removeAttribute("aria-sort");
  }
  $("axis").innerHTML = axis.ticks.map((t) => `<span style="left:${axis.at(t)}">${minus(String(t))}</span>`).join("");
}

// Where a number lies on which nearly all agree.
const bound = (r) => r.least === 0 ? `≤ ${fixed(r.most)}` : r.most === 1 ? `≥ ${fixed(r.least)}` : `${fixed(r.least)} to ${fixed(r.most)}`;
function line(r, axis, on) {
  const tr = trs[r.i], b = B[r.i], cell = (name) => tr.querySelector(`.c-${name}`), isOn = on.includes(r.i);
  tr.hidden = false;
  tr.className = [r.tied ? "tied" : r.status.startsWith("behind") ? "behind" : "", r.i === D.reference ? "reference" : "", isOn ? "on" : "", S.row === b.id ? "target" : ""].join(" ").trim();
  tr.querySelector("input").checked = isOn;
  tr.querySelector(".link").href = `#${address({ row: b.id })}`;
  cell("rank").textContent = r.rank;
  cell("value").innerHTML = fixed(r.v) + (r.rare ? "‡" : "") + (r.most == null ? "" : `<small>${bound(r)}</small>`);
  cell("against").textContent = r.i === D.reference ? none : percent(r.against);
  cell("status").textContent = r.status || none;
  const interval = r.low != null ? `${fixed(r.low)} to ${fixed(r.high)}` : r.most != null ? bound(r) : "no interval";
  const track = cell("picture").firstElementChild;
  track.title = interval;
  track.innerHTML = (r.low == null ? "" : `<i class="b" style="left:${axis.at(r.low)};right:calc(100% - ${axis.at(r.high)})"></i>`)
    + `<i class="o" style="left:${axis.at(r.v)}"></i><span class="sr">${interval}</span>`;
  return tr;
}

bench.classList.add("live");
for (const head of heads.filter((head) => head.dataset.s)) {
  const button = document.createElement("button");
  button.type = "button";
  button.append(...head.childNodes);
  head.append(button);
  button.onclick = () => set({ sort: head.dataset.s, dir: S.sort === head.dataset.s && !S.dir ? "r" : "" });
}
const bar = $("choose");
bar.onsubmit = (event) => event.preventDefault();
bar.onchange = ({ target }) => {
  if (target.dataset.hide) set({ hide: every("[data-hide]").filter((box) => !box.checked).map((box) => box.dataset.hide).join(",") });
  else if (target.id === "metric") set({ metric: target.value, sort: "value", dir: "" });
  else if (["view", "k"].includes(target.name)) set({ [target.name]: target.value });
  else if (target.id === "slice") set({ slice: target.value });
};
$("q").oninput = () => set({ q: $("q").value });
for (const button of every("[data-save]")) button.onclick = () => save(button.dataset.save);
for (const button of every("[data-copy]")) button.onclick = () => copy(button.dataset.copy, button.textContent);
body.onchange = ({ target }) => {
  const id = B[trs.indexOf(target.closest("tr"))].id, ids = marked().map((i) => B[i].id);
  set({ mark: (target.checked ? [...ids, id].slice(-2) : ids.filter((other) => other !== id)).join(",") });
};
$("pair").onclick = ({ target }) => { if (target.id === "clear") { set({ mark: "" }); $("pair").focus(); } };
const box = $("matrix");
box.onfocus = () => cells.length && point(cursor[1] < cells.length ? cursor : [0, 1]);
box.onblur = () => $("cursor")?.setAttribute("visibility", "hidden");
box.onkeydown = matrixKeys;
box.onpointermove = (event) => point(under(event));
box.onclick = (event) => { const [r, k] = under(event); if (r >= 0 && r < k && k < cells.length) { cursor = [r, k]; pick(); } };
const go = (event) => { // a link into the table leads to the row, or to the table
  read();
  draw();
  const row = $(`row-${S.row}`);
  if (row) row.scrollIntoView({ block: "center" });
  else if (event && location.hash.includes("=")) bench.scrollIntoView();
};
addEventListener("hashchange", go);
const opened = [];
addEventListener("beforeprint", () => { for (const part of every("details.part:not([open])")) { part.open = true; opened.push(part); } });
addEventListener("afterprint", () => { for (const part of opened.splice(0)) part.open = false; });
go();
