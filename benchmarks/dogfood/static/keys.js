// Keys beside the mouse: 1, 2, 3 choose, Enter saves, n goes on; and a word while a form is on its way.
"use strict";

const writing = (element) => element.matches("textarea, input:not([type=radio]):not([type=checkbox])");

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || writing(event.target)) return;
  const target = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
  if (target && event.key !== "Enter") {
    event.preventDefault();
    target.focus();
    target.click();
  } else if (event.key === "Enter" && event.target.matches("input[type=radio], input[type=checkbox]")) {
    event.preventDefault();
    event.target.form.requestSubmit();
  }
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.dataset.wait) return;
  if (form.dataset.sent) return event.preventDefault();
  form.dataset.sent = "yes";
  document.body.classList.add("waiting");
  document.getElementById("status").textContent = form.dataset.wait;
});

// A page that comes back from the browser's memory is not on its way any more.
addEventListener("pageshow", () => {
  document.body.classList.remove("waiting");
  document.getElementById("status").textContent = "";
  for (const form of document.forms) delete form.dataset.sent;
});
