// Before somebody leaves: what is not sent yet is said, and what is kept here is taken away. Texts
// that are neither sent nor exported stay, for their writer alone.
import * as outbox from "./outbox.js";
import { exportTo } from "./export.js";

const notice = document.querySelector("[data-unsent]");
const said = notice.querySelector("[data-said]");
const form = document.querySelector("[data-sign-out]");

async function show() {
  const items = await outbox.all();
  notice.querySelector("[data-number]").textContent = items.length;
  notice.hidden = items.length === 0;
  return items;
}

async function send() {
  await outbox.release(await outbox.all());
  if ((await show()).length) said.textContent = notice.dataset.notSent;
}

async function exportAll() {
  await exportTo("txt", await outbox.all(), notice.dataset);
  said.textContent = notice.dataset.exported;
}

notice.addEventListener("click", ({ target }) => {
  const act = target.closest("[data-act]")?.dataset.act;
  if (act === "send") send();
  if (act === "export") exportAll();
});

form.addEventListener("submit", async (event) => {
  if (form.dataset.wiped) return;
  event.preventDefault();
  const leavesNothing = document.getElementById("leave-nothing").checked;
  const done = (await outbox.all()).every((one) => one.exported_at);
  await outbox.forget({ texts: done || leavesNothing }).catch(() => {});
  form.dataset.wiped = "yes";
  form.requestSubmit(event.submitter);
});

outbox.listen((event) => event.type === "queue" && show());
show();
