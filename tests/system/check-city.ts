import { spawnSync } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Told } from "../../device/field/check/told.ts";
import { CHECK_MS, DEVICE, POST, shows, withCity } from "./check-faults.ts";
import { allOf, Card, CheckedDevice, look, otherAuthority } from "./check-rig.ts";
import { startMosquitto } from "./mosquitto.ts";
import type { ShippedBroker } from "./shipped-broker.ts";

/** A broker, a good card for it, and where to write a config of one's own. */
export type CityRig = {
  readonly broker: ShippedBroker;
  readonly card: Card;
  readonly env: NodeJS.ProcessEnv;
  readonly folder: string;
};
const urlOf = ({ port }: { readonly port: number }): string => `mqtts://127.0.0.1:${port}`;

/** What can be wrong between a card and its broker, each planted on a card of its own. */
export function cityFaults(given: () => CityRig): void {
  const city = (change: (card: Card) => void, broken: { readonly url?: string } = {}): Promise<Told> => {
    const { broker, env, folder } = given();
    const own = new Card(broker.authority.certificate, broker.authority.issue(`stockholm_${DEVICE}`));
    change(own);
    const file = join(folder, "other.yaml");
    writeFileSync(file, withCity(POST, own.city(broken.url ?? urlOf(broker))));
    return look(file, ["city"], env).finally(() => own.close());
  };

  describe("the certificate", () => {
    const names: readonly [what: string, change: (card: Card) => void, expected: string][] = [
      [
        "of another post",
        (own) => fill(own, given().broker.authority.issue("stockholm_lamp-2")),
        "certificate-other -",
      ],
      ["with another's key", (own) => own.write("device.key", given().broker.authority.issue("x").key), "key-other -"],
      ["that is missing", (own) => rmSync(join(own.folder, "device.pem")), "certificate-missing -"],
      ["that is damaged", (own) => own.write("device.pem", "zeros"), "certificate-damaged -"],
      [
        "whose key lies open",
        (own) =>
          own.write("device.key", readFileSync(join(own.folder, "device.key"), "utf8"), 0o644) &&
          spawnSync("chmod", ["644", join(own.folder, "device.key")]),
        "key-open -",
      ],
      ["whose authority's file is damaged", (own) => own.write("ca.pem", "zeros"), "authority -"],
    ];
    it.each(names)("%s", async (_, change, expected) => {
      await shows(expected, () => city(change));
    });

    it("that expired, and one that does not hold yet", async () => {
      const { broker, card, env, folder } = given();
      const file = join(folder, "other.yaml");
      writeFileSync(file, withCity(POST, card.city(urlOf(broker))));
      const at = (days: number) => look(file, ["city"], env, { nowMs: () => Date.now() + days * 86_400_000 });
      await shows("certificate-expired -", () => at(30));
      await shows("certificate-early -", () => at(-30));
    });

    const fill = (own: Card, { cert, key }: { cert: string; key: string }): void => {
      own.write("device.pem", cert);
      own.write("device.key", key);
    };
  });

  it("updates that nobody is trusted for", async () => {
    const { broker, card, env, folder } = given();
    const file = join(folder, "other.yaml");
    const updates = "  updates: https://updates.example/gaturum\n";
    writeFileSync(file, withCity(POST, `${card.city(urlOf(broker))}${updates}`));
    const places = { rootFile: join(folder, "update-root.json"), folder };
    const told = await shows("no-update-root -", () => look(file, ["city"], env, { updates: places }));
    expect(allOf(told)[0]?.at).toMatch(/other\.yaml:\d+:\d+$/);
  });

  describe("the broker", () => {
    it("whose name is unknown", async () => {
      await shows("broker-name -", () => city(() => undefined, { url: "mqtts://no-such-broker.invalid:8883" }));
    });

    it("where nobody listens", async () => {
      await shows("broker-away -", () => city(() => undefined, { url: "mqtts://127.0.0.1:1" }));
    });

    it("signed by nobody we trust", async () => {
      const stranger = otherAuthority("stranger");
      await shows("broker-certificate -", () => city((own) => own.write("ca.pem", stranger.authority.certificate)));
      stranger.close();
    });

    it("under another name than in its certificate", async () => {
      const told = await shows("broker-certificate -", () =>
        city(() => undefined, { url: `mqtts://localhost:${given().broker.port}` }),
      );
      expect(allOf(told)[0]?.text).toMatch(/is not for localhost\. Write the name that stands in it/);
    });

    it("that does not speak TLS", async () => {
      const plain = await startMosquitto();
      // It hangs up without a word, as a middlebox would: what it speaks is not known.
      const told = await shows("broker-handshake -", () =>
        city(() => undefined, { url: `mqtts://127.0.0.1:${plain.port}` }),
      );
      expect(allOf(told)[0]?.text).toMatch(/then at the port: for TLS usually 8883/);
      await plain.stop();
    });

    it("that refuses this card, whose signer it does not know", async () => {
      const stranger = otherAuthority("stranger");
      const { cert, key } = stranger.authority.issue(`stockholm_${DEVICE}`);
      const change = (own: Card) => (own.write("device.pem", cert), own.write("device.key", key));
      await shows("broker-turned-away -", () => city(change));
      stranger.close();
    });

    it("that swallows every word", async () => {
      const silent: Server = createServer();
      await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
      const { port } = silent.address() as { port: number };
      const told = await shows("broker-handshake -", () => city(() => undefined, { url: `mqtts://127.0.0.1:${port}` }));
      expect(told.tookMs).toBeLessThan(CHECK_MS);
      silent.close();
    }, 30_000);

    it("that does not let it in: link's own word, with its cure", async () => {
      const closed = await startMosquitto({ anonymous: false });
      const text = await refusedBy(withCity(POST, `city:\n  broker: ${closed.url}\n  startDelay: 0 s\n`));
      expect(text).toMatch(/it refused this device's login .* Enter the device and its password or certificate/);
      await closed.stop();
    }, 60_000);

    it("whose access list does not have this device", async () => {
      const { broker } = given();
      const own = new Card(broker.authority.certificate, broker.authority.issue("stockholm_lamp-9"));
      const text = await refusedBy(withCity(POST.replace(DEVICE, "lamp-9"), own.city(urlOf(broker))), "lamp-9");
      expect(text).toMatch(/it refused gaturum\/1\/stockholm\/lamp-9\/up\/state/);
      own.close();
    }, 60_000);

    /** What is told of a device with its own control and link, which the broker turns away. */
    const refusedBy = async (config: string, device = DEVICE): Promise<string> => {
      const shut = await CheckedDevice.start(config, device, "post");
      try {
        const told = await shows("broker-refuses -", () => look(shut.file, ["city"], shut.run.env));
        return allOf(told)[0]?.text ?? "";
      } finally {
        await shut.close();
      }
    };
  });
}
