// The controls of a form as answers: what stands in them, and two texts of one answer side by side.
export function element(tag, className = "", text = "") {
  const made = document.createElement(tag);
  made.className = className;
  made.textContent = text;
  return made;
}

// Says where a text is, aloud, too.
export function statusLine() {
  const line = element("p", "saved");
  line.setAttribute("aria-live", "polite");
  return line;
}

export function named(form, name) {
  const found = form.elements[name];
  const list = found instanceof RadioNodeList ? [...found] : [found];
  return list.filter((one) => one && one.type !== "hidden" && one.type !== "file");
}

const isTick = (control) => control.type === "checkbox" && !control.hasAttribute("value");
const isList = (controls) =>
  controls[0].type === "checkbox" ? !isTick(controls[0]) : controls[0].type === "select-multiple";

export function readControls(controls) {
  const [first] = controls;
  if (isTick(first)) return first.checked ? "on" : "";
  if (first.type === "select-multiple") return [...first.selectedOptions].map((one) => one.value);
  if (first.type !== "radio" && first.type !== "checkbox") return first.value;
  const chosen = controls.filter((one) => one.checked).map((one) => one.value);
  return isList(controls) ? chosen : (chosen[0] ?? "");
}

// As a control of that kind has it: without the line breaks of a text in one line, say.
function asShown({ localName, type }, value) {
  const control = document.createElement(localName);
  if (localName === "input") control.type = type;
  control.value = value;
  return control.value;
}

// What the server put into them, whatever has been written or chosen since.
export function firstOf(controls) {
  const [first] = controls;
  const options = [...(first.options ?? [])];
  if (first.type === "select-multiple")
    return options.filter((one) => one.defaultSelected).map((one) => one.value);
  const chosen = options.find((one) => one.defaultSelected) ?? options.find((one) => !one.disabled);
  if (options.length) return chosen?.value ?? "";
  if (isTick(first)) return first.defaultChecked ? "on" : "";
  if (first.type !== "radio" && first.type !== "checkbox") return asShown(first, first.defaultValue);
  const ticked = controls.filter((one) => one.defaultChecked).map((one) => one.value);
  return isList(controls) ? ticked : (ticked[0] ?? "");
}

// Which form of which dossier it is, for the queue.
export const placeOf = ({ dataset }) => ({
  dossier: dataset.dossier,
  section: dataset.place,
  question: document.title.split(" – ")[0],
  href: location.href,
});

export function putControls(controls, value) {
  const texts = [value ?? ""].flat().map(String);
  for (const one of controls) {
    if (isTick(one)) one.checked = texts[0] !== "";
    else if (one.type === "radio" || one.type === "checkbox") one.checked = texts.includes(one.value);
    else if (one.type === "select-multiple") {
      for (const option of one.options) option.selected = texts.includes(option.value);
    } else one.value = texts[0] ?? "";
  }
}

export function wordsOf(controls, value) {
  const texts = [value ?? ""].flat().filter((text) => text !== "");
  const [first] = controls;
  const named = (text) => {
    const option = [...(first.options ?? [])].find((one) => one.value === text);
    const control = option ? null : controls.find((one) => one.value === text && !isTick(one));
    return (option ?? control?.labels?.[0])?.textContent.trim() ?? text;
  };
  return texts.map(first.matches("textarea, [type=text]") ? String : named).join("; ");
}

// --- Two texts, and what is to become of them, without leaving the page ---------------------------
// The words are the server's, in <template id="merge">.
const template = document.getElementById("merge");
let number = 0;

function fill(panel, name, text, note) {
  const card = panel.querySelector(`[data-side="${name}"]`);
  const body = card.querySelector("[data-text]");
  body.textContent = text;
  body.hidden = !text;
  card.querySelector("[data-empty]").hidden = Boolean(text);
  if (note) card.querySelector("[data-note]").textContent = note;
}

// `field` is the answer on the page, `reply` what the server said. `decide` is told "mine",
// "theirs", "both" or "new".
export function showMerge(field, reply, decide) {
  const panel = field.merging ?? template.content.cloneNode(true).firstElementChild;
  if (!field.merging) {
    const heading = panel.querySelector("[data-heading]");
    heading.id = `merge-${(number += 1)}`;
    panel.setAttribute("aria-labelledby", heading.id);
    panel.querySelector("[data-of]").textContent = field.label;
    panel.querySelector("[data-both]").hidden = !field.isText;
    panel.querySelector("[data-new]").hidden = !field.isText;
    panel.addEventListener("click", (event) => {
      const choice = event.target.closest("button[data-choice]")?.dataset.choice;
      if (choice) decide(choice);
    });
    field.merging = panel;
    field.box.append(panel);
    // Said once there is something to be heard: a live region speaks of changes only.
    const said = panel.querySelector("[data-said]");
    setTimeout(() => (said.textContent = said.dataset.said), 100);
  }
  fill(panel, "mine", field.shown(...field.read()));
  fill(panel, "theirs", field.shown(reply.theirs, reply.theirs_not_known), reply.theirs_words);
  const before = panel.querySelector('[data-side="base"]');
  before.hidden = reply.base === undefined || reply.base === null || reply.base === "";
  if (!before.hidden) fill(panel, "base", field.shown(reply.base, false));
  return panel;
}

export function mineChanged(field) {
  if (field.merging) fill(field.merging, "mine", field.shown(...field.read()));
}

// While a new text is being written both stay to be read; the choice is made.
export function keepReading(field) {
  field.merging.querySelector("[data-choices]").hidden = true;
  field.merging.querySelector("[data-writing]").hidden = false;
}

export function closeMerge(field) {
  field.merging?.remove();
  field.merging = null;
}

export function bothTexts(theirs, mine, isLong) {
  return [theirs, mine].filter(Boolean).join(isLong ? "\n\n" : " / ");
}
