// Marks in the contents where the reader is.
const links = new Map([...document.querySelectorAll("nav li a")].map((a) => [a.hash.slice(1), a]));
const watcher = new IntersectionObserver((entries) => {
  for (const { target, isIntersecting } of entries) {
    if (!isIntersecting) continue;
    for (const [id, a] of links) a.setAttribute("aria-current", id === target.id);
  }
}, { rootMargin: "-20% 0px -75% 0px" });
for (const id of links.keys()) watcher.observe(document.getElementById(id));
