import { readFileSync } from "node:fs";
import { join } from "node:path";
import { connectAsync } from "mqtt";
import { afterEach, expect, it } from "vitest";
import { rendered } from "../contract/interop/jinja.ts";
import { until } from "../link/link-process.ts";
import { ROOT } from "../setup/vitest-run.ts";
import { DeviceRun } from "./device-run.ts";
import { describeWithMosquitto, startMosquitto, type Mosquitto } from "./mosquitto.ts";

type Discovery = {
  readonly availability_topic: string;
  readonly availability_template: string;
  readonly components: Readonly<Record<string, { readonly state_topic: string; readonly value_template: string }>>;
};
type Listener = {
  readonly heard: ReadonlyMap<string, unknown>;
  readonly clear: (topic: string) => Promise<unknown>;
};

const TOPIC = "homeassistant/device/home_porch/config";
const page = readFileSync(join(ROOT, "docs/home-assistant.md"), "utf8");
/** The blocks that a reader types, in order; the broker is the test's own. */
const blocks = (language: string): readonly string[] =>
  [...page.matchAll(/```(\w+)\n([\s\S]*?)```/g)].flatMap(([, of, text = ""]) => (of === language ? [text.trim()] : []));
const atEnd: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of atEnd.splice(0).reverse()) await end();
});

describeWithMosquitto("docs/home-assistant.md, typed as it stands", () => {
  it("shows the device to whoever listens for discovery, and takes it away again", async () => {
    const broker = await startMosquitto();
    atEnd.push(() => broker.stop());
    const [config = ""] = blocks("yaml");
    const [run, look, clear = ""] = blocks("sh");
    expect(run).toBe("npx gaturum run --config home.yaml --mock");
    expect(look).toBe("mosquitto_sub -h 127.0.0.1 -t 'homeassistant/device/#' -v");
    const device = new DeviceRun(config.replace("127.0.0.1:1883", `127.0.0.1:${broker.port}`), "porch", ["--mock"]);
    atEnd.push(() => device.close());
    const { heard, clear: clearTopic } = await listen(broker);
    await until("discovery", () => heard.has(TOPIC));
    const discovery = heard.get(TOPIC) as Discovery;
    const render = (template: string, topic: string) => rendered(template, { value_json: heard.get(topic) });

    expect(render(discovery.availability_template, discovery.availability_topic)).toBe("online");
    const alarm = discovery.components["part-fault"];
    if (alarm === undefined) throw new Error("no alarm is shown");
    await until("the open alarms", () => heard.has(alarm.state_topic));
    expect(render(alarm.value_template, alarm.state_topic)).toMatch(/^(?:ON|OFF)$/);

    await device.end();
    await until("offline", () => render(discovery.availability_template, discovery.availability_topic) === "offline");
    expect(clear).toBe(`mosquitto_pub -h 127.0.0.1 -t ${TOPIC} -r -n`);
    await clearTopic(TOPIC);
    await until("nothing is announced", () => heard.get(TOPIC) === null);
  }, 60_000);
});

/** The newest message of each topic; null: cleared. `mosquitto_sub` and `mosquitto_pub` may be missing where tests run. */
async function listen(broker: Mosquitto): Promise<Listener> {
  const heard = new Map<string, unknown>();
  const client = await connectAsync(broker.url);
  atEnd.push(() => client.endAsync());
  client.on("message", (topic, bytes) => {
    heard.set(topic, bytes.length === 0 ? null : (JSON.parse(bytes.toString()) as unknown));
  });
  await client.subscribeAsync("#");
  return { heard, clear: (topic) => client.publishAsync(topic, "", { retain: true, qos: 1 }) };
}
