import { spawn } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import mqtt from "mqtt";
import { afterAll, beforeAll, expect, it } from "vitest";
import { patrol } from "../../device/backend/operator/patrol.ts";
import type { CommandMessage, DesiredMessage, TwinMessage } from "../../device/contract/downlink.ts";
import type { DeviceRecord } from "../../device/contract/record.ts";
import { lampNightHour } from "../../device/contract/samples.ts";
import type { BirthMessage } from "../../device/contract/session.ts";
import { isSignedBy } from "../../device/contract/signed.ts";
import { OnTerminal } from "../field/pty.ts";
import { needs } from "../setup/programs.ts";
import { describeWithMosquitto, startMosquitto, type Mosquitto } from "../system/mosquitto.ts";
import { record, stateFact } from "./said.ts";

const LAUNCHER = new URL("../../device/gaturum.js", import.meta.url).pathname;
const BASE = "gaturum/1/stockholm";
const CHALLENGE = "00112233445566aa";

describeWithMosquitto("the city's verbs, typed", () => {
  const folder = mkdtempSync(join(tmpdir(), "gaturum-verbs-"));
  const keyFile = join(folder, "city.pem");
  const pair = generateKeyPairSync("ed25519");
  let broker: Mosquitto;
  let lamp: Lamp;
  beforeAll(async () => {
    writeFileSync(keyFile, pair.privateKey.export({ type: "pkcs8", format: "pem" }));
    broker = await startMosquitto();
    lamp = await Lamp.connect(broker.url, "lamp-1");
  });
  afterAll(async () => {
    await lamp.close();
    await broker.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  const gaturum = async (...words: readonly string[]) => {
    const where = ["--broker", broker.url, "--tenant", "stockholm"];
    const child = spawn(process.execPath, [LAUNCHER, ...words, ...where], { stdio: ["ignore", "pipe", "pipe"] });
    const ended = once(child, "close");
    const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
    const [code] = (await ended) as [number | null];
    return { code, out, err };
  };
  const key = ["--key", keyFile, "--kid", "desk-1"];

  it("send: signs for that device, echoes its challenge, and ends with its answer", async () => {
    const said = await gaturum("send", "dim", "40", "--for", "2h", "--to", "lamp-1", ...key);
    expect(said).toMatchObject({ code: 0, err: "" });
    expect(said.out).toContain("lamp-1  done: at 40 %");
    const [command] = lamp.commands;
    expect(command).toMatchObject({ name: "dim", args: { levelPct: 40, forS: 7_200 }, challenge: CHALLENGE });
    expect(command !== undefined && isSignedBy(command, pair.publicKey)).toBe(true);
  });

  it("send: a refusal is 1, and no answer is 1 with what is known", async () => {
    const refused = await gaturum("send", "identify", "--to", "lamp-1", "--json", ...key);
    expect(refused.code).toBe(1);
    expect(JSON.parse(refused.out)).toMatchObject({ device: "lamp-1", code: 409 });
    const nobody = await gaturum("send", "identify", "--to", "lamp-9", "--within", "1s", ...key);
    expect(nobody).toMatchObject({ code: 1, out: "" });
    expect(nobody.err).toContain("knows nothing of lamp-9");
    const stranger = await gaturum("send", "identify", "--to", "lamp-1", "--key", keyFile, "--kid", "desk-2");
    expect([stranger.code, stranger.err]).toEqual([
      1,
      "lamp-1 does not trust desk-2, only desk-1. Nothing was sent.\n",
    ]);
    expect((await gaturum("send", "jog", "--to", "lamp-1", ...key)).code).toBe(2);
  });

  it("send --settings: the next version, retained, and what became of it", async () => {
    const file = join(folder, "evening.yaml");
    writeFileSync(file, "lamp:\n  base: 30 %\n");
    const first = await gaturum("send", "--settings", file, "--to", "lamp-1", ...key);
    expect(first).toMatchObject({ code: 0 });
    expect(first.out).toContain("applied");
    writeFileSync(file, "lamp:\n  base: 300 %\n");
    const second = await gaturum("send", "--settings", file, "--to", "lamp-1", ...key);
    expect(second.code).toBe(1);
    expect(second.out).toContain("422 lamp.base: too much");
    expect(lamp.desired.map(({ epoch, version }) => [epoch, version])).toEqual([
      [1, 1],
      [1, 2],
    ]);
  });

  it("watch: lines where there is no terminal, and JSON of the contract", async () => {
    const lines = await gaturum("watch", "--for", "1s");
    expect(lines.code).toBe(0);
    expect(lines.out).toMatch(/lamp-1 {2}online, session 3/);
    const events = (await gaturum("watch", "--for", "1s", "--json")).out.trim().split("\n");
    expect(events.map((line) => (JSON.parse(line) as { is: string }).is)).toContain("birth");
  });

  it("patrol: the lamp that takes no power is out, with its plate", async () => {
    const dark = await Lamp.connect(broker.url, "lamp-2", 0.4);
    const file = join(folder, "lamps.txt");
    writeFileSync(file, "lamp-1\nlamp-2\n");
    const words = { access: { url: broker.url }, tenant: "stockholm", group: null, devices: file };
    const out: string[] = [];
    const write = process.stdout.write.bind(process.stdout);
    process.stdout.write = (line: string | Uint8Array) => out.push(String(line)) > 0;
    try {
      const pace = { burnMs: 1_000, spreadMs: 0, afterMs: 1_000 };
      expect(await patrol({ ...words, keyFile, kid: "desk-1", json: true, ...pace })).toBe(1);
    } finally {
      process.stdout.write = write;
      await dark.close();
    }
    expect(out.map((line) => JSON.parse(line) as object)).toMatchObject([
      { device: "lamp-2", verdict: "out", plate: "4711-0382" },
      { device: "lamp-1", verdict: "lit", powerW: 41 },
    ]);
  });

  it("retire: not while it is online, and then nothing of it stays", async () => {
    const online = await gaturum("retire", "lamp-1", "--yes");
    expect(online).toMatchObject({ code: 1, out: "" });
    expect(online.err).toContain("--force");
    expect((await gaturum("retire", "lamp-1")).code).toBe(2);
    await lamp.leave();
    const done = await gaturum("retire", "lamp-1", "--yes", "--database", join(folder, "records.db"));
    expect(done.code).toBe(0);
    expect(done.out).toContain("CN stockholm_lamp-1");
    expect((await gaturum("watch", "--for", "1s")).out).not.toContain("lamp-1");
  });

  needs("socat")("retire on a terminal", () =>
    it("both answers may be typed before they are asked for, and Ctrl-C does nothing", async () => {
      const typed = async (act: (screen: OnTerminal) => void): Promise<[code: number, said: string]> => {
        const screen = new OnTerminal(["retire", "lamp-7", "--broker", broker.url, "--tenant", "stockholm"], folder);
        try {
          await screen.sees("Retire lamp-7 for good?");
          act(screen);
          return [await screen.ended(), screen.said];
        } finally {
          screen.close();
        }
      };
      expect(await typed((screen) => screen.types("yes\rlamp-7"))).toEqual([0, expect.stringContaining("Retired:")]);
      expect(await typed((screen) => screen.types("yes\rlamp-8"))).toEqual([1, expect.stringContaining("Nothing was")]);
      expect(await typed((screen) => screen.pressesCtrlC())).toEqual([1, expect.stringContaining("Nothing was done.")]);
    }),
  );

  it("each has an example in its help, and wrong use is 2", async () => {
    for (const verb of ["receive", "watch", "send", "patrol", "retire"]) {
      const help = await gaturum(verb, "--help");
      expect(help.out).toMatch(/Examples?: gaturum/);
      expect((await gaturum(verb, "--tenant", "No Tenant")).code).toBe(2);
    }
  });
});

/** A lamp as the city meets it: obeys `dim`, refuses the rest, and judges settings by one key. */
class Lamp {
  readonly commands: CommandMessage[] = [];
  readonly desired: DesiredMessage[] = [];
  readonly #client: mqtt.MqttClient;
  readonly #device: string;
  readonly #watts: number;
  #seq = 0;

  private constructor(client: mqtt.MqttClient, device: string, watts: number) {
    this.#client = client;
    this.#device = device;
    this.#watts = watts;
  }

  static async connect(url: string, device: string, watts = 41): Promise<Lamp> {
    const client = await mqtt.connectAsync(url, { protocolVersion: 4, clientId: `stockholm_${device}` }, false);
    const lamp = new Lamp(client, device, watts);
    client.on("message", (topic, payload) => void lamp.#take(topic, payload));
    await client.subscribeAsync([`${BASE}/${device}/dn/c/+`, `${BASE}/${device}/dn/twin`], { qos: 1 });
    const sample = lampNightHour().find(({ topic }) => topic.endsWith("/up/birth"))?.payload as BirthMessage;
    await lamp.#say("birth", { ...sample, device, obeys: ["desk-1"], challenge: CHALLENGE }, true);
    await lamp.#say("state", stateFact("online", 3).state, true);
    return lamp;
  }

  async leave(): Promise<void> {
    await this.#say("state", stateFact("offline", 3).state, true);
  }

  async close(): Promise<void> {
    await this.#client.endAsync();
  }

  async #take(topic: string, payload: Buffer): Promise<void> {
    if (payload.length === 0) return;
    if (topic.endsWith("/dn/twin")) {
      await this.#judge(JSON.parse(payload.toString()) as DesiredMessage);
      return;
    }
    const command = JSON.parse(payload.toString()) as CommandMessage;
    this.commands.push(command);
    const [code, result] =
      command.name === "dim" ? [200, `at ${String(command.args["levelPct"])} %`] : [409, "not now"];
    await this.#report(`r/${command.name}`, 0, command.name, { id: command.id, code, phase: "done", result });
    if (command.name === "dim") await this.#burn(command.issuedAt);
  }

  async #burn(fromMs: number): Promise<void> {
    const aggregate = { count: 3, min: this.#watts, max: this.#watts, mean: this.#watts, windowS: 300 };
    const early = { ...aggregate, mean: 12 };
    await this.#report("t/lamp-power", 2, "lamp-power", { powerW: 12 }, { ts: fromMs + 1_000, aggregate: early });
    await this.#report("t/lamp-power", 2, "lamp-power", { powerW: this.#watts }, { ts: fromMs + 301_000, aggregate });
  }

  async #judge(desired: DesiredMessage): Promise<void> {
    this.desired.push(desired);
    const isGood = (desired.state["lamp"] as { base: string }).base === "30 %";
    const errors = isGood ? [] : [{ code: 422, path: "lamp.base", text: "too much" }];
    const { epoch, version: desiredVersion } = desired;
    const twin: TwinMessage = {
      ...{ v: 1, epoch, desiredVersion, hash: CHALLENGE, status: isGood ? "applied" : "rejected", errors, state: {} },
    };
    await this.#say("twin", twin, true);
  }

  async #report(
    path: string,
    of: 0 | 2,
    stream: string,
    values: DeviceRecord["values"],
    more: object = {},
  ): Promise<void> {
    await this.#say(path, { ...record((this.#seq += 1), { class: of }), stream, values, ...more });
  }

  async #say(path: string, payload: unknown, retain = false): Promise<void> {
    await this.#client.publishAsync(`${BASE}/${this.#device}/up/${path}`, JSON.stringify(payload), { qos: 1, retain });
  }
}
