import { describe, expect, it } from "vitest";
import { signed } from "../../../device/contract/signed.ts";
import { CommandsRig, HOUR, MINUTE, OPS, OTHER_OPS, type Sent } from "./rig.ts";

/** A device that has just started and knows no time. */
function timeless(): CommandsRig {
  const rig = new CommandsRig();
  rig.clockOffMs = null;
  rig.restart();
  return rig;
}
const echo = (rig: CommandsRig): Sent => (rig.challenge === null ? {} : { challenge: rig.challenge });

describe("a challenge, while the time is not known", () => {
  it("is in the birth, and not where the time is known", () => {
    expect(new CommandsRig().challenge).toBeNull();
    expect(timeless().challenge).toMatch(/^[0-9a-f]{16}$/);
  });

  it("is echoed, or the command is not taken: 428, and recorded", () => {
    const rig = timeless();
    rig.send();
    rig.send({ challenge: "0123456789abcdef" });
    rig.run(100);
    expect([rig.requests, rig.codes]).toEqual([[], [428, 428]]);
    rig.send(echo(rig));
    rig.run(MINUTE + 100);
    expect([rig.requests.length, rig.codes]).toEqual([1, [428, 428, 200]]);
    expect(rig.records("refused")).toMatchObject([{ reason: "challenge", count: 2 }]);
  });

  it("works once: a fresh one is shown after each use", () => {
    const rig = timeless();
    const first = echo(rig);
    rig.send(first);
    expect([rig.births, rig.challenge === first.challenge]).toEqual([3, false]);
    rig.send(first);
    rig.send(echo(rig));
    rig.run(100);
    expect(rig.codes.toSorted()).toEqual([200, 200, 428]);
  });

  it("is gone after 10 minutes, when a fresh one is shown unasked", () => {
    const rig = timeless();
    const first = echo(rig);
    rig.run(10 * MINUTE - 1);
    expect(echo(rig)).toEqual(first);
    rig.run(2);
    expect(echo(rig)).not.toEqual(first);
    rig.send(first);
    rig.run(100);
    expect([rig.requests, rig.codes]).toEqual([[], [428]]);
  });

  it("works once, and not for long, also while no other can be shown", () => {
    const rig = timeless();
    const first = echo(rig);
    rig.isLive = false;
    rig.send(first);
    rig.send(first);
    rig.run(100);
    expect(rig.codes.toSorted()).toEqual([200, 428]);
    const old = timeless();
    old.isLive = false;
    old.run(10 * MINUTE + 1);
    old.send(echo(old));
    old.run(100);
    expect(old.codes).toEqual([428]);
  });

  it("says that a command is fresh, whatever the clock of its sender or of the device", () => {
    const rig = timeless();
    rig.send({ ...echo(rig), issuedAt: 0, expires: MINUTE });
    rig.run(100);
    rig.clockOffMs = 365 * 24 * HOUR;
    rig.send(echo(rig));
    rig.run(100);
    expect(rig.codes).toEqual([200, 200]);
  });

  it("does not let a command live longer than 24 h, nor a counter be used twice", () => {
    const rig = timeless();
    rig.send({ ...echo(rig), expires: rig.nowMs + 24 * HOUR + 1 });
    rig.send({ ...echo(rig), counter: 10 });
    rig.send({ ...echo(rig), counter: 10 });
    rig.run(100);
    expect(rig.codes.toSorted()).toEqual([200, 400, 409]);
  });

  it("is shown no more once the time is known, and shown when it is lost", () => {
    const rig = timeless();
    rig.clockOffMs = 0;
    rig.run(11 * MINUTE);
    rig.send();
    rig.run(100);
    const { births } = rig;
    rig.clockOffMs = null;
    rig.send();
    expect(rig.births).toBe(births + 1);
    rig.send(echo(rig));
    rig.run(100);
    expect(rig.codes).toEqual([200, 428, 200]);
  });
});

describe("a device that lost its store", () => {
  const verdictOn = (rig: CommandsRig, more: { readonly challenge?: string } = {}) => {
    const settings = {
      v: 1,
      aud: "stockholm/lamp-1",
      typ: "twin",
      kid: "ops-1",
      epoch: 1,
      version: 2,
      state: {},
    } as const;
    return rig.commands.verify(signed({ ...settings, ...more }, OPS.private));
  };
  function lost(): CommandsRig {
    const rig = new CommandsRig();
    rig.knowsSettings = false;
    rig.disk.documents = {};
    rig.disk.storeLost = true;
    rig.restart();
    return rig;
  }

  it("takes its first settings by a challenge alone, and shows one until it has; then any without", () => {
    const rig = lost();
    expect(verdictOn(rig)).toBe("challenge");
    for (const [kid, { private: key }] of Object.entries({ "ops-1": OPS, "ops-2": OTHER_OPS }))
      rig.send({ ...echo(rig), kid, key });
    rig.run(100);
    expect(rig.codes).toEqual([200, 200]);
    expect(verdictOn(rig)).toBe("challenge");
    expect(verdictOn(rig, { challenge: rig.challenge ?? "none" })).toBe("ok");
    rig.knowsSettings = true;
    expect(verdictOn(rig)).toBe("ok");
    rig.restart();
    expect([verdictOn(rig), rig.challenge, rig.commands.forgot]).toEqual(["ok", null, false]);
  });

  it("knows that at its next start too, although nothing was asked in between", () => {
    const rig = lost();
    rig.run(100);
    rig.disk.storeLost = false;
    rig.restart();
    rig.send({ counter: 7 });
    rig.run(100);
    expect([rig.codes, verdictOn(rig), rig.commands.forgot]).toEqual([[428], "challenge", true]);
  });

  it("asks for none where all that it knew was found", () => {
    const rig = new CommandsRig();
    rig.send();
    rig.run(100);
    rig.disk.storeLost = true;
    rig.restart();
    expect([verdictOn(rig), rig.challenge]).toEqual(["ok", null]);
  });

  it("takes the first command of each key by a challenge alone, and nothing below its counter after it", () => {
    const rig = new CommandsRig();
    rig.send({ counter: 500 });
    rig.run(100);
    rig.disk.documents = {};
    rig.disk.storeLost = true;
    rig.restart();
    rig.send({ counter: 499 });
    rig.run(100);
    expect(rig.codes).toEqual([200, 428]);
    rig.send({ ...echo(rig), counter: 501 });
    rig.send({ counter: 499 });
    rig.send({ counter: 502 });
    rig.send({ counter: 1, kid: "ops-2", key: OTHER_OPS.private });
    rig.run(100);
    expect(rig.codes.slice(2).toSorted()).toEqual([200, 200, 409, 428]);
    // It is known from its ledger, when the store itself is no news any more.
    rig.disk.storeLost = false;
    rig.restart();
    rig.send({ counter: 2, kid: "ops-2", key: OTHER_OPS.private });
    rig.run(100);
    expect(rig.codes.at(-1)).toBe(428);
    rig.send({ ...echo(rig), counter: 3, kid: "ops-2", key: OTHER_OPS.private });
    rig.run(100);
    rig.restart();
    expect([rig.codes.at(-1), rig.challenge]).toEqual([200, null]);
  });

  it("begins anew where its ledger makes no sense", () => {
    const rig = new CommandsRig();
    rig.disk.documents = { commands: { entries: "none" } };
    rig.restart();
    rig.send();
    rig.send(echo(rig));
    rig.run(100);
    expect(rig.codes.toSorted()).toEqual([200, 428]);
  });
});
