// Texts on their way to the server. Each is kept on this device first, under a key of the person
// who wrote it, and leaves it when the server has said that it has it: by name and version.
// A text whose answer never came is sent again word for word, so the server can tell.
const meta = (name) => document.querySelector(`meta[name="${name}"]`)?.content ?? "";

export const person = meta("techbank-person");
// A copy of this page from an earlier day, shown because the network is away.
export const isCopy = Boolean(meta("techbank-copy"));
export const page = crypto.randomUUID();
const PAUSE = 2500; // Milliseconds without a keystroke before a text is sent.
const LONGEST_WAIT = 300000;
const PATIENCE = 20000;
const SMALL = 60000; // What a browser still sends for a page that is closing.
const memory = new Map(); // Where the device keeps nothing.
const listeners = new Set();
const speak = (name) => (person && "BroadcastChannel" in self ? new BroadcastChannel(name) : null);
const arrivals = speak("techbank"); // Who is signed in now; hears every person's pages.
const channel = speak(`techbank-${person}`); // Texts; hears this person's pages only.
let token = isCopy ? "" : (document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "");
let state = "ready"; // ready, no-network, signed-out, another-person
let signIn = "/accounts/login/";
let deviceKeeps = true;
let alarm;

export const uuid = () => crypto.randomUUID();
export const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

// "12:04", or with the day when it is not today's; in the person's own time zone.
export function clock(moment) {
  const { zone } = document.querySelector("[data-outgoing]")?.dataset ?? {};
  const write = (options) =>
    new Intl.DateTimeFormat(`${document.documentElement.lang || "en"}-u-nu-latn`, {
      timeZone: zone || undefined,
      ...options,
    }).format(new Date(moment));
  const time = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  const day = { year: "numeric", month: "long", day: "numeric" };
  const isToday = new Date(moment).toDateString() === new Date().toDateString();
  return write(isToday ? time : { ...day, ...time });
}

// --- What happens is told to this page and to the other tabs --------------------------------------
export function listen(listener) {
  listeners.add(listener);
}

function tell(event) {
  for (const listener of listeners) listener(event);
}

function tellAll(event) {
  tell(event);
  channel?.postMessage(event);
}

export const status = () => ({ state, signIn, deviceKeeps });

function become(next, more = {}, only = state) {
  signIn = more.signIn ?? signIn;
  if (next === state || only !== state) return;
  state = next;
  tell({ type: "status", ...status() });
}

// --- The device: one database a person, so nobody's text can be taken for another's ---------------
const asked = (request) =>
  new Promise((good, bad) => {
    request.onsuccess = () => good(request.result);
    request.onerror = () => bad(request.error);
  });

async function open() {
  const request = indexedDB.open(`techbank-${person}`, 1);
  request.onupgradeneeded = () => {
    for (const name of ["texts", "copies"]) request.result.createObjectStore(name, { keyPath: "id" });
  };
  const database = await asked(request);
  database.onversionchange = () => {
    database.close();
    opening = null;
  };
  return database;
}

let opening = null;
const device = () => (opening ??= person ? open().catch(noDevice) : Promise.resolve(null));

function noDevice() {
  if (deviceKeeps) {
    deviceKeeps = false;
    queueMicrotask(() => tell({ type: "status", ...status() }));
  }
  return null;
}

// Reads a row, lets `how` make another of it (null: none, undefined: leave it) in one transaction.
export async function change(id, how, place = "texts") {
  const database = await device();
  const key = `${place} ${id}`;
  if (database && !memory.has(key)) {
    let next;
    try {
      const work = database.transaction(place, "readwrite");
      const done = new Promise((good, bad) => {
        work.oncomplete = good;
        work.onabort = () => bad(work.error);
      });
      const rows = work.objectStore(place);
      next = how(await asked(rows.get(id)));
      if (next === null) rows.delete(id);
      else if (next) rows.put(next);
      await done;
      return next;
    } catch {
      noDevice();
      if (next) memory.set(key, next);
      return next;
    }
  }
  const next = how(memory.get(key));
  if (next === null) memory.delete(key);
  else if (next) memory.set(key, next);
  return next;
}

export async function all(place = "texts") {
  const database = await device();
  const found = new Map();
  try {
    const rows = database ? await asked(database.transaction(place).objectStore(place).getAll()) : [];
    for (const row of rows) found.set(row.id, row);
  } catch {
    noDevice();
  }
  for (const [key, row] of memory) if (key.startsWith(`${place} `)) found.set(row.id, row);
  return [...found.values()].sort((one, other) => (one.typed_at < other.typed_at ? -1 : 1));
}

// Nothing of this person stays here. What was only in memory goes with the page.
export async function wipe() {
  (await device())?.close();
  opening = null;
  memory.clear();
  await new Promise((done) => {
    const request = indexedDB.deleteDatabase(`techbank-${person}`);
    request.onsuccess = request.onerror = request.onblocked = done;
  });
}

export async function forgetCopies(whose = () => true) {
  if (!("caches" in self)) return;
  for (const name of await caches.keys()) {
    if (name.startsWith("techbank-copy-") && whose(name)) await caches.delete(name);
  }
}

// Which pages are open now: a page holds a lock by its name for as long as it lives.
export async function openPages() {
  const held = (await navigator.locks?.query())?.held ?? [];
  return new Set(held.map((lock) => lock.name));
}

export const lockOf = (name) => `techbank-page-${name}`;

export async function isAlone(item) {
  // A page that has just been left may hold its lock for a moment longer.
  for (const wait of [0, 400]) {
    await new Promise((done) => setTimeout(done, wait));
    if (!(await openPages()).has(lockOf(item.page))) return true;
  }
  return false;
}

// --- The queue ------------------------------------------------------------------------------------
export async function write(id, how, { now = false } = {}) {
  const item = await change(id, (old) => {
    const next = how(old);
    if (!next) return next;
    return { attempts: 0, sent: null, ...next, id, next_at: Date.now() + (now ? 0 : PAUSE) };
  });
  tellAll({ type: "queue" });
  if (item?.state === "waiting") wake(now ? 0 : PAUSE);
  return item;
}

export async function discard(id) {
  await change(id, () => null);
  tellAll({ type: "queue" });
}

// Sends these now, also what was not taken before. What is in conflict waits for its writer.
export async function release(items) {
  const waits = (old) =>
    old && !old.draft && old.state !== "conflict" ? { ...old, state: "waiting", next_at: 0 } : undefined;
  for (const { id } of items) await change(id, waits);
  await send({ wait: true });
  return all();
}

export async function markExported(items) {
  const exported_at = new Date().toISOString();
  for (const { id } of items) await change(id, (old) => old && { ...old, exported_at });
}

// What stands over a form or the queue while its texts cannot be sent.
export function showState(notice, words) {
  const told = {
    "signed-out": words.signedOutNotice,
    "another-person": words.anotherPerson,
    "no-network": isCopy ? "" : words.noNetworkNotice,
  };
  const text = told[state] ?? (deviceKeeps ? "" : words.noDevice);
  notice.firstElementChild.textContent = text;
  notice.hidden = !text;
  const link = notice.lastElementChild;
  link.hidden = state !== "signed-out";
  link.href = signIn;
}

export function wake(wait = 0) {
  clearTimeout(alarm);
  alarm = setTimeout(send, wait);
}

// Sends what is due. One tab sends at a time, one text after the other.
export async function send({ all: everything = false, wait = false } = {}) {
  if (!person || state === "another-person") return;
  if (navigator.onLine === false) return become("no-network");
  const round = () => sendDue(everything);
  if (!navigator.locks) return round();
  return navigator.locks.request(`techbank-send-${person}`, wait ? {} : { ifAvailable: true }, (lock) =>
    lock ? round() : wake(1000),
  );
}

async function sendDue(everything) {
  const tried = new Set();
  for (;;) {
    const waiting = (await all()).filter((one) => one.state === "waiting");
    const due = waiting.filter((one) => everything || one.next_at <= Date.now());
    const item = due.find((one) => !tried.has(one.sent?.client_uuid ?? one.id));
    if (!item) {
      const next = Math.min(...waiting.map((one) => one.next_at));
      if (waiting.length) wake(Math.max(next - Date.now(), 500));
      return;
    }
    const written = await change(item.id, (now) => now && { ...now, sent: now.sent ?? writeOf(now) });
    if (!written) continue;
    tried.add(written.id).add(written.sent.client_uuid);
    const reply = await post(written);
    await settle(written, reply);
    if (reply.stop) return;
    if (reply.outcome === "saved") tried.delete(written.id);
  }
}

const writeOf = (item) => ({
  client_uuid: uuid(),
  ...item.target,
  value: item.value,
  not_known: item.not_known,
  base_version: item.base_version,
});

function ask(url, options = {}) {
  return fetch(url, {
    credentials: "same-origin",
    cache: "no-store",
    redirect: "manual",
    signal: AbortSignal.timeout?.(PATIENCE),
    ...options,
    headers: { Accept: "application/json", ...options.headers },
  });
}

async function read(response) {
  const json = response.headers.get("Content-Type")?.startsWith("application/json");
  return json ? response.json() : {};
}

// A fresh token, and whether this browser is still signed in as the person of this page.
export async function freshToken(url) {
  const response = await ask(url);
  const answer = await read(response);
  if (response.status === 401) become("signed-out", { signIn: answer.sign_in });
  else if (response.ok && answer.person && answer.person !== person) become("another-person");
  else if (response.ok && answer.csrf) return (token = answer.csrf);
  return "";
}

const isShut = () => state === "signed-out" || state === "another-person";

async function post(item, again = false) {
  try {
    if (!token && !(await freshToken(item.url))) return { stop: isShut() };
    const body = JSON.stringify(item.sent);
    const response = await ask(item.url, {
      method: "POST",
      body,
      keepalive: body.length < SMALL,
      headers: { "Content-Type": "application/json", "X-CSRFToken": token },
    });
    const reply = await read(response);
    if (response.status === 401) {
      token = "";
      become("signed-out", { signIn: reply.sign_in });
      return { stop: true };
    }
    if (response.status === 403 && reply.outcome !== "refused" && !again) {
      token = ""; // Of an earlier sign-in.
      return post(item, true);
    }
    become("ready");
    return understood(response, reply, item.sent);
  } catch {
    become("no-network");
    return { stop: true };
  }
}

// Only an answer that names this write counts: a sign-in page comes with status 200, too.
function understood(response, reply, { client_uuid }) {
  if ([400, 403, 404, 413].includes(response.status) && reply.sentence) {
    return reply.outcome === "token" ? {} : { ...reply, outcome: "refused" };
  }
  if (reply.client_uuid !== client_uuid) return {};
  const expected = { 200: "saved", 409: "conflict", 422: "not_read" }[response.status];
  const isWhole = reply.outcome === "not_read" || Number.isInteger(reply.version);
  return reply.outcome === expected && isWhole ? reply : {};
}

// What the server said becomes part of the text's row; a text that has arrived leaves the queue.
async function settle({ id, url, address, page: writer, sent }, reply) {
  const { outcome } = reply;
  if (outcome === "saved") await remember(url, address, sent, reply);
  const now = await change(id, (item) => item && after(item, sent, reply));
  const done = outcome === "saved" && !now;
  tellAll({ type: outcome ?? "later", id, address, writer, sent, reply, done });
  tellAll({ type: "queue" });
  if (reply.stop && state === "no-network") wake(Math.max((now?.next_at ?? 0) - Date.now(), 2000));
}

function after(item, sent, reply) {
  const moved = !same([item.value, item.not_known], [sent.value, sent.not_known]);
  const next = { ...item, sent: null, attempts: 0 };
  switch (reply.outcome) {
    case "saved":
      return moved ? { ...next, base_version: reply.version } : null;
    case "not_read":
      return moved ? next : { ...next, state: "not_read", reply };
    case "conflict":
      if (item.filed) return null; // It is in the history, where it was to go.
      return { ...next, state: reply.outcome, reply, aside: [sent.value, sent.not_known] };
    case "refused":
      return { ...next, state: reply.outcome, reply };
  }
  if (reply.stop && state !== "no-network") return undefined; // It waits for signing in.
  const attempts = item.attempts + 1;
  const wait = Math.min(2000 * 2 ** attempts, LONGEST_WAIT) * (0.75 + Math.random() / 2);
  return { ...item, attempts, next_at: Date.now() + wait };
}

// What is saved while the next page is on its way is not on that page yet, nor in the copy of a
// dossier that was taken along: both learn it from here.
async function remember(url, address, { value, not_known }, { version }) {
  const known = { value, not_known, version, at: Date.now() };
  const learn = (copy) => copy && { ...copy, known: { ...copy.known, [address]: known } };
  await change(url, learn, "copies");
  const isFresh = ([, one]) => one.at > Date.now() - LONGEST_WAIT;
  const others = (row) => Object.fromEntries(Object.entries(row?.known ?? {}).filter(isFresh));
  const recent = (row) => ({ id: "recent", known: { ...others(row), [address]: known } });
  await change("recent", recent, "copies");
}

// A form of something new was sent, and the page that said so may never have come: whether the
// record is there is asked of the server.
export async function hasArrived({ check }) {
  const response = await fetch(check, { credentials: "same-origin", redirect: "manual" });
  return response.status === 200;
}

// A form that is saved by its button has been sent: the next page of this tab tells whether it was
// saved. What was only shown beside it stays.
const SENT = "techbank-sent";

const here = () => location.href.split("#")[0];

export function isOnItsWay(id) {
  sessionStorage.setItem(SENT, JSON.stringify({ id, from: here() }));
}

async function settleSent() {
  const { id = "", from } = JSON.parse(sessionStorage.getItem(SENT) ?? "{}");
  sessionStorage.removeItem(SENT);
  // Not what is said after signing in, say.
  const isAnswer = document.referrer === from && document.querySelector(".notice-success");
  if (!id || !isAnswer) return id;
  const left = (row) => ({ ...row, draft: {}, shown: row.rest.map(({ said }) => said).join("\n") });
  await change(id, (row) => (row?.rest?.length ? left(row) : null));
  tellAll({ type: "queue" });
  return "";
}

async function arrivedDrafts() {
  const open = await openPages();
  const isClosed = (one) => one.submitted && !open.has(lockOf(one.page));
  for (const draft of (await all()).filter(isClosed)) {
    if (await hasArrived(draft).catch(() => false)) await discard(draft.id);
  }
}

// Everything that is kept goes: copies of pages, the service worker, and, if asked, the texts.
export async function forget({ texts = false } = {}) {
  await forgetCopies();
  for (const one of await all("copies")) await change(one.id, () => null, "copies");
  for (const one of (await navigator.serviceWorker?.getRegistrations()) ?? []) await one.unregister();
  if (texts) await wipe();
}

// --- The line at the top of every page, and what wakes the queue ----------------------------------
async function count() {
  const line = document.querySelector("[data-outgoing]");
  if (!line || !person) return;
  const number = (await all()).length;
  line.querySelector("[data-count]").textContent = number;
  line.hidden = number === 0;
}

async function resume() {
  if (isShut()) {
    const first = (await all()).find((one) => one.url);
    state = "ready";
    token = "";
    if (first && !(await freshToken(first.url).catch(() => ""))) return;
    tell({ type: "status", ...status() });
  }
  if (navigator.onLine) become("ready", {}, "no-network");
  send({ all: true, wait: true });
}

if (person) {
  navigator.locks?.request(lockOf(page), () => new Promise(() => {}));
  if (channel) {
    channel.onmessage = ({ data }) => tell(data);
    arrivals.onmessage = ({ data }) => (data === person ? resume() : become("another-person"));
  }
  listen((event) => event.type === "queue" && count());
  addEventListener("online", () => resume());
  addEventListener("offline", () => become("no-network"));
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") resume();
  });
  addEventListener("focus", () => state !== "ready" && resume());
  if (!isCopy) {
    // Copies of somebody else's pages go; the service worker may show this person's own again.
    forgetCopies((name) => !name.startsWith(`techbank-copy-${person}-`))
      .then(() => self.caches?.delete("techbank-locked"))
      .catch(() => {});
    arrivals?.postMessage(person);
    arrivedDrafts();
  }
  count();
  wake();
}

export const arrived = person && !isCopy ? settleSent().catch(() => "") : Promise.resolve("");
