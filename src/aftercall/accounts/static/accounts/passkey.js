// Asks the browser for a passkey when its button is pressed, and sends the answer with the form around the button.

for (const button of document.querySelectorAll("[data-passkey]")) {
  button.hidden = false; // without JavaScript it would do nothing
  button.addEventListener("click", () => send(button));
  // Enter in the name of a new passkey does what the button does. form.submit() below causes no such event.
  button.closest("form").addEventListener("submit", (event) => {
    event.preventDefault();
    send(button);
  });
}

async function send(button) {
  const form = button.closest("form");
  const problem = form.querySelector("[data-passkey-problem]");
  problem.hidden = true;
  try {
    const answer = await window.webauthnJSON[button.dataset.passkey](JSON.parse(button.dataset.options));
    document.getElementById(button.dataset.credential).value = JSON.stringify(answer);
    form.submit();
  } catch {
    problem.hidden = false;
  }
}
