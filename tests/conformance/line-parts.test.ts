import { MemoryBoard } from "../drivers/gpio/memory-board.ts";
import { linePartsConformance } from "./line-parts.ts";

linePartsConformance("a board of memory", () => new MemoryBoard());
