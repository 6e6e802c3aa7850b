import mqtt from "mqtt";
import type { CommandMessage, DesiredMessage, TwinMessage } from "../../device/contract/downlink.ts";
import type { DeviceRecord } from "../../device/contract/record.ts";
import { lampNightHour } from "../../device/contract/samples.ts";
import { hashOfState } from "../../device/contract/signed.ts";
import type { BirthMessage } from "../../device/contract/session.ts";
import { record, stateFact } from "./said.ts";

const BASE = "gaturum/1/stockholm";
export const CHALLENGE = "00112233445566aa";

/** It is newer than who reads it: within version 1 fields are added. */
const NEWER = { ofNextYear: 1 };

/** A lamp as the city meets it: obeys `dim`, refuses the rest, and judges settings by one key. */
export class Lamp {
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
    const { epoch, version: desiredVersion, state } = desired;
    const hash = hashOfState(state);
    const twin: TwinMessage = {
      ...{ v: 1, epoch, desiredVersion, hash, status: isGood ? "applied" : "rejected", errors, state: {} },
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

  async #say(path: string, payload: object, retain = false): Promise<void> {
    const text = JSON.stringify({ ...payload, ...NEWER });
    await this.#client.publishAsync(`${BASE}/${this.#device}/up/${path}`, text, { qos: 1, retain });
  }
}
