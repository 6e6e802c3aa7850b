const formats = new Map<string, Intl.DateTimeFormat>();
const TIME: Intl.DateTimeFormatOptions = { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" };
const DATE: Intl.DateTimeFormatOptions = { weekday: "short", day: "numeric", month: "short" };

/** Wall time at the place, from epoch ms: `15:35:07`, and `Wed 25 Nov 15:35`. */
export const timeText = (wall: number, timeZone: string): string => text(wall, { ...TIME, timeZone });
export const wallText = (wall: number, timeZone: string): string =>
  `${text(wall, { ...DATE, timeZone }).replace(",", "")} ${timeText(wall, timeZone).slice(0, 5)}`;

function text(wall: number, options: Intl.DateTimeFormatOptions): string {
  const key = JSON.stringify(options);
  const format = formats.get(key) ?? new Intl.DateTimeFormat("en-GB", options);
  formats.set(key, format);
  return format.format(new Date(wall));
}
