// The controls of a form as answers: what stands in them, where a text is, two texts side by side.
export function element(tag, className = "", text = "") {
  const made = document.createElement(tag);
  made.className = className;
  made.textContent = text;
  return made;
}

// Says where a text is; screen readers read it aloud.
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

// As the control itself has it: a text in one line has no line breaks.
function asShown({ localName, type }, value) {
  const control = document.createElement(localName);
  if (localName === "input") control.type = type;
  control.value = value;
  return control.value;
}

function firstOption(options) {
  const selected = options.find((one) => one.defaultSelected);
  return (selected ?? options.find((one) => !one.disabled))?.value ?? "";
}

// What the server put into them, not what was written since.
export function firstOf(controls) {
  const [first] = controls;
  const options = [...(first.options ?? [])];
  if (first.type === "select-multiple")
    return options.filter((one) => one.defaultSelected).map((one) => one.value);
  if (options.length) return firstOption(options);
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

// The words of the panel with two texts are the server's, in <template id="merge">.
let panels = 0;

function fill(panel, side, text, note) {
  const card = panel.querySelector(`[data-side="${side}"]`);
  const body = card.querySelector("[data-text]");
  body.textContent = text;
  body.hidden = !text;
  card.querySelector("[data-empty]").hidden = Boolean(text);
  if (note) card.querySelector("[data-note]").textContent = note;
}

export const bothTexts = (theirs, mine, isLong) =>
  [theirs, mine].filter(Boolean).join(isLong ? "\n\n" : " / ");

export class AnswerField {
  merging = null; // The panel with two texts, while there is one.
  status = statusLine();

  constructor(controls, notKnown, box, notKnownWords) {
    Object.assign(this, { controls, notKnown, box, notKnownWords });
    this.label = (box.querySelector("legend, label")?.firstChild?.textContent ?? "").trim();
    this.isLong = controls[0].matches("textarea");
    this.isText = this.isLong || controls[0].matches("input[type=text]:not([inputmode])");
    box.append(this.status);
  }

  read() {
    return [readControls(this.controls), Boolean(this.notKnown?.checked)];
  }

  put([value, notKnown]) {
    putControls(this.controls, value);
    if (this.notKnown) this.notKnown.checked = notKnown;
    this.showMine();
  }

  shown(value, notKnown) {
    return notKnown ? this.notKnownWords : wordsOf(this.controls, value);
  }

  say(text, tone = "") {
    this.status.className = tone ? `saved saved-${tone}` : "saved";
    // The same words are not read aloud twice.
    if (this.status.textContent !== text) this.status.textContent = text;
    // What needs attention is not left folded away.
    if (tone) this.box.closest("details.fold")?.setAttribute("open", "");
  }

  sayError(sentence) {
    this.error?.remove();
    this.error = element("p", "error", sentence);
    this.error.setAttribute("role", "status");
    this.box.insertBefore(this.error, this.status);
  }

  // `decide` is called with "mine", "theirs", "both" or "new".
  showMerge(reply, decide) {
    this.merging ??= this.openMerge(decide);
    this.showMine();
    const theirs = this.shown(reply.theirs, reply.theirs_not_known);
    fill(this.merging, "theirs", theirs, reply.theirs_words);
    const hasBase = ![undefined, null, ""].includes(reply.base);
    this.merging.querySelector('[data-side="base"]').hidden = !hasBase;
    if (hasBase) fill(this.merging, "base", this.shown(reply.base, false));
  }

  openMerge(decide) {
    const panel = document.getElementById("merge").content.cloneNode(true).firstElementChild;
    const part = (name) => panel.querySelector(`[data-${name}]`);
    part("heading").id = `merge-${(panels += 1)}`;
    panel.setAttribute("aria-labelledby", part("heading").id);
    part("of").textContent = this.label;
    part("both").hidden = part("new").hidden = !this.isText;
    panel.addEventListener("click", ({ target }) => {
      const choice = target.closest("button[data-choice]")?.dataset.choice;
      if (choice) decide(choice);
    });
    this.box.append(panel);
    // Filled once the panel is there: a live region reads only changes aloud.
    const said = part("said");
    setTimeout(() => (said.textContent = said.dataset.said), 100);
    return panel;
  }

  showMine() {
    if (this.merging) fill(this.merging, "mine", this.shown(...this.read()));
  }

  // While a new text is being written both stay to be read; the choice is made.
  keepReading() {
    this.merging.querySelector("[data-choices]").hidden = true;
    this.merging.querySelector("[data-writing]").hidden = false;
  }

  closeMerge() {
    this.merging?.remove();
    this.merging = null;
  }
}
