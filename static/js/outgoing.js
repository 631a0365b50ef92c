// The page of the queue: every text that the server does not have yet, with what can be done.
import * as kept from "./kept-texts.js";
import * as outbox from "./outbox.js";
import * as unsent from "./unsent.js";

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
  const why = state === "waiting" ? "" : words[state];
  part("sentence").textContent = [why, item.state === "conflict" ? "" : item.reply?.sentence]
    .filter(Boolean)
    .join(" ");
  card.querySelector("[data-act=send]").hidden = Boolean(item.draft) || state === "conflict";
}

async function show() {
  const items = await kept.all();
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
  const taken = (await kept.all("copies")).filter((one) => one.href);
  copies.hidden = taken.length === 0;
  copies.querySelector("[data-copy-list]").replaceChildren(
    ...taken.map((one) => {
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
  await unsent.exportTo(kind, items, words);
  await show();
}

async function sendNow(items) {
  const left = await unsent.sendNow(items);
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
  const waits = (await kept.all()).some((one) => !one.exported_at);
  copies.querySelector("[data-forget-waits]").hidden = !waits;
  if (waits) return;
  await unsent.forget({ texts: true });
  location.reload();
}

// By the name on the button. `own` is the text of its card, `items` are all of them.
const acts = new Map([
  ["send", ({ own }) => sendNow(own)],
  ["send-all", ({ items }) => sendNow(items)],
  ["export", ({ own }) => exported(own, "txt")],
  ["export-all", ({ items }) => exported(items, "txt")],
  ["export-json", ({ items }) => exported(items, "json")],
  ["ask", ({ card }) => sure(card, true)],
  ["keep", ({ card }) => sure(card, false)],
  ["discard", ({ card }) => discard(card)],
  ["forget", forget],
]);

document.querySelector("main").addEventListener("click", async ({ target }) => {
  const act = target.closest("[data-act]")?.dataset.act;
  const card = target.closest("[data-id]");
  if (!act) return;
  const items = await kept.all();
  const own = items.filter((one) => one.id === card?.dataset.id);
  await acts.get(act)?.({ card, items, own });
});

const showState = () => outbox.showState(notice, words);
kept.listen((event) => (event.type === "status" ? showState() : show()));
document.querySelector("[data-not-here]").hidden = location.hash !== "#not-here";
showState();
show();
