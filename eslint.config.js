import js from "@eslint/js";
import globals from "globals";

const rules = {
  ...js.configs.recommended.rules,
  "complexity": ["error", 10],
  "eqeqeq": "error",
  "max-lines": ["error", 350],
  "no-implicit-globals": "error",
  "no-unused-vars": ["error", { varsIgnorePattern: "^_", argsIgnorePattern: "^_" }],
  "no-var": "error",
  "prefer-const": "error",
};
const linterOptions = { reportUnusedDisableDirectives: "error" };

export default [
  { ignores: ["var/", ".venv/", "node_modules/"] },
  {
    files: ["static/js/*.js"],
    ignores: ["static/js/service-worker.js"],
    languageOptions: { ecmaVersion: 2024, sourceType: "module", globals: globals.browser },
    linterOptions,
    rules,
  },
  {
    // A service worker is a classic script with a global scope of its own.
    files: ["static/js/service-worker.js"],
    languageOptions: { ecmaVersion: 2024, sourceType: "script", globals: globals.serviceworker },
    linterOptions,
    rules: { ...rules, "no-implicit-globals": "off" },
  },
  {
    files: ["tests/javascript/*.js", "eslint.config.js"],
    languageOptions: { ecmaVersion: 2024, sourceType: "module", globals: globals.node },
    linterOptions,
    rules,
  },
];
