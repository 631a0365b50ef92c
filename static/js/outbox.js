// Sends the texts that this device keeps, again under the same name until there is an answer.
import * as kept from "./kept-texts.js";

const { isCopy, notify, page, person } = kept;
const PAUSE = 2500; // After the last keystroke.
const REPLY_TIMEOUT = 20000;
const KEEPALIVE_LIMIT = 60000; // Characters a closing page may still send.
const openChannel = (name) =>
  person && "BroadcastChannel" in self ? new BroadcastChannel(name) : null;
const arrivals = openChannel("techbank"); // Who is signed in now; pages of every person listen.
const channel = openChannel(`techbank-${person}`); // Texts; only pages of this person listen.
let token = isCopy ? "" : (document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "");
let state = "ready"; // ready, no-network, signed-out, another-person
let signIn = "/accounts/login/";
let timer;

export const clock = (moment) =>
  kept.clockText(
    moment,
    document.documentElement.lang,
    document.querySelector("[data-outgoing]")?.dataset.zone,
  );

function notifyAll(message) {
  notify(message);
  channel?.postMessage(message);
}

export const status = () => ({ state, signIn, deviceKeeps: kept.deviceKeeps });

function setState(next, more = {}, only = state) {
  signIn = more.signIn ?? signIn;
  if (next === state || only !== state) return;
  state = next;
  notify({ type: "status" });
}

const isShut = () => state === "signed-out" || state === "another-person";

// The notice while texts cannot be sent.
export function showState(notice, words) {
  const sentences = {
    "signed-out": words.signedOutNotice,
    "another-person": words.anotherPerson,
    "no-network": isCopy ? "" : words.noNetworkNotice,
  };
  const text = sentences[state] ?? (kept.deviceKeeps ? "" : words.noDevice);
  notice.firstElementChild.textContent = text;
  notice.hidden = !text;
  const link = notice.lastElementChild;
  link.hidden = state !== "signed-out";
  link.href = signIn;
}

export async function write(id, update, { now = false } = {}) {
  const item = await kept.change(id, (old) => {
    const next = update(old);
    if (!next) return next;
    return { attempts: 0, sent: null, ...next, id, next_at: Date.now() + (now ? 0 : PAUSE) };
  });
  notifyAll({ type: "queue" });
  if (item?.state === "waiting") wake(now ? 0 : PAUSE);
  return item;
}

export async function discard(id) {
  await kept.change(id, () => null);
  notifyAll({ type: "queue" });
}

export function wake(wait = 0, options) {
  clearTimeout(timer);
  timer = setTimeout(send, wait, options);
}

// Sends what is due. One tab sends at a time, one text after the other.
export async function send({ all: everything = false, wait = false } = {}) {
  if (!person || state === "another-person") return;
  if (navigator.onLine === false) return setState("no-network");
  const round = () => sendDue(everything);
  if (!navigator.locks) return round();
  return navigator.locks.request(`techbank-send-${person}`, { ifAvailable: !wait }, (lock) =>
    lock ? round() : wake(1000),
  );
}

async function sendDue(everything) {
  const tried = new Set();
  for (;;) {
    const { item, wait } = kept.nextToSend(await kept.all(), tried, everything);
    if (!item) {
      if (wait !== null) wake(wait);
      return;
    }
    const written = await kept.change(item.id, (now) => now && { ...now, sent: now.sent ?? kept.requestOf(now) });
    if (!written) continue;
    tried.add(written.id).add(written.sent.client_uuid);
    const reply = await post(written);
    await settle(written, reply);
    if (reply.stop) return;
    if (reply.outcome === "saved") tried.delete(written.id);
  }
}

async function settle({ id, url, address, page: writer, sent }, reply) {
  const { outcome } = reply;
  if (outcome === "saved") await kept.remember(url, address, sent, reply);
  const isOffline = state === "no-network";
  const row = await kept.change(id, (item) => item && kept.rowAfter(item, sent, reply, isOffline));
  const done = outcome === "saved" && !row;
  notifyAll({ type: outcome ?? "later", id, address, writer, sent, reply, done });
  notifyAll({ type: "queue" });
  // Not every browser says when the connection is back.
  if (reply.stop && state === "no-network") wake(2000 + 250 * (row?.attempts ?? 0), { all: true });
}

function request(url, options = {}) {
  return fetch(url, {
    credentials: "same-origin",
    cache: "no-store",
    redirect: "manual",
    signal: AbortSignal.timeout?.(REPLY_TIMEOUT),
    ...options,
    headers: { Accept: "application/json", ...options.headers },
  });
}

async function read(response) {
  const json = response.headers.get("Content-Type")?.startsWith("application/json");
  return json ? response.json() : {};
}

// A fresh token, if the person of this page is still signed in.
export async function freshToken(url) {
  const response = await request(url);
  const answer = await read(response);
  if (response.status === 401) setState("signed-out", { signIn: answer.sign_in });
  else if (response.ok && answer.person && answer.person !== person) setState("another-person");
  else if (response.ok && answer.csrf) return (token = answer.csrf);
  return "";
}

async function post(item, again = false) {
  try {
    if (!token && !(await freshToken(item.url))) return { stop: isShut() };
    const body = JSON.stringify(item.sent);
    const response = await request(item.url, {
      method: "POST",
      body,
      keepalive: body.length < KEEPALIVE_LIMIT,
      headers: { "Content-Type": "application/json", "X-CSRFToken": token },
    });
    const reply = await read(response);
    if (response.status === 401) {
      token = "";
      setState("signed-out", { signIn: reply.sign_in });
      return { stop: true };
    }
    if (response.status === 403 && reply.outcome !== "refused" && !again) {
      token = ""; // Of an earlier sign-in.
      return post(item, true);
    }
    setState("ready");
    return kept.validReply(response.status, reply, item.sent);
  } catch {
    setState("no-network");
    return { stop: true };
  }
}

// Whether a new record arrived whose confirming page never came.
export async function hasArrived({ check }) {
  const response = await fetch(check, { credentials: "same-origin", redirect: "manual" });
  return response.status === 200;
}

// A form saved by its button was sent: the next page of this tab says whether it was saved.
const SENT = "techbank-sent";

export function isOnItsWay(id) {
  const from = location.href.split("#")[0];
  sessionStorage.setItem(SENT, JSON.stringify({ id, from }));
}

async function settleSent() {
  const { id = "", from } = JSON.parse(sessionStorage.getItem(SENT) ?? "{}");
  sessionStorage.removeItem(SENT);
  // A message after signing in, for example, is not the answer.
  const isAnswer = document.referrer === from && document.querySelector(".notice-success");
  if (!id || !isAnswer) return id;
  // Texts that were only shown beside the form stay.
  const left = (row) => ({ ...row, draft: {}, shown: row.rest.map(({ said }) => said).join("\n") });
  await kept.change(id, (row) => (row?.rest?.length ? left(row) : null));
  notifyAll({ type: "queue" });
  return "";
}

async function discardArrivedDrafts() {
  const open = await kept.openPages();
  const isClosed = (one) => one.submitted && !open.has(kept.lockOf(one.page));
  for (const draft of (await kept.all()).filter(isClosed)) {
    if (await hasArrived(draft).catch(() => false)) await discard(draft.id);
  }
}

async function showCount() {
  const line = document.querySelector("[data-outgoing]");
  if (!line || !person) return;
  const { length } = await kept.all();
  line.querySelector("[data-count]").textContent = length;
  line.hidden = length === 0;
}

async function resume() {
  if (isShut()) {
    const first = (await kept.all()).find((one) => one.url);
    state = "ready";
    token = "";
    if (first && !(await freshToken(first.url).catch(() => ""))) return;
    notify({ type: "status" });
  }
  if (navigator.onLine) setState("ready", {}, "no-network");
  send({ all: true, wait: true });
}

if (person) {
  navigator.locks?.request(kept.lockOf(page), () => new Promise(() => {}));
  if (channel) {
    channel.onmessage = ({ data }) => notify(data);
    arrivals.onmessage = ({ data }) => (data === person ? resume() : setState("another-person"));
  }
  kept.listen(({ type }) => type === "queue" && showCount());
  addEventListener("online", resume);
  addEventListener("offline", () => setState("no-network"));
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") resume();
  });
  addEventListener("focus", () => state !== "ready" && resume());
  if (!isCopy) {
    // Only copies of this person's pages stay.
    kept.forgetCopies((name) => !name.startsWith(`techbank-copy-${person}-`))
      .then(() => self.caches?.delete("techbank-locked"))
      .catch(() => {});
    arrivals?.postMessage(person);
    discardArrivedDrafts();
  }
  showCount();
  wake(0, { all: isCopy });
}

export const arrived = person && !isCopy ? settleSent().catch(() => "") : Promise.resolve("");
