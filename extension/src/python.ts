// Which interpreter: the setting, the Python extensions where they are installed, the folder's .venv, PATH.
import { execFile } from "node:child_process";
import * as fs from "node:fs/promises";
import * as path from "node:path";
import { promisify } from "node:util";
import * as vscode from "vscode";
import { sentence } from "./log";
import { pythonSetting } from "./settings";

export interface Interpreter {
  path: string;
  /** How the user knows it: "the setting handlerlens.python", "the selected environment" … */
  origin: string;
}

export interface Probed extends Interpreter {
  version: [number, number, number];
}

/** No interpreter can be used; the message says why and what to do. */
export class PythonError extends Error {}

export const OLDEST = [3, 10] as const;

/** What is used of the API of ms-python.vscode-python-envs. */
interface EnvironmentsApi {
  getEnvironment(scope: vscode.Uri | undefined): Promise<{ execInfo: { run: { executable: string } } } | undefined>;
  onDidChangeEnvironment: vscode.Event<unknown>;
}

/** What is used of the API of ms-python.python. */
interface PythonApi {
  environments: {
    getActiveEnvironmentPath(resource: vscode.Uri | undefined): { path: string };
    resolveEnvironment(environment: unknown): Promise<{ executable: { uri?: vscode.Uri } } | undefined>;
    onDidChangeActiveEnvironmentPath: vscode.Event<unknown>;
  };
}

export class Pythons implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #disposables: vscode.Disposable[] = [this.#changed];
  readonly #probed = new Map<string, Promise<[number, number, number] | undefined>>();
  readonly #watched = new Set<string>();

  /** The user selected another environment, or changed the setting. */
  readonly onDidChange = this.#changed.event;

  constructor(private readonly log: vscode.LogOutputChannel) {
    this.#disposables.push(
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration("handlerlens.python")) this.#changed.fire();
      }),
      vscode.extensions.onDidChange(() => this.#changed.fire()),
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.#changed.fire()),
    );
  }

  /** The interpreter for a handler's file, at this moment. */
  async forHandler(uri: vscode.Uri): Promise<Interpreter> {
    const chosen = await this.#chosen(uri);
    if (chosen && !(await exists(chosen.path))) {
      throw new PythonError(`${chosen.path}, ${chosen.origin}, does not exist. Select another interpreter.`);
    }
    if (chosen) return chosen;
    for await (const found of this.#onPath()) return found;
    throw new PythonError("No Python 3.10 or newer was found. Install one, or select an interpreter.");
  }

  /** The interpreter that is selected for a folder, by setting, environment or its .venv. Nothing is run. */
  async selected(folder: vscode.Uri): Promise<string | undefined> {
    return (await this.#chosen(folder))?.path;
  }

  /** The interpreter for the server: 3.10 or newer, and never one of an untrusted workspace. */
  async forServer(): Promise<Probed> {
    const first = vscode.workspace.workspaceFolders?.[0]?.uri;
    const chosen = vscode.workspace.isTrusted ? await this.#chosen(first) : userSetting();
    const refused: string[] = [];
    if (chosen) {
      const version = await this.version(chosen.path);
      if (version && isNewEnough(version)) return { ...chosen, version };
      const reason = version ? `is Python ${version.join(".")}` : "cannot be run";
      refused.push(`${chosen.path}, ${chosen.origin}, ${reason}.`);
      this.log.warn(refused[0] ?? "");
    }
    for await (const found of this.#onPath()) return found;
    throw new PythonError(
      [...refused, "Handlerlens needs a Python 3.10 or newer: install one, or select an interpreter."].join(" "),
    );
  }

  /** The interpreters to offer: the folder's .venv and those on PATH. */
  async candidates(): Promise<Probed[]> {
    const found: Probed[] = [];
    for (const folder of vscode.workspace.workspaceFolders ?? []) {
      const own = vscode.workspace.isTrusted ? await projectEnvironment(folder.uri) : undefined;
      const version = own && (await this.version(own.path));
      if (own && version) found.push({ ...own, version });
    }
    for await (const python of this.#onPath()) found.push(python);
    return found;
  }

  /** An interpreter's version, or undefined when it cannot be run. Asked once. */
  version(python: string): Promise<[number, number, number] | undefined> {
    let known = this.#probed.get(python);
    if (!known) {
      known = probe(python).then((answer) => answer?.version);
      this.#probed.set(python, known);
      void known.then((version) => version ?? this.#probed.delete(python));
    }
    return known;
  }

  async #chosen(scope: vscode.Uri | undefined): Promise<Interpreter | undefined> {
    const setting = pythonSetting(scope);
    if (setting) return { path: await located(setting), origin: "the setting handlerlens.python" };
    const active = await this.#activeEnvironment(scope);
    if (active) return { path: active, origin: "the selected environment" };
    const folder = scope && vscode.workspace.getWorkspaceFolder(scope);
    return folder ? projectEnvironment(folder.uri) : undefined;
  }

  async #activeEnvironment(scope: vscode.Uri | undefined): Promise<string | undefined> {
    try {
      const environments = await this.#api<EnvironmentsApi>("ms-python.vscode-python-envs");
      if (environments?.getEnvironment) {
        this.#watch("envs", environments.onDidChangeEnvironment);
        const found = await environments.getEnvironment(scope);
        if (found) return found.execInfo.run.executable;
      }
      const python = await this.#api<PythonApi>("ms-python.python");
      if (python?.environments) {
        this.#watch("python", python.environments.onDidChangeActiveEnvironmentPath);
        const active = python.environments.getActiveEnvironmentPath(scope);
        const found = await python.environments.resolveEnvironment(active);
        return found?.executable.uri?.fsPath ?? undefined;
      }
    } catch (error) {
      this.log.warn(`The Python extension did not tell the selected environment: ${sentence(error)}`);
    }
    return undefined;
  }

  async #api<Api>(id: string): Promise<Api | undefined> {
    return vscode.extensions.getExtension<Api | undefined>(id)?.activate();
  }

  #watch(name: string, event: vscode.Event<unknown>): void {
    if (this.#watched.has(name)) return;
    this.#watched.add(name);
    this.#disposables.push(event(() => this.#changed.fire()));
  }

  async *#onPath(): AsyncGenerator<Probed> {
    const seen = new Set<string>();
    const windows = process.platform === "win32";
    const names = ["python3", "python", ...["3.14", "3.13", "3.12", "3.11", "3.10"].map((minor) => `python${minor}`)];
    for (const command of windows ? [["py", "-3"], ...names.map((name) => [name])] : names.map((name) => [name])) {
      const [program = "", ...options] = command;
      const place = await onPath(program);
      if (!place || (!vscode.workspace.isTrusted && isInWorkspace(place))) continue;
      const answer = await probe(place, options);
      if (!answer || !isNewEnough(answer.version) || seen.has(answer.path)) continue;
      seen.add(answer.path);
      yield { path: answer.path, origin: `${command.join(" ")} on PATH`, version: answer.version };
    }
  }

  dispose(): void {
    for (const item of this.#disposables) item.dispose();
  }
}

export function isNewEnough([major, minor]: [number, number, number]): boolean {
  return major === OLDEST[0] && minor >= OLDEST[1];
}

/** In an untrusted workspace only the user's own setting counts, not the workspace's. VS Code hides that one by itself. */
function userSetting(): Interpreter | undefined {
  const setting = pythonSetting(undefined);
  if (!setting || !path.isAbsolute(setting) || isInWorkspace(setting)) return undefined;
  return { path: setting, origin: "the setting handlerlens.python" };
}

function isInWorkspace(file: string): boolean {
  return (vscode.workspace.workspaceFolders ?? []).some((folder) => {
    const relative = path.relative(folder.uri.fsPath, file);
    return !relative.startsWith("..") && !path.isAbsolute(relative);
  });
}

async function projectEnvironment(folder: vscode.Uri): Promise<Interpreter | undefined> {
  const parts = process.platform === "win32" ? ["Scripts", "python.exe"] : ["bin", "python"];
  const python = vscode.Uri.joinPath(folder, ".venv", ...parts).fsPath;
  return (await exists(python)) ? { path: python, origin: "the folder's .venv" } : undefined;
}

/** A bare name of the setting is looked for on PATH, as a shell would. */
async function located(setting: string): Promise<string> {
  return /[/\\]/.test(setting) ? setting : ((await onPath(setting)) ?? setting);
}

async function onPath(name: string): Promise<string | undefined> {
  const endings = process.platform === "win32" ? [".exe", ".bat", ".cmd"] : [""];
  for (const folder of (process.env.PATH ?? "").split(path.delimiter).filter(path.isAbsolute)) {
    for (const ending of endings) {
      const file = path.join(folder, name + ending);
      if (await exists(file)) return file;
    }
  }
  return undefined;
}

async function exists(file: string): Promise<boolean> {
  return fs.access(file, fs.constants.X_OK).then(
    () => true,
    () => false,
  );
}

const ASK = "import sys; print(*sys.version_info[:3]); print(sys.executable)";

/** Ask a Python what it is; `-I -S` keeps it from running anything but itself. */
async function probe(
  python: string,
  options: string[] = [],
): Promise<{ version: [number, number, number]; path: string } | undefined> {
  try {
    const asked = await promisify(execFile)(python, [...options, "-I", "-S", "-c", ASK], { timeout: 10_000 });
    const [version = "", executable = ""] = asked.stdout.split(/\r?\n/);
    const [major = 0, minor = 0, micro = 0] = version.split(" ").map(Number);
    return major ? { version: [major, minor, micro], path: executable || python } : undefined;
  } catch {
    return undefined;
  }
}
