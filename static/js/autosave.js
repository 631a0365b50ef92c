// Saves what is written while it is written: on this device at once, on the server after a pause.
// Without this module the forms are sent by their buttons.
import * as kept from "./kept-texts.js";
import * as outbox from "./outbox.js";
import { AnswerField, bothTexts, element, firstOf, named } from "./fields.js";

const { page, same, uuid } = kept;
const KEEP_AFTER = 300;
const SUBMIT_TIMEOUT = 8000;
const words = document.getElementById("saving-words")?.dataset ?? {};
const notice = document.getElementById("saving-notice");
const forms = [...document.querySelectorAll("form[data-save]")];
const fields = new Map(); // By address.

class SavedField extends AnswerField {
  timer = 0;
  id = ""; // Of its row in the queue, while there is one.

  constructor(form, target, controls, box) {
    const { elements } = form;
    const key = target.key ?? target.field;
    super(controls, elements[`${key}-not_known`], box, words.notKnown);
    Object.assign(this, { form, target, key });
    this.url = form.dataset.save;
    this.address = [this.url, target.key ?? `${target.record} ${target.field}`].join(" ");
    this.baseInput = elements[`${key}-base`];
    this.base = Number(this.baseInput?.value ?? elements.version.value);
    // As the server sent it: somebody may have begun to write before this module came.
    this.clean = this.safe = [firstOf(controls), Boolean(this.notKnown?.defaultChecked)];
  }

  get isTouched() {
    return Boolean(this.id) || Boolean(this.timer) || !same(this.read(), this.clean);
  }

  // The page is now based on this version of the answer: also for its own button.
  isBasedOn(version, clean) {
    const { seen, version: whole, sent } = this.form.elements;
    if (this.baseInput) {
      this.baseInput.value = version;
      this.form.elements[`${this.key}-seen`].value = "";
    } else if (whole && Number(whole.value) === version - 1) whole.value = version;
    if (!this.baseInput && seen?.value) {
      const { [this.key]: _removed, ...others } = JSON.parse(seen.value);
      seen.value = JSON.stringify(others);
    }
    if (sent) sent.value = uuid();
    this.base = version;
    this.clean = this.safe = clean;
  }

  touched() {
    // The first key starts the wait and no other one does: who types on is kept, too.
    this.timer ||= setTimeout(() => this.keep(), KEEP_AFTER);
    this.putBack?.remove();
    this.showMine();
  }

  newId() {
    return `${page} ${this.key} ${uuid()}`;
  }

  // Puts the text on this device; from there it is sent after a pause, or `now`.
  async keep({ now = false } = {}) {
    clearTimeout(this.timer);
    this.timer = 0;
    const text = this.read();
    if (!this.id && same(text, this.clean)) return;
    this.id ||= this.newId();
    const item = await outbox.write(this.id, (old) => this.row(old, text), { now });
    if (kept.deviceKeeps) this.safe = text;
    if (!item) this.id = "";
    this.showWhere(item);
  }

  // The page is left: nothing can be waited for. `safe` is what the server or this device has.
  leave() {
    const text = this.read();
    if (same(text, this.safe)) return;
    this.id ||= this.newId();
    kept.keepAtOnce({ ...this.row({ sent: true }, text), id: this.id, sent: null });
  }

  row(old, [value, not_known]) {
    const text = [value, not_known];
    const isConflict = old?.state === "conflict";
    if (old && same([old.value, old.not_known], text)) return old;
    if (!old?.sent && !isConflict && same(text, this.clean)) return null;
    const { url, address, target } = this;
    const state = isConflict && !this.decided ? "conflict" : "waiting";
    const { dossier, place: section } = this.form.dataset;
    return {
      base_version: this.base,
      before: this.clean[0],
      ...old,
      ...{ page, url, address, target, value, not_known, state },
      typed_at: new Date().toISOString(),
      place: { dossier, section, question: this.label, href: location.pathname },
      shown: this.shown(...text),
    };
  }

  showWhere(item) {
    if (item && item.state !== "waiting") return;
    this.error?.remove();
    if (!item) return this.say("");
    const { state, deviceKeeps } = outbox.status();
    const sentences = { "no-network": words.noNetwork, "signed-out": words.signedOut };
    this.say(deviceKeeps ? (sentences[state] ?? words.waiting) : words.noDeviceWaiting, "waiting");
  }

  async saved({ sent, reply, done }) {
    const text = [sent.value, sent.not_known];
    this.isBasedOn(reply.version, text);
    this.error?.remove();
    if (!done) return;
    if (!same(this.read(), text)) {
      // Something was written while the answer came: it continues from what is saved now.
      const { version: base_version } = reply;
      return kept.change(this.id, (row) => (row && !row.sent ? { ...row, base_version } : undefined));
    }
    this.id = "";
    this.decided = false;
    this.closeMerge();
    if (!this.timer) this.say(reply.saved_words);
  }

  savedElsewhere({ sent, reply }) {
    if (this.isTouched || reply.version <= this.base) return;
    this.put([sent.value, sent.not_known]);
    this.isBasedOn(reply.version, [sent.value, sent.not_known]);
    this.say(words.otherTab);
  }

  conflict({ reply }, before) {
    this.decided = false;
    this.say(words.conflict, "attention");
    const decide = (choice) => this.decide(choice, reply);
    this.showMerge({ ...reply, base: reply.base ?? before }, decide);
  }

  async decide(choice, reply) {
    const theirs = [reply.theirs, reply.theirs_not_known];
    const isNew = choice === "new";
    const filing = choice === "theirs" || isNew ? this.fileMine(reply) : null;
    if (choice === "both") this.put([bothTexts(reply.theirs, this.read()[0], this.isLong), false]);
    this.isBasedOn(reply.version, theirs);
    if (choice === "theirs") {
      this.put(theirs);
      this.closeMerge();
      await filing;
      await outbox.discard(this.id);
      this.id = "";
      this.say(words.theirsStand);
    } else {
      this.decided = true;
      const text = this.read();
      const [value, not_known] = text;
      const state = isNew ? "conflict" : "waiting";
      const decided = { value, not_known, state, base_version: reply.version };
      const update = (old) => ({ ...this.row(old, text), ...decided });
      const item = await outbox.write(this.id, update, { now: !isNew });
      if (isNew) this.keepReading();
      else {
        this.closeMerge();
        this.showWhere(item);
      }
    }
    this.controls[0].focus();
    if (isNew) this.controls[0].select?.();
  }

  // What was written since the server put this text aside goes into the history, too, from a row of
  // its own that no field takes up.
  async fileMine({ version }) {
    const [value, not_known] = this.read();
    const mine = (await kept.all()).find((one) => one.id === this.id);
    if (!mine || mine.base_version >= version || same([value, not_known], mine.aside)) return;
    const shown = this.shown(value, not_known);
    const filed = { ...mine, value, not_known, shown, sent: null, state: "waiting", filed: true };
    await outbox.write(this.newId(), () => filed, { now: true });
  }

  notTaken(sentence) {
    this.sayError(sentence);
    this.say(words.keptHere, "attention");
  }
}

// What each outcome means for the field; "later" is a text without an answer.
export const outcomes = new Map([
  ["saved", (field, message) => field.saved(message)],
  ["conflict", (field, message, before) => field.conflict(message, before)],
  ["refused", (field, { reply }) => field.notTaken(reply.sentence || words.refused)],
  ["not_read", (field, { reply }) => field.notTaken(reply.sentence)],
  ["later", (field) => field.showWhere({ state: "waiting" })],
]);

function fieldsOf(form) {
  const { kind, record, fields: names } = form.dataset;
  if (!record) {
    return [...form.querySelectorAll("[data-question]")].map((box) => {
      const key = box.dataset.question;
      return new SavedField(form, { key }, named(form, key), box);
    });
  }
  return names.split(" ").flatMap((field) => {
    const controls = named(form, field);
    if (!controls.length) return [];
    return [new SavedField(form, { kind, record, field }, controls, controls[0].closest(".field"))];
  });
}

const ofControl = (control) =>
  [...fields.values()].find((one) => one.notKnown === control || one.controls.includes(control));

function showPutBack(field, item, server) {
  const putBack = element("div", "notice cluster put-back");
  const button = element("button", "button-plain", words.discard);
  button.type = "button";
  const sentence = words.putBack.replace("{time}", outbox.clock(item.typed_at));
  putBack.append(element("p", "", sentence), button);
  button.addEventListener("click", async () => {
    const left = await outbox.write(field.id, (old) => (old && !old.sent ? null : undefined));
    if (left === null) field.id = "";
    field.put(server);
    field.closeMerge();
    field.controls[0].focus();
    // What was sent meanwhile is taken back by sending the earlier text.
    await field.keep({ now: true });
    field.say("");
    putBack.remove();
  });
  field.putBack = putBack;
  field.box.append(putBack);
}

async function adopt(field, item) {
  const server = field.clean;
  const text = [item.value, item.not_known];
  // A form that was refused shows what was sent; the server does not have it.
  const isRefused = Boolean(document.querySelector(".error-summary"));
  if (same(text, server) && !item.sent && !isRefused) return outbox.discard(item.id);
  field.id = item.id;
  field.put(text);
  await kept.change(item.id, (old) => old && { ...old, page });
  if (!same(text, server)) showPutBack(field, item, server);
  if (item.state === "waiting") field.showWhere(item);
  else outcomes.get(item.state)?.(field, item, item.before);
}

// The page learns what this browser has saved since the page was made.
async function catchUp() {
  for (const { known = {} } of await kept.all("copies")) {
    for (const [address, { value, not_known, version }] of Object.entries(known)) {
      const field = fields.get(address);
      if (!field || field.isTouched || version <= field.base) continue;
      field.put([value, not_known]);
      field.isBasedOn(version, [value, not_known]);
    }
  }
}

async function adoptAll() {
  await catchUp();
  for (const item of (await kept.all()).reverse()) {
    const field = fields.get(item.address);
    if (!field || item.filed || field.isTouched || !(await kept.isAlone(item))) continue;
    // Begun to write meanwhile: then the earlier text is sent as it is.
    if (!field.isTouched) await adopt(field, item);
  }
  outbox.wake();
}

function showState() {
  outbox.showState(notice, words);
  for (const field of fields.values()) {
    if (field.id && !field.merging && !field.error?.isConnected) field.showWhere({ state: "waiting" });
  }
}

kept.listen((message) => {
  const { type, id, address, writer } = message;
  if (type === "status") return showState();
  const field = fields.get(address);
  if (field && id === field.id) outcomes.get(type)?.(field, message);
  else if (type === "saved" && writer !== page) field?.savedElsewhere(message);
});

// Before its own button sends a form, every text arrives.
async function sendAll(own) {
  await Promise.all(own.map((one) => (one.timer || one.id) && one.keep({ now: true })));
  const patience = new Promise((resolve) => setTimeout(resolve, SUBMIT_TIMEOUT));
  await Promise.race([outbox.send({ all: true, wait: true }), patience]);
}

async function submit(event) {
  const { target: form, submitter } = event;
  if (form.dataset.flushed) return;
  event.preventDefault();
  form.setAttribute("aria-busy", "true");
  const own = [...fields.values()].filter((one) => one.form === form);
  await sendAll(own);
  const fresh = kept.isCopy && (await outbox.freshToken(form.dataset.save).catch(() => ""));
  if (fresh) form.elements.csrfmiddlewaretoken.value = fresh;
  form.removeAttribute("aria-busy");
  const open = own.find((one) => one.merging);
  if (open) return open.merging.querySelector("button").focus();
  if (outbox.status().state !== "ready") {
    showState();
    notice.scrollIntoView({ block: "nearest" });
    return notice.focus();
  }
  form.dataset.flushed = "yes";
  form.requestSubmit(submitter);
  delete form.dataset.flushed;
}

for (const form of forms) {
  for (const field of fieldsOf(form)) fields.set(field.address, field);
  form.addEventListener("input", ({ target }) => ofControl(target)?.touched());
  form.addEventListener("focusout", ({ target }) => {
    const field = ofControl(target);
    if (field?.timer || field?.id) field.keep({ now: true });
  });
  form.addEventListener("submit", submit);
  // The browser puts back nothing of its own: it does not know which version that was.
  form.autocomplete = "off";
}
for (const field of fields.values()) if (field.isTouched) field.touched();

function keepAll({ type }) {
  for (const field of fields.values()) {
    if (type === "pagehide") field.leave();
    if (field.timer) field.keep({ now: true });
  }
  outbox.wake();
}

addEventListener("pagehide", keepAll);
document.addEventListener("visibilitychange", (event) => document.hidden && keepAll(event));
addEventListener("beforeunload", (event) => {
  const isHeld = [...fields.values()].some((one) => one.timer || one.id);
  if (!kept.deviceKeeps && isHeld) event.preventDefault();
});
if (kept.person && forms.length) {
  adoptAll();
  showState();
}
