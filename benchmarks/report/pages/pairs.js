// Part of the script of a leaderboard: two baselines compared, and the matrix of all pairs.
const FIELDS = "a b d low high rel relLow relHigh backLow backHigh p verdict detectable users win tie loss whole luck".split(" "), VERDICT = FIELDS.indexOf("verdict");
function pair(i, j) { // as Python has it: the better first
  const c = test()?.pairs.find((c) => (c[0] === i && c[1] === j) || (c[0] === j && c[1] === i));
  return c ? Object.fromEntries(FIELDS.map((name, at) => [name, c[at]])) : null; // of a group the first ones
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
    c.backLow != null && [fill(W["relative interval"], { a: names.b, b: names.a }), `${percent(c.backLow)} to ${percent(c.backHigh)}`],
    ["p, Holm over all pairs", chance(c.p)], c.luck != null && [W["p with luck"], chance(c.luck)],
    c.detectable && ["Smallest that would show", fixed(c.detectable)], c.users && ["Users to show 1 % of their mean", count(c.users)],
    ["Fit", `${seconds(B[i].fit)} against ${seconds(B[j].fit)}`]].filter(Boolean);
  $("pair").innerHTML = `${head}<p class="verdict">${say(W[c.verdict], names)}${c.p < D.alpha && c.luck >= D.alpha ? ` ${W.luck}` : ""}</p>${interval(c, x, y)}${shares(c)}<dl>${facts.map(([k, v]) => `<div><dt>${escape(k)}</dt><dd>${escape(v)}</dd></div>`).join("")}</dl>`
    + (on.length ? '<p class="noprint"><button type="button" id="clear">Clear marks</button></p>' : "") + hint;
}
const chance = (p) => p < .001 ? "< 0.001" : p > .999 ? "> 0.999" : p.toFixed(3);
function interval(c, x, y) {
  if (c.low == null) return "";
  const equal = D.margin * (Math.abs(x) + Math.abs(y)) / 2, reach = 1.12 * Math.max(Math.abs(c.low), Math.abs(c.high), equal), at = (v) => (170 + 164 * v / reach).toFixed(1), wide = at(equal) - 170 > 34;
  const ticks = wide ? `<text x="170" y="64">0</text><text x="${at(-equal)}" y="64">−${100 * D.margin} %</text><text x="${at(equal)}" y="64">+${100 * D.margin} %</text>` : `<text x="170" y="64">${W.within}</text>`;
  return `<svg class="pic" viewBox="0 0 340 68" role="img" aria-label="Difference ${signed(c.d)}, 95 % interval ${signed(c.low)} to ${signed(c.high)}; shaded: ${W.within}"><rect class="band" x="${at(-equal)}" y="14" width="${(at(equal) - at(-equal)).toFixed(1)}" height="36"/><path class="zero" d="M170 10V52"/>${ticks}
<g class="${c.p < D.alpha ? "tied" : "behind"}"><path class="ci" d="M${at(c.low)} 32H${at(c.high)}"/><circle class="d" cx="${at(c.d)}" cy="32" r="5"/></g><text class="strong" x="${Math.min(Math.max(at(c.d), 40), 300)}" y="9">${signed(c.d)}</text></svg>`;
}
function shares(c) {
  if (!c.whole) return "";
  const [w, t, l] = c.whole.split(" "), said = fill(W.shares, { w, t, l });
  return `<svg class="pic" viewBox="0 0 340 14" role="img" aria-label="${escape(said)}"><rect class="win" width="${340 * c.win}" height="12"/><rect class="tie" x="${340 * c.win}" width="${340 * c.tie}" height="12"/><rect class="loss" x="${340 * (c.win + c.tie)}" width="${340 * c.loss}" height="12"/></svg><p class="shares" aria-hidden="true">${escape(said)}</p>`;
}

const KIND = { better: "ahead", worse: "ahead", "practically equal": "equal", identical: "equal", undecided: "open", different: "unlike" }, SIGN = { equal: "=", open: "○" };
let cells = [];
function matrix() {
  const t = shown.t, box = $("matrix");
  if (!t?.said || S.slice !== "all") { cells = []; $("cells").innerHTML = ""; return void ($("legend").innerHTML = `<p>${escape(fill(W["no matrix"], { metric: label(), slice: group(), tested: whole() }))}</p>`); }
  const at = new Map(t.pairs.map((c) => [`${Math.min(c[0], c[1])},${Math.max(c[0], c[1])}`, c[VERDICT]]));
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
