import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, copyFileSync, mkdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { outcomeIn } from "../../device/update/open.ts";
import { textOf } from "../../device/update/slot-disk.ts";
import { until } from "../link/link-process.ts";
import { addRelease } from "../release/tuf/repository.ts";
import { programArchive } from "./device.ts";
import { NOW, Repository } from "./repository.ts";

const RUN_UPDATE = new URL("../../device/run-update.ts", import.meta.url).pathname;
const modeOf = (path: string): string => (statSync(path).mode & 0o777).toString(8);

it("a program that root unpacks under a strict umask can be started by control's user, and link reads what is told", async () => {
  const city = new Repository();
  const [folder, tools, rootFile] = [join(city.base, "update"), join(city.base, "tools"), join(city.base, "root.json")];
  copyFileSync(join(city.trusted, "root.json"), rootFile);
  addRelease(
    city.folder,
    { version: "99.0.0", archives: { [process.arch]: programArchive(city, "99.0.0") } },
    city.release,
    NOW,
  );
  // Nothing of this computer is started again.
  mkdirSync(tools);
  mkdirSync(folder, { mode: 0o755 });
  writeFileSync(join(tools, "systemctl"), "#!/bin/sh\n");
  chmodSync(join(tools, "systemctl"), 0o755);
  const words = ["--folder", folder, "--from", city.folder, "--root", rootFile, "--socket", join(folder, "none")];
  const shell = ["-c", 'umask 077; exec "$@"', "sh", process.execPath, ...process.execArgv, RUN_UPDATE, ...words];
  const env = { ...process.env, PATH: `${tools}:${process.env["PATH"] ?? ""}` };
  const child = spawn("/bin/sh", shell, { env, stdio: "ignore" });
  const ended = once(child, "exit");
  try {
    await until("the trial", () => outcomeIn(textOf(join(folder, "outcome.json")))?.is === "tried");
    const slot = join(folder, "slots/a");
    expect([slot, join(slot, "node"), join(folder, "outcome.json")].map(modeOf)).toEqual([...["755", "755", "644"]]);
  } finally {
    child.kill("SIGKILL");
    await ended;
    city.remove();
  }
});
