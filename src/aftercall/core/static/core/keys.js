// Keys for the pages on which calls are made: the key beside a choice chooses it, the key beside a link or a field goes to
// it, and Enter goes on. Without this script the pages work as any form does.

const area = document.querySelector("[data-keys]");
const TEXT = "textarea, input:not([type=radio], [type=checkbox], [type=hidden])";

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
  if (chosen.matches("[type=radio], [type=checkbox]")) chosen.click();
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

const ticks = () => [...area.querySelectorAll("input[type=checkbox][data-key]")];

// The keys in a series such as "1 3 5", or "135" where every key has one character.
function keysIn(series) {
  const keys = ticks().map((tick) => tick.dataset.key);
  const isShort = keys.every((key) => key.length === 1);
  const words = series.toUpperCase().split(/[\s,]+/).filter(Boolean);
  return words.flatMap((word) => (isShort && [...word].every((key) => keys.includes(key)) ? [...word] : [word]));
}

// What is ticked and the keys that are typed always say the same. Of a number or a text, what is typed replaces a tick.
function tickTyped(event) {
  if (!event.target.matches(TEXT) || event.target.id !== "answer") return;
  const typed = event.target.matches("[data-series]") ? keysIn(event.target.value) : [];
  for (const tick of ticks()) tick.checked = typed.includes(tick.dataset.key);
}

function typeTicked() {
  const series = area.querySelector("[data-series]");
  if (series) series.value = ticks().filter((tick) => tick.checked).map((tick) => tick.dataset.key).join(" ");
}

if (area) {
  // Only while this part of the page has the focus, so that the keys never get in the way of anything else.
  for (const listener of [choose, goOn, leaveField]) area.addEventListener("keydown", listener);
  area.addEventListener("input", tickTyped);
  area.addEventListener("change", (event) => event.target.type === "checkbox" && typeTicked());
  const series = area.querySelector("[data-series]");
  if (series && isEmpty(series)) typeTicked();
  const wrong = area.querySelector(".govuk-input--error");
  const first = area.querySelector("input[type=radio]:checked") ?? series ?? area.querySelector("input:not([type=hidden]), textarea, button, a");
  (wrong ?? first)?.focus({ preventScroll: true });
  wrong?.select(); // what is typed replaces the error
  if (!wrong && first?.matches("input[type=text]")) first.select(); // and an earlier answer
}
