exports.run = () => require("./mocha.cjs").runFile(require.resolve("./handlerlens.test.cjs"));
