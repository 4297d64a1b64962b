// The opt-out form without the Tab key: typing begins in the first field, and Enter goes on to the next one until the
// details are enough, then sends the form. Without this script the form works as any form does.

const form = document.querySelector("form[data-typing]");
const fields = form ? [...form.querySelectorAll("input:not([type=hidden])")] : [];
const names = fields.slice(0, 2);
const details = fields.slice(2);

// As with Tab, what is typed replaces what is there.
function enter(field) {
  field.focus();
  field.select();
}

function isWrong(field) {
  return field.classList.contains("govuk-input--error");
}

function isEmpty(field) {
  return field.value.trim() === "";
}

function begin(event) {
  const elsewhere = event.target.closest("input, button, select, textarea") !== null;
  if (elsewhere || event.key.length !== 1 || event.key === " " || event.ctrlKey || event.altKey || event.metaKey) return;
  const field = fields.find(isWrong) ?? fields.find(isEmpty);
  if (field) enter(field);
}

function nextNeeded(field) {
  const later = fields.slice(fields.indexOf(field) + 1);
  const date = details.filter((one) => one.name.startsWith("date_of_birth"));
  const halfDate = !date.every(isEmpty) && date.find(isEmpty);
  return later.find(isWrong) ?? names.find(isEmpty) ?? (halfDate || (details.every(isEmpty) ? later[0] : undefined));
}

function goOn(event) {
  if (event.key !== "Enter" || !fields.includes(event.target)) return;
  const next = nextNeeded(event.target);
  if (!next || next === event.target) return;
  event.preventDefault();
  enter(next);
}

if (form) {
  addEventListener("keydown", begin);
  form.addEventListener("keydown", goOn);
}
