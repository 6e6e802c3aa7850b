import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { parseConfig } from "../../config/load.ts";
import { FreshCheckout } from "./fresh-checkout.ts";
import { lampPostConfig } from "./lamp-post-config.ts";
import { BUILT, shareOf } from "./vm/cache.ts";
import { Vm } from "./vm/vm.ts";

/** Starts control in the checkout that it is given, and ends it as soon as it runs. */
const run = (folder: string): string => `
  cd ${folder} && export PATH="$PWD/node_modules/.bin:$PATH" && mkdir -p /run/state
  coproc node device/run-control.ts --config-json /hil/config.json --run-dir /run --state-dir /run/state 2>&1
  while read -r line <&"\${COPROC[0]}"; do
    echo "$line"
    case $line in *started*) kill -TERM "$COPROC_PID" ;; esac
  done`;

describe("a checkout on a computer without a compiler", () => {
  const fresh = new FreshCheckout();
  let vm: Vm | null = null;
  afterAll(async () => {
    await vm?.off();
    fresh.remove();
  });

  it("is ready after npm ci", () => {
    const { code, said } = fresh.npm(["ci"]);
    expect(code, said).toBe(0);
    expect(fresh.packages.has("koffi")).toBe(true);
    expect(fresh.packages.has("onoff")).toBe(false);
  });

  it("says what to do where sysfs is asked for, by name, and runs on", async () => {
    const loaded = parseConfig(lampPostConfig("sysfs"), "the example post");
    if (!loaded.ok) throw new Error("the example post is no config");
    vm = new Vm({ built: BUILT, share: shareOf("no-compiler") });
    writeFileSync(join(vm.share, "config.json"), JSON.stringify(loaded.config));
    await vm.booted();
    const said = await vm.shell.run(run(fresh.folder));
    expect(said).toContain(
      "gpio: none: the config asks for the sysfs, and the package onoff is not built: npm run onoff:build",
    );
    expect(said).toMatch(/control of post-4711-0382 started/);
  });

  it("says that its cure needs a compiler; once there is one it has onoff, and lacked nothing else", () => {
    const before = fresh.packages;
    const without = fresh.npm(["run", "onoff:build"]);
    expect(without.code).toBe(1);
    expect(without.said).toMatch(/onoff could not be built: it needs a compiler.*apt-get install/s);
    const cured = fresh.npm(["run", "onoff:build"], true);
    expect(cured.code, cured.said).toBe(0);
    expect(fresh.packages.has("onoff")).toBe(true);
    const needed = fresh.neededBy("onoff");
    expect([...fresh.packages].filter((name) => !before.has(name) && !needed.has(name))).toEqual([]);
  });
});
