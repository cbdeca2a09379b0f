// Each table with a caption can be taken along as Markdown, LaTeX or, where no file has its numbers, CSV; what is behind a
// number stands in brackets.
// Tables and figures can be cited: the report, what it is, its fingerprint and its address.
const SIGNS = { "−": "$-$", "≤": "$\\le$", "≥": "$\\ge$", "‡": "$^\\ddagger$", "†": "$^\\dagger$", "±": "$\\pm$", "→": "$\\to$", "●": "$\\bullet$", "τ": "$\\tau$", "–": "--", "<": "$<$", ">": "$>$", "\u00a0": "~" };
const math = (text) => text.replace(/[−≤≥‡†±→●τ–<>\u00a0]/g, (c) => SIGNS[c]); // signs that pdfLaTeX knows
const tex = (text) => text.replace(/[\\{}_%&#$^~]/g, (c) => ({ "\\": "\\textbackslash{}", "^": "\\^{}", "~": "\\~{}" })[c] ?? `\\${c}`);
const pipe = (text) => text.replace(/\|/g, "\\|");
const quoted = (text) => /[",\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
const inCell = (cell) => [...cell.childNodes].map((part) => part.className === "sr" ? "" : part.nodeName === "SMALL" ? ` (${part.textContent.trim()})` : part.textContent).join("").trim();
const heads = (table) => [...table.tHead.rows].map((row) => [...row.cells].flatMap((cell) => Array(cell.colSpan).fill(inCell(cell))))
  .reduce((above, below) => below.map((text, at) => [above[at], text].filter(Boolean).join(" ")));
const asText = {
  CSV: (all) => all.map((row) => `${row.map((text) => quoted(text.replace(/−/g, "-"))).join(",")}\n`).join(""),
  Markdown: (all, from) => [all[0], all[0].map((_, at) => at ? "--:" : ":--"), ...all.slice(1)].map((row) => `| ${row.map(pipe).join(" | ")} |`).join("\n") + `\n\n${from}\n`,
  LaTeX: ([first, ...rest], from) => { const line = (row) => row.map((text) => math(tex(text))).join(" & ") + " \\\\\n";
    return `% ${from}\n\\begin{tabular}{@{}l${"r".repeat(first.length - 1)}@{}}\n\\toprule\n${line(first)}\\midrule\n${rest.map(line).join("")}\\bottomrule\n\\end{tabular}\n`; },
};
const address = (part) => `${location.href.split("#")[0]}#${part.id}`;
function copies(place, kind, text) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = kind;
  button.onclick = async () => {
    await navigator.clipboard.writeText(text());
    button.textContent = "Copied";
    setTimeout(() => { button.textContent = kind; }, 2000);
  };
  place.append(" ", button);
}
function citation(part, caption, code) {
  const [first, next] = caption.childNodes, title = (first.nodeName === "STRONG" ? next : first).textContent.trim().replace(/\.$/, ""), fingerprint = code ? `, protocol ${code.textContent}` : "";
  const said = `${title}. ${document.title}${fingerprint}. ${address(part)}`;
  return { said, cited: `${document.querySelector("meta[name=citation]").content}. ${said}\n` };
}
for (const caption of navigator.clipboard ? document.querySelectorAll(".scroll > table > caption[id]") : []) {
  const table = caption.parentElement, { said, cited } = citation(caption, caption, caption.querySelector("code"));
  const text = () => [heads(table), ...[...table.tBodies[0].rows].map((row) => [...row.cells].map(inCell))];
  const kinds = Object.entries(asText).slice(caption.querySelector("a[href$='.csv']") ? 1 : 0);
  for (const [kind, write] of kinds) copies(caption, kind, () => write(text(), said));
  copies(caption, "Citation", () => cited);
}
for (const figure of navigator.clipboard ? document.querySelectorAll(".multiples > figure[id], .figures > figure[id]") : []) {
  const caption = figure.querySelector("figcaption"), code = figure.closest(".multiples")?.previousElementSibling?.querySelector("code");
  copies(caption, "Citation", () => citation(figure, caption, code).cited);
}
