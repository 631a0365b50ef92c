// Saves what is written while it is written: on this device after a third of a second, on the
// server after a pause. Says beside each field where its text is. Without this module the forms
// are sent by their buttons, as ever.
import * as outbox from "./outbox.js";
import {
  bothTexts,
  closeMerge,
  element,
  firstOf,
  keepReading,
  mineChanged,
  named,
  putControls,
  readControls,
  showMerge,
  statusLine,
  wordsOf,
} from "./fields.js";

const { same, page, clock } = outbox;
const KEEP_AFTER = 300;
const FLUSH_PATIENCE = 8000;
const words = document.getElementById("saving-words")?.dataset ?? {};
const forms = [...document.querySelectorAll("form[data-save]")];
const fields = new Map(); // By address.

function say(pattern, values = {}) {
  return (pattern ?? "").replace(/\{(\w+)\}/g, (_all, name) => values[name] ?? "");
}

// --- A field: what stands in it, and where its text is --------------------------------------------
class Field {
  constructor(form, target, controls, box) {
    const { elements } = form;
    Object.assign(this, { form, target, controls, box, timer: 0, id: "", merging: null });
    this.url = form.dataset.save;
    this.key = target.key ?? target.field;
    this.address = [this.url, target.key ?? `${target.record} ${target.field}`].join(" ");
    this.notKnown = elements[`${this.key}-not_known`];
    this.baseInput = elements[`${this.key}-base`];
    this.label = (box.querySelector("legend, label")?.firstChild?.textContent ?? "").trim();
    this.isLong = controls[0].matches("textarea");
    this.isText = this.isLong || controls[0].matches("input[type=text]:not([inputmode])");
    this.base = Number(this.baseInput?.value ?? elements.version.value);
    // Not what stands in them: somebody may have begun to write before this module came.
    this.clean = [firstOf(controls), Boolean(this.notKnown?.defaultChecked)];
    this.status = statusLine();
    box.append(this.status);
  }

  read() {
    return [readControls(this.controls), Boolean(this.notKnown?.checked)];
  }

  put([value, notKnown]) {
    putControls(this.controls, value);
    if (this.notKnown) this.notKnown.checked = notKnown;
    mineChanged(this);
  }

  shown(value, notKnown) {
    return notKnown ? words.notKnown : wordsOf(this.controls, value);
  }

  get isTouched() {
    return Boolean(this.id) || Boolean(this.timer) || !same(this.read(), this.clean);
  }

  say(text, tone = "") {
    this.status.className = tone ? `saved saved-${tone}` : "saved";
    // The same words are not said twice.
    if (this.status.textContent !== text) this.status.textContent = text;
    // What needs her is not left folded away.
    if (tone) this.box.closest("details.fold")?.setAttribute("open", "");
  }

  // The page is now based on this version of the answer: also for its own button.
  isBasedOn(version, clean) {
    const { seen, version: whole, sent } = this.form.elements;
    if (this.baseInput) {
      this.baseInput.value = version;
      this.form.elements[`${this.key}-seen`].value = "";
    } else if (whole && Number(whole.value) === version - 1) whole.value = version;
    if (!this.baseInput && seen?.value) {
      const { [this.key]: _gone, ...others } = JSON.parse(seen.value);
      seen.value = JSON.stringify(others);
    }
    if (sent) sent.value = outbox.uuid();
    this.base = version;
    this.clean = clean;
  }

  touched() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.keep(), KEEP_AFTER);
    this.putBack?.remove();
    mineChanged(this);
  }

  // Puts the text on this device; soon, or `now`, it is sent from there.
  async keep({ now = false } = {}) {
    clearTimeout(this.timer);
    this.timer = 0;
    const [value, not_known] = this.read();
    const isClean = same([value, not_known], this.clean);
    if (!this.id && isClean) return;
    this.id ||= `${page} ${this.key} ${outbox.uuid()}`;
    const item = await outbox.write(this.id, (old) => this.row(old, value, not_known), { now });
    if (!item) this.id = "";
    this.tellWhere(item);
  }

  row(old, value, not_known) {
    const isOld = old && same([old.value, old.not_known], [value, not_known]);
    if (isOld) return old;
    if (!old?.sent && old?.state !== "conflict" && same([value, not_known], this.clean)) return null;
    const { url, address, target } = this;
    const state = old?.state === "conflict" && !this.decided ? "conflict" : "waiting";
    const { dossier, place } = this.form.dataset;
    const { pathname } = location;
    return {
      base_version: this.base,
      before: this.clean[0],
      ...old,
      ...{ page, url, address, target, value, not_known, state },
      typed_at: new Date().toISOString(),
      place: { dossier, section: place, question: this.label, href: pathname },
      shown: this.shown(value, not_known),
    };
  }

  tellWhere(item) {
    if (item && item.state !== "waiting") return;
    this.error?.remove();
    if (!item) return this.say("");
    const { state, deviceKeeps } = outbox.status();
    if (!deviceKeeps) this.say(words.noDeviceWaiting, "waiting");
    else if (state === "no-network") this.say(words.noNetwork, "waiting");
    else if (state === "signed-out") this.say(words.signedOut, "waiting");
    else this.say(words.waiting, "waiting");
  }

  sayError(sentence) {
    this.error?.remove();
    this.error = element("p", "error", sentence);
    this.error.setAttribute("role", "status");
    this.box.insertBefore(this.error, this.status);
  }

  // --- What became of it --------------------------------------------------------------------------
  async saved({ sent, reply, done }) {
    const text = [sent.value, sent.not_known];
    this.isBasedOn(reply.version, text);
    this.error?.remove();
    if (!done) return;
    if (!same(this.read(), text)) {
      // Written on while the answer came: that goes on from what is saved now.
      const goOn = (row) => row && !row.sent && { ...row, base_version: reply.version };
      return outbox.change(this.id, (row) => goOn(row) || undefined);
    }
    this.id = "";
    this.decided = false;
    closeMerge(this);
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
    const base = reply.base ?? before;
    showMerge(this, { ...reply, base }, (choice) => this.decide(choice, reply));
  }

  async decide(choice, reply) {
    const theirs = [reply.theirs, reply.theirs_not_known];
    const filing = choice === "theirs" || choice === "new" ? this.fileMine(reply) : null;
    if (choice === "both") this.put([bothTexts(reply.theirs, this.read()[0], this.isLong), false]);
    this.isBasedOn(reply.version, theirs);
    if (choice === "theirs") {
      this.put(theirs);
      closeMerge(this);
      await filing;
      await outbox.discard(this.id);
      this.id = "";
      this.say(words.theirsStand);
    } else {
      this.decided = true;
      const [value, not_known] = this.read();
      const state = choice === "new" ? "conflict" : "waiting";
      const settled = { value, not_known, state, base_version: reply.version };
      const how = (old) => ({ ...this.row(old, value, not_known), ...settled });
      const item = await outbox.write(this.id, how, { now: choice !== "new" });
      if (choice === "new") keepReading(this);
      else {
        closeMerge(this);
        this.tellWhere(item);
      }
    }
    this.controls[0].focus();
    if (choice === "new") this.controls[0].select?.();
  }

  // What was written since the server put her text aside goes into the history, too: it is sent on
  // the version she had, in a row of its own that no field takes up.
  async fileMine({ version }) {
    const [value, not_known] = this.read();
    const mine = (await outbox.all()).find((one) => one.id === this.id);
    if (!mine || mine.base_version >= version || same([value, not_known], mine.aside)) return;
    const filed = { ...mine, value, not_known, sent: null, state: "waiting", filed: true };
    const id = `${page} ${this.key} ${outbox.uuid()}`;
    await outbox.write(id, () => ({ ...filed, shown: this.shown(value, not_known) }), { now: true });
  }

  refused({ reply }) {
    this.sayError(reply.sentence || words.refused);
    this.say(words.keptHere, "attention");
  }

  not_read({ reply }) {
    this.sayError(reply.sentence);
    this.say(words.keptHere, "attention");
  }

  later(item) {
    this.tellWhere({ state: "waiting", ...item });
  }
}

// --- Which fields the page has --------------------------------------------------------------------
function fieldsOf(form) {
  const { kind, record } = form.dataset;
  if (record) {
    return form.dataset.fields.split(" ").flatMap((name) => {
      const controls = named(form, name);
      if (!controls.length) return [];
      return [new Field(form, { kind, record, field: name }, controls, controls[0].closest(".field"))];
    });
  }
  return [...form.querySelectorAll("[data-question]")].map((box) => {
    const key = box.dataset.question;
    return new Field(form, { key }, named(form, key), box);
  });
}

const ofControl = (control) =>
  [...fields.values()].find((one) => one.notKnown === control || one.controls.includes(control));

// --- Texts that an earlier page left on this device -----------------------------------------------
function tellPutBack(field, item, server) {
  const notice = element("div", "notice cluster put-back");
  const button = element("button", "button-plain", words.discard);
  button.type = "button";
  notice.append(element("p", "", say(words.putBack, { time: clock(item.typed_at) })), button);
  button.addEventListener("click", async () => {
    const left = await outbox.write(field.id, (old) => (old && !old.sent ? null : undefined));
    if (left === null) field.id = "";
    field.put(server);
    closeMerge(field);
    field.controls[0].focus();
    // What was sent meanwhile is taken back by sending the earlier text.
    await field.keep({ now: true });
    field.say("");
    notice.remove();
  });
  field.putBack = notice;
  field.box.append(notice);
}

async function adopt(field, item) {
  const server = field.clean;
  const text = [item.value, item.not_known];
  // A form that was refused shows what was sent; the server does not have it.
  const isRefused = Boolean(document.querySelector(".error-summary"));
  if (same(text, server) && !item.sent && !isRefused) return outbox.discard(item.id);
  field.id = item.id;
  field.put(text);
  await outbox.change(item.id, (old) => old && { ...old, page });
  if (!same(text, server)) tellPutBack(field, item, server);
  if (item.state === "waiting") field.tellWhere(item);
  else field[item.state]?.({ reply: item.reply }, item.before);
}

// The page learns what this browser has saved since the page was made.
async function catchUp() {
  for (const { known = {} } of await outbox.all("copies")) {
    for (const [address, { value, not_known, version }] of Object.entries(known)) {
      const field = fields.get(address);
      if (!field || field.isTouched || version <= field.base) continue;
      field.put([value, not_known]);
      field.isBasedOn(version, [value, not_known]);
    }
  }
}

async function putBack() {
  await catchUp();
  const newestFirst = (await outbox.all()).reverse();
  for (const item of newestFirst) {
    const field = fields.get(item.address);
    if (!field || item.filed || field.isTouched || !(await outbox.isAlone(item))) continue;
    // She may have begun to write meanwhile; then the earlier text is sent as it is.
    if (!field.isTouched) await adopt(field, item);
  }
  outbox.wake();
}

// --- Notices over the whole form ------------------------------------------------------------------
const notice = document.getElementById("saving-notice");

function tellState() {
  outbox.showState(notice, words);
  for (const field of fields.values()) {
    if (field.id && !field.merging && !field.error?.isConnected) field.tellWhere({ state: "waiting" });
  }
}

outbox.listen((event) => {
  if (event.type === "status") return tellState();
  const field = fields.get(event.address);
  if (!field || !(event.type in Field.prototype)) return;
  if (event.id === field.id) field[event.type](event);
  else if (event.type === "saved" && event.writer !== page) field.savedElsewhere(event);
});

// --- The form's own button: first everything on its way arrives -----------------------------------
async function flush(form) {
  const own = [...fields.values()].filter((one) => one.form === form);
  await Promise.all(own.map((one) => (one.timer || one.id) && one.keep({ now: true })));
  const enough = new Promise((done) => setTimeout(done, FLUSH_PATIENCE));
  await Promise.race([outbox.send({ all: true, wait: true }), enough]);
  return own;
}

async function submit(event) {
  const { target: form, submitter } = event;
  if (form.dataset.flushed) return;
  event.preventDefault();
  form.setAttribute("aria-busy", "true");
  const own = await flush(form);
  if (outbox.isCopy) {
    const fresh = await outbox.freshToken(form.dataset.save).catch(() => "");
    if (fresh) form.elements.csrfmiddlewaretoken.value = fresh;
  }
  form.removeAttribute("aria-busy");
  const open = own.find((one) => one.merging);
  const { state } = outbox.status();
  if (open) return open.merging.querySelector("button").focus();
  if (state !== "ready") {
    tellState();
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

function keepAll() {
  for (const field of fields.values()) if (field.timer) field.keep({ now: true });
  outbox.wake();
}

addEventListener("pagehide", keepAll);
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden") keepAll();
});
addEventListener("beforeunload", (event) => {
  const isHeld = [...fields.values()].some((one) => one.timer || one.id);
  if (outbox.status().deviceKeeps || !isHeld) return;
  event.preventDefault();
});
if (outbox.person && forms.length) {
  putBack();
  tellState();
}
