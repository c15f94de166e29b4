// A debug session of a handler.
const assert = require("node:assert/strict");
const { execFileSync } = require("node:child_process");
const fs = require("node:fs");
const path = require("node:path");
const vscode = require("vscode");
const { replaceAll, eventually, open, titles, click, isAlive, notification } = require("./tools.cjs");

describe("debug", () => {
  /** What F5 starts where there is no launch.json. */
  const cursor = { type: "handlerlens", name: "", request: "" };

  afterEach(() => vscode.debug.removeBreakpoints(vscode.debug.breakpoints));

  /** Start by the lens and wait for the first stop. */
  async function stopAt(file, line) {
    const document = (await open(file)).document;
    vscode.debug.addBreakpoints([
      new vscode.SourceBreakpoint(new vscode.Location(document.uri, new vscode.Position(line, 0))),
    ]);
    return debug(file);
  }

  const debug = (file) => until(() => click(file, "Debug"));

  /** Start an entry as launch.json holds it. */
  const launch = (entry) =>
    until(() => {
      const whole = { type: "handlerlens", request: "launch", name: "an entry", ...entry };
      return vscode.debug.startDebugging(vscode.workspace.workspaceFolders[0], whole);
    });

  /** Start a session and wait for its first stop. */
  async function until(start) {
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
    await start();
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
    assert.match(output.join(""), /"message": "Hello[\s\S]*✓ Succeeded/);
    assert.match((await titles("greeting.py")).at(-1), /^✓/);
  });

  it("ends quietly, whatever the editor still asks", async () => {
    const output = [];
    const late = new Promise((resolve) => {
      const tracker = vscode.debug.registerDebugAdapterTrackerFactory("handlerlens", {
        createDebugAdapterTracker: (session) => ({
          onDidSendMessage: (message) => {
            if (message.event === "output") output.push(message.body.output);
            if (message.event !== "terminated") return;
            tracker.dispose();
            const asked = [1, 2, 3].map(() => session.customRequest("threads"));
            resolve(Promise.allSettled(asked).then((answers) => answers.map(({ status }) => status)));
          },
        }),
      });
    });
    await open("greeting.py");
    await click("greeting.py", "Debug");
    assert.deepEqual(await late, ["rejected", "rejected", "rejected"]);
    await eventually(() => vscode.debug.activeDebugSession === undefined, "the end of the session");
    assert.doesNotMatch(output.join(""), /connection/);
    assert.match(output.join(""), /✓ Succeeded/);
  });

  it("prints what log breakpoints say, once, and what the console evaluates, once", async () => {
    const { uri } = (await open("greeting.py")).document;
    const at = (line) => new vscode.Location(uri, new vscode.Position(line, 0));
    vscode.debug.addBreakpoints([
      new vscode.SourceBreakpoint(at(2), true, undefined, undefined, "the event has {len(event)} keys"),
      new vscode.SourceBreakpoint(at(3)),
    ]);
    const { session, threadId, frames, output, ended } = await debug("greeting.py");
    const question = { expression: "print('from the console')", frameId: frames[0].id, context: "repl" };
    await session.customRequest("evaluate", question);
    await session.customRequest("continue", { threadId });
    await ended;
    const text = output.join("");
    assert.equal(text.match(/the event has \d keys/g)?.length, 1, text);
    assert.equal(text.match(/from the console/g)?.length, 1, text);
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

  it("restarts with the same event and the edited code", async () => {
    const editor = await open("greeting.py");
    const fine = editor.document.getText();
    const { frames, stops } = await stopAt("greeting.py", 3);
    const ask = async (stop, expression) => {
      const { stackFrames } = await stop.session.customRequest("stackTrace", { threadId: stop.threadId });
      const question = { expression, frameId: stackFrames[0].id, context: "repl" };
      return (await stop.session.customRequest("evaluate", question)).result;
    };
    assert.equal(frames[0].name, "lambda_handler");
    const [event, first] = [await ask(stops[0], "event"), Number(await ask(stops[0], "__import__('os').getpid()"))];
    await replaceAll(editor, fine.replace('event["first_name"]', '"Edited " + event["first_name"]'));
    const again = [];
    const tracker = vscode.debug.registerDebugAdapterTrackerFactory("handlerlens", {
      createDebugAdapterTracker: (next) => ({
        onDidSendMessage: (message) => {
          if (message.event === "stopped") again.push({ session: next, ...message.body });
        },
      }),
    });
    await vscode.commands.executeCommand("workbench.action.debug.restart");
    const stop = await eventually(() => again[0], "a stop after the restart");
    tracker.dispose();
    assert.equal(await ask(stop, "event"), event);
    assert.match(await ask(stop, "first"), /^'Edited /);
    await eventually(() => !isAlive(first), "the end of the first process");
    await vscode.commands.executeCommand("workbench.action.debug.stop");
    await eventually(() => vscode.debug.activeDebugSession === undefined, "the end of the session");
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

  it("obeys every attribute of an entry in launch.json", async () => {
    const folder = vscode.workspace.workspaceFolders[0].uri.fsPath;
    fs.writeFileSync(
      path.join(folder, "entry.py"),
      "import json, os, sys\nOUT = []\ndef handler(event, context):\n    text = json.dumps(event)\n" +
        "    return [text, os.environ.get('STAGE'), os.environ.get('TABLE'), context.get_remaining_time_in_millis() > 60000, sys.prefix]\n",
    );
    fs.writeFileSync(path.join(folder, "entry.env"), "STAGE=file\nTABLE=file\n");
    const own = path.join(folder, "entry environment");
    execFileSync("python3", ["-m", "venv", "--without-pip", own]);
    const { uri } = (await open("entry.py")).document;
    const line = new vscode.Location(uri, new vscode.Position(3, 0));
    vscode.debug.addBreakpoints([new vscode.SourceBreakpoint(line)]);
    const entry = {
      handler: "entry.handler",
      event: { a: [1] },
      env: { TABLE: "entry" },
      envFile: path.join(folder, "entry.env"),
      timeout: 120,
      stopOnEntry: true,
      justMyCode: false,
      python: path.join(own, "bin/python"),
    };
    const { session, threadId, frames, stops, output, ended } = await launch(entry);
    assert.deepEqual([frames[0].name, frames[0].line], ["<module>", 1]);
    await session.customRequest("continue", { threadId });
    await eventually(() => stops.length === 2, "the breakpoint");
    await session.customRequest("stepIn", { threadId });
    await eventually(() => stops.length === 3, "the step");
    const { stackFrames } = await session.customRequest("stackTrace", { threadId });
    assert.equal(stackFrames[0].name, "dumps", "justMyCode: false steps into a library");
    await session.customRequest("continue", { threadId });
    await ended;
    assert.match(output.join(""), /"\{\\"a\\": \[1\]\}",\s*"file",\s*"entry",\s*true,\s*".*entry environment"/);
  });

  it("says which handlers there are where an entry names none of them", async () => {
    await eventually(() => vscode.debug.activeDebugSession === undefined, "the end of the last session");
    const entry = { type: "handlerlens", request: "launch", name: "wrong", handler: "nowhere.handler" };
    await vscode.debug.startDebugging(vscode.workspace.workspaceFolders[0], entry);
    const { text } = await notification("No Lambda handler or function 'nowhere.handler' was found");
    assert.match(text, /there is .*Correct "handler" in launch.json/);
    assert.equal(vscode.debug.activeDebugSession, undefined);
  });

  it("takes the user's entry of the same label instead of its own, for the lens and for F5", async () => {
    const launchJson = vscode.workspace.getConfiguration("launch");
    const own = {
      type: "handlerlens",
      request: "launch",
      name: "Debug entry.handler",
      event: ["mine"],
      stopOnEntry: true,
    };
    await launchJson.update("configurations", [own], vscode.ConfigurationTarget.Workspace);
    try {
      for (const start of [() => click("entry.py", "Debug"), () => vscode.debug.startDebugging(undefined, cursor)]) {
        await open("entry.py");
        vscode.window.activeTextEditor.selection = new vscode.Selection(3, 0, 3, 0);
        const { session, threadId, frames, ended, output } = await until(start);
        assert.equal(session.name, "Debug entry.handler");
        assert.equal(frames[0].line, 1);
        await session.customRequest("continue", { threadId });
        await ended;
        assert.match(output.join(""), /mine/);
      }
    } finally {
      await launchJson.update("configurations", undefined, vscode.ConfigurationTarget.Workspace);
    }
  });
});
