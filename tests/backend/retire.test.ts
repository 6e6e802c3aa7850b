import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import mqtt from "mqtt";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { openDatabase } from "../../device/backend/database/open.ts";
import { retire } from "../../device/backend/operator/retire.ts";
import { OnTerminal } from "../field/pty.ts";
import { needs } from "../setup/programs.ts";
import { describeWithMosquitto, startMosquitto, type Mosquitto } from "../system/mosquitto.ts";
import { Lamp } from "./met-lamp.ts";
import { PROCESSES_MS, typed } from "./typed.ts";

vi.setConfig({ testTimeout: PROCESSES_MS });

describeWithMosquitto("retire, typed", () => {
  const folder = mkdtempSync(join(tmpdir(), "gaturum-retire-"));
  let broker: Mosquitto;
  let lamp: Lamp;
  beforeAll(async () => {
    broker = await startMosquitto();
    lamp = await Lamp.connect(broker.url, "lamp-1");
  });
  afterAll(async () => {
    await lamp.close();
    await broker.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  const gaturum = (...words: readonly string[]) => typed(...words, "--broker", broker.url, "--tenant", "stockholm");

  it("retire: not while it is online, and then nothing of it stays", async () => {
    const online = await gaturum("retire", "lamp-1", "--yes");
    expect(online).toMatchObject({ code: 1, out: "" });
    expect(online.err).toContain("--force");
    expect((await gaturum("retire", "lamp-1")).code).toBe(2);
    await lamp.leave();
    const file = join(folder, "records.db");
    const typo = await gaturum("retire", "lamp-1", "--yes", "--database", `${file}x`);
    expect([typo.code, typo.out, existsSync(`${file}x`)]).toEqual([2, "", false]);
    expect(typo.err).toContain("there is no such file");
    writeFileSync(join(folder, "list.txt"), "");
    for (const wrong of [folder, join(folder, "list.txt")]) {
      const { code, err } = await gaturum("retire", "lamp-1", "--yes", "--database", wrong);
      expect([code, err]).toEqual([2, expect.stringContaining("it is no database")]);
    }
    expect(readFileSync(join(folder, "list.txt"), "utf8")).toBe("");
    const away = await gaturum("retire", "lamp-1", "--yes", "--database", "postgres://u:secret@127.0.0.1:1/db");
    expect([away.code, away.out]).toEqual([1, ""]);
    expect(away.err).toMatch(/^postgres:\/\/127\.0\.0\.1:1\/db: /);
    expect(await retainedAt(broker.url, "lamp-1/up/state")).toContain("offline");
    const database = await openDatabase(file, "stockholm");
    await database.store([{ is: "known", device: "lamp-1" }], Date.now());
    await database.close();
    const done = await gaturum("retire", "lamp-1", "--yes", "--database", file);
    expect(done).toMatchObject({ code: 0, err: "" });
    expect(done.out).toContain("CN stockholm_lamp-1");
    expect(done.out).toContain("off the list");
    expect(done.out).toContain("clear homeassistant/device/stockholm_lamp-1/config");
    expect(await retainedAt(broker.url, "lamp-1/up/state")).toBe("");
    const other = await gaturum("retire", "lamp-1", "--yes", "--database", file);
    expect(other.code).toBe(1);
    expect(other.out).toContain(`It was not on the list in ${file}`);
  });

  it("retire: asks for the name of a device that nobody knows", async () => {
    const { code, out } = await gaturum("retire", "lamp-11", "--yes");
    expect([code, out]).toEqual([1, expect.stringContaining("is lamp-11 its name?")]);
    const told = await gaturum("retire", "lamp-11", "--yes", "--json");
    expect([told.code, JSON.parse(told.out)]).toEqual([
      1,
      expect.objectContaining({ wasKnown: false, forgotten: null }),
    ]);
  });

  it("retire: clears nothing where it may not write to the list", async () => {
    const open = mkdtempSync(join(tmpdir(), "gaturum-readable-"));
    const file = join(open, "records.db");
    await (await openDatabase(file, "stockholm")).close();
    chmodSync(open, 0o755);
    chmodSync(file, 0o444);
    const words = { access: { url: broker.url }, tenant: "stockholm", device: "lamp-1", database: file };
    const isRoot = process.getuid?.() === 0;
    if (isRoot) process.seteuid?.(65_534);
    try {
      await expect(retire({ ...words, yes: true, force: true, json: false })).rejects.toThrow(
        `--database ${file}: we may not write to it. Who owns it?`,
      );
    } finally {
      if (isRoot) process.seteuid?.(0);
      rmSync(open, { recursive: true });
    }
  });

  needs("socat")("retire on a terminal", () =>
    it("both answers may be typed before they are asked for, and Ctrl-C does nothing", async () => {
      const answered = async (act: (screen: OnTerminal) => void): Promise<[code: number, said: string]> => {
        const screen = new OnTerminal(["retire", "lamp-7", "--broker", broker.url, "--tenant", "stockholm"], folder);
        try {
          await screen.sees("Retire lamp-7 for good?");
          act(screen);
          return [await screen.ended(), screen.said];
        } finally {
          screen.close();
        }
      };
      expect(await answered((screen) => screen.types("yes\rlamp-7"))).toEqual([0, expect.stringContaining("Retired:")]);
      expect(await answered((screen) => screen.types("yes\rlamp-8"))).toEqual([
        1,
        expect.stringContaining("Nothing was"),
      ]);
      expect(await answered((screen) => screen.pressesCtrlC())).toEqual([
        1,
        expect.stringContaining("Nothing was done."),
      ]);
    }),
  );
});

/** Empty: nothing. */
async function retainedAt(url: string, topic: string): Promise<string> {
  const client = await mqtt.connectAsync(url, { protocolVersion: 4 }, false);
  let said = "";
  client.on("message", (_topic, payload) => (said = payload.toString()));
  // What is retained comes with the first SUBACK, and before the second.
  for (const each of [topic, "lamp-9/up/twin"]) await client.subscribeAsync(`gaturum/1/stockholm/${each}`, { qos: 1 });
  await client.endAsync();
  return said;
}
