// The page is whole without this script: it marks where the reader is, switches the theme, sorts and filters.
const contents = new Map([...document.querySelectorAll("nav li a")].map((a) => [a.hash.slice(1), a]));
const watcher = new IntersectionObserver((entries) => {
  for (const { target, isIntersecting } of entries) {
    if (!isIntersecting) continue;
    for (const [id, a] of contents) a.setAttribute("aria-current", id === target.id);
  }
}, { rootMargin: "-20% 0px -75% 0px" });
for (const id of contents.keys()) watcher.observe(document.getElementById(id));

// A browser may refuse to store anything for a page from a file; the choice then lasts as long as the page.
const stored = {
  get theme() { try { return localStorage.getItem("levelground-theme"); } catch { return null; } },
  set theme(name) { try { localStorage.setItem("levelground-theme", name); } catch { /* see above */ } },
};
const theme = document.getElementById("theme");
const wear = (name) => {
  if (name === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = name;
};
theme.value = ["light", "dark"].includes(stored.theme) ? stored.theme : "auto";
wear(theme.value);
theme.addEventListener("change", () => { wear(theme.value); stored.theme = theme.value; });
theme.parentElement.hidden = false;

for (const button of document.querySelectorAll(".copy")) {
  if (!navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.of).textContent);
    button.textContent = "Copied";
  });
}

const value = (cell) => cell.dataset.v === undefined ? null : Number(cell.dataset.v);

function sort(table, head, direction) {
  const column = head.cellIndex, sign = direction === "ascending" ? 1 : -1;
  const name = (row) => row.cells[0].firstChild.data;
  const compare = (one, other) => {
    if (column === 0) return sign * name(one).localeCompare(name(other));
    const a = value(one.cells[column]), b = value(other.cells[column]);
    if (a === null || b === null) return (a === null) - (b === null); // what is missing stays last
    return sign * (a - b) || name(one).localeCompare(name(other));
  };
  table.tBodies[0].append(...[...table.tBodies[0].rows].sort(compare));
  for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
  head.setAttribute("aria-sort", direction);
}

const better = (head) => "falls" in head.dataset || head.cellIndex === 0 ? "ascending" : "descending";

function show(table, metric) { // moves the metric's column to the front, draws its bars, sorts by it
  const heads = table.tHead.rows[0].cells;
  const from = [...heads].find((head) => head.matches(".metric") && head.textContent.startsWith(metric)).cellIndex;
  for (const row of table.rows) {
    row.querySelector(".first")?.classList.remove("first");
    const cell = row.cells[from];
    cell.classList.add("first");
    const bar = row.querySelector(".bar, .range-head");
    row.cells[0].after(cell, bar);
  }
  sort(table, heads[1], better(heads[1]));
  const cells = [...table.tBodies[0].rows].map((row) => row.cells[1]).filter((cell) => value(cell) !== null);
  const scale = Math.max(...cells.map((cell) => Number(cell.dataset.h ?? cell.dataset.v))) || 1;
  const at = (number) => `${(100 * number) / scale}%`;
  const line = (kind, cell) => {
    const part = document.createElement("i");
    part.className = kind;
    part.style.left = at(kind === "value" ? cell.dataset.v : cell.dataset.l);
    if (kind !== "value") part.style.width = at(cell.dataset.h - cell.dataset.l);
    return part;
  };
  for (const row of table.tBodies[0].rows) {
    const cell = row.cells[1], drawn = document.createElement("span");
    drawn.className = "interval";
    drawn.setAttribute("role", "img");
    drawn.setAttribute("aria-label", cell.title || "no interval");
    if (value(cell) !== null) {
      if (cells[0].dataset.l !== undefined) drawn.append(line("band", cells[0]));
      if (cell.dataset.l !== undefined) drawn.append(line("range", cell));
      drawn.append(line("value", cell));
    }
    row.cells[2].replaceChildren(...(value(cell) === null ? [] : [drawn]));
  }
}

for (const controls of document.querySelectorAll(".controls")) {
  const table = controls.nextElementSibling.querySelector("table");
  for (const head of table.tHead.rows[0].cells) {
    if (head.matches(".range-head")) continue;
    const button = document.createElement("button");
    button.type = "button";
    button.append(head.firstChild);
    head.prepend(button);
    button.addEventListener("click", () => {
      const turned = { ascending: "descending", descending: "ascending" }[head.getAttribute("aria-sort")];
      sort(table, head, turned ?? better(head));
    });
  }
  controls.querySelector(".metric").addEventListener("change", (event) => show(table, event.target.value));
  const filter = controls.querySelector(".filter"), shown = controls.querySelector(".shown");
  filter.addEventListener("input", () => {
    const wanted = filter.value.trim().toLowerCase(), rows = [...table.tBodies[0].rows];
    for (const row of rows) row.hidden = !row.cells[0].firstChild.data.toLowerCase().includes(wanted);
    const left = rows.filter((row) => !row.hidden).length;
    shown.textContent = wanted ? `${left} of ${rows.length} shown` : "";
  });
  controls.hidden = false;
}
