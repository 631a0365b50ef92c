import "./browser.js";
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";

const FOLDER = new URL("../../static/js/", import.meta.url);
const WHOLE = /^import \* as (\w+) from "\.\/([\w-]+\.js)";$/gm;
const EXPORT = /^export (?:async )?(?:const|let|function|class) (\w+)/gm;

const textOf = (name) => readFileSync(new URL(name, FOLDER), "utf8");
const exportsOf = (name) => new Set([...textOf(name).matchAll(EXPORT)].map(([, one]) => one));

for (const module of readdirSync(FOLDER)) {
  const text = textOf(module);
  for (const [, name, source] of text.matchAll(WHOLE)) {
    test(`${module} uses only what ${source} exports`, () => {
      const used = [...text.matchAll(new RegExp(`\\b${name}\\.(\\w+)`, "g"))].map(([, one]) => one);
      const known = exportsOf(source);
      assert.deepEqual(used.filter((one) => !known.has(one) && one !== "js"), []);
    });
  }
}
