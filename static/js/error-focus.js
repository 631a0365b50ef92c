// The error summary takes the focus when the page opens; its links lead into the field itself,
// also where the field is a group of choices.
const summary = document.querySelector("[data-error-summary]");

function firstControl(target) {
  return target.matches("input, select, textarea, button")
    ? target
    : target.querySelector("input, select, textarea, button");
}

function lead(event) {
  const link = event.target.closest("a[href^='#']");
  const target = link && document.getElementById(link.hash.slice(1));
  if (!target) return;
  const control = firstControl(target) ?? target;
  event.preventDefault();
  const field = control.closest(".field") ?? control;
  field.scrollIntoView({ block: "start" });
  control.focus({ preventScroll: true });
}

if (summary) {
  summary.focus();
  summary.addEventListener("click", lead);
}
