import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { audienceOf, commandType, signed } from "../../../device/contract/signed.ts";
import { describeWithMosquitto, startMosquitto } from "../../system/mosquitto.ts";
import { LinkProcess, subscribe, until } from "../link-process.ts";
import { BASE } from "../rig.ts";
import { OPS, STRANGER, TENANT, TRUST } from "./rig.ts";

const atEnd: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of atEnd.splice(0).reverse()) await end();
});

function trustFile(): string {
  const folder = mkdtempSync(join(tmpdir(), "gaturum-trust-"));
  atEnd.push(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, "trust.json"), JSON.stringify(TRUST), { mode: 0o644 });
  return join(folder, "trust.json");
}

let counter = 0;
function command(name: string, args: object, key = OPS.private): { readonly id: string; readonly text: string } {
  counter += 1;
  const id = `c-${counter}`;
  const head = { v: 1, aud: audienceOf(TENANT, "lamp-1"), typ: commandType(name), kid: "ops-1", id, name, args };
  const now = Date.now();
  return { id, text: JSON.stringify(signed({ ...head, issuedAt: now, expires: now + 300_000, counter }, key)) };
}

describeWithMosquitto("a link process, its durable store and a real Mosquitto", () => {
  it("R8: kill -9 while control has not answered: what may run once is asked once, the rest again; doubles are answered", async () => {
    const broker = await startMosquitto();
    atEnd.push(() => broker.stop());
    const backend = await subscribe(broker.url);
    atEnd.push(() => backend.client.endAsync(true));
    const device = new LinkProcess(broker.url, { trust: trustFile() });
    atEnd.push(() => device.close());
    const codes = (stream: string) =>
      [...backend.live, ...backend.history]
        .filter((record) => record.stream === stream)
        .map(({ values }) => values["code"]);
    const verbs = () => device.requests.map(({ verb }) => verb);
    await until("the link to be live", () => backend.status === "online" && backend.active !== null);

    const [once, again] = [command("selftest", {}), command("dim", { levelPct: 55, forS: 600 })];
    const strange = command("dim", { levelPct: 0 }, STRANGER.private);
    await backend.client.publishAsync(`${BASE}/dn/c/dim`, strange.text, { qos: 1 });
    await backend.client.publishAsync(`${BASE}/dn/c/selftest`, once.text, { qos: 1 });
    await backend.client.publishAsync(`${BASE}/dn/c/dim`, again.text, { qos: 1 });
    await until("both to be asked of control", () => device.requests.length === 2);
    await device.end("SIGKILL");
    device.start();
    await until("the answer to what was begun", () => codes("selftest").length === 1, 30);
    await until("the other to be asked again", () => device.requests.length === 3);
    const values = { id: again.id, code: 200, phase: "done", result: "55 % for 10 min" };
    device.report({ kind: "answer", stream: "dim", class: 0, values });
    await until("its answer", () => codes("dim").length === 1);
    for (let double = 0; double < 5; double += 1) {
      await backend.client.publishAsync(`${BASE}/dn/c/selftest`, once.text, { qos: 1 });
      await backend.client.publishAsync(`${BASE}/dn/c/dim`, again.text, { qos: 1 });
    }
    await until("ten doubles to be answered", () => codes("dim").length + codes("selftest").length === 12);
    expect(verbs()).toEqual(["selftest", "dim", "dim"]);
    expect(new Set(codes("selftest"))).toEqual(new Set([409]));
    expect(new Set(codes("dim"))).toEqual(new Set([200]));
    expect(codes("audit").toSorted()).toEqual([200, 409]);
    expect(backend.problems).toEqual([]);
  }, 60_000);
});
