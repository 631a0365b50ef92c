import "./browser.js";
import assert from "node:assert/strict";
import { describe, test } from "node:test";

const { bothTexts, putControls, readControls } = await import("../../static/js/fields.js");

function control(type, value, more = {}) {
  const own = { type, value, checked: false, ...more };
  return { ...own, hasAttribute: (name) => name === "value" && value !== undefined };
}

describe("Two texts of one answer", () => {
  test("stand one below the other in a long text, theirs first", () => {
    assert.equal(bothTexts("Theirs.", "Mine.", true), "Theirs.\n\nMine.");
  });

  test("stand beside each other in one line", () => {
    assert.equal(bothTexts("Theirs", "Mine", false), "Theirs / Mine");
  });

  test("an empty one adds nothing", () => {
    assert.equal(bothTexts("", "Mine", true), "Mine");
    assert.equal(bothTexts("Theirs", null, false), "Theirs");
  });
});

describe("Controls as an answer", () => {
  for (const [what, controls, value] of [
    ["a text", [control("textarea", "")], "Typed"],
    ["a choice", [control("radio", "yes"), control("radio", "no")], "no"],
    ["several choices", ["a", "b", "c"].map((one) => control("checkbox", one)), ["a", "c"]],
    ["a tick", [control("checkbox")], "on"],
    ["no tick", [control("checkbox", undefined, { checked: true })], ""],
  ]) {
    test(`${what}: what was put in is read again`, () => {
      putControls(controls, value);
      assert.deepEqual(readControls(controls), value);
    });
  }

  test("nothing chosen is an empty text, or an empty list", () => {
    assert.equal(readControls([control("radio", "yes"), control("radio", "no")]), "");
    assert.deepEqual(readControls([control("checkbox", "a"), control("checkbox", "b")]), []);
  });
});
