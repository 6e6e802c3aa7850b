import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { isForDevice, packagesAtWork, type Packages } from "../../device/packaging/locked-packages.ts";
import { ROOT } from "../setup/vitest-run.ts";

const lock = JSON.parse(readFileSync(join(ROOT, "package-lock.json"), "utf8")) as { packages: Packages };

describe("packages at work", () => {
  const packages: Packages = {
    "": { dependencies: { one: "1" } },
    "node_modules/one": { dependencies: { shared: "2", "@types/one": "1" }, optionalDependencies: { gone: "1" } },
    "node_modules/one/node_modules/shared": { dependencies: { deep: "1" } },
    "node_modules/shared": {},
    "node_modules/deep": {},
    "node_modules/@types/one": {},
    "node_modules/for-tests": {},
  };
  it("are what each needs, found as Node finds it, without types, and without what only tests need", () => {
    expect(packagesAtWork(packages)).toEqual([
      "node_modules/deep",
      "node_modules/one",
      "node_modules/one/node_modules/shared",
    ]);
  });

  it("of this project: all that a device loads, and none that a laptop needs", () => {
    const paths = packagesAtWork(lock.packages);
    for (const name of ["koffi", "serialport", "johnny-five", "firmata-io", "mqtt", "zod", "yaml", "node-cron"])
      expect(paths).toContain(`node_modules/${name}`);
    const names = paths.join(" ");
    expect(names).not.toMatch(/typescript|vitest|vite|preact|@types|node-linux|onoff|node-addon-api/);
  });
});

describe("files of a package", () => {
  const PREBUILT = "node_modules/@serialport/bindings-cpp/prebuilds";
  it.each([
    ["node_modules/zod/index.js", true, true],
    ["node_modules/zod/LICENSE", true, true],
    ["node_modules/zod/index.d.ts", false, false],
    ["node_modules/zod/src/index.ts", false, false],
    ["node_modules/aedes/README.md", false, false],
    ["node_modules/aedes/.npmignore", false, false],
    ["node_modules/aedes/test/all.js", false, false],
    ["node_modules/koffi/build/koffi/linux_x64/koffi.node", true, false],
    ["node_modules/koffi/build/koffi/linux_arm64/koffi.node", false, true],
    ["node_modules/koffi/build/koffi/win32_x64/koffi.node", false, false],
    ["node_modules/koffi/build/koffi/musl_x64/koffi.node", false, false],
    ["node_modules/koffi/lib/native/base/base.js", true, true],
    ["node_modules/koffi/src/koffi/src/ffi.js", false, false],
    [`${PREBUILT}/linux-x64/@serialport+bindings-cpp.glibc.node`, true, false],
    [`${PREBUILT}/linux-x64/@serialport+bindings-cpp.musl.node`, false, false],
    [`${PREBUILT}/linux-arm64/@serialport+bindings-cpp.armv8.glibc.node`, false, true],
    [`${PREBUILT}/linux-arm/@serialport+bindings-cpp.armv7.glibc.node`, false, false],
    [`${PREBUILT}/darwin-x64+arm64/@serialport+bindings-cpp.node`, false, false],
    ["node_modules/@serialport/bindings-cpp/dist/index.js", true, true],
  ])("%s: amd64 %s, arm64 %s", (path, amd64, arm64) => {
    expect([isForDevice(path, "amd64"), isForDevice(path, "arm64")]).toEqual([amd64, arm64]);
  });
});
