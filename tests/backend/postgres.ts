import { spawn, spawnSync, type SpawnOptions } from "node:child_process";
import { chownSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import pg from "pg";
import { pathOf } from "../setup/programs.ts";

const START_MS = 20_000;
/** What Debian's package runs it as. PostgreSQL refuses to run as root. */
const SERVICE_USER = "postgres";

export type PostgresServer = {
  /** Of a database of the test's own, empty. `words` stand behind CREATE DATABASE. */
  newDatabase(words?: string): Promise<string>;
  stop(): Promise<void>;
};

/** A PostgreSQL of the test's own, on a socket in a folder of its own. Nothing of it stays. */
export async function startPostgres(): Promise<PostgresServer> {
  const folder = mkdtempSync(join(tmpdir(), "gaturum-postgres-"));
  const as = process.getuid?.() === 0 ? serviceUser() : {};
  if (as.uid !== undefined) chownSync(folder, as.uid, as.gid ?? as.uid);
  const data = join(folder, "data");
  const made = spawnSync(program("initdb"), ["-D", data, "-A", "trust", "-U", "gaturum", "--no-sync"], {
    ...{ ...as, cwd: folder, encoding: "utf8" },
  });
  if (made.status !== 0) throw new Error(`initdb: ${made.stderr}`);
  // Whether PostgreSQL keeps what it said it keeps is not what is tested here.
  const words = ["-D", data, "-k", folder, "-c", "listen_addresses=", "-c", "fsync=off"];
  const child = spawn(program("postgres"), words, { ...as, cwd: folder, stdio: ["ignore", "ignore", "pipe"] });
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  let said = "";
  child.stderr.on("data", (piece: Buffer) => (said = (said + piece.toString()).slice(-2_000)));
  const url = (name: string): string => `postgres://gaturum@localhost/${name}?host=${folder}`;
  await Promise.race([answers(url("postgres")), ended.then(() => Promise.reject(new Error(said)))]);
  let databases = 0;
  return {
    async newDatabase(words = "") {
      const name = `test_${(databases += 1)}`;
      await withClient(url("postgres"), (client) => client.query(`CREATE DATABASE ${name} ${words}`));
      return url(name);
    },
    async stop() {
      // At once: nothing of it stays, and to write down what forty databases hold takes longer than a test has.
      child.kill("SIGQUIT");
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Asks a database in its own words, beside those who are tested. */
export async function withClient<T>(url: string, ask: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await ask(client);
  } finally {
    await client.end();
  }
}

async function answers(url: string): Promise<void> {
  const giveUpAt = Date.now() + START_MS;
  for (;;) {
    try {
      await withClient(url, (client) => client.query("SELECT 1"));
      return;
    } catch (cause) {
      if (Date.now() > giveUpAt) throw cause;
      await pause(50);
    }
  }
}

function serviceUser(): Pick<SpawnOptions, "uid" | "gid"> {
  const id = (flag: string): number => Number(spawnSync("id", [flag, SERVICE_USER], { encoding: "utf8" }).stdout);
  return { uid: id("-u"), gid: id("-g") };
}

function program(name: string): string {
  const path = pathOf(name);
  if (path === null) throw new Error(`${name} is missing: apt-get install -y postgresql`);
  return path;
}
