import { realpathSync } from "node:fs";
import { createRequire } from "node:module";

// Loaded before a program in a booted root, whose kernel is the machine's own: it then says that its clock is synchronised.
// At night a post without a clock it can trust only burns, and a test may not set the clock of its machine.
const koffi = createRequire(realpathSync(process.argv[1]))("koffi");
const real = koffi.load;
koffi.load = (path) => {
  const library = real(path);
  const func = library.func.bind(library);
  const answers = (...words) => (String(words[0]).startsWith("int adjtimex(") ? () => 0 : func(...words));
  return Object.assign(Object.create(library), { func: answers });
};
