import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { intentIn, orStopped, restartUnits } from "../../device/update/control-unit.ts";

const shown = (load: string, active: string, job = "") => `LoadState=${load}\nActiveState=${active}\nJob=${job}\n`;

/** As systemd 252 shows control's unit. */
it.each([
  ["it runs", shown("loaded", "active"), "runs"],
  ["it has crashed, and waits for half a second", shown("loaded", "activating"), "runs"],
  ["it is being stopped", shown("loaded", "deactivating"), "runs"],
  ["the step before its start is at work", shown("loaded", "inactive", "48"), "queued"],
  ["somebody stopped it", shown("loaded", "inactive"), "stopped"],
  ["somebody stopped it, and it had to be killed", shown("loaded", "failed"), "stopped"],
  ["somebody masked it", shown("masked", "inactive"), "stopped"],
  ["it is not installed", shown("not-found", "inactive"), null],
  ["there is no systemd", "", null],
] as const)("%s", (_words, text, intent) => {
  expect(intentIn(text)).toBe(intent);
});

describe("the words to systemd", () => {
  let folder: string;
  const path = process.env["PATH"];
  const asked = () => readFileSync(join(folder, "asked"), "utf8").trim().split("\n").sort();
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "gaturum-control-unit-"));
    process.env["PATH"] = `${folder}:${path ?? ""}`;
  });
  afterEach(() => {
    process.env["PATH"] = path;
    rmSync(folder, { recursive: true });
  });
  /** A systemctl that shows this, and ends so with what it is asked to do. */
  function systemctl(text: string, code = 0): void {
    const script = `#!/bin/sh\nif [ "$1" = show ]; then printf '${text}'; else echo "$@" >> ${folder}/asked; exit ${code}; fi\n`;
    writeFileSync(join(folder, "systemctl"), script);
    chmodSync(join(folder, "systemctl"), 0o755);
  }

  it.each([
    ["runs", shown("loaded", "active"), "try-restart"],
    ["is stopped", shown("loaded", "inactive"), "try-restart"],
    ["is about to start, which try-restart passes over", shown("loaded", "inactive", "48"), "restart"],
  ])("start nothing that is stopped, when control %s", async (_words, text, verb) => {
    systemctl(text);
    const said: string[] = [];
    await restartUnits((line) => said.push(line));
    expect(asked()).toEqual([`${verb} gaturum-control.service`, "try-restart gaturum-link.service"].sort());
    expect(said).toEqual([]);
  });

  it("are told when they come to nothing", async () => {
    systemctl("", 1);
    const said: string[] = [];
    await restartUnits((line) => said.push(line));
    expect(said.join("\n")).toMatch(/systemctl try-restart gaturum-control\.service ended with 1: .*journalctl/);
  });

  it("are asked only for a control that does not answer", async () => {
    systemctl(shown("loaded", "inactive"));
    expect(await orStopped({ is: "absent" })).toEqual({ is: "stopped" });
    expect(await orStopped({ is: "silent" })).toEqual({ is: "silent" });
    rmSync(join(folder, "systemctl"));
    process.env["PATH"] = folder;
    expect(await orStopped({ is: "absent" })).toEqual({ is: "absent" });
  });
});
