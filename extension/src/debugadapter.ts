// The debug adapter that VS Code talks to: debugpy's own behind one socket.
import * as net from "node:net";
import * as vscode from "vscode";
import type { DebugResult } from "./protocol";

interface Message {
  seq: number;
  type: "request" | "response" | "event";
  command?: string;
  event?: string;
  arguments?: Record<string, unknown>;
  body?: Record<string, unknown>;
  request_seq?: number;
  success?: boolean;
}

/** debugpy offers three; a handler's own error reaches only this one, because the runtime client catches it. */
const STOP_AT_HANDLER_ERRORS = "userUnhandled";
/** What has been done when the handler is over. */
const GOING_ON = new Set(["continue", "next", "stepIn", "stepOut"]);
const HEADER_END = Buffer.from("\r\n\r\n");

export class HandlerDebugAdapter implements vscode.DebugAdapter {
  readonly #sent = new vscode.EventEmitter<vscode.DebugProtocolMessage>();
  readonly #socket: net.Socket;
  readonly #attach: Record<string, unknown>;
  /** The editor's requests that are not answered yet. */
  readonly #open = new Map<number, string | undefined>();
  #received: Buffer = Buffer.alloc(0);
  #ended = false;
  #seq = 1_000_000;

  readonly onDidSendMessage = this.#sent.event;

  /** `onStop` is called once, when the user ends the session before the handler has. */
  constructor(
    endpoint: DebugResult,
    private readonly onStop: () => void,
  ) {
    const { accessToken, ...attach } = JSON.parse(endpoint.arguments || "{}");
    this.#attach = attach;
    this.#socket = net.connect({ host: endpoint.host, port: endpoint.port });
    this.#socket.setNoDelay(true);
    this.#authorize(accessToken);
    this.#socket.on("data", (chunk: Buffer) => this.#receive(chunk));
    this.#socket.on("error", (error) => this.print(`The debugger's connection failed: ${error.message}\n`, "stderr"));
  }

  /** From VS Code. */
  handleMessage(raw: vscode.DebugProtocolMessage): void {
    const message = raw as Message;
    if (message.type === "request") this.#open.set(message.seq, message.command);
    if (message.type === "request" && (message.command === "disconnect" || message.command === "terminate")) {
      this.#settle(message.seq, message.command, true);
      if (!this.#ended) this.onStop();
      this.end();
    } else if (this.#ended || !this.#socket.writable) {
      if (message.type === "request") this.#settle(message.seq, message.command, false);
    } else if (message.type === "request" && message.command === "launch") {
      const { justMyCode, rules, ...given } = message.arguments ?? {};
      const ours = this.#attach.rules;
      const wanted = {
        ...given,
        ...this.#attach,
        justMyCode: justMyCode !== false,
        rules: [...(Array.isArray(ours) ? ours : []), ...(Array.isArray(rules) ? rules : [])],
      };
      this.#write({ ...message, arguments: wanted });
    } else {
      this.#write(message);
    }
  }

  /** Write into the Debug Console. */
  print(output: string, category: "stdout" | "stderr"): void {
    this.#emit({ type: "event", event: "output", body: { category, output } });
  }

  /** The invocation is over: end the session. */
  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    for (const [seq, command] of this.#open) this.#settle(seq, command, GOING_ON.has(command ?? ""));
    this.#emit({ type: "event", event: "terminated", body: {} });
    if (!this.#socket.destroyed) {
      this.#write({
        seq: this.#seq++,
        type: "request",
        command: "disconnect",
        arguments: { terminateDebuggee: false },
      });
      this.#socket.end();
    }
  }

  dispose(): void {
    this.end();
    this.#socket.destroy();
    this.#sent.dispose();
  }

  /** From debugpy. Its "terminated" and its output are not passed on: the server says when and how the invocation ended. */
  #answer(message: Message): void {
    if (message.type === "event" && (message.event === "terminated" || message.event === "exited")) return;
    if (message.type === "response" && message.command === "pydevdAuthorize") return;
    if (message.type === "event" && message.event === "output" && this.#comesTwice(message.body)) return;
    if (message.type === "response" && message.command === "initialize" && message.body) {
      Object.assign(message.body, { supportsTerminateRequest: false, supportTerminateDebuggee: false });
      const filters = message.body.exceptionBreakpointFilters;
      for (const filter of Array.isArray(filters) ? filters : []) {
        if (filter.filter === STOP_AT_HANDLER_ERRORS) filter.default = true;
      }
    }
    if (message.type === "response") this.#open.delete(message.request_seq ?? 0);
    if (!this.#ended) this.#sent.fire(message as vscode.DebugProtocolMessage);
  }

  /** Answer the editor ourselves: what it asks around the end of the invocation, when debugpy may be gone. */
  #settle(seq: number, command: string | undefined, success: boolean): void {
    this.#open.delete(seq);
    this.#emit({ type: "response", request_seq: seq, command, success });
  }

  /** debugpy answers nobody who cannot show the token of this run. */
  #authorize(token: unknown): void {
    this.#write({
      seq: this.#seq++,
      type: "request",
      command: "pydevdAuthorize",
      arguments: { debugServerAccessToken: token },
    });
  }

  /** What an expression in the console prints is in the run's log as well; what is left is of log breakpoints. */
  #comesTwice(body: Record<string, unknown> | undefined): boolean {
    const printed = body?.category === "stdout" || body?.category === "stderr";
    return body?.category === "telemetry" || (printed && [...this.#open.values()].includes("evaluate"));
  }

  #receive(chunk: Buffer): void {
    this.#received = Buffer.concat([this.#received, chunk]);
    for (;;) {
      const end = this.#received.indexOf(HEADER_END);
      if (end < 0) return;
      const length = Number(/Content-Length: *(\d+)/i.exec(this.#received.toString("latin1", 0, end))?.[1] ?? 0);
      const start = end + HEADER_END.length;
      if (this.#received.length < start + length) return;
      const text = this.#received.toString("utf8", start, start + length);
      this.#received = this.#received.subarray(start + length);
      this.#answer(JSON.parse(text) as Message);
    }
  }

  #write(message: Message): void {
    const body = Buffer.from(JSON.stringify(message), "utf8");
    this.#socket.write(Buffer.concat([Buffer.from(`Content-Length: ${body.length}\r\n\r\n`), body]));
  }

  #emit(message: Omit<Message, "seq">): void {
    this.#sent.fire({ seq: this.#seq++, ...message } as vscode.DebugProtocolMessage);
  }
}

/** A session that could not start: it ends without a word, as the user was told why in a notification. */
export class EndedDebugAdapter implements vscode.DebugAdapter {
  readonly #sent = new vscode.EventEmitter<vscode.DebugProtocolMessage>();
  #seq = 1;

  readonly onDidSendMessage = this.#sent.event;

  handleMessage(raw: vscode.DebugProtocolMessage): void {
    const { type, seq, command } = raw as Message;
    if (type !== "request") return;
    this.#emit({ type: "response", request_seq: seq, command, success: true, body: {} });
    if (command === "launch") this.#emit({ type: "event", event: "terminated", body: {} });
  }

  #emit(message: Omit<Message, "seq">): void {
    this.#sent.fire({ seq: this.#seq++, ...message } as vscode.DebugProtocolMessage);
  }

  dispose(): void {
    this.#sent.dispose();
  }
}
