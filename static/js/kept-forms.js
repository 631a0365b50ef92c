// Forms that are saved by their button: what is written in them stays on this device until then.
// Put back is only what still stands as it did when it was written over; the rest is shown.
import * as kept from "./kept-texts.js";
import * as outbox from "./outbox.js";
import { element, placeOf, putControls, readControls, statusLine, wordsOf } from "./fields.js";

const words = document.getElementById("kept-words").dataset;
const NO_TEXT = "hidden file submit button reset".split(" ");
const ROW = /^[0-9a-f-]{36}(?=-)/;

// What can be written in, by name; texts of one name by their number, too.
function unitsOf(form) {
  const units = new Map();
  const seen = new Map();
  for (const one of form.elements) {
    if (!one.name || !one.type || NO_TEXT.includes(one.type)) continue;
    const isChoice = one.type === "radio" || one.type === "checkbox";
    const number = isChoice ? 0 : (seen.get(one.name) ?? 0);
    seen.set(one.name, number + 1);
    const key = number ? `${one.name} ${number}` : one.name;
    units.set(key, [...(units.get(key) ?? []), one]);
  }
  return units;
}

// A row from another page keeps its name: sending it twice makes one record.
function nameRows(form, keys) {
  const names = new Set(keys.map((key) => key.match(ROW)?.[0]).filter(Boolean));
  const rows = [...form.querySelectorAll("input[name=row]")];
  const isNew = ({ value }) => form.elements[`${value}-new`] && !names.has(value);
  const free = rows.filter(isNew);
  for (const name of names) {
    const row = rows.some(({ value }) => value === name) ? null : free.shift();
    const old = row?.value;
    const place = row?.closest("tr");
    for (const node of place ? [place, ...place.querySelectorAll("*")] : [])
      for (const one of node.attributes) one.value = one.value.replaceAll(old, name);
  }
}

class KeptForm {
  constructor(form) {
    const { pathname, search } = new URL(form.action);
    this.form = form;
    this.address = [pathname + search, form.elements.part?.value].join(" ").trim();
    this.id = `${kept.page} ${this.address}`;
    this.rest = []; // Written over something that has changed since; only shown.
    this.timer = 0;
    this.safe = {}; // The changes that this device has.
    this.status = statusLine();
    [...form.querySelectorAll(".actions")].at(-1).after(this.status);
    this.look();
    form.addEventListener("input", () => {
      this.timer ||= setTimeout(() => this.keep(), 300);
    });
    form.addEventListener("focusout", () => this.timer && this.keep());
    addEventListener("pagehide", () => this.leave());
    form.addEventListener("submit", (event) => this.submitted(event));
    addEventListener("beforeunload", (event) => this.leaving(event));
  }

  look() {
    this.units = unitsOf(this.form);
    this.first = new Map([...this.units].map(([key, all]) => [key, readControls(all)]));
  }

  changes() {
    const found = {};
    for (const [key, all] of this.units) {
      const [before, value] = [this.first.get(key), readControls(all)];
      if (!kept.same(before, value)) found[key] = { before, value, said: this.said(all, value) };
    }
    return found;
  }

  said(all, value) {
    const text = all[0].type === "checkbox" ? (all[0].checked ? "✓" : "–") : wordsOf(all, value);
    const box = all.length > 1 ? all[0].closest("fieldset")?.querySelector("legend") : null;
    return `${(box ?? all[0].labels?.[0])?.textContent.trim().replace(/\s+/g, " ") ?? ""}: ${text}`;
  }

  // The row of what is written; null when nothing is.
  row(draft) {
    const { rest } = this;
    const written = [...Object.values(draft), ...rest];
    if (!written.length) return null;
    return {
      ...{ page: kept.page, address: this.address, state: "draft", draft, rest },
      typed_at: new Date().toISOString(),
      place: placeOf(this.form),
      shown: written.map(({ said }) => said).join("\n"),
    };
  }

  async keep() {
    clearTimeout(this.timer);
    this.timer = 0;
    const draft = this.changes();
    const row = this.row(draft);
    await outbox.write(this.id, () => row);
    if (kept.deviceKeeps) this.safe = draft;
    this.status.textContent = row ? words.kept : "";
  }

  leave() {
    const draft = this.changes();
    const row = kept.same(draft, this.safe) ? null : this.row(draft);
    if (row) kept.keepAtOnce({ ...row, id: this.id });
  }

  submitted(event) {
    if (navigator.onLine === false) {
      event.preventDefault();
      this.keep().then(() => (this.status.textContent = words.offline));
      return;
    }
    this.isSent = true;
    outbox.isOnItsWay(this.id);
    this.keep();
  }

  // Where the device keeps nothing, what is written would go with the page.
  leaving(event) {
    if (this.isSent || kept.deviceKeeps || !Object.keys(this.changes()).length) return;
    event.preventDefault();
    event.returnValue = true; // Browsers before 2023 ask only for this.
  }

  async left(answered) {
    const mine = (await kept.all()).filter((one) => one.draft && one.address === this.address);
    for (const one of mine.reverse())
      if (one.id === answered || (await kept.isAlone(one))) return one;
    return null;
  }

  // What an earlier page left here. `answered`: this page is the answer to its sending, unsaved.
  async begin(answered) {
    const row = await this.left(answered);
    if (!row) return;
    nameRows(this.form, Object.keys(row.draft));
    this.look();
    const put = this.putBack(row, answered);
    if (put.length || this.rest.length) this.showPutBack(row, put);
    // Kept under this page's name before the other row goes: it is never nowhere.
    await this.keep();
    await outbox.discard(row.id);
  }

  putBack(row, answered) {
    const put = [];
    this.rest = [...row.rest];
    for (const [key, one] of Object.entries(row.draft)) {
      const all = this.units.get(key);
      const now = all && readControls(all);
      if (all && kept.same(now, one.before)) put.push([all, one]);
      else if (!all || !kept.same(now, one.value)) this.rest.push(one);
      else if (row.id === answered) this.first.set(key, one.before);
    }
    for (const [all, { value }] of put) {
      putControls(all, value);
      all[0].closest("details")?.setAttribute("open", "");
    }
    return put;
  }

  showPutBack(row, put) {
    const notice = element("div", "notice stack");
    const time = outbox.clock(row.typed_at);
    if (put.length) notice.append(element("p", "", words.putBack.replace("{time}", time)));
    if (this.rest.length) {
      const list = element("ul");
      for (const { said } of this.rest) list.append(element("li", "", said));
      for (const item of list.children) item.dir = "auto";
      notice.append(element("p", "", words.others.replace("{time}", time)), list);
    }
    const button = element("button", "button-plain", words.discard);
    button.type = "button";
    button.addEventListener("click", async () => {
      for (const [all, { before }] of put) putControls(all, before);
      this.rest = [];
      notice.remove();
      await this.keep();
      this.form.querySelector("input:not([type=hidden]), textarea, select")?.focus();
    });
    notice.append(button);
    this.form.prepend(notice);
  }
}

const forms = [...document.querySelectorAll("form[data-keep]")].map((form) => new KeptForm(form));
const answered = await outbox.arrived;
for (const one of forms) await one.begin(answered);
