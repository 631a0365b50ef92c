// Texts kept on this device until the server has them: the store, the order of sending, what an
// answer changes. Nothing here uses the network or the page.
const meta = (name) => globalThis.document?.querySelector(`meta[name="${name}"]`)?.content ?? "";

export const person = meta("techbank-person");
// A copy of an earlier day, shown because there is no network.
export const isCopy = Boolean(meta("techbank-copy"));
export const page = crypto.randomUUID();
const LONGEST_WAIT = 300000;

export const uuid = () => crypto.randomUUID();
export const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

// "12:04", or with the day when it is not today's; in the person's own time zone.
export function clockText(moment, language, zone, now = Date.now()) {
  const write = (options, at = moment) =>
    new Intl.DateTimeFormat(`${language || "en"}-u-nu-latn`, {
      timeZone: zone || undefined,
      ...options,
    }).format(new Date(at));
  const time = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  const day = { year: "numeric", month: "long", day: "numeric" };
  return write(write(day) === write(day, now) ? time : { ...day, ...time });
}

// Messages to the modules of this page.
const listeners = new Set();
export const listen = (listener) => listeners.add(listener);

export function notify(message) {
  for (const listener of listeners) listener(message);
}

// One database for each person, so texts of two people are never mixed up.
export const memory = new Map(); // Used where the device keeps nothing.
export let deviceKeeps = true;
let opening = null;

const resultOf = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

// When a page is left, the database does not finish its work any more; localStorage does at once.
// The page that opens the database next takes the texts up from there.
const LEFT = `techbank-left-${person}`;

function leftTexts() {
  try {
    return JSON.parse(localStorage.getItem(LEFT) ?? "{}");
  } catch {
    return {};
  }
}

function setLeft(rows) {
  try {
    if (Object.keys(rows).length) localStorage.setItem(LEFT, JSON.stringify(rows));
    else localStorage.removeItem(LEFT);
  } catch {
    // No room, or no such store: then the database has what was written until a moment ago.
  }
}

export const forgetLeft = () => setLeft({});

export function keepAtOnce(row) {
  setLeft({ ...leftTexts(), [row.id]: { attempts: 0, sent: null, next_at: 0, ...row } });
}

// What was left is newer than the row in the database; what was sent of the row is known only there.
export function withLeft(old, left) {
  if (!old) return left;
  if (old.typed_at >= left.typed_at) return old;
  const { sent, attempts, base_version = left.base_version } = old;
  const state = old.state === "conflict" ? old.state : left.state;
  return { ...old, ...left, sent, attempts, base_version, state };
}

async function takeUpLeft(database) {
  const left = leftTexts();
  if (!Object.keys(left).length) return;
  const work = database.transaction("texts", "readwrite");
  const rows = work.objectStore("texts");
  for (const row of Object.values(left)) {
    rows.get(row.id).onsuccess = ({ target }) => rows.put(withLeft(target.result, row));
  }
  await new Promise((resolve, reject) => {
    work.oncomplete = resolve;
    work.onabort = () => reject(work.error);
  });
  setLeftBut((row) => same(row, left[row.id]));
}

const setLeftBut = (isGone) =>
  setLeft(Object.fromEntries(Object.entries(leftTexts()).filter(([, row]) => !isGone(row))));

// A page that the browser had put aside, and shows again, goes on by itself.
globalThis.addEventListener?.(
  "pageshow",
  ({ persisted }) => persisted && setLeftBut((row) => row.page === page),
);

async function open() {
  const request = indexedDB.open(`techbank-${person}`, 1);
  request.onupgradeneeded = () => {
    for (const name of ["texts", "copies"]) request.result.createObjectStore(name, { keyPath: "id" });
  };
  const database = await resultOf(request);
  database.onversionchange = () => {
    database.close();
    opening = null;
  };
  await takeUpLeft(database).catch(() => {}); // What has no room stays where it is.
  return database;
}

const device = () => (opening ??= person ? open().catch(noDevice) : Promise.resolve(null));

function noDevice() {
  if (deviceKeeps) {
    deviceKeeps = false;
    queueMicrotask(() => notify({ type: "status" }));
  }
  return null;
}

// Reads a row and lets `update` make the next one (null: delete it, undefined: leave it), in one
// transaction.
export async function change(id, update, store = "texts") {
  const database = await device();
  const key = `${store} ${id}`;
  let next;
  if (database && !memory.has(key)) {
    try {
      const work = database.transaction(store, "readwrite");
      const done = new Promise((resolve, reject) => {
        work.oncomplete = resolve;
        work.onabort = () => reject(work.error);
      });
      const rows = work.objectStore(store);
      next = update(await resultOf(rows.get(id)));
      if (next === null) rows.delete(id);
      else if (next) rows.put(next);
      await done;
      return next;
    } catch {
      noDevice();
    }
  } else next = update(memory.get(key));
  if (next === null) memory.delete(key);
  else if (next) memory.set(key, next);
  return next;
}

// The oldest first.
export async function all(store = "texts") {
  const database = await device();
  const found = new Map();
  try {
    const rows = database ? await resultOf(database.transaction(store).objectStore(store).getAll()) : [];
    for (const row of rows) found.set(row.id, row);
  } catch {
    noDevice();
  }
  for (const [key, row] of memory) if (key.startsWith(`${store} `)) found.set(row.id, row);
  return [...found.values()].sort((one, other) => (one.typed_at < other.typed_at ? -1 : 1));
}

export async function forgetCopies(isChosen = () => true) {
  if (!("caches" in self)) return;
  for (const name of await caches.keys()) {
    if (name.startsWith("techbank-copy-") && isChosen(name)) await caches.delete(name);
  }
}

// An open page holds a lock with its name.
export const lockOf = (name) => `techbank-page-${name}`;

export async function openPages() {
  const held = (await navigator.locks?.query())?.held ?? [];
  return new Set(held.map((lock) => lock.name));
}

export async function isAlone(item) {
  // A page that has just been left may hold its lock for a moment longer.
  for (const wait of [0, 400]) {
    await new Promise((resolve) => setTimeout(resolve, wait));
    if (!(await openPages()).has(lockOf(item.page))) return true;
  }
  return false;
}

// The oldest text that is due and not yet tried, and the wait until the next is due.
export function nextToSend(rows, tried, everything, now = Date.now()) {
  const waiting = rows.filter((row) => row.state === "waiting");
  const isDue = (row) => everything || row.next_at <= now;
  const item = waiting.find((row) => isDue(row) && !tried.has(row.sent?.client_uuid ?? row.id));
  const first = Math.min(...waiting.map((row) => row.next_at));
  return { item, wait: waiting.length ? Math.max(first - now, 500) : null };
}

export const requestOf = (item) => ({
  client_uuid: uuid(),
  ...item.target,
  value: item.value,
  not_known: item.not_known,
  base_version: item.base_version,
});

// Only an answer that names this write counts: a sign-in page comes with status 200, too.
export function validReply(status, reply, { client_uuid }) {
  if ([400, 403, 404, 413].includes(status) && reply.sentence) {
    return reply.outcome === "token" ? {} : { ...reply, outcome: "refused" };
  }
  if (reply.client_uuid !== client_uuid) return {};
  const expected = { 200: "saved", 409: "conflict", 422: "not_read" }[status];
  const isComplete = reply.outcome === "not_read" || Number.isInteger(reply.version);
  return reply.outcome === expected && isComplete ? reply : {};
}

// A text that has arrived, by name and version, leaves the queue.
export function rowAfter(item, sent, reply, isOffline) {
  const isChanged = !same([item.value, item.not_known], [sent.value, sent.not_known]);
  const next = { ...item, sent: null, attempts: 0 };
  switch (reply.outcome) {
    case "saved":
      return isChanged ? { ...next, base_version: reply.version } : null;
    case "not_read":
      return isChanged ? next : { ...next, state: "not_read", reply };
    case "conflict":
      if (item.filed) return null; // It is in the history, where it was to go.
      return { ...next, state: "conflict", reply, aside: [sent.value, sent.not_known] };
    case "refused":
      return { ...next, state: "refused", reply };
  }
  if (reply.stop && !isOffline) return undefined; // It waits for signing in.
  const attempts = item.attempts + 1;
  const wait = Math.min(2000 * 2 ** attempts, LONGEST_WAIT) * (0.75 + Math.random() / 2);
  return { ...item, attempts, next_at: Date.now() + wait };
}

// The next page, if it is being fetched now, and the copy of the dossier learn it from here.
export async function remember(url, address, { value, not_known }, { version }) {
  const known = { value, not_known, version, at: Date.now() };
  const learn = (copy) => copy && { ...copy, known: { ...copy.known, [address]: known } };
  await change(url, learn, "copies");
  const isFresh = ([, one]) => one.at > Date.now() - LONGEST_WAIT;
  const others = (row) => Object.fromEntries(Object.entries(row?.known ?? {}).filter(isFresh));
  const recent = (row) => ({ id: "recent", known: { ...others(row), [address]: known } });
  await change("recent", recent, "copies");
}
