// Keys for the pages on which calls are made: the key beside a choice chooses it, the key beside a link or a field goes to
// it, and Enter goes on. Without this script the pages work as any form does.

const area = document.querySelector("[data-keys]");
const TEXT = "textarea, input:not([type=radio], [type=hidden])";

const isEmpty = (field) => field.value.trim() === "";

// An answer comes before a link with the same key.
const withKey = (key) =>
  [area, document].flatMap((part) => [...part.querySelectorAll("[data-key]")]).find((element) => element.dataset.key === key);

let typed = ""; // of a key with several characters, such as 98

function choose(event) {
  if (event.target.matches(TEXT) || event.ctrlKey || event.altKey || event.metaKey) return;
  const pressed = event.key.toUpperCase();
  const wanted = withKey(typed + pressed) ? typed + pressed : pressed;
  const chosen = withKey(wanted);
  typed = wanted;
  if (!chosen) return;
  event.preventDefault();
  if (chosen.type === "radio") chosen.click();
  chosen.focus();
}

// The field to fill in before the form is sent: the one that the choice needs, or the next one of an appointment.
function needed(element) {
  const named = element.type === "radio" ? area.querySelector("input[type=radio]:checked")?.dataset.next : element.dataset.next;
  const field = named && document.getElementById(named);
  return field && isEmpty(field) ? field : null;
}

function goOn(event) {
  if (event.key !== "Enter" || event.shiftKey || !event.target.matches(`${TEXT}, input[type=radio]`)) return;
  const field = needed(event.target);
  if (field) {
    event.preventDefault();
    field.focus();
  } else if (event.target.matches("textarea")) {
    event.preventDefault();
    area.requestSubmit();
  }
}

// Out of a field, so that the keys can be used.
function leaveField(event) {
  if (event.key !== "Escape" || !event.target.matches(TEXT)) return;
  area.tabIndex = -1;
  area.focus();
}

if (area) {
  // Only while this part of the page has the focus, so that the keys never get in the way of anything else.
  for (const listener of [choose, goOn, leaveField]) area.addEventListener("keydown", listener);
  const wrong = area.querySelector(".govuk-input--error");
  const first = area.querySelector("input[type=radio]:checked") ?? area.querySelector("input:not([type=hidden]), textarea, button, a");
  (wrong ?? first)?.focus({ preventScroll: true });
  wrong?.select(); // what is typed replaces the error
  if (!wrong && first?.matches("input[type=text]")) first.select(); // and an earlier answer
}
