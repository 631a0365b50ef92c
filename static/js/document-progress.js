// Follows documents while the server makes them. Without this module the "Refresh" link does the same.
const FIRST_WAIT = 1000;
const LONGEST_WAIT = 10000;
const WAITING = new Set(["queued", "rendering"]);

function write(cell, words) {
  if (cell && words && cell.textContent !== words) cell.textContent = words;
}

// The text is read aloud when it changes: for many documents at each quarter only.
function say(place, answer) {
  write(place.querySelector("[data-progress-words]"), answer.sentence);
  if (answer.counts) {
    const quarter = String(Math.floor((4 * answer.done) / answer.total));
    if (place.dataset.quarter === quarter) return;
    place.dataset.quarter = quarter;
  }
  write(place.querySelector("[data-progress-text]"), answer.sentence);
}

function draw(place, answer) {
  const bar = place.querySelector("progress");
  if (bar && answer.total) {
    bar.max = answer.total;
    bar.value = answer.done;
    bar.hidden = answer.state !== "rendering";
  }
  for (const [name, count] of Object.entries(answer.counts ?? {})) {
    write(place.querySelector(`[data-progress-count="${name}"]`), String(count));
  }
}

function show(place, answer) {
  place.dataset.state = answer.state;
  say(place, answer);
  draw(place, answer);
  const row = place.closest("tr");
  write(row?.querySelector("[data-progress-label]"), answer.label);
  if (WAITING.has(answer.state)) return;
  // Size, signed copy and data stand on the page that knows it is done.
  location.reload();
}

// Whether anything changed since it was asked last.
async function ask(place) {
  const response = await fetch(place.dataset.poll, {
    headers: { Accept: "application/json" },
    cache: "no-store",
  });
  const json = response.headers.get("Content-Type")?.startsWith("application/json");
  if (!response.ok || !json) throw new Error(`No state: ${response.status}`);
  const answer = await response.json();
  const news = `${answer.state} ${answer.done}`;
  const changed = place.dataset.news !== news;
  place.dataset.news = news;
  show(place, answer);
  return changed;
}

function follow(place, wait = FIRST_WAIT) {
  if (!WAITING.has(place.dataset.state)) return;
  setTimeout(async () => {
    if (document.visibilityState === "hidden") {
      document.addEventListener("visibilitychange", () => follow(place), { once: true });
      return;
    }
    try {
      if (await ask(place)) wait = FIRST_WAIT / 1.25;
    } catch {
      wait *= 2; // The network or the server is away: ask less often, the link stays.
    }
    follow(place, Math.min(wait * 1.25, LONGEST_WAIT));
  }, wait);
}

document.querySelectorAll("[data-progress][data-poll]").forEach((place) => follow(place));
