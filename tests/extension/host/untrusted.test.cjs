// The same VSIX in a workspace that the user does not trust: findings and lenses, but nothing runs.
const assert = require("node:assert/strict");
const vscode = require("vscode");
const { eventually, open, titles, click, findings, notification, page, processes, uriOf } = require("./tools.cjs");

describe("an untrusted workspace", () => {
  it("is one", async () => {
    assert.equal(vscode.workspace.isTrusted, false);
    await open("cleanup.py");
    await eventually(() => vscode.extensions.getExtension("handlerlens.handlerlens").isActive);
  });

  it("is checked all the same", async () => {
    assert.equal((await findings("cleanup.py")).length, 1);
    assert.deepEqual((await titles("cleanup.py")).slice(0, 2), ["▶ Invoke", "Debug"]);
  });

  before(async () => {
    const event = '{ "$handlerlens": { "handler": "cleanup.py::lambda_handler" } }';
    await vscode.workspace.fs.writeFile(uriOf("events/cleanup.json"), Buffer.from(event));
  });

  for (const [file, title, what] of [
    ["cleanup.py", "▶ Invoke", "Invoke is off"],
    ["cleanup.py", "Debug", "Debug is off"],
    ["events/cleanup.json", "▶ Invoke with this event", "Invoke is off"],
    ["events/cleanup.json", "Debug", "Debug is off"],
  ]) {
    it(`does not run ${file}: ${what}, and the way out is a button`, async () => {
      await open(file);
      await page("lens", { text: title });
      assert.equal(await click(file, title), undefined);
      const { buttons } = await notification(what);
      assert.deepEqual(buttons, ["Manage Workspace Trust"]);
      await page("shot", { name: `untrusted-${title.replace(/\W/g, "").toLowerCase()}` });
      const { extensionPath } = vscode.extensions.getExtension("handlerlens.handlerlens");
      assert.deepEqual(processes(`${extensionPath}/server/runtime`), []);
      assert.equal(vscode.debug.activeDebugSession, undefined);
      await vscode.commands.executeCommand("notifications.clearAll");
    });
  }
});
