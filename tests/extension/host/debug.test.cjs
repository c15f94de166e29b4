// A debug session of a handler.
const assert = require("node:assert/strict");
const vscode = require("vscode");
const { replaceAll, eventually, open, titles, click, isAlive } = require("./tools.cjs");

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
