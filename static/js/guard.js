// Warns before leaving a page whose form has changes that were not sent.
for (const form of document.querySelectorAll("form[data-guard]")) {
  let unsent = false;
  form.addEventListener("input", () => {
    unsent = true;
  });
  form.addEventListener("submit", () => {
    unsent = false;
  });
  addEventListener("beforeunload", (event) => {
    if (!unsent) return;
    event.preventDefault();
    event.returnValue = true; // Browsers before 2023 ask only for this.
  });
}
