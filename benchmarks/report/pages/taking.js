// Part of the script of a leaderboard: what is shown, in its order, for other programs.
const place_ = () => `${D.name}, view ${S.view}, ${S.slice}, ${column()}, n = ${shown.users}, fingerprint ${$("code").textContent}`;
const ends = (r) => r.low != null ? `[${fixed(r.low)}, ${fixed(r.high)}]${r.rare ? "‡" : ""}` : r.most == null ? "" : bound(r);
const notes = () => visible().some((r) => r.rare) ? [place_(), W.rare] : [place_()];
const AS = {
  csv: () => { const cell = (v) => /[",\n]/.test(String(v ?? "")) ? `"${String(v).replace(/"/g, '""')}"` : v ?? "";
    return ["benchmark,view,slice,metric,rank,baseline,value,ci_low,ci_high,against_first,against_reference,fit_seconds,fingerprint", ...visible().map((r) => [D.name, S.view, S.slice, column(), r.rank, B[r.i].key, r.v, r.low, r.high, r.status, r.against, B[r.i].fit, $("code").textContent].map(cell).join(","))].join("\n") + "\n"; },
  tex: () => `${notes().map((note) => `% ${note}\n`).join("")}% Bold: tied for best.\n\\begin{tabular}{@{}lrr@{}}\n\\toprule\nBaseline & ${tex(label())} & 95\\,\\% interval \\\\\n\\midrule\n${visible().map((r) => `${tex(B[r.i].name)} & ${math(`${r.tied ? `\\textbf{${fixed(r.v)}}` : fixed(r.v)} & ${ends(r) || "--"}`)} \\\\`).join("\n")}\n\\bottomrule\n\\end{tabular}\n`,
  md: () => `| rank | baseline | ${pipe(label())} | 95 % interval |\n|--:|:--|--:|:--|\n${visible().map((r) => `| ${r.rank} | ${pipe(B[r.i].name)} | ${r.tied ? `**${fixed(r.v)}**` : fixed(r.v)} | ${ends(r) || none} |`).join("\n")}\n\n${notes().join("\n")}\n`,
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
