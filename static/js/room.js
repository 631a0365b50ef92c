// Follows the seats of a scoring session on the room screen. Without this module the "Refresh" link
// does the same.
const EVERY = 3000;
const LONGEST = 30000;
const place = document.querySelector("[data-room]");

function line(list, seat) {
  const found = list.querySelector(`[data-seat="${seat.number}"]`);
  if (found) return found;
  const item = document.createElement("li");
  item.dataset.seat = seat.number;
  const name = document.createElement(list.dataset.linked === undefined ? "span" : "a");
  if (name.tagName === "A") name.href = seat.address;
  name.textContent = seat.label;
  const bar = document.createElement("progress");
  bar.setAttribute("aria-label", seat.label);
  const words = document.createElement("span");
  words.className = "small";
  words.dataset.words = "";
  item.append(name, " ", bar, " ", words);
  list.append(item);
  return item;
}

function show(answer) {
  const { state, round, late, struck } = place.dataset;
  const moved = answer.state !== state || String(answer.round) !== round;
  if (moved || String(answer.late) !== late || String(answer.struck) !== struck) {
    location.reload();
    return;
  }
  const list = place.querySelector("[data-seats]");
  for (const seat of answer.seats) {
    const item = line(list, seat);
    item.classList.toggle("quiet", seat.left);
    const bar = item.querySelector("progress");
    bar.max = seat.cells;
    bar.value = seat.done;
    item.querySelector("[data-words]").textContent = seat.words;
  }
  const listed = new Set(answer.seats.map((one) => String(one.number)));
  for (const item of list.querySelectorAll("[data-seat]")) {
    if (!listed.has(item.dataset.seat)) item.remove();
  }
  place.querySelector("[data-seat-count]").textContent = answer.seats.length - answer.struck;
  place.querySelector("[data-nobody]").hidden = answer.seats.length > 0;
}

async function follow(wait) {
  await new Promise((done) => setTimeout(done, wait));
  let next = EVERY;
  try {
    const response = await fetch(place.dataset.poll, { cache: "no-store" });
    if (!response.ok) throw new Error(`Not answered: ${response.status}`);
    if (!document.hidden) show(await response.json());
  } catch {
    next = Math.min(wait * 2, LONGEST); // The network is away: ask less often, the link stays.
  }
  follow(next);
}

if (place) follow(EVERY);
