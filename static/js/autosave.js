// Saves what is written while it is written: on this device at once, on the server after a pause.
// Without this module the forms are sent by their buttons.
import * as kept from "./kept-texts.js";
import * as outbox from "./outbox.js";
import { element, named } from "./fields.js";
import { SavedField, words } from "./saved-field.js";

const { page, same } = kept;
const SUBMIT_TIMEOUT = 8000;
const notice = document.getElementById("saving-notice");
const forms = [...document.querySelectorAll("form[data-save]")];
const fields = new Map(); // By address.

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
  const timeout = new Promise((resolve) => setTimeout(resolve, SUBMIT_TIMEOUT));
  await Promise.race([outbox.send({ all: true, wait: true }), timeout]);
}

async function submit(event) {
  const { target: form, submitter } = event;
  if (form.dataset.flushed) return;
  event.preventDefault();
  form.setAttribute("aria-busy", "true");
  const own = [...fields.values()].filter((one) => one.form === form);
  await sendAll(own);
  if (kept.isCopy) {
    const fresh = await outbox.freshToken(form.dataset.save).catch(() => "");
    if (fresh) form.elements.csrfmiddlewaretoken.value = fresh;
  }
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
document.addEventListener(
  "visibilitychange",
  (event) => document.visibilityState === "hidden" && keepAll(event),
);
addEventListener("beforeunload", (event) => {
  const isHeld = [...fields.values()].some((one) => one.timer || one.id);
  if (!kept.deviceKeeps && isHeld) event.preventDefault();
});
if (kept.person && forms.length) {
  adoptAll();
  showState();
}
