/** A GPIO chip as the kernel tells of it; `names` has one entry a line, empty where the line has none. */
export type Chip = { readonly path: string; readonly label: string; readonly names: readonly string[] };
export type Found =
  | { readonly ok: true; readonly path: string; readonly offset: number }
  /** What is wrong and what to do, for the person at the post. */
  | { readonly ok: false; readonly detail: string };

/**
 * Finds `GPIO17`, the name of a line on whichever chip, or `pinctrl-bcm2711/17`, the chip by its label. Never by the
 * chip's number: on the Raspberry Pi 5 the header moved from gpiochip4 to gpiochip0 with a new kernel.
 */
export function findLine(chips: readonly Chip[], line: string): Found {
  const slash = line.lastIndexOf("/");
  return slash === -1 ? byName(chips, line) : byLabel(chips, line.slice(0, slash), Number(line.slice(slash + 1)));
}

function byName(chips: readonly Chip[], name: string): Found {
  const having = chips.filter(({ names }) => names.includes(name));
  const [chip, other] = having;
  if (chip === undefined) {
    return refused(`no GPIO chip has a line called ${name}: write CHIP/NUMBER instead. ${chipsHere(chips)}`);
  }
  const offset = chip.names.indexOf(name);
  const again = chip.names.lastIndexOf(name);
  if (other === undefined && again === offset) return { ok: true, path: chip.path, offset };
  const second = other === undefined ? `${chip.label}/${again}` : `${other.label}/${other.names.indexOf(name)}`;
  return refused(`two lines are called ${name}: write ${chip.label}/${offset} or ${second}, whichever is meant.`);
}

function byLabel(chips: readonly Chip[], label: string, offset: number): Found {
  const [chip, other] = chips.filter((each) => each.label === label);
  if (chip === undefined) return refused(`there is no GPIO chip ${label}. ${chipsHere(chips)}`);
  if (other !== undefined) {
    return refused(`${chip.path} and ${other.path} are both labelled ${label}: name the line itself, as GPIO17.`);
  }
  const { length } = chip.names;
  if (offset < length) return { ok: true, path: chip.path, offset };
  return refused(`${label} has no line ${offset}: its lines are 0 to ${length - 1}.`);
}

const refused = (detail: string): Found => ({ ok: false, detail });

const chipsHere = (chips: readonly Chip[]): string =>
  chips.length === 0
    ? "There is no chip at all."
    : `The chips here: ${chips.map(({ label, names }) => `${label} (${names.length} lines)`).join(", ")}.`;
