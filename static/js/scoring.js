// Marks on a phone: kept here at each change, sent in the background until the server has answered
// each one. Without this module the page's own form does the same.
const FIRST_WAIT = 2000;
const LONGEST_WAIT = 60000;
const AFTER_TYPING = 500;
const LOOK = 15000;

const place = document.querySelector("[data-scoring]");
const over = document.querySelector("[data-scoring-over]");

export function filled(words, ...values) {
  return values.reduce((text, one) => text.replace(/%(\(\w+\))?s/, one), words);
}

// What this phone keeps: {"option|criterion": {value, no_opinion, sequence, uuid, sent}}.
class Store {
  constructor(name) {
    this.name = name;
    this.memory = {};
    this.works = true;
    this.read();
  }

  read() {
    try {
      this.memory = JSON.parse(localStorage.getItem(this.name) ?? "{}");
    } catch {
      this.works = false; // Private mode or a full phone: said on the page, sending goes on.
    }
    return this.memory;
  }

  // Two windows of one phone share the store: read, change, write in one go.
  change(act) {
    if (this.works) this.read();
    act(this.memory);
    try {
      localStorage.setItem(this.name, JSON.stringify(this.memory));
    } catch {
      this.works = false;
    }
  }

  // When the server last had everything; known also after the page was loaded again.
  sentAt(at) {
    try {
      if (at) localStorage.setItem(`${this.name}.told`, at.toISOString());
      const kept = localStorage.getItem(`${this.name}.told`);
      return kept ? new Date(kept) : at;
    } catch {
      return at;
    }
  }

  waiting() {
    return Object.entries(this.memory).filter(([, mark]) => !mark.sent);
  }
}

function uuid() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16)); // Plain http has no randomUUID.
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((one) => one.toString(16).padStart(2, "0")).join("");
  return hex.replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, "$1-$2-$3-$4-$5");
}

// The highest number of a mark counts: the server may get an older one later.
export const nextSequence = (marks, atLeast) =>
  Math.max(atLeast, ...Object.values(marks).map((one) => one.sequence)) + 1;

export function sentForm([key, mark]) {
  const [option, criterion] = key.split("|");
  const { uuid: client_uuid, value, no_opinion, sequence } = mark;
  return { client_uuid, option, criterion, value, no_opinion, sequence };
}

const typed = (cell) => cell.querySelector("input[type=text]");
export const unread = Symbol("not a number");

// In Arabic digits, too, with a comma or a point; nothing typed is null.
export function readNumber(text) {
  const plain = text.trim().replace(/[٠-٩]/g, (one) => "٠١٢٣٤٥٦٧٨٩".indexOf(one));
  const written = plain.replace(/[\s\u00a0\u202f]/g, "").replace(/[,٫]/, ".");
  if (written === "") return null;
  return /^-?\d+(\.\d+)?$/.test(written) ? written : unread;
}

function said(cell) {
  const field = typed(cell);
  if (field) {
    const none = cell.querySelector("input[type=checkbox]").checked;
    return none ? { value: null, no_opinion: true } : { value: readNumber(field.value), no_opinion: false };
  }
  const chosen = cell.querySelector("input:checked")?.value ?? "";
  const none = chosen === "none";
  return { value: none || chosen === "" ? null : chosen, no_opinion: none };
}

function show(cell, mark) {
  const field = typed(cell);
  if (field) {
    field.value = mark.value ?? "";
    cell.querySelector("input[type=checkbox]").checked = mark.no_opinion;
    return;
  }
  const value = mark.no_opinion ? "none" : mark.value;
  for (const one of cell.querySelectorAll("input")) one.checked = one.value === value;
}

class Scoring {
  constructor(page) {
    this.page = page;
    this.words = page.dataset;
    this.store = new Store(page.dataset.store);
    this.cells = [...page.querySelectorAll("[data-option]")];
    this.wait = FIRST_WAIT;
    this.refused = "";
    this.sentAt = this.store.sentAt();
    this.token = page.querySelector("[name=csrfmiddlewaretoken]").value;
    for (const [key, mark] of this.store.waiting()) this.restore(key, mark);
    this.listen();
    this.go(Number(page.dataset.number), false);
    this.showLine();
    this.send();
    setInterval(() => document.hidden || this.look(), LOOK);
  }

  key(cell) {
    return `${cell.dataset.option}|${cell.dataset.criterion}`;
  }

  restore(key, mark) {
    const cell = this.cells.find((one) => this.key(one) === key);
    if (cell) show(cell, mark);
  }

  listen() {
    this.page.addEventListener("input", (event) => this.changed(event));
    this.page.addEventListener("submit", (event) => this.next(event));
    this.page.addEventListener("click", (event) => this.follow(event));
    addEventListener("online", () => this.send());
    addEventListener("hashchange", () => this.go(this.asked()));
    document.addEventListener("visibilitychange", () => document.hidden || this.send());
  }

  changed(event) {
    const cell = event.target.closest("[data-option]");
    if (!cell) return;
    const field = typed(cell);
    const none = cell.querySelector("input[type=checkbox]");
    if (event.target === none && none.checked) field.value = "";
    if (event.target === field && field.value && none) none.checked = false;
    const mark = said(cell);
    const wrong = mark.value === unread;
    if (field) field.setAttribute("aria-invalid", String(wrong));
    if (wrong) return;
    this.keep(this.key(cell), mark);
  }

  keep(key, mark) {
    this.store.change((marks) => {
      const sequence = nextSequence(marks, Number(this.words.sequence));
      marks[key] = { ...mark, sequence, uuid: uuid(), sent: false };
    });
    this.showLine();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send(), AFTER_TYPING);
  }

  next(event) {
    const step = event.target.closest("[data-step]");
    if (!step || !this.store.works) return; // Then the form is sent as it is.
    if (step.querySelector("[aria-invalid=true]")) return; // The server says what is wrong.
    event.preventDefault();
    location.hash = `step-${Number(step.dataset.step) + 1}`;
    this.send();
  }

  follow(event) {
    const link = event.target.closest("a[data-back], a[data-to]");
    if (!link || !this.store.works) return;
    event.preventDefault();
    location.hash = link.getAttribute("href").replace("?step=", "step-");
  }

  asked() {
    return Number(/^#step-(\d+)$/.exec(location.hash)?.[1] ?? this.words.number);
  }

  go(number, move = true) {
    const wanted = move ? number : this.asked();
    const steps = [...this.page.querySelectorAll("[data-step]")];
    const found = steps.find((one) => Number(one.dataset.step) === wanted) ?? steps[0];
    for (const one of steps) one.hidden = one !== found;
    if (!move) return;
    found.querySelector("h1").focus({ preventScroll: true });
    scrollTo(0, 0);
  }

  async send() {
    if (this.sending) return;
    const waiting = this.store.waiting().filter(([, mark]) => !mark.unread);
    if (!waiting.length || this.refused) return;
    this.sending = true;
    try {
      this.answered(await this.ask(waiting), waiting);
      this.wait = FIRST_WAIT;
    } catch {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.send(), this.wait * (0.75 + Math.random() / 2));
      this.wait = Math.min(this.wait * 2, LONGEST_WAIT);
    }
    this.sending = false;
    this.showLine();
    if (this.wait === FIRST_WAIT && this.store.waiting().some(([, mark]) => !mark.unread)) this.send();
  }

  async ask(waiting) {
    const marks = waiting.slice(0, 200).map(sentForm);
    return this.fetched({
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": this.token },
      body: JSON.stringify({ marks }),
    });
  }

  async fetched(options) {
    const response = await fetch(this.words.sync, { cache: "no-store", ...options });
    const json = response.headers.get("Content-Type")?.startsWith("application/json");
    if (response.status === 403 && !json) await this.look(); // Another token: then once more.
    if (!json) throw new Error(`Not answered: ${response.status}`);
    const answer = await response.json();
    if (answer.csrf) this.token = answer.csrf;
    return answer;
  }

  answered(answer) {
    if (answer.outcome !== "kept") {
      this.refuse(answer.sentence);
      return;
    }
    const answers = new Map(answer.marks.map((one) => [one.client_uuid, one]));
    this.store.change((marks) => {
      for (const mark of Object.values(marks)) {
        const one = answers.get(mark.uuid);
        if (!one) continue; // Changed while it was on its way: the new one is sent next.
        mark.sent = one.outcome !== "not_read";
        mark.unread = one.outcome === "not_read";
        if (mark.unread) this.warn(one.sentence);
      }
    });
    this.sentAt = this.store.sentAt(new Date());
    this.moved(answer);
  }

  async look() {
    try {
      const answer = await this.fetched({});
      if (answer.outcome === "here") {
        this.refuse("");
        this.moved(answer);
        this.send();
      } else {
        this.refuse(answer.sentence);
      }
    } catch {
      // No network: the next look or the next change asks again.
    }
  }

  // The facilitator went on. The page is loaded again only when nothing could be lost.
  moved(answer) {
    const elsewhere =
      answer.state !== this.words.state || String(answer.round) !== this.words.round;
    if (elsewhere && !this.store.waiting().length) location.reload();
  }

  refuse(sentence) {
    this.refused = sentence;
    this.warn(sentence);
    this.showLine();
  }

  warn(sentence) {
    const notice = this.page.querySelector("[data-refusal]");
    notice.hidden = !sentence;
    notice.firstElementChild.textContent = sentence;
  }

  showLine() {
    const line = this.page.querySelector("[data-line]");
    const done = this.cells.filter((cell) => {
      const mark = said(cell);
      return mark.no_opinion || mark.value !== null;
    }).length;
    const parts = [filled(this.words.done, done, this.words.cells)];
    const waiting = this.store.waiting().length;
    if (waiting) parts.push(filled(this.refused ? this.words.refused : this.words.waiting, waiting));
    else if (this.sentAt) parts.push(filled(this.words.sent, this.clock()));
    if (!this.store.works) parts.push(this.words.homeless);
    const text = parts.join(" · ");
    if (line.textContent !== text) line.textContent = text;
    line.dataset.waiting = waiting;
  }

  clock() {
    const lang = document.documentElement.lang;
    return this.sentAt.toLocaleTimeString(lang, {
      hour: "2-digit",
      minute: "2-digit",
      hourCycle: "h23",
    });
  }
}

if (place) new Scoring(place);
if (over) {
  const waiting = new Store(over.dataset.store).waiting().length;
  const line = over.querySelector("[data-kept-line]");
  line.hidden = !waiting;
  line.textContent = filled(over.dataset.kept, waiting);
}
