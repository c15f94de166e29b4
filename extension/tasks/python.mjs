// Runs its arguments with a Python that can: the first of 3.10 or newer on PATH. Every npm script goes through here.
import { spawnSync } from "node:child_process";

const VERSIONS = ["3.14", "3.13", "3.12", "3.11", "3.10"];
const CANDIDATES = [
  ["python3"],
  ["python"],
  ...(process.platform === "win32" ? [["py", "-3"]] : VERSIONS.map((version) => [`python${version}`])),
];
const PROBE = "import sys; sys.exit(sys.version_info < (3, 10))";

const python = CANDIDATES.find(
  ([command, ...options]) => spawnSync(command, [...options, "-c", PROBE], { stdio: "ignore" }).status === 0,
);
if (!python) {
  console.error("No Python 3.10 or newer on PATH: install one, or put its folder on PATH, and run this again.");
  process.exit(2);
}
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => {}); // Python has heard it too and ends by itself
const [command, ...options] = python;
const done = spawnSync(command, [...options, ...process.argv.slice(2)], { stdio: "inherit" });
process.exit(done.status ?? 1);
