// The leaderboard is whole without this script: it sorts, filters and draws what Python computed.
(() => {
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
const test = () => S.slice === "all" ? D.tests[S.view]?.[column()] : undefined;
const group = () => [...$("slice").options].find((option) => option.value === S.slice)?.dataset.said ?? S.slice;
const tested = () => Object.entries(D.tests[S.view] ?? {}).filter(([, of]) => of.said).map(([name]) => name).join(", ") || none;
function pair(i, j) { // as Python has it: the better first
  const c = test()?.pairs.find((c) => (c[0] === i && c[1] === j) || (c[0] === j && c[1] === i));
  if (!c) return null;
  const names = "a b d low high rel relLow relHigh win tie loss detectable users p verdict".split(" ");
  return Object.fromEntries(names.map((name, at) => [name, c[at]]));
}

function compute() {
  const way = D.metrics[S.metric].way || 1, of = (slice) => D.numbers[S.view][slice]?.[column()];
  const missing = of(S.slice) ? "" : fill(W.missing, { metric: label(), slice: group() });
  if (missing) S.slice = "all";
  const [users, ...numbers] = of(S.slice) ?? [0];
  const values = new Map(numbers.map(([i, v, low, high, least, most]) => [i, { i, v, low: low ?? null, high: high ?? null, least, most }]));
  const rows = [...values.values()].sort((a, b) => way * (b.v - a.v) || (B[a.i].key < B[b.i].key ? -1 : 1)), t = test();
  rows.forEach((r, n) => {
    r.order = n;
    r.place = n && r.v === rows[n - 1].v ? rows[n - 1].place : n + 1;
    r.rank = t?.ranks[r.i] ? [...new Set(t.ranks[r.i])].join("–") : `${r.place}`;
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
  const few = shown.users < 100 && shown.rows.length, names = { metric: label(), slice: group(), n: count(shown.users) };
  $("said").innerHTML = `${escape(shown.missing)} ${few ? say(W.few, names) : shown.t?.said ? say(shown.t.said) : say(shown.t ? W.partial : W.order, names)} ${D.metrics[S.metric].way ? "" : W.neither}`;
  heading(axis);
  for (const tr of trs) tr.hidden = true;
  rows.forEach((r) => body.append(line(r, axis, ref, on)));
  body.append($("nothing"));
  $("nothing").hidden = rows.length > 0;
  const cut = S.sort === "value" && !S.dir ? rows.findIndex((r, n) => r.status.startsWith("behind") && rows.slice(n).every((x) => !x.tied)) : -1;
  rows.forEach((r, n) => trs[r.i].classList.toggle("cut", n === cut && n > 0));
  const said = [fill(W.of, { n: rows.length, all: shown.rows.length, users: count(shown.users) }), ...bars(), axis.low > 0 ? W.axis : ""];
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
  return [have ? W.interval : "", have < shown.rows.length ? W.alike : ""];
}
function controls() {
  for (const radio of document.getElementsByName("view")) radio.checked = radio.value === S.view;
  const ks = D.metrics[S.metric].k.map(String);
  for (const radio of document.getElementsByName("k")) { radio.disabled = !ks.includes(radio.value); radio.checked = ks.includes(radio.value) && radio.value === S.k; }
  $("metric").value = S.metric;
  for (const option of $("slice").options) option.disabled = !D.numbers[S.view][option.value]?.[column()];
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

function line(r, axis, ref, on) {
  const tr = trs[r.i], b = B[r.i], cell = (name) => tr.querySelector(`.c-${name}`), isOn = on.includes(r.i);
  tr.hidden = false;
  tr.className = [r.tied ? "tied" : r.status.startsWith("behind") ? "behind" : "", r.i === D.reference ? "reference" : "", isOn ? "on" : "", S.row === b.id ? "target" : ""].join(" ").trim();
  tr.querySelector("input").checked = isOn;
  tr.querySelector(".link").href = `#${address({ row: b.id })}`;
  cell("rank").textContent = r.rank;
  cell("value").textContent = fixed(r.v);
  cell("against").textContent = r.i === D.reference ? none : percent(r.against);
  cell("status").textContent = r.status || none;
  const interval = r.low != null ? `${fixed(r.low)} to ${fixed(r.high)}` : r.most != null ? `${fixed(r.least)} to ${fixed(r.most)} at most` : "no interval";
  const track = cell("picture").firstElementChild;
  track.title = interval;
  track.innerHTML = (ref ? `<i class="rf" style="left:${axis.at(ref.v)}"></i>` : "") + (r.low == null ? "" : `<i class="b" style="left:${axis.at(r.low)};right:calc(100% - ${axis.at(r.high)})"></i>`)
    + `<i class="o" style="left:${axis.at(r.v)}"></i><span class="sr">${interval}</span>`;
  return tr;
}

function compare(on) {
  const [first, second] = shown.rows.map((r) => r.i);
  let i = on[0] ?? first, j = on[1] ?? (i === D.reference || !shown.values.has(D.reference) ? (i === first ? second : first) : D.reference), hint = on.length > 1 ? "" : on.length ? W["mark one"] : W.mark;
  hint = hint && `<p class="hint noprint">${hint}</p>`;
  if (i === undefined || j === undefined) return void ($("pair").innerHTML = hint);
  for (const x of [i, j]) if (!shown.values.has(x)) return void ($("pair").innerHTML = `<p>${escape(fill(W.valueless, { a: B[x].name }))}</p>${hint}`);
  const c = pair(i, j), way = D.metrics[S.metric].way || 1;
  if (c ? c.a !== i : way * (shown.values.get(j).v - shown.values.get(i).v) > 0) [i, j] = [j, i];
  const x = shown.values.get(i).v, y = shown.values.get(j).v, names = { a: B[i].name, b: B[j].name, x: fixed(x), y: fixed(y), metric: label(), slice: group(), tested: tested() };
  const head = `<h3>${escape(names.a)} against ${escape(names.b)}</h3>`;
  if (!c) return void ($("pair").innerHTML = `${head}<p class="verdict">${say(W.untested, names)}</p><p class="hint">${escape(fill(W.overlap, names))}</p>${hint}`);
  names.by = c.rel == null ? fixed(Math.abs(c.d)) : `${Math.abs(100 * c.rel).toFixed(1)} %`;
  const range = (low, high, write) => `${signed(low, write)} to ${signed(high, write)}`, facts = [
    [label(), `${names.x} against ${names.y}`], ["Difference", signed(c.d)], c.low != null && ["95 % interval", range(c.low, c.high)],
    c.rel != null && ["Relative", percent(c.rel)], c.relLow != null && [fill(W["relative interval"], names), `${percent(c.relLow)} to ${percent(c.relHigh)}`],
    ["p, Holm over all pairs", c.p < .001 ? "< 0.001" : c.p > .999 ? "> 0.999" : c.p.toFixed(3)],
    c.detectable && ["Smallest that would show", fixed(c.detectable)], c.users && ["Users to show 1 %", count(c.users)],
    ["Fit", `${seconds(B[i].fit)} against ${seconds(B[j].fit)}`]].filter(Boolean);
  $("pair").innerHTML = `${head}<p class="verdict">${say(W[c.verdict], names)}</p>${interval(c, x, y)}${shares(c)}<dl>${facts.map(([k, v]) => `<div><dt>${escape(k)}</dt><dd>${escape(v)}</dd></div>`).join("")}</dl>`
    + (on.length ? '<p class="noprint"><button type="button" id="clear">Clear marks</button></p>' : "") + hint;
}
function interval(c, x, y) {
  if (c.low == null) return "";
  const equal = D.margin * (Math.abs(x) + Math.abs(y)) / 2, reach = 1.12 * Math.max(Math.abs(c.low), Math.abs(c.high), equal), at = (v) => (170 + 164 * v / reach).toFixed(1), wide = at(equal) - 170 > 34;
  const ticks = wide ? `<text x="170" y="64">0</text><text x="${at(-equal)}" y="64">−${100 * D.margin} %</text><text x="${at(equal)}" y="64">+${100 * D.margin} %</text>` : `<text x="170" y="64">${W.within}</text>`;
  return `<svg class="pic" viewBox="0 0 340 68" role="img" aria-label="Difference ${signed(c.d)}, 95 % interval ${signed(c.low)} to ${signed(c.high)}; shaded: ${W.within}"><rect class="band" x="${at(-equal)}" y="14" width="${(at(equal) - at(-equal)).toFixed(1)}" height="36"/><path class="zero" d="M170 10V52"/>${ticks}
<g class="${c.p < .05 ? "tied" : "behind"}"><path class="ci" d="M${at(c.low)} 32H${at(c.high)}"/><circle class="d" cx="${at(c.d)}" cy="32" r="5"/></g><text class="strong" x="${Math.min(Math.max(at(c.d), 40), 300)}" y="9">${signed(c.d)}</text></svg>`;
}
function shares(c) {
  if (c.win == null) return "";
  const whole = (v) => `${(100 * v).toFixed(0)} %`, names = { w: whole(c.win), t: whole(c.tie), l: whole(c.loss) }, said = fill(W.shares, names);
  return `<svg class="pic" viewBox="0 0 340 14" role="img" aria-label="${escape(said)}"><rect class="win" width="${340 * c.win}" height="12"/><rect class="tie" x="${340 * c.win}" width="${340 * c.tie}" height="12"/><rect class="loss" x="${340 * (c.win + c.tie)}" width="${340 * c.loss}" height="12"/></svg><p class="shares" aria-hidden="true">${escape(said)}</p>`;
}

const KIND = { better: "ahead", worse: "ahead", "practically equal": "equal", identical: "equal", undecided: "open", different: "unlike" }, SIGN = { equal: "=", open: "○" };
let cells = [];
function matrix() {
  const t = shown.t, box = $("matrix");
  if (!t?.said) { cells = []; $("cells").innerHTML = ""; return void ($("legend").innerHTML = `<p>${escape(fill(W["no matrix"], { metric: label(), slice: group(), tested: tested() }))}</p>`); }
  const at = new Map(t.pairs.map((c) => [`${Math.min(c[0], c[1])},${Math.max(c[0], c[1])}`, c[14]]));
  const compared = new Set(t.pairs.flatMap((c) => c.slice(0, 2)));
  cells = shown.rows.map((r) => r.i).filter((i) => compared.has(i));
  const n = cells.length, side = 22, size = matchMedia("(max-width: 700px)").matches ? 19 : 12;
  const left = Math.max(...cells.map((i, r) => B[i].name.length * size * .56 - (r + 1) * side + 12), 0), path = { ahead: "", equal: "", open: "", unlike: "" }, counts = { ahead: 0, equal: 0, open: 0, unlike: 0 };
  let names = "", signs = "";
  cells.forEach((i, r) => {
    names += `<text class="${t.tied.includes(i) ? "strong" : ""}${i === D.reference ? " reference" : ""}" x="${left + (r + 1) * side - 5}" y="${r * side + 11 + size / 3}">${escape(B[i].name)}</text>`;
    for (let k = r + 1; k < n; k++) {
      const kind = KIND[at.get(`${Math.min(i, cells[k])},${Math.max(i, cells[k])}`)], x = left + k * side, y = r * side;
      counts[kind]++;
      path[kind] += `M${x + 1.5} ${y + 1.5}h19v19h-19z`;
      if (kind === "equal") signs += `M${x + 7} ${y + 8.5}h8m-8 5h8`;
      if (kind === "open") signs += `M${x + 8} ${y + 11}a3 3 0 1 0 6 0a3 3 0 1 0-6 0`;
    }
  });
  box.setAttribute("viewBox", `0 0 ${left + n * side} ${n * side}`);
  box.style.maxWidth = `${1.1 * (left + n * side)}px`;
  box.dataset.left = left;
  $("cells").innerHTML = Object.entries(path).map(([kind, d]) => d && `<path class="${kind}" d="${d}"/>`).join("") + `<path class="sign" d="${signs}"/>${names}<rect id="cursor" width="${side}" height="${side}" visibility="hidden"/>`;
  const all = Object.values(counts).reduce((a, b) => a + b, 0);
  $("legend").innerHTML = `<p>${escape(fill(W.matrix, { metric: label(), n: all }))}</p>` + Object.keys(counts).filter((kind) => counts[kind]).map((kind) => `<p><span class="swatch ${kind}" aria-hidden="true">${SIGN[kind] ?? ""}</span><strong>${counts[kind]}</strong> ${escape(W[kind])}</p>`).join("");
}
function point([r, k]) { // moves the cursor of the matrix
  if (r < 0 || k >= cells.length || r >= k) return;
  cursor = [r, k];
  const at = $("cursor"), left = Number($("matrix").dataset.left), c = pair(cells[r], cells[k]);
  at.setAttribute("x", left + 22 * k);
  at.setAttribute("y", 22 * r);
  at.setAttribute("visibility", "visible");
  $("pointed").textContent = `${B[cells[r]].name} against ${B[cells[k]].name}: ${c.verdict === "identical" ? "practically equal" : c.verdict}.`;
}
function pick() {
  const [r, k] = cursor;
  set({ mark: [cells[r], cells[k]].map((i) => B[i].id).join(",") });
  point(cursor);
}
function under(event) {
  const box = $("matrix").getBoundingClientRect(), zoom = $("matrix").viewBox.baseVal.width / box.width, left = Number($("matrix").dataset.left);
  return [Math.floor((event.clientY - box.top) * zoom / 22), Math.floor(((event.clientX - box.left) * zoom - left) / 22)];
}
function matrixKeys(event) {
  const step = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
  if (!cells.length || !(step || event.key === "Enter" || event.key === " ")) return;
  event.preventDefault();
  if (step) point([cursor[0] + step[0], cursor[1] + step[1]]);
  else pick();
}

// What is shown, in its order, for other programs.
const place_ = () => `${D.name}, view ${S.view}, ${S.slice}, ${column()}, n = ${shown.users}, fingerprint ${$("code").textContent}`;
const tex = (text) => text.replace(/[\\{}_%&#$^~]/g, (c) => ({ "\\": "\\textbackslash{}", "^": "\\^{}", "~": "\\~{}" })[c] ?? `\\${c}`);
const math = (text) => text.replace(/−/g, "$-$"); // a sign that pdfLaTeX knows
const ends = (r) => r.low == null ? "" : `[${fixed(r.low)}, ${fixed(r.high)}]`, pipe = (text) => text.replace(/\|/g, "\\|");
const AS = {
  csv: () => { const cell = (v) => /[",\n]/.test(String(v ?? "")) ? `"${String(v).replace(/"/g, '""')}"` : v ?? "";
    return ["benchmark,view,slice,metric,rank,baseline,value,ci_low,ci_high,against_first,against_reference,fit_seconds,fingerprint", ...visible().map((r) => [D.name, S.view, S.slice, column(), r.rank, B[r.i].key, r.v, r.low, r.high, r.status, r.against, B[r.i].fit, $("code").textContent].map(cell).join(","))].join("\n") + "\n"; },
  tex: () => `% ${place_()}; bold: tied for best\n\\begin{tabular}{@{}lrr@{}}\n\\toprule\nBaseline & ${tex(label())} & 95\\,\\% interval \\\\\n\\midrule\n${visible().map((r) => `${tex(B[r.i].name)} & ${math(`${r.tied ? `\\textbf{${fixed(r.v)}}` : fixed(r.v)} & ${ends(r) || "--"}`)} \\\\`).join("\n")}\n\\bottomrule\n\\end{tabular}\n`,
  md: () => `| rank | baseline | ${pipe(label())} | 95 % interval |\n|--:|:--|--:|:--|\n${visible().map((r) => `| ${r.rank} | ${pipe(B[r.i].name)} | ${r.tied ? `**${fixed(r.v)}**` : fixed(r.v)} | ${ends(r) || none} |`).join("\n")}\n\n${place_()}\n`,
  cite: () => `${D.cite}. ${place_()}. ${location.href}\n`,
  link: () => location.href,
};
function toast(text) {
  $("toast").textContent = text;
  $("toast").classList.add("up");
  setTimeout(() => $("toast").classList.remove("up"), 2000);
}
function save(kind) {
  const a = document.createElement("a");
  a.href = URL.createObjectURL(new Blob([AS[kind]()], { type: "text/plain" }));
  a.download = `${D.name}-${S.view}-${column().replace("@", "-at-")}-${S.slice.replace(/\W+/g, "-")}.${kind}`;
  a.click();
  setTimeout(() => URL.revokeObjectURL(a.href), 1000);
  toast(fill(W.saved, { file: a.download }));
}
async function copy(kind, what) {
  try { await navigator.clipboard.writeText(AS[kind]()); toast(kind === "link" ? W.link : fill(W.copied, { what })); } catch { toast(W["link by hand"]); }
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
const go = () => { read(); draw(); if (S.row) $(`row-${S.row}`)?.scrollIntoView({ block: "center" }); };
addEventListener("hashchange", go);
const opened = [];
addEventListener("beforeprint", () => { for (const part of every("details.part:not([open])")) { part.open = true; opened.push(part); } });
addEventListener("afterprint", () => { for (const part of opened.splice(0)) part.open = false; });
go();
})();
