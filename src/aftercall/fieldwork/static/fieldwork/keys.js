// Keys for the forms of a call: the key beside an answer chooses it, Enter sends. Without this script they work as any form does.

const form = document.querySelector("form[data-keys]");

function choose(event) {
  const writing = event.target.matches("textarea, input:not([type=radio])");
  if (writing || event.ctrlKey || event.altKey || event.metaKey) return;
  const wanted = event.key.toUpperCase();
  const chosen = [...document.querySelectorAll("[data-key]")].find((element) => element.dataset.key.toUpperCase() === wanted);
  if (!chosen) return;
  event.preventDefault();
  chosen.click();
  chosen.focus();
}

if (form) {
  // Only while the form has the focus, so that the keys never get in the way of anything else on the page.
  form.addEventListener("keydown", choose);
  const first = form.querySelector("input[type=radio]:checked, input[type=radio], textarea, button");
  first?.focus({ preventScroll: true });
}
