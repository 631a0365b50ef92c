// The page of the queue: every text that the server does not have yet, with what can be done.
import * as outbox from "./outbox.js";
import { exportTo } from "./export.js";

const queue = document.querySelector("[data-queue]");
const words = queue.dataset;
const list = queue.querySelector("[data-list]");
const row = document.getElementById("outgoing-item");
const said = queue.querySelector("[data-said]");
const notice = document.getElementById("saving-notice");
const copies = document.querySelector("[data-copies]");

function fill(card, item) {
  const part = (name) => card.querySelector(`[data-${name}]`);
  const { dossier, section, question, href } = item.place;
  card.dataset.id = item.id;
  part("open").textContent = `${section}: ${question}`;
  part("open").href = href;
  part("dossier").textContent = dossier;
  part("time").textContent = outbox.clock(item.typed_at);
  part("text").textContent = item.shown || "–";
  const state = item.state === "not_read" ? "notRead" : item.state;
  const isWord = state === "waiting" || item.exported_at;
  part("state").hidden = !isWord;
  part("state").textContent = item.exported_at ? words.exported : words.waiting;
  const told = state === "waiting" ? "" : words[state];
  part("sentence").textContent = [told, item.state === "conflict" ? "" : item.reply?.sentence]
    .filter(Boolean)
    .join(" ");
  card.querySelector("[data-act=send]").hidden = Boolean(item.draft) || state === "conflict";
}

async function show() {
  const items = await outbox.all();
  const old = new Map([...list.children].map((one) => [one.dataset.id, one]));
  for (const item of items) {
    const card = old.get(item.id) ?? row.content.cloneNode(true).firstElementChild;
    old.delete(item.id);
    fill(card, item);
    list.append(card);
  }
  for (const gone of old.values()) gone.remove();
  queue.querySelector("[data-none]").hidden = items.length > 0;
  queue.querySelector("[data-some]").hidden = items.length === 0;
  queue.hidden = false;
  document.querySelector("[data-without-script]").hidden = true;
  const kept = (await outbox.all("copies")).filter((one) => one.href);
  copies.hidden = kept.length === 0;
  copies.querySelector("[data-copy-list]").replaceChildren(
    ...kept.map((one) => {
      const place = document.createElement("li");
      const link = document.createElement("a");
      link.href = one.href;
      link.textContent = one.title;
      place.append(link, ` – ${one.words}`);
      return place;
    }),
  );
}

async function exported(items, kind) {
  await exportTo(kind, items, words);
  await show();
}

async function sendNow(items) {
  const left = await outbox.release(items);
  await show();
  if (!left.length) said.textContent = words.allSent;
}

function sure(card, asks) {
  card.querySelector("[data-acts]").hidden = asks;
  card.querySelector("[data-sure]").hidden = !asks;
  card.querySelector(asks ? "[data-act=keep]" : "[data-act=ask]").focus();
}

async function discard(card) {
  const next = card.nextElementSibling ?? card.previousElementSibling;
  await outbox.discard(card.dataset.id);
  await show();
  (next?.querySelector("a") ?? document.getElementById("main")).focus();
}

async function forget() {
  const waits = (await outbox.all()).some((one) => !one.exported_at);
  copies.querySelector("[data-forget-waits]").hidden = !waits;
  if (waits) return;
  await outbox.forget({ texts: true });
  location.reload();
}

document.querySelector("main").addEventListener("click", async ({ target }) => {
  const act = target.closest("[data-act]")?.dataset.act;
  const card = target.closest("[data-id]");
  if (!act) return;
  const items = await outbox.all();
  const own = items.filter((one) => one.id === card?.dataset.id);
  const acts = {
    send: () => sendNow(own),
    "send-all": () => sendNow(items),
    export: () => exported(own, "txt"),
    "export-all": () => exported(items, "txt"),
    "export-json": () => exported(items, "json"),
    ask: () => sure(card, true),
    keep: () => sure(card, false),
    discard: () => discard(card),
    forget,
  };
  await acts[act]?.();
});

const tellState = () => outbox.showState(notice, words);
outbox.listen((event) => (event.type === "status" ? tellState() : show()));
document.querySelector("[data-not-here]").hidden = location.hash !== "#not-here";
tellState();
show();
