import { MemoryUno } from "../drivers/firmata/memory-uno.ts";
import { boardPartsConformance } from "./board-parts.ts";

boardPartsConformance("an Uno of memory", () => new MemoryUno());
