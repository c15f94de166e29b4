// Functions that templates declare.
const assert = require("node:assert/strict");
const vscode = require("vscode");
const { eventually, open, titles, titled, click, page } = require("./tools.cjs");

describe("templates", () => {
  it("lets the user choose where several functions share a handler", async () => {
    await open("shared.py");
    await eventually(async () => (await titles("shared.py"))[0] === "▶ Invoke one of 2 functions");
    const running = click("shared.py", "▶ Invoke");
    await page("pick", { label: "SecondFunction" });
    assert.equal((await running).payload, '"SecondFunction"');
  });

  it("runs a function from its template", async () => {
    await open("template.yaml");
    await eventually(async () => (await titles("template.yaml")).filter((title) => title === "▶ Invoke").length === 2);
    assert.equal((await click("template.yaml", "▶ Invoke")).payload, '"FirstFunction"');
  });

  it("goes from a handler to the template of one of its functions", async () => {
    await open("shared.py");
    const going = vscode.commands.executeCommand("handlerlens.goToTemplate");
    await page("pick", { label: "SecondFunction" });
    await going;
    const { document, selection } = vscode.window.activeTextEditor;
    assert.equal(document.lineAt(selection.active.line).text.trim(), "SecondFunction:");
  });

  it("offers the template in the context menu of a file that one declares, and nowhere else", async () => {
    await open("shared.py");
    await eventually(async () => (await titles("shared.py"))[0] === "▶ Invoke one of 2 functions");
    await eventually(async () => {
      const { offered } = await page("menu", { at: "def" });
      return offered.some((entry) => entry.includes("Go to Handler's Template"));
    });
    await page("menu", { at: "def", choose: "Go to Handler's Template" });
    await page("pick", { label: "SecondFunction" });
    await eventually(async () => vscode.window.activeTextEditor?.document.fileName.endsWith("template.yaml"));
    await open("where.py");
    await titled("where.py", "▶ Invoke");
    const { offered } = await page("menu", { at: "def" });
    assert.ok(offered.length > 0);
    assert.ok(!offered.some((entry) => entry.includes("Go to Handler's Template")));
  });
});
