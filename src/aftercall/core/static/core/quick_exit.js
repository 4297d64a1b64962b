// Leave a public page at once: Escape, Shift three times, or the link. The page is hidden before anything else happens,
// and no later step can keep it in view: a browser may refuse to open a tab, or access to what it stores.
(() => {
  const LEFT = "left"; // the only thing kept, by this tab alone, so that Back does not show the site again
  const KEPT_COOKIE = "cookie_choice"; // says nothing about the person
  const SHIFT_PRESSES = 3;
  const SHIFT_SECONDS = 5;

  const exitLink = () => document.querySelector("[data-quick-exit]");
  const neutralPage = document.currentScript.dataset.neutralPage;

  const attempt = (step) => {
    try {
      return step();
    } catch {
      return null;
    }
  };

  const hide = () => document.documentElement.classList.add("aftercall-left");

  const clearWhatWasEntered = () => {
    for (const form of document.forms) form.reset();
    for (const field of document.querySelectorAll("input:not([type=hidden]), textarea")) {
      if (field.type === "checkbox" || field.type === "radio") field.checked = false;
      else field.value = "";
    }
  };

  const deleteCookies = () => {
    for (const cookie of document.cookie.split("; ")) {
      const [name] = cookie.split("=");
      if (name && name !== KEPT_COOKIE) document.cookie = `${name}=; max-age=0; path=/`;
    }
  };

  const clearStorage = () => {
    sessionStorage.clear();
    localStorage.clear();
    sessionStorage.setItem(LEFT, "1");
  };

  const goAway = () => {
    attempt(clearStorage);
    attempt(clearWhatWasEntered);
    attempt(deleteCookies);
    attempt(() => window.open(neutralPage, "_blank", "noopener,noreferrer"));
    location.replace(neutralPage);
  };

  let isLeaving = false;
  const leave = () => {
    hide();
    document.title = "";
    if (isLeaving) return;
    isLeaving = true;
    // Opening a tab takes long, so the hidden page is drawn before; the timer is for a window that draws nothing.
    const once = (step) => () => isLeaving && ((isLeaving = false), step());
    const go = once(goAway);
    requestAnimationFrame(() => setTimeout(go));
    setTimeout(go, 200);
  };

  const stayAwayAfterBack = (cameBack) => {
    if (!cameBack) attempt(() => sessionStorage.removeItem(LEFT));
    else if (attempt(() => sessionStorage.getItem(LEFT))) {
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
  addEventListener("pageshow", (event) => event.persisted && stayAwayAfterBack(true));
  const [navigation] = performance.getEntriesByType("navigation");
  stayAwayAfterBack(navigation?.type === "back_forward");
})();
