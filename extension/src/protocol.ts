// GENERATED from server/handlerlens/protocol.py by server/tasks/protocol_ts.py: change that file, then run this task.
import { NotificationType, RequestType } from "vscode-languageclient/node";

/** A function that the project's templates declare with a handler. */
export interface FunctionItem {
  logicalId: string;
  /** URI of the template. */
  template: string;
  line: number;
  character: number;
}

/** One handler: what lens, palette, quick pick and keyboard share. */
export interface HandlerItem {
  uri: string;
  function: string;
  handler: string;
  tier: string;
  line: number;
  character: number;
  /** How lists call it, e.g. `lambda_handler · orders/app.py`. */
  label: string;
  /** The function that declares it and what invokes it, as far as known, e.g. `OrdersFunction · SQS`; may be empty. */
  declaredAs: string;
  /** Those that templates declare with it; with several of them, who runs the handler chooses one. */
  functions: FunctionItem[];
}

/** The handlers of one file, or of the whole workspace when `uri` is null. */
export interface HandlersParams {
  uri: string | null;
}

export interface HandlersResult {
  handlers: HandlerItem[];
}

/**
 * Look at every handler and every infrastructure file of the workspace.
 *
 * What is found in files that are not open is published, and kept current; that of open ones is pulled as ever. The request can be
 * cancelled: what was published until then stays. `work_done_token` is for the protocol's own `$/progress`.
 */
export interface CheckWorkspaceParams {
  workDoneToken: string;
}

/** How many files were looked at and how many findings there are in them, by severity, open files included. */
export interface CheckWorkspaceResult {
  files: number;
  errors: number;
  warnings: number;
  others: number;
}

/** An event to pick. `kind`: `code` (made from what the code reads), `sample` (the catalogue's), `file` (the project's). */
export interface EventChoice {
  name: string;
  kind: string;
  detail: string;
  text: string;
  uri: string | null;
  /** Whether its header names this handler. */
  own: boolean;
}

/** The events that suit a handler, best first; the first is its default. */
export interface EventsParams {
  uri: string;
  function: string;
}

export interface EventsResult {
  choices: EventChoice[];
}

/** A handler that an event file may be for. `why` says what speaks for it ("" for nothing). */
export interface EventTarget {
  uri: string;
  function: string;
  label: string;
  why: string;
}

/** What an event file is for. */
export interface EventFileParams {
  uri: string;
}

/**
 * `text` is the event without our header, `targets` the workspace's handlers, the likely ones first.
 *
 * `decided` when the first one is named by the header or is the only one that the event suits. `sample` is the name of the
 * sample that the event looks like. `problem` is a sentence where the file cannot be used.
 */
export interface EventFileResult {
  name: string;
  text: string;
  targets: EventTarget[];
  decided: boolean;
  named: boolean;
  sample: string | null;
  problem: string | null;
}

/**
 * Where a new event file goes and what it holds; nothing is written. `uri` and `function` are the handler's, where it has one.
 *
 * `folder` is the URI of a folder for events without a handler; `expected` is the JSON text of the result to expect.
 */
export interface NewEventParams {
  name: string;
  text: string;
  uri: string | null;
  function: string | null;
  folder: string | null;
  expected: string | null;
}

export interface NewFile {
  uri: string;
  text: string;
}

/** The files to write, the event first; `problem` is a sentence where the name will not do. */
export interface NewEventResult {
  files: NewFile[];
  problem: string | null;
}

/**
 * The user chose an event for a handler, client to server: a sample's `name`, or a file's `event_uri`; neither takes it back.
 *
 * Completion, hover and the order of choices go by it.
 */
export interface EventChosenNotification {
  uri: string;
  function: string;
  name: string | null;
  eventUri: string | null;
}

/** A sample of the catalogue. */
export interface SampleItem {
  name: string;
  title: string;
  source: string;
}

/** The names of all samples; those of the sources that a handler serves come first, where one is named. */
export interface SamplesParams {
  uri: string | null;
  function: string | null;
}

export interface SamplesResult {
  samples: SampleItem[];
}

/** A document that the server makes: `sample/sqs.json`, `schema/event.json`, `schema/sqs.json`, `schema/sidecar.json`. */
export interface DocumentParams {
  path: string;
}

export interface DocumentResult {
  text: string;
}

/**
 * Run a handler. `event` is JSON text, or null for the handler's default event; `logical_id` picks one of several functions.
 *
 * `event_uri` is the file that the text is from: its header is not sent, and what it expects is compared.
 */
export interface InvokeParams {
  runId: string;
  uri: string;
  function: string;
  python: string;
  event: string | null;
  eventUri: string | null;
  invocationType: string;
  logicalId: string | null;
  environment: Record<string, string>;
  timeout: number | null;
  memory: number | null;
  fresh: boolean;
}

/** What Lambda's caller would get. `summary` is the lens's short form (`✓ 12 ms`); `error_line` where the user's code raised. */
export interface InvokeResult {
  runId: string;
  statusCode: number;
  payload: string;
  functionError: string | null;
  errorType: string | null;
  errorMessage: string | null;
  logs: string;
  requestId: string;
  durationMs: number;
  initDurationMs: number | null;
  billedDurationMs: number;
  maxMemoryMb: number;
  cold: boolean;
  /** Of an asynchronous invocation that failed: what its destination for failures would get, JSON text. */
  destinationRecord: string | null;
  notes: string[];
  /** The environment variables that it may have failed for the lack of. */
  unset: string[];
  /** What `pip install` is to be given for the package that it failed for the lack of; empty where nothing tells. */
  toInstall: string[];
  contract: string[];
  /** The HTTP response that a client would see, in words; null where the caller is no HTTP front end. */
  client: string | null;
  /** The JSON text that the event file expects; null where it expects nothing. */
  expected: string | null;
  /** How the payload differs from it; none where it is just that. */
  differences: string[];
  summary: string;
}

/**
 * Prepare an environment that a debug adapter client can attach to; the invocation starts once it has.
 *
 * `env_file` is the path of a file of environment variables, which `environment` wins over.
 */
export interface DebugParams {
  runId: string;
  uri: string;
  function: string;
  python: string;
  event: string | null;
  eventUri: string | null;
  logicalId: string | null;
  environment: Record<string, string>;
  envFile: string | null;
  timeout: number | null;
  memory: number | null;
}

/** Where the Debug Adapter Protocol is spoken, and the `attach` arguments that the environment wants. */
export interface DebugResult {
  host: string;
  port: number;
  /** JSON text of extra attach arguments (`rules`, `pathMappings` …). */
  arguments: string;
}

/** A file is open whose handlers may be run: have interpreters stand by, importing nothing of the user's. */
export interface PrepareParams {
  uri: string;
  python: string;
}

/** Whether the file has a handler, so that something was prepared. */
export interface PrepareResult {
  prepared: boolean;
}

/** Stop a run or a debugged run; its process tree is killed. */
export interface CancelParams {
  runId: string;
}

export interface CancelResult {
  cancelled: boolean;
}

/** A piece of a run's log, server to client. */
export interface LogNotification {
  runId: string;
  text: string;
}

/** A debugged run has ended, server to client: its result, or the sentence why there is none. */
export interface FinishedNotification {
  runId: string;
  result: InvokeResult | null;
  message: string | null;
}

/** The interpreter selected for a workspace folder: an absolute path. */
export interface FolderPython {
  uri: string;
  python: string;
}

/**
 * Which interpreters the handlers of the workspace's folders run under, client to server: at the start and on each change.
 *
 * The server reads the annotations of their installed packages and runs none of them for it.
 */
export interface PythonsNotification {
  folders: FolderPython[];
}

/** The documentation of a rule, for the link on a finding's code. */
export interface RuleParams {
  code: string;
}

export interface RuleResult {
  markdown: string;
}

export const HandlersRequest = new RequestType<HandlersParams, HandlersResult, void>("handlerlens/handlers");
export const CheckWorkspaceRequest = new RequestType<CheckWorkspaceParams, CheckWorkspaceResult, void>(
  "handlerlens/checkWorkspace",
);
export const EventsRequest = new RequestType<EventsParams, EventsResult, void>("handlerlens/events");
export const EventFileRequest = new RequestType<EventFileParams, EventFileResult, void>("handlerlens/eventFile");
export const NewEventRequest = new RequestType<NewEventParams, NewEventResult, void>("handlerlens/newEvent");
export const EventChosenNotification = new NotificationType<EventChosenNotification>("handlerlens/eventChosen");
export const SamplesRequest = new RequestType<SamplesParams, SamplesResult, void>("handlerlens/samples");
export const DocumentRequest = new RequestType<DocumentParams, DocumentResult, void>("handlerlens/document");
export const InvokeRequest = new RequestType<InvokeParams, InvokeResult, void>("handlerlens/invoke");
export const DebugRequest = new RequestType<DebugParams, DebugResult, void>("handlerlens/debug");
export const PrepareRequest = new RequestType<PrepareParams, PrepareResult, void>("handlerlens/prepare");
export const CancelRequest = new RequestType<CancelParams, CancelResult, void>("handlerlens/cancel");
export const LogNotification = new NotificationType<LogNotification>("handlerlens/log");
export const FinishedNotification = new NotificationType<FinishedNotification>("handlerlens/finished");
export const PythonsNotification = new NotificationType<PythonsNotification>("handlerlens/pythons");
export const RuleRequest = new RequestType<RuleParams, RuleResult, void>("handlerlens/rule");
