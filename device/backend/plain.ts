/** Text of others for a terminal: what would move a cursor or ring a bell is shown as `?`. */
export const plain = (text: string): string => text.replace(/[\u0000-\u001f\u007f-\u009f]/g, "?");
