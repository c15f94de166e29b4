// The extension in a real extension host, from the packaged VSIX. `run.mjs` brings the workspace: the example and `handlers/`.
const assert = require("node:assert/strict");
const { execFileSync } = require("node:child_process");
const path = require("node:path");
const vscode = require("vscode");
const {
  eventually,
  open,
  titles,
  click,
  findings,
  runView,
  notification,
  page,
  processes,
  isAlive,
} = require("./tools.cjs");

const extension = () => vscode.extensions.getExtension("handlerlens.handlerlens");
const serverProcesses = () => processes(`${extension().extensionPath}/server/__main__.py lsp`).filter(isAlive);
const setting = (name, value) => vscode.workspace.getConfiguration("handlerlens").update(name, value);

async function replaceAll(editor, text) {
  const { document } = editor;
  const whole = new vscode.Range(document.positionAt(0), document.positionAt(document.getText().length));
  assert.ok(await editor.edit((edit) => edit.replace(whole, text)));
}

describe("start", () => {
  it("activates on a Python file, from the VSIX", async () => {
    assert.ok(extension(), "the extension is not installed");
    await open("greeting.py");
    await eventually(() => extension().isActive);
    assert.match(extension().extensionPath, /extensions[/\\]handlerlens\.handlerlens-/);
    assert.equal(extension().packageJSON.version.length > 0, true);
  });

  it("registers every command that the manifest names", async () => {
    const known = new Set(await vscode.commands.getCommands(true));
    const missing = extension().packageJSON.contributes.commands.filter(({ command }) => !known.has(command));
    assert.deepEqual(missing, []);
  });

  it("shows the lenses above each handler", async () => {
    assert.deepEqual(await titles("greeting.py"), ["▶ Invoke", "Debug", "Event: from code"]);
  });
});

describe("findings", () => {
  for (const [file, code, line] of [
    ["order.py", "HL201", 14],
    ["cleanup.py", "HL103", 4],
    ["weather.py", "HL101", 3],
  ]) {
    it(`underlines ${code} in ${file} before it runs`, async () => {
      await open(file);
      const found = await findings(file);
      assert.deepEqual(
        found.map((finding) => [finding.code?.value ?? finding.code, finding.range.start.line]),
        [[code, line]],
      );
    });
  }

  it("offers a quick fix that mends the handler", async () => {
    const editor = await open("cleanup.py");
    const [finding] = await findings("cleanup.py");
    const actions = await vscode.commands.executeCommand(
      "vscode.executeCodeActionProvider",
      editor.document.uri,
      finding.range,
      vscode.CodeActionKind.QuickFix.value,
    );
    const fix = actions.find((action) => !action.title.startsWith("Ignore"));
    assert.ok(fix, JSON.stringify(actions.map((action) => action.title)));
    assert.ok(await vscode.workspace.applyEdit(fix.edit));
    assert.match(editor.document.getText(), /def lambda_handler\(event, context\):/);
    await eventually(() => vscode.languages.getDiagnostics(editor.document.uri).length === 0);
  });

  it("keeps lenses while a file does not parse", async () => {
    const editor = await open("weather.py");
    const before = await titles("weather.py");
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), "def broken(:\n"));
    assert.deepEqual(await titles("weather.py"), before);
    await vscode.commands.executeCommand("workbench.action.files.revert");
  });
});

describe("invoke", () => {
  it("runs a handler with the event made from its code and shows what it returned", async () => {
    await open("greeting.py");
    const result = await click("greeting.py", "▶ Invoke");
    assert.equal(result.functionError, null, JSON.stringify(result));
    assert.match(JSON.parse(result.payload).message, /^Hello \S+ \S+!$/);
    await eventually(() => /✓ Succeeded.*\n\{\n {2}"message": "Hello/.test(runView()), "the result in the run view");
    assert.match(runView(), /START RequestId: \S+ Version: \$LATEST\n/);
    assert.match(runView(), /greeted in request \S+/);
    const last = (await titles("greeting.py")).at(-1);
    assert.match(last, /^✓ [\d.]+ ms$/);
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
    await eventually(async () => (await titles("slow.py")).includes("▶ Invoke"));
  });
});

describe("events", () => {
  const folder = ".handlerlens/events/greeting.lambda_handler";

  it("edits the event in a JSON editor, remembers it, and runs with unsaved changes", async () => {
    const source = await open("greeting.py");
    source.selection = new vscode.Selection(1, 0, 1, 0);
    await vscode.commands.executeCommand("handlerlens.editEvent");
    const editor = vscode.window.activeTextEditor;
    assert.equal(vscode.workspace.asRelativePath(editor.document.uri), `${folder}/custom.json`);
    assert.deepEqual(Object.keys(JSON.parse(editor.document.getText())), ["first_name", "last_name"]);
    await replaceAll(editor, '{ "first_name": "Zoë", "last_name": "Ж" }\n');
    await eventually(async () => (await titles("greeting.py")).includes("Event: custom"));
    const result = await click("greeting.py", "▶ Invoke");
    assert.equal(JSON.parse(result.payload).message, "Hello Zoë Ж!");
  });

  it("says in one sentence where an event is not JSON, and the text stays", async () => {
    const editor = await open(`${folder}/custom.json`);
    await replaceAll(editor, '{\n  "first_name": "Zoë",\n  "last_name" "Ж"\n}\n');
    await open("greeting.py");
    assert.equal(await click("greeting.py", "▶ Invoke"), undefined);
    const { text, buttons } = await notification("JSON");
    assert.match(text, /line 3/);
    assert.ok(buttons.includes("Edit Event"), JSON.stringify(buttons));
    await page("shot", { name: "host-event-error" });
    await page("press", { text: "JSON", button: "Edit Event" });
    await eventually(() => vscode.window.activeTextEditor?.document.uri.path.endsWith("custom.json"));
    assert.match(vscode.window.activeTextEditor.document.getText(), /"last_name" "Ж"/);
  });

  it("says so when the chosen event is gone", async () => {
    const editor = await open(`${folder}/custom.json`);
    await replaceAll(editor, "{}\n");
    await editor.document.save();
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
    await vscode.workspace.fs.delete(editor.document.uri);
    await open("greeting.py");
    assert.equal(await click("greeting.py", "▶ Invoke"), undefined);
    const { buttons } = await notification("The event 'custom'");
    assert.ok(buttons.includes("Pick Event"), JSON.stringify(buttons));
    await vscode.commands.executeCommand("notifications.clearAll");
  });

  it("picks another event from the list", async () => {
    await click("greeting.py", "Event:");
    await page("pick", { label: "from code" });
    await eventually(async () => (await titles("greeting.py")).includes("Event: from code"));
  });
});

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
});

describe("debug", () => {
  afterEach(() => vscode.debug.removeBreakpoints(vscode.debug.breakpoints));

  /** Start by the lens and wait for the first stop. */
  async function stopAt(file, line) {
    const document = (await open(file)).document;
    vscode.debug.addBreakpoints([
      new vscode.SourceBreakpoint(new vscode.Location(document.uri, new vscode.Position(line, 0))),
    ]);
    return debug(file);
  }

  async function debug(file) {
    const output = [];
    const stops = [];
    const tracker = vscode.debug.registerDebugAdapterTrackerFactory("handlerlens", {
      createDebugAdapterTracker: (session) => ({
        onDidSendMessage: (message) => {
          if (message.event === "output") output.push(message.body.output);
          if (message.event === "stopped") stops.push({ session, ...message.body });
        },
      }),
    });
    const ended = new Promise((resolve) => {
      const listener = vscode.debug.onDidTerminateDebugSession((session) => {
        listener.dispose();
        tracker.dispose();
        resolve(session);
      });
    });
    await click(file, "Debug");
    const stop = await eventually(() => stops.at(-1), "a stop");
    const { stackFrames } = await stop.session.customRequest("stackTrace", { threadId: stop.threadId });
    const variables = async (frame) => {
      const { scopes } = await stop.session.customRequest("scopes", { frameId: frame.id });
      const found = await stop.session.customRequest("variables", { variablesReference: scopes[0].variablesReference });
      return Object.fromEntries(found.variables.map((variable) => [variable.name, variable.value]));
    };
    return { ...stop, frames: stackFrames, variables, output, stops, ended };
  }

  it("stops at a breakpoint with event and context, steps, evaluates, continues, shows the result", async () => {
    const { session, threadId, reason, frames, variables, output, stops, ended } = await stopAt("greeting.py", 3);
    assert.equal(reason, "breakpoint");
    assert.deepEqual(
      frames.map((frame) => [frame.name, frame.line]),
      [["lambda_handler", 4]],
    );
    const locals = await variables(frames[0]);
    assert.match(locals.event, /'first_name':/);
    assert.match(locals.context, /LambdaContext/);
    const evaluated = await session.customRequest("evaluate", {
      expression: "context.memory_limit_in_mb",
      frameId: frames[0].id,
      context: "repl",
    });
    assert.equal(evaluated.result, "'128'");
    await session.customRequest("next", { threadId });
    await eventually(() => stops.length === 2 && stops[1].reason === "step");
    await eventually(() => vscode.debug.activeStackItem?.frameId !== undefined);
    await vscode.commands.executeCommand("workbench.action.debug.continue");
    await ended;
    assert.match(output.join(""), /✓ Succeeded[\s\S]*"message": "Hello/);
    assert.match((await titles("greeting.py")).at(-1), /^✓/);
  });

  it("stops where a handler raises, although the runtime catches it", async () => {
    const editor = await open("greeting.py");
    const fine = editor.document.getText();
    await replaceAll(editor, fine.replace("    last =", '    raise ValueError("not today")\n    last ='));
    const { reason, frames, session, threadId, ended, output } = await debug("greeting.py");
    assert.equal(reason, "exception");
    assert.equal(frames[0].line, 3);
    await session.customRequest("continue", { threadId });
    await ended;
    assert.match(output.join(""), /✗ ValueError/);
    await replaceAll(editor, fine);
    await editor.document.save();
  });

  it("ends the handler's process when the session is stopped", async () => {
    const { ended, session, frames } = await stopAt("slow.py", 6);
    const question = { expression: "os.getpid()", frameId: frames[0].id, context: "repl" };
    const pid = Number((await session.customRequest("evaluate", question)).result);
    assert.ok(isAlive(pid));
    await vscode.commands.executeCommand("workbench.action.debug.stop");
    await ended;
    await eventually(() => !isAlive(pid), "the end of the debugged process");
  });
});

describe("the selected environment", () => {
  const python = () => vscode.extensions.getExtension("ms-python.python").exports;

  after(() => python().select(undefined));

  it("runs the handlers and the server from the moment it is selected", async () => {
    const environment = path.join(vscode.workspace.workspaceFolders[0].uri.fsPath, "selected environment");
    execFileSync("python3", ["-m", "venv", "--without-pip", environment]);
    await open("where.py");
    assert.notEqual(JSON.parse((await click("where.py", "▶ Invoke")).payload).prefix, environment);
    python().select(path.join(environment, "bin/python"));
    assert.equal(JSON.parse((await click("where.py", "▶ Invoke")).payload).prefix, environment);
    const server = `${environment}/bin/python -I -S -X utf8 ${extension().extensionPath}/server/__main__.py`;
    await eventually(() => processes(server).length > 0, "the server under the environment");
  });

  it("gives way to the setting", async () => {
    await setting("python", "python3");
    const result = await click("where.py", "▶ Invoke");
    assert.doesNotMatch(result.payload, /selected environment/);
    await setting("python", undefined);
  });
});

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

/** Wait for `slow.py` to tell its process; `before` is the run view's text as it was. */
async function slowProcess(before) {
  const told = /slow handler runs in process (\d+)/;
  return Number((await eventually(() => told.exec(runView().slice(before.length)), "the handler's first line"))[1]);
}
