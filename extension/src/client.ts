// The language client: start, stop, single-flight restart, what happens when the server dies.
import * as vscode from "vscode";
import {
  CloseAction,
  ErrorAction,
  LanguageClient,
  type LanguageClientOptions,
  type Middleware,
  type NotificationType,
  type RequestType,
  State,
} from "vscode-languageclient/node";
import { sentence } from "./log";
import { FinishedNotification, type FolderPython, LogNotification, PythonsNotification } from "./protocol";
import { type Probed, PythonError, type Pythons } from "./python";
import { ServerProcess } from "./serverprocess";
import type { StatusItem } from "./status";

const NO_TOKEN = new vscode.CancellationTokenSource().token;
/** What a round of work is: a restart, or one only if another interpreter is wanted now. */
type Round = "restart" | "check";

const RESTARTS = 4;
const RESTART_WINDOW = 3 * 60_000;

/** The server ended while it owed an answer; `how` goes on a sentence: "stopped", "was restarted". */
export class ServerGoneError extends Error {
  constructor(readonly how: string) {
    super(`The Handlerlens server ${how}.`);
  }
}

export class Server implements vscode.Disposable {
  readonly #logged = new vscode.EventEmitter<LogNotification>();
  readonly #finished = new vscode.EventEmitter<FinishedNotification>();
  readonly #gone = new vscode.EventEmitter<string>();
  readonly #ready = new vscode.EventEmitter<void>();
  readonly #disposables: vscode.Disposable[] = [this.#logged, this.#finished, this.#gone, this.#ready];
  #client: LanguageClient | undefined;
  #process: ServerProcess | undefined;
  #python: string | undefined;
  #working: Promise<void> | undefined;
  #next: Round | undefined;
  #deaths: number[] = [];

  /** A run wrote to its log. */
  readonly onLog = this.#logged.event;
  /** A debugged run ended. */
  readonly onFinished = this.#finished.event;
  /** The server's process ended, wanted or not: no run of it is left. */
  readonly onGone = this.#gone.event;
  /** A server has started, the first or another one. */
  readonly onReady = this.#ready.event;

  constructor(
    private readonly context: vscode.ExtensionContext,
    private readonly log: vscode.LogOutputChannel,
    private readonly pythons: Pythons,
    private readonly middleware: Middleware,
    private readonly status: StatusItem,
  ) {
    this.#disposables.push(
      pythons.onDidChange(() => {
        void this.#round("check");
        void this.#tellPythons();
      }),
      vscode.workspace.onDidChangeWorkspaceFolders(() => this.#tellPythons()),
    );
  }

  get client(): LanguageClient | undefined {
    return this.#client;
  }

  start(): Promise<void> {
    return this.#working ?? this.#round("restart");
  }

  /** Stop and start again; calls during a restart share one further round. */
  restart(): Promise<void> {
    return this.#round("restart");
  }

  async stop(): Promise<void> {
    const [client, child] = [this.#client, this.#process];
    this.#client = this.#process = undefined;
    if (!client) return;
    this.#gone.fire("was restarted");
    await client.dispose().catch((error) => this.log.warn(`The server did not end in order: ${sentence(error)}`));
    await child?.end();
  }

  /** Ask the server; rejects with the server's sentence, or with `ServerGoneError`. */
  async request<Params, Result>(
    type: RequestType<Params, Result, void>,
    params: Params,
    token?: vscode.CancellationToken,
  ): Promise<Result> {
    await this.#working;
    const client = this.#client;
    if (!client || client.state === State.Stopped) {
      throw new ServerGoneError("is not running");
    }
    let listener: vscode.Disposable | undefined;
    const gone = new Promise<never>((_, reject) => {
      listener = this.#gone.event((how) => reject(new ServerGoneError(how)));
    });
    try {
      return await Promise.race([client.sendRequest<Result>(type.method, params, token ?? NO_TOKEN), gone]);
    } finally {
      listener?.dispose();
    }
  }

  /** Tell the server, where one runs; another one is told by `onReady`. */
  notify<Params>(type: NotificationType<Params>, params: Params): void {
    if (this.#client?.state !== State.Running) return;
    void this.#client.sendNotification(type.method, params).catch((error) => this.log.debug(sentence(error)));
  }

  #round(round: Round): Promise<void> {
    if (this.#working) {
      if (this.#next !== "restart") this.#next = round;
      return this.#working;
    }
    this.#next = round;
    this.#working = this.#work().finally(() => {
      this.#working = undefined;
    });
    return this.#working;
  }

  async #work(): Promise<void> {
    while (this.#next) {
      const round = this.#next;
      this.#next = undefined;
      if (round === "check" && !(await this.#wantsOther())) continue;
      await this.stop();
      await this.#launch();
    }
  }

  async #launch(): Promise<void> {
    this.status.starting();
    try {
      const python = await this.pythons.forServer();
      this.#python = python.path;
      const client = this.#create(python);
      this.#client = client;
      client.onNotification(LogNotification, (message) => this.#logged.fire(message));
      client.onNotification(FinishedNotification, (message) => this.#finished.fire(message));
      client.onDidChangeState(({ newState }) => {
        if (newState !== State.Running) return;
        this.#ready.fire();
        void this.#tellPythons();
      });
      await client.start();
      this.log.info(`The server runs on Python ${python.version.join(".")} (${python.path}), ${python.origin}.`);
      this.status.running(python.version.join("."), `${python.path} · ${python.origin}`);
    } catch (error) {
      const ending = this.#process?.ending;
      this.#python = this.#client = undefined;
      await this.#report(ending ? new Error(`it ended at once (${ending}); the log has the reason.`) : error);
    }
  }

  #create(python: Probed): LanguageClient {
    const main = this.context.asAbsolutePath("server/__main__.py");
    const options: LanguageClientOptions = {
      documentSelector: [
        { language: "python", scheme: "file" },
        { pattern: "**/*.{yml,yaml,json,template,tf,ts,mts,cts,js,mjs,cjs}", scheme: "file" },
        { pattern: "**/{Dockerfile,Dockerfile.*,*.Dockerfile,*.dockerfile,terragrunt.hcl}", scheme: "file" },
      ],
      outputChannel: this.log,
      middleware: this.middleware,
      initializationFailedHandler: () => false,
      errorHandler: {
        error: () => ({ action: ErrorAction.Continue, handled: true }),
        closed: () => this.#closed(),
      },
    };
    const child = new ServerProcess(python.path, ["-I", "-S", "-X", "utf8", main, "lsp"], this.log);
    this.#process = child;
    return new LanguageClient("handlerlens", "Handlerlens", () => child.start(), options);
  }

  /** The server reads the annotations of the packages that the handlers run with; it runs nothing for that. */
  async #tellPythons(): Promise<void> {
    const folders: FolderPython[] = [];
    for (const { uri } of vscode.workspace.workspaceFolders ?? []) {
      const python = await this.pythons.selected(uri);
      if (python) folders.push({ uri: uri.toString(), python });
    }
    const client = this.#client;
    if (client?.state === State.Running) await client.sendNotification(PythonsNotification, { folders });
  }

  #closed(): { action: CloseAction; handled: boolean } {
    this.#gone.fire("stopped");
    if (this.#working) return { action: CloseAction.DoNotRestart, handled: true };
    const now = Date.now();
    this.#deaths = [...this.#deaths.filter((time) => now - time < RESTART_WINDOW), now];
    this.log.error("The server ended unexpectedly.");
    if (this.#deaths.length <= RESTARTS) return { action: CloseAction.Restart, handled: true };
    this.status.failed("The server ended again and again.");
    void this.#offer(`The Handlerlens server ended ${this.#deaths.length} times in three minutes and stays off.`);
    return { action: CloseAction.DoNotRestart, handled: true };
  }

  async #report(error: unknown): Promise<void> {
    this.log.error(error instanceof Error ? error : String(error));
    this.status.failed(sentence(error));
    if (error instanceof PythonError) {
      const select = "Select Interpreter";
      void vscode.window.showErrorMessage(sentence(error), select).then((choice) => {
        if (choice) void vscode.commands.executeCommand("handlerlens.selectInterpreter");
      });
    } else {
      void this.#offer(`The Handlerlens server did not start: ${sentence(error)}`);
    }
  }

  async #offer(message: string): Promise<void> {
    const choice = await vscode.window.showErrorMessage(message, "Show Log", "Restart Server");
    if (choice === "Show Log") this.log.show();
    if (choice === "Restart Server") {
      this.#deaths = [];
      await this.restart();
    }
  }

  async #wantsOther(): Promise<boolean> {
    const wanted = await this.pythons.forServer().catch(() => undefined);
    return !this.#client || wanted?.path !== this.#python;
  }

  dispose(): void {
    for (const item of this.#disposables) item.dispose();
  }
}
