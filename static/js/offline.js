// Takes a dossier along: its pages and their files, in one answer, into a cache of this person.
import * as kept from "./kept-texts.js";

const place = document.querySelector("[data-take-along]");
const { takeAlong: address, saves, href, title, worker } = place.dataset;
const words = place.dataset;
const said = place.querySelector("[data-said]");
const take = place.querySelector("[data-act=take]");
const forget = place.querySelector("[data-act=forget]");
const cacheName = `techbank-copy-${kept.person}-${href}`;
const KEPT_HEADERS = ["Content-Security-Policy", "Referrer-Policy", "X-Content-Type-Options"];

async function pack() {
  const response = await fetch(address, { headers: { Accept: "application/json" } });
  const type = response.headers.get("Content-Type") ?? "";
  if (!response.ok || !type.startsWith("application/json")) throw new Error("no pack");
  const text = await response.text();
  const size = Number(response.headers.get("Content-Length")) || new Blob([text]).size;
  const headers = KEPT_HEADERS.flatMap((name) => {
    const value = response.headers.get(name);
    return value ? [[name, value]] : [];
  });
  return { pack: JSON.parse(text), size, headers };
}

async function keep({ pack, size, headers }) {
  // The old copy stays until the new one is whole.
  const fresh = `${cacheName}?${pack.made_at}`;
  const cache = await caches.open(fresh);
  const html = [...headers, ["Content-Type", "text/html; charset=utf-8"]];
  for (const [url, text] of Object.entries(pack.pages)) {
    await cache.put(url, new Response(text, { headers: html }));
  }
  for (const [url, { type, text }] of Object.entries(pack.files)) {
    await cache.put(url, new Response(text, { headers: [...headers, ["Content-Type", type]] }));
  }
  await kept.forgetCopies((name) => name.startsWith(cacheName) && name !== fresh);
  const number = new Intl.NumberFormat(`${document.documentElement.lang}-u-nu-latn`);
  const sentence = pack.kept_words.replace("{size}", number.format(Math.ceil(size / 1000)));
  const row = { id: saves, title, href, typed_at: pack.made_at, words: sentence, known: {} };
  await kept.change(saves, () => row, "copies");
}

async function show() {
  const [own] = (await kept.all("copies")).filter((one) => one.id === saves);
  forget.hidden = !own;
  if (own) said.textContent = own.words;
}

take.addEventListener("click", async () => {
  take.disabled = true;
  said.textContent = words.working;
  try {
    await navigator.serviceWorker.register(worker, { scope: "/" });
    const fetched = await pack();
    await keep(fetched).catch((error) => {
      said.textContent = words.noSpace;
      throw error;
    });
    await show();
  } catch {
    if (said.textContent === words.working) said.textContent = words.failed;
  }
  take.disabled = false;
});

forget.addEventListener("click", async () => {
  if ((await kept.all()).some((one) => !one.exported_at)) {
    said.textContent = words.forgetWaits;
    return;
  }
  const unsent = await import("./unsent.js"); // Rarely needed: not fetched with the page.
  await unsent.forget({ texts: true });
  forget.hidden = true;
  said.textContent = words.forgotten;
});

if ("serviceWorker" in navigator && "caches" in self && kept.person) {
  place.hidden = false;
  take.hidden = kept.isCopy;
  show();
}
