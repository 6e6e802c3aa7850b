import type { NeighbourhoodConfig } from "../../../config/device-config.ts";
import type { Peer } from "./neighbourhood.ts";

/** The posts of a config with their side of the path, and their place on it counted from here. */
export function peersOf(posts: NeighbourhoodConfig["posts"]): readonly Peer[] {
  const nearestFirst = [...posts].sort((one, other) => Math.abs(one.distanceM) - Math.abs(other.distanceM));
  const ranks = { ahead: 0, behind: 0 };
  return nearestFirst.map(({ name, distanceM }): Peer => {
    const isAhead = distanceM > 0;
    const rank = (ranks[isAhead ? "ahead" : "behind"] += 1);
    return { name, side: isAhead ? 1 : -1, rank };
  });
}
