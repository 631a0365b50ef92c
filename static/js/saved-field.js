// One field that is saved while it is written, and where its text is: on this device, on the
// server, or in question beside another person's.
import * as kept from "./kept-texts.js";
import * as outbox from "./outbox.js";
import { AnswerField, bothTexts, firstOf } from "./fields.js";

const { page, same, uuid } = kept;
const KEEP_AFTER = 300;
export const words = document.getElementById("saving-words")?.dataset ?? {};

export class SavedField extends AnswerField {
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
    this.clean = [firstOf(controls), Boolean(this.notKnown?.defaultChecked)];
    this.safe = this.clean; // What the server or this device has.
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

  // The page is being left: nothing can be waited for.
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
