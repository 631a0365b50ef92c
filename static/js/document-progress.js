// Follows a document while the server makes it. Without this module the page's own
// "Refresh" link does the same.
const FIRST_WAIT = 1000;
const LONGEST_WAIT = 10000;
const WAITING = new Set(["queued", "rendering"]);

function tell(cell, words) {
  if (cell && words) cell.textContent = words;
}

function show(place, answer) {
  place.dataset.state = answer.state;
  const text = place.querySelector("[data-progress-text]");
  if (text && answer.sentence && text.textContent !== answer.sentence) {
    text.textContent = answer.sentence;
  }
  const row = place.closest("tr");
  tell(row?.querySelector("[data-progress-label]"), answer.label);
  if (WAITING.has(answer.state)) return;
  tell(row?.querySelector("[data-progress-pages]"), answer.pages);
  const refresh = place.querySelector("[data-progress-refresh]");
  if (refresh) refresh.hidden = true;
  const link = place.querySelector("[data-progress-link]");
  if (link && answer.url && answer.state === "ready") {
    link.href = answer.url;
    link.hidden = false;
  } else {
    location.reload();
  }
}

async function ask(place) {
  const response = await fetch(place.dataset.poll, {
    headers: { Accept: "application/json" },
    cache: "no-store",
  });
  const json = response.headers.get("Content-Type")?.startsWith("application/json");
  if (!response.ok || !json) throw new Error(`No state: ${response.status}`);
  show(place, await response.json());
}

function follow(place, wait = FIRST_WAIT) {
  if (!WAITING.has(place.dataset.state)) return;
  setTimeout(async () => {
    if (document.visibilityState === "hidden") {
      document.addEventListener("visibilitychange", () => follow(place), { once: true });
      return;
    }
    try {
      await ask(place);
    } catch {
      wait *= 2; // The network or the server is away: ask less often, the link stays.
    }
    follow(place, Math.min(wait * 1.25, LONGEST_WAIT));
  }, wait);
}

document.querySelectorAll("[data-progress][data-poll]").forEach((place) => follow(place));
