/** The models of others that a city may speak. `lwm2m` is what uCIFI has become: objects of the LwM2M registry. */
export const MODELS = ["talq", "lwm2m", "ngsi"] as const;
export type Model = (typeof MODELS)[number];

/**
 * The name that another model has for a thing of ours. TALQ: `Function.attribute`. LwM2M: `object/resource Name`. NGSI:
 * the attribute of a Streetlight, or `OtherType.attribute`.
 */
export type Counterpart = {
  readonly name: string;
  /** As that model writes it: LwM2M's `/100` is a percent, NGSI's `1` a share of one. Absent: it has none. */
  readonly unit?: string;
  /** So many of our units make one of theirs; absent: 1. */
  readonly per?: number;
  /** Theirs is a whole number; ours may not be. */
  readonly whole?: true;
};

/**
 * One thing of ours and what others call it; a model that is absent has no counterpart. `ours` is a key of the config
 * file (`lamp.hold`), a value of a stream (`lamp-power.powerW`), a whole stream, or a word of a value
 * (`lamp-failure=lampFailure`). `unit` is that of the checked config or of the record, in UCUM.
 */
export type NameRow = {
  readonly ours: string;
  readonly kind: "config" | "value" | "event";
  readonly unit?: string;
  readonly note?: string;
} & { readonly [Name in Model]?: Counterpart };

type Rest = Omit<NameRow, "ours" | "kind" | "unit">;

export const configRow = (ours: string, unit: string | null, rest: Rest = {}): NameRow =>
  rowOf("config", ours, unit, rest);
export const valueRow = (ours: string, unit: string | null, rest: Rest = {}): NameRow =>
  rowOf("value", ours, unit, rest);
export const eventRow = (ours: string, rest: Rest = {}): NameRow => rowOf("event", ours, null, rest);

export const named = (name: string, unit?: string, per?: number): Counterpart => ({
  name,
  ...(unit === undefined ? {} : { unit }),
  ...(per === undefined ? {} : { per }),
});
export const wholly = (name: string, unit?: string, per?: number): Counterpart => ({
  ...named(name, unit, per),
  whole: true,
});

/** Our number in their unit. A lamp that is lit stays lit: a level that would round to 0 is 1. */
export function inTheirs({ per = 1, whole, unit }: Counterpart, value: number): number {
  const converted = value / per;
  if (whole !== true) return converted;
  const rounded = Math.round(converted) + 0;
  return rounded === 0 && value > 0 && LEVELS.has(unit) ? 1 : rounded;
}

/** A cell of a page: `ControlEffect.holdTime` s = ours / 1000. */
export function counterpartText(counterpart: Counterpart | undefined): string {
  if (counterpart === undefined) return "–";
  const { name, unit, per, whole } = counterpart;
  const told = unit === undefined ? "" : ` ${unit === "1" ? "0 to 1" : unit}`;
  return `\`${name}\`${told}${factorText(per)}${whole === true ? ", whole" : ""}`;
}

const factorText = (per: number | undefined): string => {
  if (per === undefined) return "";
  return per < 1 ? ` = ours × ${Math.round(1 / per)}` : ` = ours / ${per}`;
};
const LEVELS = new Set<string | undefined>(["%", "/100"]);

const rowOf = (kind: NameRow["kind"], ours: string, unit: string | null, rest: Rest): NameRow => ({
  ours,
  kind,
  ...(unit === null ? {} : { unit }),
  ...rest,
});
