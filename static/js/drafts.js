// The form of something new: what is written stays on this device until the server has it. The
// form carries the name that the record will have, so sending it twice makes one record.
import * as kept from "./kept-texts.js";
import * as outbox from "./outbox.js";
import { named, placeOf, putControls, readControls, wordsOf } from "./fields.js";

const form = document.querySelector("form[data-draft]");
const words = document.getElementById("saving-words").dataset;
const address = `${location.pathname}${location.search}`;
const status = document.getElementById("draft-status");
const notice = document.getElementById("draft-notice");
let id = "";
let timer = 0;

const names = [...new Set([...form.elements].map((one) => one.name))].filter(
  (name) => name && named(form, name).length && named(form, name)[0].type !== "submit",
);
const readForm = () =>
  Object.fromEntries(names.map((name) => [name, readControls(named(form, name))]));
const first = readForm();
let safe = first; // What this device has.
let submitted = false;

// A copy is the same each time it is opened: every new record has a name of its own.
function startRecord(uuid) {
  form.elements.client_uuid.value = uuid;
  id = `${kept.page} draft ${uuid}`;
}

startRecord(kept.isCopy ? kept.uuid() : form.elements.client_uuid.value);

function shownOf() {
  const lines = names.flatMap((name) => {
    const controls = named(form, name);
    const box = controls[0].closest(".field");
    const label = (box?.querySelector("legend, label")?.firstChild?.textContent ?? name).trim();
    const text = wordsOf(controls, readControls(controls));
    return text ? [`${label}: ${text}`] : [];
  });
  return lines.join("\n");
}

function rowOf(values, more) {
  return {
    page: kept.page,
    address,
    state: "draft",
    draft: values,
    record: form.elements.client_uuid.value,
    check: form.dataset.draft.replace("RECORD", form.elements.client_uuid.value),
    typed_at: new Date().toISOString(),
    place: placeOf(form),
    shown: shownOf(),
    submitted,
    ...more,
  };
}

async function keep(more) {
  clearTimeout(timer);
  timer = 0;
  const values = readForm();
  await outbox.write(id, () => (kept.same(values, first) ? null : rowOf(values, more)));
  if (kept.deviceKeeps) safe = values;
  status.textContent = kept.same(values, first) ? "" : words.draft;
}

// Without network: this record waits, and the form is free for the next one.
async function wait(isNext) {
  await keep({ isDone: isNext });
  // With the connection back, the page itself puts the draft into its fields.
  if (kept.isCopy && (await fetch(location.href, { method: "HEAD" }).catch(() => null)))
    return location.reload();
  status.textContent = words.draftOffline;
  if (!isNext) return;
  form.reset();
  safe = readForm();
  startRecord(kept.uuid());
  notice.hidden = true;
  form.querySelector("input:not([type=hidden]), select, textarea").focus();
}

function putBack(draft) {
  id = draft.id;
  form.elements.client_uuid.value = draft.record;
  for (const [name, value] of Object.entries(draft.draft)) {
    const controls = named(form, name);
    if (!controls.length) continue;
    if (!kept.same(value, first[name])) controls[0].closest("details")?.setAttribute("open", "");
    putControls(controls, value);
  }
  const time = outbox.clock(draft.typed_at);
  notice.querySelector("p").textContent = words.putBack.replace("{time}", time);
  notice.hidden = false;
  notice.querySelector("button").addEventListener("click", async () => {
    await outbox.discard(id);
    location.reload();
  });
}

async function begin() {
  const isAnswer = Boolean(document.querySelector(".error-summary"));
  const open = await kept.openPages();
  const isOpen = (one) => open.has(kept.lockOf(one.page)) && !isAnswer;
  const isLeft = (one) => !isOpen(one) && !(one.isDone && kept.isCopy);
  const mine = (await kept.all()).filter((one) => one.draft && one.address === address);
  for (const draft of mine.reverse()) {
    if (!isLeft(draft)) continue;
    const isThis = draft.record === form.elements.client_uuid.value;
    if (isThis && isAnswer) {
      id = draft.id; // Refused, and in the fields again.
      return keep();
    }
    if (draft.submitted && (await outbox.hasArrived(draft).catch(() => false))) {
      await outbox.discard(draft.id);
    } else if (id !== draft.id && notice.hidden) putBack(draft);
  }
}

form.addEventListener("input", () => {
  timer ||= setTimeout(keep, 300);
});
form.addEventListener("focusout", () => timer && keep());
addEventListener("pagehide", () => {
  const values = readForm();
  if (!kept.same(values, safe)) kept.keepAtOnce({ ...rowOf(values), id });
});
form.addEventListener("submit", (event) => {
  // A browser on a copy may call itself online wrongly.
  if (kept.isCopy || navigator.onLine === false) {
    event.preventDefault();
    wait(event.submitter?.name === "then");
    return;
  }
  submitted = true;
  kept.change(id, (row) => row && { ...row, submitted });
});
begin();
