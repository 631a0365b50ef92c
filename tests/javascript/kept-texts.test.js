import "./browser.js";
import assert from "node:assert/strict";
import { beforeEach, describe, test } from "node:test";

const kept = await import("../../static/js/kept-texts.js");
const { outcomes } = await import("../../static/js/autosave.js");

const NOW = Date.UTC(2026, 10, 30, 12, 0);
const text = (more = {}) => ({
  id: "page key 1",
  state: "waiting",
  value: "Typed",
  not_known: false,
  base_version: 3,
  attempts: 0,
  next_at: NOW,
  target: { key: "team.mandate" },
  ...more,
});
const sent = { client_uuid: "name", value: "Typed", not_known: false };
const offline = { stop: true };

describe("Comparing texts", () => {
  test("lists and texts are the same when they read the same", () => {
    assert.ok(kept.same(["a", true], ["a", true]));
    assert.ok(kept.same(["a", ["x", "y"]], ["a", ["x", "y"]]));
  });

  test("a number is not its digits, and the order of a list counts", () => {
    assert.ok(!kept.same(1, "1"));
    assert.ok(!kept.same(["x", "y"], ["y", "x"]));
    assert.ok(!kept.same("", null));
  });
});

describe("The clock", () => {
  test("shows only the time of a moment of today", () => {
    assert.equal(kept.clockText(NOW, "en", "UTC", NOW + 3600000), "12:00");
  });

  test("adds the day when it was another", () => {
    assert.match(kept.clockText(NOW, "en", "UTC", NOW + 86400000), /^November 30, 2026.* 12:00$/);
  });

  test("asks for today in the person's own time zone, not in the machine's", () => {
    const late = Date.UTC(2026, 10, 30, 22, 30);
    assert.match(kept.clockText(late, "en", "Asia/Kabul", Date.UTC(2026, 10, 30, 12)), /^December 1/);
    assert.equal(kept.clockText(late, "en", "Asia/Kabul", Date.UTC(2026, 11, 1, 2)), "03:00");
  });

  test("writes midnight as 00:00 and Arabic with the digits of the forms", () => {
    assert.equal(kept.clockText(Date.UTC(2026, 0, 2), "fr", "UTC", Date.UTC(2026, 0, 2, 5)), "00:00");
    assert.equal(kept.clockText(NOW, "ar", "UTC", NOW), "12:00");
  });
});

describe("The order of the queue", () => {
  const next = (rows, { tried = [], everything = false } = {}) =>
    kept.nextToSend(rows, new Set(tried), everything, NOW);

  test("the oldest text that is due is sent first", () => {
    const rows = [text({ id: "a", next_at: NOW + 1 }), text({ id: "b" }), text({ id: "c" })];
    assert.equal(next(rows).item.id, "b");
  });

  test("a text not yet due is sent when everything is", () => {
    const rows = [text({ id: "a", next_at: NOW + 9000 }), text({ id: "b" })];
    assert.equal(next(rows, { everything: true }).item.id, "a");
  });

  test("nothing is tried twice in a round, by its id or by the name of what was sent", () => {
    const rows = [text({ id: "a" }), text({ id: "b", sent })];
    assert.equal(next(rows, { tried: ["a", "name"] }).item, undefined);
  });

  test("only waiting texts are sent", () => {
    const rows = ["conflict", "refused", "not_read", "draft"].map((state) => text({ state }));
    assert.deepEqual(next(rows), { item: undefined, wait: null });
  });

  test("the wait is until the next one is due, and never shorter than half a second", () => {
    assert.equal(next([text({ next_at: NOW + 4000 })]).wait, 4000);
    assert.equal(next([text({ next_at: NOW - 4000 })], { tried: ["page key 1"] }).wait, 500);
  });
});

describe("What is sent", () => {
  test("names the write, its answer and the version it began from", () => {
    const { client_uuid, ...rest } = kept.requestOf(text());
    assert.match(client_uuid, /^[0-9a-f-]{36}$/);
    const expected = { key: "team.mandate", value: "Typed", not_known: false, base_version: 3 };
    assert.deepEqual(rest, expected);
  });

  test("has a new name each time", () => {
    assert.notEqual(kept.requestOf(text()).client_uuid, kept.requestOf(text()).client_uuid);
  });
});

describe("Which answer counts", () => {
  const saved = { client_uuid: "name", outcome: "saved", version: 4 };

  test("one that names this write, with its version", () => {
    assert.equal(kept.validReply(200, saved, sent), saved);
  });

  for (const [what, status, reply] of [
    ["a sign-in page", 200, {}],
    ["one to another write", 200, { ...saved, client_uuid: "other" }],
    ["one without a version", 200, { ...saved, version: undefined }],
    ["one whose status says something else", 409, saved],
    ["an error of the server", 500, {}],
    ["a token that was refused", 403, { outcome: "token", sentence: "Again." }],
  ]) {
    test(`not ${what}`, () => assert.deepEqual(kept.validReply(status, reply, sent), {}));
  }

  test("a refusal with a sentence, whatever it names", () => {
    const reply = kept.validReply(404, { sentence: "Closed." }, sent);
    assert.deepEqual(reply, { sentence: "Closed.", outcome: "refused" });
  });

  test("a value that could not be read has no version", () => {
    const reply = { client_uuid: "name", outcome: "not_read", sentence: "A number." };
    assert.equal(kept.validReply(422, reply, sent), reply);
  });
});

describe("What an answer makes of a text", () => {
  const after = (item, reply, isOffline = false) => kept.rowAfter(item, sent, reply, isOffline);

  test("saved: it leaves the queue", () => {
    assert.equal(after(text({ sent }), { outcome: "saved", version: 4 }), null);
  });

  test("saved, and written on meanwhile: it goes on from the saved version", () => {
    const row = after(text({ sent, value: "Typed on" }), { outcome: "saved", version: 4 });
    assert.equal(row.base_version, 4);
    assert.equal(row.sent, null);
    assert.equal(row.value, "Typed on");
    assert.equal(row.state, "waiting");
  });

  test("conflict: it waits for its writer, with what the server put aside", () => {
    const row = after(text({ sent }), { outcome: "conflict", version: 5, theirs: "Other" });
    assert.equal(row.state, "conflict");
    assert.deepEqual(row.aside, ["Typed", false]);
    assert.equal(row.value, "Typed");
  });

  test("conflict of a text meant for the history: it has arrived there", () => {
    assert.equal(after(text({ sent, filed: true }), { outcome: "conflict", version: 5 }), null);
  });

  test("refused or not read: it stays, with the sentence", () => {
    for (const outcome of ["refused", "not_read"]) {
      const row = after(text({ sent }), { outcome, sentence: "No." });
      assert.equal(row.state, outcome);
      assert.equal(row.reply.sentence, "No.");
    }
  });

  test("not read, and changed meanwhile: the new text is sent", () => {
    const row = after(text({ sent, value: "12" }), { outcome: "not_read" });
    assert.equal(row.state, "waiting");
  });

  test("signed out: it waits unchanged", () => {
    assert.equal(after(text({ sent }), { stop: true }), undefined);
  });

  test("no network: it is sent again unchanged, later each time, five minutes at most", () => {
    let row = text({ sent });
    const waits = [];
    for (let attempt = 1; attempt <= 12; attempt += 1) {
      const before = Date.now();
      row = after(row, offline, true);
      waits.push(row.next_at - before);
      assert.equal(row.attempts, attempt);
      assert.equal(row.sent, sent);
    }
    assert.ok(waits[0] >= 3000 && waits[0] <= 5100, String(waits[0]));
    assert.ok(waits[3] >= 24000 && waits[3] <= 40100, String(waits[3]));
    assert.ok(Math.max(...waits) <= 375100);
    assert.ok(waits[11] >= 225000);
  });

  test("no understandable answer: it is sent again with the same name", () => {
    const row = after(text({ sent }), {});
    assert.equal(row.sent.client_uuid, "name");
    assert.equal(row.attempts, 1);
  });
});

describe("Handlers of outcomes", () => {
  test("there is one for each message about a text, and no other", () => {
    const names = ["saved", "conflict", "refused", "not_read", "later"];
    assert.deepEqual([...outcomes.keys()].sort(), [...names].sort());
  });

  test("a message cannot call what is not in the table", () => {
    for (const name of ["constructor", "decide", "keep", "queue", "__proto__", undefined]) {
      assert.equal(outcomes.get(name), undefined);
    }
  });

  test("each calls what its name says", () => {
    const calls = [];
    const field = new Proxy({}, { get: (_, name) => (...given) => calls.push([name, ...given]) });
    const message = { reply: { sentence: "No." } };
    outcomes.get("saved")(field, message);
    outcomes.get("conflict")(field, message, "before");
    outcomes.get("not_read")(field, message);
    outcomes.get("refused")(field, message);
    outcomes.get("later")(field, message);
    assert.deepEqual(calls, [
      ["saved", message],
      ["conflict", message, "before"],
      ["notTaken", "No."],
      ["notTaken", "No."],
      ["showWhere", { state: "waiting" }],
    ]);
  });
});

describe("A device that keeps nothing", () => {
  beforeEach(async () => {
    for (const { id } of await kept.all()) await kept.change(id, () => null);
  });

  test("texts stay in memory, the oldest first", async () => {
    for (const [id, typed_at] of [["new", "2026-11-30T12:00"], ["old", "2026-11-29T12:00"]]) {
      await kept.change(id, () => ({ id, typed_at }));
    }
    assert.deepEqual((await kept.all()).map(({ id }) => id), ["old", "new"]);
  });

  test("undefined leaves a row as it is, null deletes it", async () => {
    await kept.change("a", () => ({ id: "a", value: 1 }));
    await kept.change("a", () => undefined);
    assert.equal((await kept.all()).length, 1);
    await kept.change("a", () => null);
    assert.deepEqual(await kept.all(), []);
  });

  test("texts and copies are apart", async () => {
    await kept.change("a", () => ({ id: "a" }), "copies");
    assert.deepEqual(await kept.all(), []);
    await kept.change("a", () => null, "copies");
  });

  test("a copy learns what was saved, and what is old is forgotten", async () => {
    await kept.change("recent", () => ({ id: "recent", known: { old: { at: 0 } } }), "copies");
    await kept.change("/saves/", () => ({ id: "/saves/", known: {} }), "copies");
    await kept.remember("/saves/", "/saves/ key", sent, { version: 4 });
    const rows = new Map((await kept.all("copies")).map((row) => [row.id, row]));
    assert.equal(rows.get("/saves/").known["/saves/ key"].version, 4);
    assert.deepEqual(Object.keys(rows.get("recent").known), ["/saves/ key"]);
  });
});

test("the lock of a page carries its name", () => {
  assert.equal(kept.lockOf("abc"), "techbank-page-abc");
});

describe("What was left as a page was left", () => {
  const left = text({ value: "Typed on", typed_at: "2026-11-30T12:00:02Z" });

  test("is taken up as it is where the database knows nothing of it", () => {
    assert.deepEqual(kept.withLeft(undefined, left), left);
  });

  test("does not replace what the database has of the same moment or a later one", () => {
    for (const typed_at of ["2026-11-30T12:00:02Z", "2026-11-30T12:00:03Z"]) {
      const old = text({ value: "Newer", typed_at });
      assert.equal(kept.withLeft(old, left), old);
    }
  });

  test("keeps what was sent before, on which version, and how often it was tried", () => {
    const old = text({ typed_at: "2026-11-30T12:00:01Z", sent, base_version: 4, attempts: 2 });
    const row = kept.withLeft(old, left);
    assert.equal(row.value, "Typed on");
    assert.deepEqual([row.sent, row.base_version, row.attempts], [sent, 4, 2]);
  });

  test("stays in question where two texts were", () => {
    const reply = { theirs: "Theirs" };
    const old = text({ typed_at: "2026-11-30T12:00:01Z", state: "conflict", reply });
    const row = kept.withLeft(old, left);
    assert.deepEqual([row.state, row.reply, row.value], ["conflict", reply, "Typed on"]);
  });
});
