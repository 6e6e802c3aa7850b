import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { mosquittoAccess } from "../../device/contract/access/mosquitto.ts";
import { ROOT } from "../setup/vitest-run.ts";

const problemsOf = (line: string): readonly string[] => {
  const list = mosquittoAccess(`# remark\n${line}\n`, "clients.txt");
  return list.ok ? [] : list.problems;
};

describe("the access list", () => {
  it("tells a mistake by its line and cure, and writes nothing", () => {
    expect(problemsOf("post stockholm lamp-1")).toEqual([
      'clients.txt:2 "post" is no client. Begin with device or backend.',
    ]);
    for (const line of [
      "device Stockholm lamp-1",
      "device stockholm lamp/1",
      "device stockholm +",
      "device stockholm lamp-1 group=#",
      "device stockholm lamp-1 watch",
      // Whoever reads all reports, `+/up/#`, would read it too.
      "device stockholm lamp-1 zone=up",
      "device stockholm lamp-1 group=a group=b group=c group=d group=e",
      "backend stockholm stockholm_lamp-1 send",
      "backend stockholm office",
      "backend stockholm office everything",
    ])
      expect([line, problemsOf(line).length]).toEqual([line, 1]);
  });

  it("refuses a client that stands twice: the second would widen the first", () => {
    expect(problemsOf("device a b\ndevice a b zone=c")).toEqual([
      "clients.txt:3 a_b stands above already: write it once.",
    ]);
  });

  it("gives nobody the topics of another tenant, whatever the tenant is named", () => {
    const listOf = (tenant: string): string => {
      const clients = `device ${tenant} lamp-1 group=north\nbackend ${tenant} desk watch receive send retire\n`;
      const list = mosquittoAccess(clients, "clients.txt");
      return list.ok ? list.value : list.problems.join("\n");
    };
    for (const tenant of ["every", "any"])
      expect(listOf(tenant)).toBe(listOf("stockholm").replaceAll("stockholm", tenant));
    expect(listOf("stockholm")).toContain("topic write gaturum/1/stockholm/_grp/+/c/+");
  });

  it("says which list it cannot read, and writes nothing", () => {
    const cases = [
      [["nowhere/clients.txt"], /^nowhere\/clients\.txt: cannot be read \(ENOENT\)\. [^\n]+\n$/],
      [[], /^say the list of clients, such as config\/broker\/clients\.txt: npm run [^\n]+\n$/],
    ] as const;
    for (const [files, told] of cases) {
      const words = [join(ROOT, "device/contract/access/write.ts"), ...files];
      const { status, stdout, stderr } = spawnSync(process.execPath, words, { encoding: "utf8" });
      expect([status, stdout]).toEqual([1, ""]);
      expect(stderr).toMatch(told);
    }
  });

  it("no backend can have a device's name", () => {
    const list = mosquittoAccess("device a b\nbackend a a-b send\n", "clients.txt");
    expect(list.ok && list.value.match(/^user .*$/gm)).toEqual(["user a_b", "user a-b"]);
  });
});
