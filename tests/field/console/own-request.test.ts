import type { IncomingHttpHeaders } from "node:http";
import { describe, expect, it } from "vitest";
import { isOwn, lookOf, sessionOf } from "../../../device/field/console/own-request.ts";

const NAMES = ["127.0.0.1", "localhost"];
const get = (headers: IncomingHttpHeaders) => isOwn({ method: "GET", headers }, NAMES);
const post = (headers: IncomingHttpHeaders) => isOwn({ method: "POST", headers }, NAMES);
const HOST = "127.0.0.1:7475";
const OWN = { host: HOST, origin: `http://${HOST}` };

describe("a request of the console's own page", () => {
  it("names the console, on whichever port a tunnel ends", () => {
    expect([get({ host: HOST }), get({ host: "localhost:9000" }), get({ host: "127.0.0.1" })]).toEqual([
      true,
      true,
      true,
    ]);
  });

  it.each([
    "evil.example:7475",
    "127.0.0.1.evil.example",
    "evil.example",
    "127.0.0.1:7475@evil.example",
    "127.0.0.2",
    "",
  ])("is none of a name that leads here from elsewhere: %s", (host) => {
    expect(get({ host })).toBe(false);
    expect(post({ host, origin: `http://${host}` })).toBe(false);
  });

  it("comes with its origin when it asks for something", () => {
    expect(post(OWN)).toBe(true);
    expect(post({ host: HOST })).toBe(false);
    for (const origin of ["null", "http://evil.example", "http://127.0.0.1:8000", `https://${HOST}`])
      expect([post({ host: HOST, origin }), get({ host: HOST, origin })], origin).toEqual([false, false]);
  });

  it("is not what a browser says another page sent; following a link is", () => {
    expect(post({ ...OWN, "sec-fetch-site": "cross-site" })).toBe(false);
    expect(get({ host: HOST, "sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors" })).toBe(false);
    expect(get({ host: HOST, "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate" })).toBe(true);
    expect(get({ host: HOST, "sec-fetch-site": "same-origin" })).toBe(true);
  });

  it("brings its session among other cookies", () => {
    expect(sessionOf({ cookie: "a=1; gaturum-console=abc; b=2" })).toBe("abc");
    expect([sessionOf({}), sessionOf({ cookie: "gaturum-consoles=abc" })]).toEqual([null, null]);
  });

  it("is read in the language that is asked for, then the browser's, in sunlight", () => {
    const look = (query: string, tongue?: string) =>
      lookOf(tongue === undefined ? {} : { "accept-language": tongue }, new URLSearchParams(query));
    expect(look("lang=sv&theme=dusk", "en")).toMatchObject({ language: "sv", theme: "dusk" });
    expect(look("", "de, sv;q=0.8, en;q=0.5")).toMatchObject({ language: "sv", theme: "sunlight" });
    expect(look("lang=<b>&theme=x")).toMatchObject({ language: "en", theme: "sunlight" });
  });
});
