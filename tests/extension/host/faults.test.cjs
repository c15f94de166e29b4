// What a user sees when something of ours or theirs breaks.
const assert = require("node:assert/strict");
const vscode = require("vscode");
const {
  serverProcesses,
  setting,
  slowProcess,
  eventually,
  open,
  click,
  runView,
  notification,
  page,
  isAlive,
} = require("./tools.cjs");

describe("when things break", () => {
  it("says so when the server dies in the middle of a run, leaves nothing behind, and goes on", async () => {
    await open("slow.py");
    const before = runView();
    const run = click("slow.py", "▶ Invoke");
    const pid = await slowProcess(before);
    const [server] = serverProcesses();
    process.kill(server, "SIGKILL");
    assert.equal(await run, undefined);
    const { buttons } = await notification("stopped while slow.lambda_handler ran");
    assert.deepEqual(buttons.slice(0, 2), ["Invoke Again", "Restart Server"]);
    await page("shot", { name: "host-server-died" });
    await eventually(() => !isAlive(pid), "the end of the handler's process");
    await vscode.commands.executeCommand("notifications.clearAll");
    await open("greeting.py");
    const result = await eventually(() => click("greeting.py", "▶ Invoke"), "a run after the restart");
    assert.equal(result.functionError, null);
  });

  it("restarts once when asked several times at once", async () => {
    await Promise.all([1, 2, 3].map(() => vscode.commands.executeCommand("handlerlens.restart")));
    await eventually(() => serverProcesses().length === 1, "one server");
    assert.equal((await click("greeting.py", "▶ Invoke")).functionError, null);
  });

  it("names an interpreter that is gone, and offers another", async () => {
    await setting("python", "/nowhere/bin/python");
    assert.equal(await click("greeting.py", "▶ Invoke"), undefined);
    const { buttons } = await notification("/nowhere/bin/python");
    assert.ok(buttons.includes("Select Interpreter"), JSON.stringify(buttons));
    await page("shot", { name: "host-no-interpreter" });
    await setting("python", undefined);
    await vscode.commands.executeCommand("notifications.clearAll");
    assert.equal((await click("greeting.py", "▶ Invoke")).functionError, null);
  });
});
