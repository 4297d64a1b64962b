// Runs before the page is drawn: GOV.UK Frontend's styles and scripts look for these two classes.
document.body.classList.add("js-enabled");
if ("noModule" in HTMLScriptElement.prototype) {
  document.body.classList.add("govuk-frontend-supported");
}
