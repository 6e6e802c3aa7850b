import { circuitOf, powerStateOf, type Circuit, type KnownPost, type PowerState } from "./ngsi.ts";
import { known, relationship, urn, type Facts } from "./ngsi-entity.ts";

/** The circuits that these posts hang on, each as a StreetlightGroup. A post without cabinet or phase is in none. */
export function groupsOf(posts: readonly KnownPost[]): readonly Facts[] {
  const hanging = posts.flatMap((post) => known(circuitOf(post.birth), (circuit) => ({ post, circuit })));
  const groups = Map.groupBy(hanging, ({ circuit }) => circuit.group);
  return [...groups.values()].flatMap(([first, ...rest]) =>
    first === undefined ? [] : [groupOf(first.circuit, [first.post, ...rest.map(({ post }) => post)])],
  );
}

/** The worst of its members: never off while one is lit, and nothing at all while one that may be lit is not known. */
export function groupPowerState(states: readonly (PowerState | null)[]): PowerState | null {
  if (states.includes("on")) return "on";
  if (states.includes("low")) return "low";
  return states.includes(null) ? null : "off";
}

function groupOf({ name, group, cabinet }: Circuit, posts: readonly KnownPost[]): Facts {
  const places = posts.map(({ birth: { asset } }) => [asset.place.longitudeDeg, asset.place.latitudeDeg]);
  const members = posts.map(({ birth: { tenant, device } }) => urn("Streetlight", tenant, device));
  return {
    id: group,
    type: "StreetlightGroup",
    attributes: [
      { name: "location", kind: "geo", value: { type: "MultiPoint", coordinates: places } },
      { name: "circuitId", kind: "property", value: name },
      relationship("refStreetlight", members),
      relationship("refStreetlightControlCabinet", cabinet),
      ...known(groupPowerState(posts.map(powerStateOf)), (value) => ({
        name: "powerState",
        kind: "property" as const,
        value,
      })),
    ],
  };
}
