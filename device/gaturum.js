#!/usr/bin/env node
// Starts device/main.ts on Node 24, which runs the TypeScript as it is. This file stays plain JavaScript, so that an
// older Node reads it and can say what is wrong.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import * as modules from "node:module";
import { fileURLToPath } from "node:url";

const MAJOR = "24";
/** How often a parent is looked for. Our choice: a lamp that must end does so within it. */
const PARENT_MS = 500;

if (process.env.npm_command !== undefined) endWithShell();

if (process.versions.node.split(".")[0] === MAJOR) {
  if (process.env.GATURUM_STARTED_AGAIN === "yes") endWithLauncher();
  // A start takes a quarter less. Within the checkout: whoever can write there owns this program anyway.
  modules.enableCompileCache(fileURLToPath(new URL("../node_modules/.cache/gaturum", import.meta.url)));
  await import("./main.ts");
} else {
  onPinnedNode();
}

/** Starts again on the Node that `npm ci` put into this checkout, and ends as that ends. */
function onPinnedNode() {
  const pinned = fileURLToPath(new URL("../node_modules/.bin/node", import.meta.url));
  if (!existsSync(pinned) || process.env.GATURUM_STARTED_AGAIN === "yes") {
    process.stderr.write(
      `gaturum runs on Node ${MAJOR}; this is ${process.versions.node}, which does not run its TypeScript as tested.\n` +
        `Type \`npm ci\` in the checkout (it brings Node ${MAJOR} along for 64-bit Linux), or install Node ${MAJOR}.\n`,
    );
    process.exit(2);
  }
  const child = spawn(pinned, process.argv.slice(1), {
    stdio: ["inherit", "inherit", "inherit", "ipc"],
    env: { ...process.env, GATURUM_STARTED_AGAIN: "yes" },
  });
  // Ctrl-C reaches the child by itself, as it is in the same group; this process only has to outlive it.
  process.on("SIGINT", () => {});
  for (const signal of ["SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  child.on("exit", (code, signal) => {
    if (signal === null) process.exit(code ?? 1);
    for (const name of ["SIGINT", "SIGTERM", "SIGHUP"]) process.removeAllListeners(name);
    process.kill(process.pid, signal);
  });
}

/** npm passes a signal to the shell between us, and that dies without passing it on. Without npm one may outlive a shell. */
function endWithShell() {
  const { ppid } = process;
  const look = () => process.ppid === ppid || process.kill(process.pid, "SIGTERM");
  setInterval(look, PARENT_MS).unref();
}

/** A launcher that was killed could not pass its signal on: its pipe that breaks says it. */
function endWithLauncher() {
  process.once("disconnect", () => process.kill(process.pid, "SIGTERM"));
  process.channel?.unref();
}
