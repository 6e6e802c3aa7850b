import { MemoryChannel } from "../../device/channel/memory.ts";
import { Outgoing } from "../../device/control/outgoing.ts";
import { countersOf } from "../../device/link/counters.ts";
import { Link } from "../../device/link/link.ts";
import { realTime } from "../../device/link/real-time.ts";
import { localStore } from "../../device/link/store/local-store.ts";
import { mqttTransport } from "../../device/link/session/mqtt-transport.ts";
import { epochMs, millis } from "../../device/measure/time.ts";
import { daylight, linkConfig } from "../link/rig.ts";

/** So many links in one process, each with a control that only reports; words: devices, broker, spread in ms. */
const REPORT_EVERY_MS = 20_000;
const [count = 1, spreadMs = 0] = [process.argv[2], process.argv[4]].map(Number);
const broker = process.argv[3] ?? "";

for (let index = 0; index < count; index += 1) start(`lamp-${index}`, index);

function start(device: string, index: number): void {
  const config = linkConfig(broker);
  const channel = new MemoryChannel(realTime);
  const run = index.toString(16).padStart(16, "0");
  const hello = { m: "hello", v: 1, run, version: "bench", configHash: config.hash } as const;
  const control = channel.openControl();
  const outgoing = new Outgoing(control, hello, true);
  control.onMessage((message) => {
    if (message.m === "stored") outgoing.stored(message.run, message.n);
  });
  const store = localStore({ scheduler: realTime, boot: run });
  let session = 0;
  new Link({
    config: { ...config, device, city: { ...config.city, startDelayMs: millis(spreadMs) } },
    version: "bench",
    control: channel.openLink(),
    transport: mqttTransport(broker),
    store,
    scheduler: realTime,
    random: Math.random,
    counters: countersOf(store, () => (session += 1)),
    say: () => undefined,
  });
  const report = (): void => {
    const moment = {
      at: realTime.now(),
      ts: epochMs(Date.now()),
      timeQuality: "sync",
      timeErrorMs: millis(5),
    } as const;
    outgoing.send(daylight(Math.random() * 100), moment);
  };
  setTimeout(() => setInterval(report, REPORT_EVERY_MS), Math.random() * REPORT_EVERY_MS);
}
