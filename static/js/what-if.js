// Moves one weight with a slider and shows totals and ranks at once, by the formula of the server:
// the other weights keep their proportions. Without this module the form asks the server.
const form = document.querySelector("[data-what-if]");
const SAME = 1e-9;

function moved(weights, criterion, share) {
  const rest = 1 - weights[criterion];
  return Object.fromEntries(
    Object.entries(weights).map(([key, one]) => [
      key,
      key === criterion ? share : (one * (1 - share)) / rest,
    ]),
  );
}

function total(values, weights, missing) {
  const present = Object.keys(weights).filter((key) => values[key] !== null);
  const sum = present.reduce((all, key) => all + weights[key] * values[key], 0);
  const held = present.reduce((all, key) => all + weights[key], 0);
  if (missing !== "renormalise") return sum;
  return held ? sum / held : null;
}

export function totals({ weights, values, missing }, criterion, share) {
  const now = moved(weights, criterion, share);
  return Object.entries(values).map(([id, row]) => [id, total(row, now, missing)]);
}

export const rankOf = (points, found) =>
  1 + found.filter(([, other]) => other > points + SAME).length;

function show(found) {
  const format = new Intl.NumberFormat(document.documentElement.lang, {
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
  });
  for (const [id, points] of found) {
    const row = document.querySelector(`[data-place="${id}"]`);
    const rank = rankOf(points, found);
    row.querySelector("[data-tried-total]").textContent = points === null ? "" : format.format(points);
    row.querySelector("[data-tried-rank]").textContent = points === null ? "" : rank;
  }
}

function clear() {
  for (const cell of document.querySelectorAll("[data-tried-total], [data-tried-rank]")) {
    cell.textContent = "";
  }
}

if (form) {
  const figures = JSON.parse(form.dataset.whatIf);
  const select = form.elements.criterion;
  const field = form.elements.weight;
  const slider = document.createElement("input");
  Object.assign(slider, { type: "range", min: 0, max: 100, step: 1, className: "slider" });
  slider.setAttribute("aria-label", form.querySelector("[for=try-weight]").textContent);
  field.closest(".field").after(slider);

  const move = () => {
    const weight = figures.weights[select.value];
    if (weight < 1) show(totals(figures, select.value, Number(slider.value) / 100));
  };
  const start = () => {
    const typed = Number(field.value.replace(",", "."));
    const now = Math.round(figures.weights[select.value] * 100);
    const wanted = field.value !== "" && typed >= 0 && typed <= 100;
    slider.value = wanted ? typed : now;
    if (wanted) move();
    else clear();
  };
  select.addEventListener("change", () => {
    field.value = "";
    start();
  });
  slider.addEventListener("input", () => {
    field.value = slider.value;
    move();
  });
  field.addEventListener("input", start);
  start();
}
