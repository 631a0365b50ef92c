import "./browser.js";
import assert from "node:assert/strict";
import { describe, test } from "node:test";

const { filled, nextSequence, readNumber, sentForm, unread } = await import(
  "../../static/js/scoring.js"
);
const { rankOf, totals } = await import("../../static/js/what-if.js");

describe("Reading a number", () => {
  for (const [typed, value] of [
    ["7", "7"],
    [" 7,5 ", "7.5"],
    ["-3.25", "-3.25"],
    ["1 234,5", "1234.5"],
    ["1\u202f234", "1234"],
    ["٧٫٥", "7.5"],
    ["٠", "0"],
    ["", null],
    ["   ", null],
  ]) {
    test(`${JSON.stringify(typed)} is ${value}`, () => assert.equal(readNumber(typed), value));
  }

  for (const typed of ["seven", "7.", ".5", "1,234,5", "7e3", "--7"]) {
    test(`${JSON.stringify(typed)} is no number`, () => assert.equal(readNumber(typed), unread));
  }
});

describe("Marks on their way", () => {
  test("a mark is sent with its option and criterion from its key", () => {
    const mark = { uuid: "name", value: "7", no_opinion: false, sequence: 3, sent: false };
    assert.deepEqual(sentForm(["solar|cost", mark]), {
      client_uuid: "name",
      option: "solar",
      criterion: "cost",
      value: "7",
      no_opinion: false,
      sequence: 3,
    });
  });

  test("the next sequence is above everything on the phone and on the server", () => {
    assert.equal(nextSequence({}, 4), 5);
    assert.equal(nextSequence({ a: { sequence: 9 }, b: { sequence: 2 } }, 4), 10);
  });

  test("words are filled in their order", () => {
    assert.equal(filled("%(done)s of %(all)s marks", 3, 8), "3 of 8 marks");
    assert.equal(filled("%s waiting", 2), "2 waiting");
  });
});

describe("Another weight", () => {
  const weights = { cost: 0.5, effect: 0.3, risk: 0.2 };
  const near = (one, other) => assert.ok(Math.abs(one - other) < 1e-9, `${one} is not ${other}`);

  test("the other weights keep their proportions", () => {
    const values = { solar: { cost: 0, effect: 100, risk: 0 } };
    const [[, points]] = totals({ weights, values, missing: "zero" }, "cost", 0);
    near(points, 60);
  });

  test("a missing value is left out only where the session says so", () => {
    const values = { solar: { cost: 50, effect: null, risk: 50 } };
    near(totals({ weights, values, missing: "renormalise" }, "cost", 0.5)[0][1], 50);
    near(totals({ weights, values, missing: "zero" }, "cost", 0.5)[0][1], 35);
  });

  test("an option without any value has no total", () => {
    const values = { solar: { cost: null, effect: null, risk: null } };
    assert.equal(totals({ weights, values, missing: "renormalise" }, "cost", 0.5)[0][1], null);
  });

  test("equal totals share a rank, and rounding makes no difference", () => {
    const found = [["a", 60], ["b", 60 + 1e-12], ["c", 40]];
    assert.deepEqual(found.map(([, points]) => rankOf(points, found)), [1, 1, 3]);
  });
});
