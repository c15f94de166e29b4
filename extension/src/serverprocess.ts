// The server's process: its stderr becomes log lines of their own level, and it is gone when it was told to go.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { LogOutputChannel } from "vscode";
import type { StreamInfo } from "vscode-languageclient/node";

const PATIENCE = 3000;
/** How Python's logging begins a record; every other line belongs to the record before it. */
const RECORD = /^(DEBUG|INFO|WARNING|ERROR|CRITICAL) (.*)/;

export class ServerProcess {
  #child: ChildProcess | undefined;
  /** How it ended: a signal's name or an exit code. */
  ending: string | undefined;

  constructor(
    private readonly command: string,
    private readonly args: string[],
    private readonly log: LogOutputChannel,
  ) {}

  /** Start it; its stdin and stdout are the connection. Rejects when it cannot be started at all. */
  async start(): Promise<StreamInfo> {
    const child = spawn(this.command, this.args, { stdio: ["pipe", "pipe", "pipe"], windowsHide: true });
    child.once("exit", (code, signal) => {
      this.ending = signal ?? `exit code ${code}`;
      if (child === this.#child) this.log.info(`The server's process ended: ${this.ending}.`);
    });
    await once(child, "spawn");
    this.#child = child;
    let level = "ERROR";
    createInterface(child.stderr).on("line", (line) => {
      const record = RECORD.exec(line);
      level = record?.[1] ?? level;
      this.#write(level, record?.[2] ?? line);
    });
    return { reader: child.stdout, writer: child.stdin };
  }

  /** See that it ends: by itself within a moment, else by force. */
  async end(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    child.stdin?.end();
    const force = setTimeout(() => child.kill("SIGKILL"), PATIENCE);
    await once(child, "exit");
    clearTimeout(force);
  }

  #write(level: string, text: string): void {
    if (level === "DEBUG") this.log.debug(text);
    else if (level === "INFO") this.log.info(text);
    else if (level === "WARNING") this.log.warn(text);
    else this.log.error(text);
  }
}
