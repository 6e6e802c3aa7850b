/** A GPIO chip as sysfs tells of it. The number of its first line differs from kernel to kernel. */
export type NumberedChip = { readonly label: string; readonly base: number; readonly lines: number };
export type FoundNumber =
  | { readonly ok: true; readonly number: number }
  /** What is wrong and what to do, for the person at the post. */
  | { readonly ok: false; readonly detail: string };

/** On these chips, those of the header of a Raspberry Pi, GPIO17 is line 17. sysfs itself knows no names. */
const HEADER = /^pinctrl-(?:bcm\d+|rp1)$/;
const BY_NAME = /^GPIO(\d+)$/;

/** The number by which sysfs knows `pinctrl-bcm2711/17`, or `GPIO17` of a Raspberry Pi. */
export function findNumber(chips: readonly NumberedChip[], line: string): FoundNumber {
  const named = BY_NAME.exec(line)?.[1];
  const slash = line.lastIndexOf("/");
  const offset = Number(named ?? line.slice(slash + 1));
  const having = chips.filter(({ label }) =>
    named === undefined ? label === line.slice(0, slash) : HEADER.test(label),
  );
  const [chip, other] = having;
  const here = chips.map(({ label, lines }) => `${label} (${lines} lines)`).join(", ");
  if (chip === undefined) {
    const wrong = named === undefined ? `there is no such chip` : `sysfs knows no names of lines`;
    return { ok: false, detail: `${line}: ${wrong}. Write CHIP/NUMBER with one of the chips here: ${here || "none"}.` };
  }
  if (other !== undefined) return { ok: false, detail: `${line}: two chips are labelled ${chip.label}.` };
  if (offset < chip.lines) return { ok: true, number: chip.base + offset };
  return { ok: false, detail: `${chip.label} has no line ${offset}: its lines are 0 to ${chip.lines - 1}.` };
}
