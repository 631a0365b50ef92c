// Shows the pages that "Take this dossier offline" has copied when there is no network. It answers
// GET only and keeps nothing by itself.
const COPIES = "techbank-copy-";
// There from a sign-in until a page has said whose it is: no copy is shown then, since it may be
// another person's.
const LOCKED = "techbank-locked";
const PATIENCE = 8000;
const SIGN_IN = "/accounts/login/";
const QUEUE = "/assessments/outgoing/";

async function copyOf(request) {
  if (await caches.has(LOCKED)) return undefined;
  for (const name of await caches.keys()) {
    const found =
      name.startsWith(COPIES) &&
      (await (await caches.open(name)).match(request, { ignoreSearch: true, ignoreVary: true }));
    if (found) return found;
  }
  return undefined;
}

const away = (response) => [502, 503, 504].includes(response.status);

async function page(request) {
  const copy = await copyOf(request);
  if (!copy) {
    return fetch(request).catch(async (error) => {
      // What was not taken along: the queue says what is here.
      if (await copyOf(new Request(QUEUE))) return Response.redirect(`${QUEUE}#not-here`, 302);
      throw error;
    });
  }
  let alarm;
  const late = new Promise((done) => {
    alarm = setTimeout(() => done(copy), PATIENCE);
  });
  const network = fetch(request)
    .then((response) => (away(response) ? copy : response))
    .catch(() => copy);
  const answer = await Promise.race([network, late]);
  clearTimeout(alarm);
  return answer;
}

// A static file is named by its content: the copy is the file.
async function file(request) {
  for (const name of await caches.keys()) {
    const found = name.startsWith(COPIES) && (await (await caches.open(name)).match(request));
    if (found) return found;
  }
  return fetch(request);
}

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== self.location.origin) return;
  if (request.method !== "GET") {
    if (url.pathname === SIGN_IN) event.waitUntil(caches.open(LOCKED));
    return;
  }
  if (request.mode === "navigate") event.respondWith(page(request));
  else if (url.pathname.startsWith("/static/")) event.respondWith(file(request));
});
