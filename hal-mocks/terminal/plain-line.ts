import type { StreetPicture } from "./street-picture.ts";

/** The street in one line, for a pipe or a log: what is shown once a second where there is no terminal. */
export function plainLine(picture: StreetPicture): string {
  const { place, wallTime, posts, bins, city, loop } = picture;
  const levels = posts.map(
    ({ levelPct, faulty }) => `${levelPct === null ? "-" : Math.round(levelPct)}${faulty ? "!" : ""}`,
  );
  const fills = bins.map(
    ({ name, fillPct, state, latched, faulty }) =>
      `${name} ${fillPct === null ? "?" : Math.round(fillPct)} % ${state}${latched || faulty ? "!" : ""}`,
  );
  const reach = [city.networkUp === false ? "network cut" : "", city.clockLost ? "clock lost" : ""].filter(
    (word) => word !== "",
  );
  return [
    `${place}, ${wallTime}`,
    `lamps ${levels.join(" ")} %`,
    ...fills,
    `${city.online ?? "-"}/${city.total} online`,
    `${city.waiting ?? "-"} waiting`,
    ...reach,
    loop === null ? "late -" : `late ${loop.late}/${loop.cycles}`,
  ].join("  ");
}
