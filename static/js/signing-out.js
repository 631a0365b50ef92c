// Before somebody leaves: what is not sent yet is said, and what is kept here is taken away. Texts
// that are neither sent nor exported stay, for their writer alone.
import * as kept from "./kept-texts.js";
import * as unsent from "./unsent.js";

const notice = document.querySelector("[data-unsent]");
const said = notice.querySelector("[data-said]");
const form = document.querySelector("[data-sign-out]");

async function show() {
  const items = await kept.all();
  notice.querySelector("[data-number]").textContent = items.length;
  notice.hidden = items.length === 0;
  return items;
}

async function send() {
  await unsent.sendNow(await kept.all());
  if ((await show()).length) said.textContent = notice.dataset.notSent;
}

async function exportAll() {
  await unsent.exportTo("txt", await kept.all(), notice.dataset);
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
  const done = (await kept.all()).every((one) => one.exported_at);
  await unsent.forget({ texts: done || leavesNothing }).catch(() => {});
  form.dataset.wiped = "yes";
  form.requestSubmit(event.submitter);
});

kept.listen((event) => event.type === "queue" && show());
show();
