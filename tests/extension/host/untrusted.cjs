exports.run = () => require("./mocha.cjs").runFile(require.resolve("./untrusted.test.cjs"));
