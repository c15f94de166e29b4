exports.run = () => require("./mocha.cjs").runFiles([require.resolve("./untrusted.test.cjs")]);
