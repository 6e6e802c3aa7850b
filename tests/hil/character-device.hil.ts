import { CharacterDevice } from "../../drivers/gpio/character-device.ts";
import { linePartsConformance } from "../conformance/line-parts.ts";
import { simBoard } from "./sim-board.ts";

linePartsConformance("the character device", () => simBoard(new CharacterDevice()));
