// Rules for the web client's modules (bank_statement_intelligence/static).
const globals = require("globals");

module.exports = [
  {
    files: ["bank_statement_intelligence/static/**/*.js"],
    languageOptions: {
      ecmaVersion: 2024,
      sourceType: "module",
      globals: {...globals.browser, odoo: "readonly", luxon: "readonly"},
    },
    rules: {
      "array-callback-return": "error",
      complexity: ["error", 10],
      "constructor-super": "error",
      curly: ["error", "multi-line"],
      eqeqeq: "error",
      "max-lines": ["error", 400],
      "max-lines-per-function": ["error", {max: 60, skipComments: true}],
      "no-alert": "error",
      "no-console": "error",
      "no-const-assign": "error",
      "no-debugger": "error",
      "no-dupe-args": "error",
      "no-dupe-class-members": "error",
      "no-dupe-keys": "error",
      "no-duplicate-imports": "error",
      "no-eval": "error",
      "no-fallthrough": "error",
      "no-shadow": "error",
      "no-this-before-super": "error",
      "no-throw-literal": "error",
      "no-undef": "error",
      "no-unneeded-ternary": "error",
      "no-unreachable": "error",
      "no-unused-expressions": "error",
      "no-unused-vars": "error",
      "no-var": "error",
      "prefer-const": "error",
      "valid-typeof": "error",
    },
  },
  {
    files: ["bank_statement_intelligence/static/tests/**/*.js"],
    rules: {"max-lines-per-function": "off"},
  },
];
