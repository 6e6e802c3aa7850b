/** What moves a cursor or rings a bell, C1 included, and what shows the letters around it in another order. */
const NOT_SHOWN = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/** Text of others for a terminal: what would do something there is shown as `?`. */
export const plain = (text: string): string => text.replace(NOT_SHOWN, "?");

/** JSON of others, which a terminal may be shown too: the same value, of which it obeys nothing. */
export const plainJson = (value: object): string =>
  JSON.stringify(value).replace(NOT_SHOWN, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`);
