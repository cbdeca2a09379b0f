// One baseline is followed through all pictures: chosen above, or pointed at; the address keeps it.
const follow = document.getElementById("follow"), parts = [...document.querySelectorAll("[data-b]")];
const show = (name) => { for (const part of parts) part.classList.toggle("followed", Boolean(name) && part.dataset.b === name); };
const kept = () => new URLSearchParams(location.hash.slice(1)).get("follow") ?? "";
const followed = () => { follow.value = kept(); show(follow.value); };
follow.addEventListener("change", () => {
  history.replaceState(null, "", follow.value ? `#follow=${follow.value}` : location.pathname + location.search);
  show(follow.value);
});
document.addEventListener("pointerover", (event) => show(event.target.closest?.("[data-b]")?.dataset.b ?? kept()));
addEventListener("hashchange", followed);
follow.parentElement.hidden = false;
followed();
