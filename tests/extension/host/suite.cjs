// In this order: what is first needs a fresh editor, what is last leaves a used one.
const FILES = [
  "start",
  "typing",
  "invoke",
  "events",
  "eventfiles",
  "templates",
  "workspacecheck",
  "debug",
  "environments",
  "faults",
];

exports.run = () => require("./mocha.cjs").runFiles(FILES.map((name) => require.resolve(`./${name}.test.cjs`)));
