import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, it } from "vitest";
import { bundleOf } from "../../device/field/bundle/bundle-of.ts";
import { filesOf, tarOf, type TarFile } from "../../device/field/bundle/tar.ts";
import { logs } from "../../device/field/logs/logs.ts";
import { replay } from "../../device/field/replay.ts";
import { status } from "../../device/field/status/status.ts";
import { OnTerminal } from "../field/pty.ts";
import { until } from "../link/link-process.ts";
import { ROOT } from "../setup/vitest-run.ts";
import type { DeviceRun } from "./device-run.ts";
import { DEVICE, PATIENCE_MS, verb, WorldPost } from "./world-post.ts";

const LEAVE = "\u001b[?25h\u001b[?1049l";
/** Planted where a device has secrets, and in the environment. None of them may be in a bundle. */
const SECRETS = {
  tlsKey: "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg",
  zoneKey: "5e".repeat(16) + "c3".repeat(16),
  trust: "hemlig-root-seed-i-trust",
  comment: "losenord-i-kommentar",
  environment: "hemlig/token+i?miljon",
};

let folder = "";
let run: DeviceRun;
let world: WorldPost["world"];
let post: WorldPost;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "gaturum-verbs-"));
  const plant = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text, { mode: 0o600 });
    return join(folder, name);
  };
  const key = plant("device.key", `-----BEGIN PRIVATE KEY-----\n${SECRETS.tlsKey}\n-----END PRIVATE KEY-----\n`);
  const certificate = plant("device.pem", "-----BEGIN CERTIFICATE-----\npublic\n-----END CERTIFICATE-----\n");
  const zone = plant("zone.key", `${SECRETS.zoneKey}\n`);
  const trust = plant("trust.json", JSON.stringify({ version: 1, anchors: [], seed: SECRETS.trust }));
  const neighbours = `neighbours:
  zone: hornsgatan
  keyFile: ${zone}
  lan: { host: 127.0.0.21, port: 7475 }
  posts:
    post-b: { address: 127.0.0.22, distance: 22 m }
`;
  const config = readFileSync(join(ROOT, "config/lamp-post.yaml"), "utf8")
    .replace("mqtt://127.0.0.1:1883", "mqtts://127.0.0.1:18841")
    .replace(
      "  startDelay: 0 s",
      `  startDelay: 0 s\n  trust: ${trust}\n  tls:\n    certificate: ${certificate}\n    key: ${key}`,
    )
    .concat(neighbours, `# mqtts://post:${SECRETS.comment}@broker.example, password: ${SECRETS.comment}\n`);
  post = await WorldPost.start(config);
  ({ run, world } = post);
  process.env["GATURUM_TEST_TOKEN"] = SECRETS.environment;
}, PATIENCE_MS);
afterAll(async () => {
  await post.close();
  rmSync(folder, { recursive: true, force: true });
});

const socket = (): string => join(run.folder, "control.sock");
const bundled = (more: {
  readonly configFile?: string;
  readonly out: string;
  readonly withRecord?: boolean;
  readonly json?: boolean;
}) => {
  const { configFile = null, out, withRecord = true, json = false } = more;
  return verb(() => bundleOf({ configFile, device: configFile === null ? DEVICE : null }, { out, withRecord, json }));
};
const replayed = (file: string) => verb(() => Promise.resolve(replay(file, false)));
const filesIn = (file: string): readonly TarFile[] => {
  const files = filesOf(gunzipSync(readFileSync(file)));
  if (typeof files === "string") throw new Error(files);
  return files;
};
const named = ["--device", DEVICE];

/** On a terminal, in the environment of the running device. */
const onTerminal = (words: readonly string[]): OnTerminal => new OnTerminal(words, folder);

it(
  "status: one screen, one object, and 3 for whoever may not ask",
  async () => {
    const { code, out } = await verb(() => status({ socket: socket(), follow: false, json: false }));
    expect([code, out]).toEqual([0, expect.stringMatching(/^post-4711-0382 {2}lamp post, active, on mocks/) as string]);
    expect(out).toMatch(/^pir-1 {5}motion/m);
    const object = await verb(() => status({ socket: socket(), follow: false, json: true }));
    expect(JSON.parse(object.out)).toMatchObject({ device: DEVICE, kind: "lamp-post" });
    if (process.getuid?.() !== 0) return;
    const words = [join(ROOT, "device/gaturum.js"), "status", ...named];
    const nobody = spawnSync(process.execPath, words, { uid: 65_534, env: run.env, encoding: "utf8" });
    expect([nobody.status, nobody.stderr]).toEqual([
      3,
      expect.stringMatching(/no permission on .*usermod -aG gaturum/) as string,
    ]);
  },
  PATIENCE_MS,
);

it(
  "status --follow: a screen that q, Ctrl-C and a signal end, each leaving the terminal as it was",
  async () => {
    for (const end of ["q", "Ctrl-C", "SIGTERM"] as const) {
      const screen = onTerminal(["status", "--follow", ...named]);
      try {
        await screen.sees("lamp post, active");
        await screen.sees("q ends it");
        if (end === "q") screen.types("q");
        else if (end === "Ctrl-C") screen.pressesCtrlC();
        else screen.kill("SIGTERM");
        expect(await screen.ended()).toBe(0);
        expect(screen.said.slice(screen.said.lastIndexOf("\u001b[39m"))).toContain(LEAVE);
      } finally {
        screen.close();
      }
    }
  },
  PATIENCE_MS,
);

it(
  "status --follow into a pipe: a line for each change, and its end when nobody reads",
  async () => {
    const child = spawn(process.execPath, [join(ROOT, "device/gaturum.js"), "status", "--follow", ...named], {
      env: run.env,
    });
    let said = "";
    child.stdout.setEncoding("utf8").on("data", (piece: string) => (said += piece));
    try {
      await until("the first lines", () => said.includes("clock"), 60);
      const before = said.length;
      world.breakPart(DEVICE, "motion", "stuck");
      await until("the fault", () => said.slice(before).includes("fault     pir-1 (motion) stuck"), 60);
      expect(said.slice(before)).not.toContain("lux-1");
      world.mendPart(DEVICE, "motion");
      child.stdout.destroy();
      world.breakPart(DEVICE, "daylight", "stuck");
      await until("its end", () => child.exitCode !== null, 60);
      world.mendPart(DEVICE, "daylight");
    } finally {
      child.kill();
    }
  },
  PATIENCE_MS,
);

it(
  "logs: what both said, with their times; and what gaturum run said stands in its own terminal too",
  async () => {
    const wish = { folder: run.folder, lines: 200, sinceMs: null, follow: false, json: false };
    const { code, out } = await verb(() => logs(wish));
    expect([code, out]).toEqual([
      0,
      expect.stringMatching(/^\S+ \S+Z {2}control {2}control of post-4711-0382 started/m) as string,
    ]);
    expect(run.said.join("\n")).toContain("control of post-4711-0382 started");
    expect((await verb(() => logs({ ...wish, lines: 1, json: true }))).out.trim().split("\n")).toHaveLength(1);
  },
  PATIENCE_MS,
);

it(
  "bundle: no planted secret in any writing, replayed bit for bit, and nothing is written over",
  async () => {
    const file = join(folder, "bundle.tar.gz");
    const config = join(run.folder, "../../device.yaml");
    const made = await bundled({ configFile: config, out: file });
    expect(made).toMatchObject({ code: 0, out: `${file}\n`, err: "" });
    const files = filesIn(file);
    const whole = files.map(({ content }) => content.toString("latin1")).join("\n");
    for (const secret of Object.values(SECRETS)) {
      const bytes = Buffer.from(secret);
      const middles = [0, 1, 2].map((lead) =>
        Buffer.concat([Buffer.alloc(lead), bytes])
          .toString("base64")
          .slice(lead + 1, -4),
      );
      for (const written of [secret, bytes.toString("hex"), encodeURIComponent(secret), ...middles])
        expect(whole).not.toContain(written);
    }
    expect(whole).toContain("IT TELLS WHEN PEOPLE PASSED");
    expect(files.map(({ name }) => name)).toEqual([
      ...[
        "README.txt",
        "bundle.json",
        "versions.json",
        "config.json",
        "config.yaml",
        "check.txt",
        "status.json",
        "status.txt",
      ],
      ...["why.jsonl", "keep.txt", "log.txt", "flight-record.jsonl"],
    ]);
    const played = await replayed(file);
    expect([played.code, played.out]).toEqual([
      0,
      expect.stringMatching(/^post-4711-0382: identical, \d+ cycles/) as string,
    ]);
    const again = await bundled({ out: file });
    expect([again.code, again.err]).toEqual([1, expect.stringMatching(/is there already\. .*--out/) as string]);
    expect(readdirSync(folder).filter((name) => name.endsWith(".part"))).toEqual([]);
  },
  PATIENCE_MS,
);

it(
  "bundle --no-record tells nothing of who passed; replay says that it has no record",
  async () => {
    world.walkSomeonePast();
    await until("someone is seen", async () => JSON.stringify(await run.status()).includes('"reason":"motion"'), 60);
    const file = join(folder, "without.tar.gz");
    expect((await bundled({ out: file, withRecord: false })).code).toBe(0);
    const files = filesIn(file);
    const told = files
      .filter(({ name }) => /^(?:status|why|log|check)/.test(name))
      .map(({ content }) => content.toString());
    expect(told).toHaveLength(3);
    expect(told.join("\n")).not.toMatch(/edges|lastEdgeAt|levelPct|someone|seenAgoS/);
    const played = await replayed(file);
    expect([played.code, played.err]).toEqual([1, `${file} has no flight record: it was made with --no-record.\n`]);
  },
  PATIENCE_MS,
);

it(
  "replay: a record that was altered differs, and what is no bundle is refused in words",
  async () => {
    const files = filesIn(join(folder, "bundle.tar.gz"));
    const changed = (name: string, change: (text: string) => string): string => {
      const path = join(folder, `changed-${name}`);
      const content = (of: { readonly name: string; readonly content: Buffer }) =>
        of.name === name ? Buffer.from(change(of.content.toString())) : of.content;
      writeFileSync(
        path,
        gzipSync(
          tarOf(
            files.map((each) => ({ name: each.name, content: content(each) })),
            0,
          ),
        ),
      );
      return path;
    };
    const differs = changed("flight-record.jsonl", (text) =>
      text.replace(/^(\{"t":.*"outputs":\{"levelPct":)[\d.]+/m, (_, head: string) => `${head}1.25`),
    );
    expect(await replayed(differs)).toMatchObject({
      code: 1,
      out: expect.stringMatching(/differs at [\d.]+ ms in outputs/) as string,
    });
    const other = changed("bundle.json", (text) => text.replace('"bundle": 1', '"bundle": 2'));
    expect((await replayed(other)).err).toMatch(
      /is no bundle that version .* knows\. It was made by version .*: use that one\./,
    );
    const cut = join(folder, "cut.tar.gz");
    writeFileSync(cut, readFileSync(join(folder, "bundle.tar.gz")).subarray(0, 900));
    expect((await replayed(cut)).err).toMatch(/cut off or damaged\. Copy it again\./);
    expect(await replayed(join(folder, "nothing"))).toMatchObject({
      code: 1,
      err: expect.stringMatching(/no such file/) as string,
    });
  },
  PATIENCE_MS,
);

it(
  "bundle of a device that does not answer: made, and it says what is missing",
  async () => {
    const file = join(folder, "dead.tar.gz");
    const broken = join(folder, "broken.yaml");
    writeFileSync(broken, `device: post-1\nkind: lamp-post\ncity: { broker: "mqtts://a:${SECRETS.comment}@b" }\n`);
    const made = await bundled({ configFile: broken, out: file, json: true });
    expect(made.code).toBe(1);
    const told = JSON.parse(made.out) as { whole: boolean; missing: { name: string; why: string }[] };
    expect(told.missing.find(({ name }) => name === "status.json")?.why).toMatch(/no control is running/);
    const whole = filesIn(file)
      .map(({ content }) => content.toString())
      .join("\n");
    expect(whole).toContain("broken.yaml:");
    expect(whole).not.toContain(SECRETS.comment);
  },
  PATIENCE_MS,
);
