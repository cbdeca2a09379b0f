// The page is whole without this script: it opens what a link leads to, switches the theme, copies.
function reveal() {
  const target = document.getElementById(location.hash.slice(1));
  for (let part = target?.closest("details"); part; part = part.parentElement.closest("details")) part.open = true;
  for (const part of target?.querySelectorAll(":scope > details") ?? []) part.open = true; // of a card
  target?.scrollIntoView();
}
addEventListener("hashchange", reveal);
reveal();

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
