import { copyFileSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { describeWithMosquitto, freePort, startMosquitto, type Mosquitto } from "../../system/mosquitto.ts";
import { LinkProcess, subscribe, until } from "../link-process.ts";
import { Authority, type Made } from "./certificates.ts";

const DAY_MS = 86_400_000;

describeWithMosquitto("a certificate that is renewed, at a broker that asks for one", () => {
  let [authority, stranger]: Authority[] = [];
  let link: LinkProcess | undefined;
  let broker: Mosquitto | undefined;
  let backend: Awaited<ReturnType<typeof subscribe>> | undefined;
  beforeAll(() => {
    [authority, stranger] = [new Authority(), new Authority("stranger")];
  });
  afterAll(async () => {
    await link?.close();
    await backend?.client.endAsync(true);
    await broker?.stop();
    authority?.end();
    stranger?.end();
  });

  it("half its life asks for a new one; a bad one is tried and the old one stays; a good one takes its place", async () => {
    if (authority === undefined || stranger === undefined) throw new Error("no authorities");
    const [port, plain] = [await freePort(), await freePort()];
    const tls = { ...authority.make("broker"), clientCa: authority.root.certificate };
    const open = () => startMosquitto({ port, tls, lines: [`listener ${plain} 127.0.0.1`] });
    broker = await open();
    const at = (name: string): string => join(dirname(tls.key), "device", name);
    const put = ({ certificate, key }: Made, folder = ""): void => {
      mkdirSync(at(folder), { recursive: true });
      copyFileSync(certificate, at(join(folder, "device.pem")));
      copyFileSync(key, at(join(folder, "device.key")));
    };
    const inUse = () => readFileSync(at("device.pem"), "utf8");
    const textOf = ({ certificate }: Made) => readFileSync(certificate, "utf8");
    const old = authority.make("old", { fromMs: Date.now() - 200 * DAY_MS, toMs: Date.now() + 100 * DAY_MS });
    const [bad, good] = [stranger.make("bad"), authority.make("good")];
    put(old);
    backend = await subscribe(`mqtt://127.0.0.1:${plain}`);
    const files = { ca: authority.root.certificate, certificate: at("device.pem"), key: at("device.key") };
    link = new LinkProcess(broker.url, { tls: files });
    const told = () =>
      [...(backend?.live ?? []), ...(backend?.history ?? [])].filter((one) => one.stream === "certificate");
    const sessions = () =>
      new Set(backend?.states.filter(({ status }) => status === "online").map((one) => one.session));
    await until("the alarm", () => told().length === 1);
    expect(told()[0]?.values).toMatchObject({ active: true, reason: "half-life" });

    put(bad, "next");
    let before = sessions().size;
    await broker.stop();
    broker = await open();
    await until("a session with the old one", () => sessions().size > before, 30);
    expect(link.said.join("\n")).toContain("no session with the new certificate");
    expect([inUse(), existsSync(at("next/device.pem"))]).toEqual([textOf(old), true]);
    expect(told()).toHaveLength(1);

    put(good, "next");
    before = sessions().size;
    await broker.stop();
    broker = await open();
    await until("its place", () => inUse() === textOf(good), 30);
    await until("the end of the alarm", () => told().length === 2, 30);
    expect(told()[1]?.values).toEqual({ active: false });
    expect(sessions().size).toBeGreaterThan(before);
    await until(
      "the offered ones to be gone",
      () => !["pem", "key"].some((end) => existsSync(at(`next/device.${end}`))),
    );
  }, 120_000);
});
