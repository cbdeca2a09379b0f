// The report was one page: what was cited as index.html#… is on the page that has it now.
const boards = {{ moved.boards | tojson }}, holders = {{ moved.holders | tojson }};
function forward() {
  const id = location.hash.slice(1);
  if (!id || id.includes("=") || document.getElementById(id)) return;
  const page = holders[id] ?? boards.find((name) => id === name || id.startsWith(`${name}-`));
  if (page) location.replace(`${page}.html#${id}`);
}
addEventListener("hashchange", forward);
forward();
