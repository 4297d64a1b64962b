// Leave a public page at once: Escape, Shift three times, or the link. The page is hidden before anything else happens.
(() => {
  const LEFT = "left"; // the only thing kept, by this tab alone, so that Back does not show the site again
  const SHIFT_PRESSES = 3;
  const SHIFT_SECONDS = 5;

  const exitLink = () => document.querySelector("[data-quick-exit]");
  const neutralPage = document.currentScript.dataset.neutralPage;

  const hide = () => document.documentElement.classList.add("aftercall-left");

  const clearWhatWasEntered = () => {
    for (const form of document.forms) form.reset();
    for (const field of document.querySelectorAll("input:not([type=hidden]), textarea")) {
      if (field.type === "checkbox" || field.type === "radio") field.checked = false;
      else field.value = "";
    }
    sessionStorage.clear();
    localStorage.clear();
  };

  const leave = () => {
    hide();
    document.title = "";
    clearWhatWasEntered();
    sessionStorage.setItem(LEFT, "1");
    window.open(neutralPage, "_blank", "noopener,noreferrer");
    location.replace(neutralPage);
  };

  const stayAwayAfterBack = (cameBack) => {
    if (!cameBack) sessionStorage.removeItem(LEFT);
    else if (sessionStorage.getItem(LEFT)) {
      hide();
      location.replace(neutralPage);
    }
  };

  let shifts = [];
  const countShift = (event) => {
    if (event.repeat) return;
    const since = event.timeStamp - SHIFT_SECONDS * 1000;
    shifts = event.key === "Shift" ? [...shifts.filter((at) => at > since), event.timeStamp] : [];
    if (shifts.length >= SHIFT_PRESSES) leave();
  };

  const [navigation] = performance.getEntriesByType("navigation");
  stayAwayAfterBack(navigation?.type === "back_forward");
  addEventListener("pageshow", (event) => event.persisted && stayAwayAfterBack(true));

  // Captured on the window, so that no field or widget can keep the key to itself.
  addEventListener(
    "keydown",
    (event) => {
      if (event.key === "Escape") leave();
      else countShift(event);
    },
    { capture: true },
  );
  addEventListener("click", (event) => {
    if (!exitLink()?.contains(event.target)) return;
    event.preventDefault();
    leave();
  });
})();
