// Mocha inside the extension host: every test is one `##pass` or `##fail` line to the runner outside.
const Mocha = require("mocha");

/** Run the tests of these files, one after the other; rejects when one failed. */
exports.runFiles = (files) =>
  new Promise((resolve, reject) => {
    const mocha = new Mocha({ ui: "bdd", timeout: 90_000, reporter: Reporter });
    for (const file of files) mocha.addFile(file);
    mocha.run((failures) => (failures ? reject(new Error(`${failures} tests failed`)) : resolve()));
  });

class Reporter {
  constructor(runner) {
    runner.on("pass", (test) => console.log(`##pass ${test.fullTitle()} (${test.duration} ms)`));
    runner.on("fail", (test, error) => {
      console.log(`##fail ${test.fullTitle()}\n${error.stack ?? error}`);
      if (test.parent.title === "start") runner.abort(); // nothing that follows could pass
    });
    runner.on("pending", (test) => console.log(`##skip ${test.fullTitle()}`));
  }
}
