// What the modules touch when they are loaded, for a page with no person, no form and no field.
// Import it before a module of static/js.
import { webcrypto } from "node:crypto";

const noElement = { dataset: {} };

globalThis.crypto ??= webcrypto;
globalThis.addEventListener ??= () => {};
globalThis.document ??= {
  documentElement: { lang: "en" },
  addEventListener() {},
  createElement: () => ({ ...noElement }),
  getElementById: () => null,
  querySelector: () => null,
  querySelectorAll: () => [],
};
