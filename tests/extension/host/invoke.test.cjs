// Runs from lenses and commands, and their end before its time.
const assert = require("node:assert/strict");
const vscode = require("vscode");
const {
  slowProcess,
  eventually,
  open,
  titles,
  titled,
  click,
  runView,
  isAlive,
  page,
  processes,
  setting,
  uriOf,
} = require("./tools.cjs");

describe("invoke", () => {
  it("runs a handler with the event made from its code and shows what it returned", async () => {
    await open("greeting.py");
    const result = await click("greeting.py", "▶ Invoke");
    assert.equal(result.functionError, null, JSON.stringify(result));
    assert.match(JSON.parse(result.payload).message, /^Hello \S+ \S+!$/);
    await eventually(
      () => /\n\{\n {2}"message": "Hello.*\n\}\n\n✓ Succeeded .*\n$/.test(runView()),
      "the result in the run view",
    );
    assert.match(runView(), /START RequestId: \S+ Version: \$LATEST\n/);
    assert.match(runView(), /greeted in request \S+/);
    const last = (await titles("greeting.py")).at(-1);
    assert.match(last, /^✓ [\d.]+ ms · (cold · init [\d.]+ ms|warm)$/);
  });

  it("shows the runtime's own error for a result that is not JSON", async () => {
    await open("order.py");
    const result = await click("order.py", "▶ Invoke");
    assert.equal(result.errorType, "Runtime.MarshalError");
    assert.match(result.errorMessage, /Object of type set is not JSON serializable/);
    await eventually(() => runView().includes("✗ Runtime.MarshalError"));
    assert.match((await titles("order.py")).at(-1), /^✗ Runtime\.MarshalError/);
  });

  it("runs what the editor shows: unsaved changes are saved first", async () => {
    const editor = await open("greeting.py");
    const line = editor.document
      .getText()
      .split("\n")
      .findIndex((text) => text.includes("return"));
    await editor.edit((edit) =>
      edit.insert(new vscode.Position(line, 0), '    greeting = greeting.replace("Hello", "Bye")\n'),
    );
    const result = await click("greeting.py", "▶ Invoke");
    assert.match(JSON.parse(result.payload).message, /^Bye /);
    assert.equal(editor.document.isDirty, false);
    await vscode.commands.executeCommand("undo");
    await editor.document.save();
  });

  it("tells how a handler ended its process", async () => {
    await open("leaves.py");
    const result = await click("leaves.py", "▶ Invoke");
    assert.equal(result.errorType, "Runtime.ExitError");
    assert.match(result.errorMessage, /exit status 3/);
  });

  it("lists the runs of the window: one is shown again, or its handler is invoked with the same event", async () => {
    const count = () => runView().split("▶ leaves.lambda_handler").length;
    await vscode.commands.executeCommand("handlerlens.recentRuns");
    await page("rows", {
      first: "leaves.lambda_handler",
      second: "greeting.lambda_handler",
      text: "✗ Runtime.ExitError",
    });
    await page("shot", { name: "host-recent-runs" });
    const before = count();
    await page("row", { label: "leaves.lambda_handler", button: "Invoke Again with the Same Event" });
    await eventually(() => count() > before && /ExitError.*\n$/.test(runView()), "the second run of leaves.py");
    await vscode.commands.executeCommand("handlerlens.recentRuns");
    await page("pick", { label: "order.lambda_handler" });
    await eventually(() => /✗ Runtime\.MarshalError.*\n$/.test(runView()), "the run of order.py, shown again");
  });

  it("runs the last handler again, and the handler at the cursor", async () => {
    assert.equal((await vscode.commands.executeCommand("handlerlens.invokeAgain")).errorType, "Runtime.ExitError");
    const editor = await open("greeting.py");
    editor.selection = new vscode.Selection(3, 0, 3, 0);
    assert.equal((await vscode.commands.executeCommand("handlerlens.invoke")).functionError, null);
  });

  it("opens a result as JSON in an editor", async () => {
    await vscode.commands.executeCommand("handlerlens.openResult");
    const document = vscode.window.activeTextEditor.document;
    assert.equal(document.languageId, "json");
    assert.match(JSON.parse(document.getText()).message, /^Hello/);
    await vscode.commands.executeCommand("workbench.action.closeActiveEditor");
  });
});

describe("cancel", () => {
  it("stops a running handler and its process, and the lens shows both", async () => {
    await open("slow.py");
    const before = runView();
    const run = click("slow.py", "▶ Invoke");
    const pid = await slowProcess(before);
    assert.ok(isAlive(pid));
    await eventually(async () => (await titles("slow.py")).some((title) => title.includes("Cancel")));
    await click("slow.py", "$(loading~spin)");
    assert.equal(await run, undefined);
    await eventually(() => !isAlive(pid), "the end of the handler's process");
    await eventually(() => runView().includes("■ Cancelled"));
    await titled("slow.py", "▶ Invoke");
  });

  it("keeps an environment warm, and takes a fresh one where it is asked to", async () => {
    const { document } = await open("greeting.py");
    const target = { uri: document.uri.toString(), function: "lambda_handler", logicalId: null };
    const runs = [];
    for (const command of ["invoke", "invoke", "invokeFresh"]) {
      runs.push(await vscode.commands.executeCommand(`handlerlens.${command}`, target));
    }
    assert.deepEqual(
      runs.slice(1).map((run) => run.cold),
      [false, true],
    );
    assert.match(runView(), /✓ Succeeded {2}· {2}[\d.]+ ms · cold · init [\d.]+ ms · \d+ MB/);
    assert.match(runView(), /✓ Succeeded {2}· {2}[\d.]+ ms · warm · \d+ MB/);
  });

  it("has an interpreter and a debugger stand by for an open handler, before anything is run", async () => {
    await setting("python", undefined);
    await open("order.py");
    await eventually(() => processes("runtime/bootstrap.py").filter(isAlive).length > 0, "a standby");
    await eventually(() => processes("runtime/bootstrap.py --debug").filter(isAlive).length > 0, "a debug standby");
  });

  it("has a place for the variables that a run went without", async () => {
    const code = [
      "import os",
      "",
      "def handler(event, context):",
      '    return [os.environ["STOCK_TABLE"], os.environ["STOCK_QUEUE"]]',
      "",
    ];
    await vscode.workspace.fs.writeFile(uriOf("stocked.py"), Buffer.from(code.join("\n")));
    await open("stocked.py");
    const failed = await click("stocked.py", "▶ Invoke");
    assert.deepEqual(failed.unset, ["STOCK_TABLE", "STOCK_QUEUE"], JSON.stringify(failed));
    assert.match(failed.notes.join("\n"), /reads STOCK_TABLE and STOCK_QUEUE, which are not set here/);
    await eventually(
      async () => (await titles("stocked.py")).includes("Set 2 variables…"),
      "the lens of the variables",
    );
    try {
      await click("stocked.py", "Set 2 variables…");
      const { document } = vscode.window.activeTextEditor;
      assert.equal(document.uri.toString(), uriOf(".env").toString());
      assert.equal(document.getText(), "STOCK_TABLE=\nSTOCK_QUEUE=\n");
      await vscode.commands.executeCommand("type", { text: "stock" });
      await vscode.commands.executeCommand("jumpToNextSnippetPlaceholder");
      await vscode.commands.executeCommand("type", { text: "orders" });
      const result = await click("stocked.py", "▶ Invoke"); // saves the file first
      assert.deepEqual(JSON.parse(result.payload), ["stock", "orders"]);
      assert.ok(!(await titles("stocked.py")).some((title) => title.startsWith("Set ")));
    } finally {
      await vscode.commands.executeCommand("workbench.action.closeAllEditors");
      await vscode.workspace.fs.delete(uriOf(".env"));
      await vscode.workspace.fs.delete(uriOf("stocked.py"));
    }
  });
});
