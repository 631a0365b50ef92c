// What a person can do with texts that are not sent: send, export, delete.
import * as kept from "./kept-texts.js";
import { clock, send } from "./outbox.js";

const RULE = "-".repeat(60);

function readable(item, words) {
  const { dossier, section, question } = item.place;
  return [
    `${words.dossier}: ${dossier}`,
    `${words.question}: ${section}: ${question}`,
    `${words.written}: ${clock(item.typed_at)} (${item.typed_at})`,
    "",
    item.shown,
    "",
  ].join("\n");
}

const asText = (items, words) =>
  items.map((one) => readable(one, words)).join(`\n${RULE}\n\n`);

const asJson = (items) =>
  JSON.stringify(
    items.map(({ place, typed_at, value, draft, not_known, shown, address }) => ({
      ...place,
      typed_at,
      value: value ?? draft,
      not_known,
      shown,
      address,
    })),
    null,
    2,
  );

function download(content, name, type) {
  const link = document.createElement("a");
  // The mark at the beginning tells old editors that this is UTF-8.
  link.href = URL.createObjectURL(new Blob(["\ufeff", content], { type: `${type};charset=utf-8` }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

// `words` carries the words of the text and the beginning of the file's name.
export async function exportTo(kind, items, words) {
  const isText = kind === "txt";
  const content = isText ? asText(items, words) : asJson(items);
  const name = `${words.file}-${new Date().toISOString().slice(0, 10)}.${kind}`;
  download(content, name, isText ? "text/plain" : "application/json");
  const exported_at = new Date().toISOString();
  for (const { id } of items) await kept.change(id, (old) => old && { ...old, exported_at });
}

// Also what was refused before. A text in conflict waits for its writer.
export async function sendNow(items) {
  const waits = (old) =>
    old && !old.draft && old.state !== "conflict" ? { ...old, state: "waiting", next_at: 0 } : undefined;
  for (const { id } of items) await kept.change(id, waits);
  await send({ wait: true });
  return kept.all();
}

// Deletes everything kept here: copies of pages, the service worker, and, if asked, the texts.
export async function forget({ texts = false } = {}) {
  await kept.forgetCopies();
  for (const { id } of await kept.all("copies")) await kept.change(id, () => null, "copies");
  for (const one of (await navigator.serviceWorker?.getRegistrations()) ?? []) await one.unregister();
  if (!texts) return;
  kept.memory.clear();
  kept.forgetLeft();
  await new Promise((resolve) => {
    const request = indexedDB.deleteDatabase(`techbank-${kept.person}`);
    request.onsuccess = request.onerror = request.onblocked = resolve;
  });
}
