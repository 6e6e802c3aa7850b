import koffi from "koffi";

/**
 * Loaded before a device of a test (`node --import`): the kernel then says that its clock is synchronised, with no
 * error. At night a post without a clock it can trust only burns, and a test may not set the clock of its machine.
 */
const real = koffi.load.bind(koffi);
koffi.load = (path: string | null) => {
  const library = real(path);
  const func = library.func.bind(library) as (...words: unknown[]) => unknown;
  const answers = (...words: unknown[]) => (String(words[0]).startsWith("int adjtimex(") ? () => 0 : func(...words));
  return Object.assign(Object.create(library) as typeof library, { func: answers });
};
