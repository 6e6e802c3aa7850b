import { Option, type Command } from "commander";
import type { AccessWords as Files } from "../backend/access.ts";
import type { BrokerAccess } from "../backend/broker.ts";
import { brokerUrl, durationFrom, named, wholeNumber, wrongUse } from "./options.ts";

type AccessWords = Files & { readonly tenant: string; readonly json: boolean };
type KeyWords = { readonly key: string; readonly kid: string };
type ReceiveOptions = AccessWords & {
  readonly devices?: string;
  readonly database: string;
  readonly instance: string;
  readonly spread?: number;
};
type SendOptions = AccessWords &
  KeyWords & {
    readonly to?: string;
    readonly group?: string;
    readonly settings?: string;
    readonly epoch?: number;
    readonly for?: number;
    readonly within?: number;
    readonly spread?: number;
    readonly yes: boolean;
  };
type PatrolOptions = AccessWords &
  KeyWords & { readonly group?: string; readonly devices?: string; readonly burn: number; readonly spread: number };
type RetireOptions = AccessWords & { readonly database?: string; readonly yes: boolean; readonly force: boolean };

const WITHIN_USUAL_MS = 60_000;
/** What the devices of a group take where none is said. We say it, so that a command lives as long. */
const GROUP_SPREAD_USUAL_MS = 2_000;
/** A device watches new settings for two minutes before it calls them applied. */
const SETTINGS_WAIT_USUAL_MS = 180_000;

/** The words of the other end: `receive`, `watch`, `send`, `patrol` and `retire`. */
export function addCityVerbs(program: Command): void {
  addReceive(program);
  addWatch(program);
  addSend(program);
  addPatrol(program);
  addRetire(program);
}

function addReceive(program: Command): void {
  toBroker(program.command("receive"))
    .summary("in the city: store what devices report, and give receipts, until it is ended")
    .option("--devices <file>", "names of devices, one a line; without it whoever speaks is taken")
    .option("--database <where>", "a file, or postgres://… for several receivers side by side", "gaturum.db")
    .option("--instance <name>", "of this receiver among those of the city", named("a receiver"), "1")
    .option("--spread <time>", "how long devices wait at most, at random, after a break", durationFrom("1 s", "1 h"))
    .addHelpText(
      "after",
      "\nExamples: gaturum receive --broker mqtt://127.0.0.1:1883 --tenant stockholm --database stockholm.db\n" +
        "          gaturum receive --broker mqtts://broker:8883 --tenant stockholm --instance 2 \\\n" +
        "            --database postgres://gaturum@db/gaturum --ca ca.pem --client-cert me.pem --client-key me.key",
    )
    .action(async (options: ReceiveOptions) => {
      const { receive } = await import("../backend/receiver/receive.ts");
      const { tenant, devices = null, database, instance, spread, json } = options;
      const spreadS = spread === undefined ? null : spread / 1_000;
      process.exitCode = await told(options, (access) =>
        receive({ access, tenant, devices, database, instance, spreadS, json }),
      );
    });
}

function addWatch(program: Command): void {
  toBroker(program.command("watch"))
    .summary("in the city: a tenant's devices live in the terminal, or line by line")
    .option("--for <time>", "end after this, as `15 s`", durationFrom("1 s", "24 h"))
    .addHelpText("after", "\nExample: gaturum watch --broker mqtt://127.0.0.1:18830 --tenant stockholm")
    .action(async (options: AccessWords & { readonly for?: number }) => {
      const { watchTenant } = await import("../backend/tenant/watch-tenant.ts");
      const { tenant, json, for: forMs = null } = options;
      process.exitCode = await told(options, (access) => watchTenant({ access, tenant, forMs, json }));
    });
}

function addSend(program: Command): void {
  withKey(toBroker(program.command("send")))
    .summary("in the city: a signed command or settings to a device or a group, and what it answers")
    .argument("[command]", "dim, dim-clear, identify, compact, unlock, inhibit, selftest, snapshot, bundle, rebirth, …")
    .argument("[value]", "of dim: 0 to 100 %, or clear")
    .option("--to <device>", "one device", named("a device"))
    .option("--group <group>", "or all of a group", named("a group"))
    .option(
      "--settings <file>",
      "instead of a command: all that shall differ from the device's own config, YAML or JSON",
    )
    .option("--epoch <number>", "of settings, where a backend begins anew", wholeNumber(1, Number.MAX_SAFE_INTEGER))
    .option("--for <time>", "of dim and inhibit: how long it holds", durationFrom("0 s", "24 h"))
    .option("--within <time>", "how long it may take; later it is not begun any more", durationFrom("1 s", "24 h"))
    .option("--spread <time>", "of a group: each waits a random part of it", durationFrom("0 s", "10 min"))
    .option("--yes", "of reload: it is meant", false)
    .addHelpText(
      "after",
      "\nExamples: gaturum send dim 40 --for 2h --to post-4711-0382 --key city.pem --kid desk-1 \\\n" +
        "            --broker mqtt://127.0.0.1:1883 --tenant stockholm\n" +
        "          gaturum send --settings evening.yaml --to post-4711-0382 --key city.pem --kid desk-1 …\n" +
        "          gaturum send dim clear --group hornsgatan --spread 2s --key city.pem --kid desk-1 …",
    )
    .action(async (command: string | undefined, value: string | undefined, options: SendOptions) => {
      process.exitCode = await told(options, (access) => sendFor(access, command, value, options));
    });
}

async function sendFor(
  access: BrokerAccess,
  command: string | undefined,
  value: string | undefined,
  options: SendOptions,
): Promise<number> {
  const { tenant, to: device, group, settings, key: keyFile, kid, json } = options;
  const common = { access, keyFile, kid, json };
  if ((command === undefined) === (settings === undefined)) wrongUse("send needs a command, or --settings FILE");
  if (settings !== undefined) {
    // They hold until others come: whoever says for how long means something else.
    if ((options.for ?? options.spread) !== undefined)
      wrongUse("--for and --spread are for commands, not for settings");
    if (device === undefined || group !== undefined) wrongUse("settings are for one device: say --to DEVICE");
    const { sendSettings } = await import("../backend/operator/send-settings.ts");
    const { epoch, within = SETTINGS_WAIT_USUAL_MS } = options;
    return sendSettings({ ...common, to: { tenant, device }, file: settings, withinMs: within, epoch });
  }
  if (options.epoch !== undefined) wrongUse("--epoch is for --settings");
  const to = device !== undefined ? { tenant, device } : group !== undefined ? { tenant, group } : null;
  if (to === null || (device !== undefined && group !== undefined))
    wrongUse("send needs one of --to DEVICE and --group GROUP");
  if (options.spread !== undefined && group === undefined) wrongUse("--spread is for a group");
  const [{ send }, { wishOf }] = await Promise.all([
    import("../backend/operator/send.ts"),
    import("../backend/operator/wish.ts"),
  ]);
  const wish = wishOf({ verb: command ?? "", value, forMs: options.for, yes: options.yes });
  if (typeof wish === "string") wrongUse(wish);
  const { within = WITHIN_USUAL_MS, spread = GROUP_SPREAD_USUAL_MS } = options;
  return send({ ...common, to, withinMs: within, spreadMs: group === undefined ? undefined : spread }, wish);
}

function addPatrol(program: Command): void {
  withKey(toBroker(program.command("patrol")))
    .summary("in the city: have lamps burn at 100 % by day, and tell which do not")
    .option("--group <group>", "the lamps of a group", named("a group"))
    .option("--devices <file>", "or those of a file, one name a line")
    .addOption(
      new Option("--burn <time>", "how long; power leaves a post as a mean over 5 minutes, so 10 min at least")
        .argParser(durationFrom("10 min", "2 h"))
        .default(720_000, "12 min"),
    )
    .addOption(
      new Option("--spread <time>", "each waits a random part of it")
        .argParser(durationFrom("0 s", "10 min"))
        .default(2_000, "2 s"),
    )
    .addHelpText(
      "after",
      "\nExample: gaturum patrol --group hornsgatan --key city.pem --kid desk-1 --broker mqtt://127.0.0.1:1883 --tenant stockholm",
    )
    .action(async (options: PatrolOptions) => {
      const { tenant, group = null, devices = null, key: keyFile, kid, burn, spread, json } = options;
      if ((group === null) === (devices === null)) wrongUse("patrol needs one of --group GROUP and --devices FILE");
      const { patrol } = await import("../backend/operator/patrol.ts");
      const words = { tenant, group, devices, keyFile, kid, json, burnMs: burn, spreadMs: spread };
      process.exitCode = await told(options, (access) => patrol({ ...words, access }));
    });
}

function addRetire(program: Command): void {
  toBroker(program.command("retire"))
    .summary("in the city: a device that is taken down for good leaves the broker, and its certificate is named")
    .argument("<device>", "its name", named("a device"))
    .option("--database <where>", "take it off the list of receivers that store there")
    .option("--yes", "do not ask", false)
    .option("--force", "even while it is online", false)
    .addHelpText("after", "\nExample: gaturum retire post-4711-0382 --broker mqtt://127.0.0.1:1883 --tenant stockholm")
    .action(async (device: string, options: RetireOptions) => {
      const { retire } = await import("../backend/operator/retire.ts");
      const { tenant, database = null, yes, force, json } = options;
      process.exitCode = await told(options, (access) =>
        retire({ access, tenant, device, database, yes, force, json }),
      );
    });
}

/** Options of every verb that speaks with a broker. */
function toBroker(command: Command): Command {
  return command
    .requiredOption("--broker <url>", "mqtt:// or mqtts://, with its port", brokerUrl)
    .requiredOption("--tenant <name>", "as in the devices' configs", named("a tenant"))
    .option("--ca <file>", "whom to believe, PEM")
    .option("--client-cert <file>", "who we are, PEM")
    .option("--client-key <file>", "and its key; user and password: GATURUM_BROKER_USER, GATURUM_BROKER_PASSWORD")
    .option("--json", "JSON lines", false);
}

const withKey = (command: Command): Command =>
  command
    .requiredOption("--key <file>", "private key, PEM: openssl genpkey -algorithm ed25519 -out FILE")
    .requiredOption("--kid <name>", "the name under which devices trust it");

/** A problem that was foreseen is a sentence on stderr, and its exit code. */
async function told(options: AccessWords, run: (access: BrokerAccess) => Promise<number>): Promise<number> {
  const { NotPermitted, readAccess, WrongUse } = await import("../backend/access.ts");
  const { plain } = await import("../backend/plain.ts");
  try {
    return await run(readAccess(options, process.env));
  } catch (cause) {
    if (cause instanceof WrongUse) wrongUse(plain(cause.message));
    process.stderr.write(`${plain(cause instanceof Error ? cause.message : String(cause))}\n`);
    return cause instanceof NotPermitted ? 3 : 1;
  }
}
