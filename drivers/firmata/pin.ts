/** `arduino-1/A0` is the pin 0 of the analog ones of `arduino-1`; the config has checked its form. */
export function pinOf(line: string): { readonly board: string; readonly pin: number } {
  const slash = line.lastIndexOf("/");
  return { board: line.slice(0, slash), pin: Number(line.slice(slash + 1).replace("A", "")) };
}
