// What the host suites share: waiting, lenses, the run view's text, processes, the page outside.
const assert = require("node:assert/strict");
const fs = require("node:fs");
const vscode = require("vscode");

const LIMIT = 30_000;

/** Wait until `check` gives something true, and give that; `what` says it in words, in the end. */
async function eventually(check, what = String(check)) {
  const start = Date.now();
  for (;;) {
    const found = await check();
    if (found) return found;
    if (Date.now() - start > LIMIT)
      throw new Error(`did not come true in ${LIMIT / 1000} s: ${what instanceof Function ? what() : what}`);
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
}

function uriOf(name) {
  return vscode.Uri.joinPath(vscode.workspace.workspaceFolders[0].uri, name);
}

/** Open a file of the workspace in an editor. */
async function open(name) {
  return vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uriOf(name)));
}

/** The commands of a file's lenses, once there are any. */
async function lenses(name) {
  return eventually(async () => {
    const found = await vscode.commands.executeCommand("vscode.executeCodeLensProvider", uriOf(name), 50);
    const ours = (found ?? [])
      .map((lens) => lens.command)
      .filter((command) => command?.command.startsWith("handlerlens."));
    return ours.length > 0 && ours;
  }, `lenses of ${name}`);
}

async function titles(name) {
  return (await lenses(name)).map((command) => command.title);
}

/** Wait until one of a file's lenses has this title. */
async function titled(name, title) {
  let shown = [];
  const has = async () => {
    shown = await titles(name);
    return shown.includes(title);
  };
  await eventually(has, () => `the lens '${title}' among ${JSON.stringify(shown)} of ${name}`);
}

/** Click a lens: run its command as the editor does. */
async function click(name, title) {
  const lens = await eventually(
    async () => (await lenses(name)).find((command) => command.title.startsWith(title)),
    `lens ${title} of ${name}`,
  );
  return vscode.commands.executeCommand(lens.command, ...lens.arguments);
}

/** A file's diagnostics of ours, once there are any. */
async function findings(name) {
  return eventually(() => {
    const found = vscode.languages.getDiagnostics(uriOf(name)).filter((finding) => finding.source === "Handlerlens");
    return found.length > 0 && found;
  }, `findings in ${name}`);
}

/** What the run view shows. */
function runView() {
  return vscode.workspace.textDocuments.find((document) => document.languageId === "handlerlens-run")?.getText() ?? "";
}

/** Ask the page outside (see page.mjs). */
async function page(action, question) {
  const address = `http://127.0.0.1:${process.env.HANDLERLENS_TEST_PAGE}/${action}`;
  const answer = await fetch(address, { method: "POST", body: JSON.stringify(question) });
  const text = await answer.text();
  assert.equal(answer.status, 200, `${action} ${JSON.stringify(question)}: ${text}`);
  return JSON.parse(text);
}

/** A notification with a text: all of it, and its buttons. (The editor shows no toasts while tests run.) */
async function notification(text) {
  await vscode.commands.executeCommand("notifications.showList");
  return page("notification", { text });
}

/** The ids of running processes whose command line has a text (Linux). */
function processes(text) {
  return fs
    .readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        return fs.readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ").includes(text);
      } catch {
        return false;
      }
    })
    .map(Number);
}

function isAlive(pid) {
  try {
    return !/^State:\s+[ZX]/m.test(fs.readFileSync(`/proc/${pid}/status`, "utf8"));
  } catch {
    return false;
  }
}

/** The extension under test. */
const extension = () => vscode.extensions.getExtension("handlerlens.handlerlens");
const serverProcesses = () => processes(`${extension().extensionPath}/server/__main__.py lsp`).filter(isAlive);
/** Change a setting of ours in the workspace. */
const setting = (name, value) => vscode.workspace.getConfiguration("handlerlens").update(name, value);

/** Put another text into an editor. */
async function replaceAll(editor, text) {
  const { document } = editor;
  const whole = new vscode.Range(document.positionAt(0), document.positionAt(document.getText().length));
  assert.ok(await editor.edit((edit) => edit.replace(whole, text)));
}

/** Wait for `slow.py` to tell its process; `before` is the run view's text as it was. */
async function slowProcess(before) {
  const told = /slow handler runs in process (\d+)/;
  return Number((await eventually(() => told.exec(runView().slice(before.length)), "the handler's first line"))[1]);
}

module.exports = {
  extension,
  serverProcesses,
  setting,
  replaceAll,
  slowProcess,
  eventually,
  uriOf,
  open,
  lenses,
  titles,
  titled,
  click,
  findings,
  runView,
  page,
  notification,
  processes,
  isAlive,
};
