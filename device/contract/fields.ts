import { z } from "zod";

/**
 * The kinds of field that a record's values are made of. Each carries its meaning and its unit (UCUM) into the JSON
 * Schema, the birth and `docs/contract.md`; a message itself never carries a unit.
 */
export const share = (meaning: string) => z.number().min(0).max(100).meta(unit("%", meaning));
export const count = (meaning: string) => z.int().min(0).meta({ description: meaning });
/** A quantity with its unit; `min` and `max` are what can be meant, not what is likely. */
export const quantity = (ucum: string, min: number, max: number, meaning: string) =>
  z.number().min(min).max(max).meta(unit(ucum, meaning));
export const flag = (meaning: string) => z.boolean().meta({ description: meaning });
/** Of an alarm. */
export const active = flag("true: it began; false: it is over");
/** One of a closed list. */
export const choice = <const Words extends readonly [string, ...string[]]>(words: Words, meaning: string) =>
  z.enum(words).meta({ description: meaning });
/** A name from a list that grows: a cause, a state, a part. */
export const word = (meaning: string) =>
  z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/)
    .meta({ description: meaning });
/** A sentence for a person; nothing may be decided from it. */
export const sentence = (meaning: string) => z.string().max(500).meta({ description: meaning });
/** Words from a list that grows, such as the blocks of a bin. */
export const words = (meaning: string) => z.array(word("one of them")).max(32).meta({ description: meaning });
/** A local date, `2026-11-25`. */
export const date = (meaning: string) => z.iso.date().meta({ description: meaning });
export const hash = (meaning: string) =>
  z
    .string()
    .regex(/^[0-9a-f]{16}$/)
    .meta({ description: meaning });

const unit = (ucum: string, meaning: string) => ({ "x-unit": ucum, description: meaning });
