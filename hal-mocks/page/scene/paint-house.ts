import { windowKey, type House } from "./houses.ts";
import { mix, rgb, type Rgb } from "./rgb.ts";

/** Where a house stands on the canvas. */
export type HousePlace = {
  readonly x: number;
  readonly baseY: number;
  readonly widthPx: number;
  readonly unitPx: number;
};

/** How its surfaces look now. */
export type HouseLook = {
  surface(colour: Rgb): string;
  readonly glass: string;
  /** null: as dark as the glass. */
  windowColour(window: number): string | null;
  shopColour(window: number): string | null;
};

const WALLS = ["#D8BD92", "#C79C78", "#CDBCA8", "#B9B5A2", "#D5C7AC", "#B88C76", "#C3AD88", "#AFA8A0"].map(rgb);
const ROOFS = ["#58534F", "#6B4A40", "#5E7870", "#494A50"].map(rgb);
const WHITE = rgb("#F4EFE4");
const SHADE = rgb("#3A3632");
const WOOD = rgb("#5A4334");
const AWNINGS = ["#7A3B36", "#3F5548", "#8A7A56", "#414F66"].map(rgb);

/** In design px. Only the ground floor is as high as people need it: the rest is further off. */
export const GROUND_PX = 40;
const STOREY_PX = 23;
const ROOF_PX = { mansard: 25, saddle: 21, attic: 12 } as const;

export const eavesPx = ({ storeys }: House): number => GROUND_PX + storeys * STOREY_PX;
export const heightPx = (house: House): number => eavesPx(house) + ROOF_PX[house.roof];

export function paintHouse(c: CanvasRenderingContext2D, house: House, place: HousePlace, look: HouseLook): void {
  const wall = WALLS[house.wallColour] ?? WHITE;
  const { x, baseY, widthPx, unitPx } = place;
  const eavesY = baseY - eavesPx(house) * unitPx;
  paintRoof(c, house, place, look);
  c.fillStyle = look.surface(wall);
  c.fillRect(x, eavesY, widthPx, baseY - eavesY);
  // The cornice, and its shadow.
  c.fillStyle = look.surface(mix(wall, WHITE, 0.45));
  c.fillRect(x - unitPx, eavesY - 2 * unitPx, widthPx + 2 * unitPx, 2.5 * unitPx);
  c.fillStyle = look.surface(mix(wall, SHADE, 0.3));
  c.fillRect(x, eavesY + 0.5 * unitPx, widthPx, 1.2 * unitPx);
  // The edge towards the neighbour.
  c.fillRect(x + widthPx - unitPx, eavesY, unitPx, baseY - eavesY);
  paintStoreys(c, house, place, look, wall);
  paintGround(c, house, place, look, wall);
}

function paintStoreys(
  c: CanvasRenderingContext2D,
  house: House,
  { x, baseY, widthPx, unitPx }: HousePlace,
  look: HouseLook,
  wall: Rgb,
): void {
  const bayPx = widthPx / house.bays;
  const frame = look.surface(mix(wall, WHITE, 0.5));
  const band = look.surface(mix(wall, SHADE, 0.16));
  const wide = 6.6 * unitPx;
  const high = 12.5 * unitPx;
  for (let storey = 0; storey < house.storeys; storey++) {
    const floorY = baseY - (GROUND_PX + storey * STOREY_PX) * unitPx;
    if (storey > 0 && storey % 2 === 0) {
      c.fillStyle = band;
      c.fillRect(x, floorY, widthPx, unitPx);
    }
    for (let bay = 0; bay < house.bays; bay++) {
      const left = x + (bay + 0.5) * bayPx - wide / 2;
      const top = floorY - 17.5 * unitPx;
      c.fillStyle = frame;
      c.fillRect(left - unitPx, top - unitPx, wide + 2 * unitPx, high + 2.4 * unitPx);
      c.fillStyle = look.windowColour(windowKey(house, storey + 1, bay)) ?? look.glass;
      c.fillRect(left, top, wide, high);
      c.fillStyle = frame;
      c.fillRect(left + wide / 2 - 0.35 * unitPx, top, 0.7 * unitPx, high);
      c.fillRect(left, top + 0.32 * high, wide, 0.6 * unitPx);
    }
    if (house.balconies && storey === 1) paintBalconies(c, house, x, bayPx, floorY, unitPx, look);
  }
}

function paintBalconies(
  c: CanvasRenderingContext2D,
  house: House,
  x: number,
  bayPx: number,
  floorY: number,
  unitPx: number,
  look: HouseLook,
): void {
  c.fillStyle = look.surface(SHADE);
  for (let bay = 1; bay < house.bays; bay += 3) {
    const left = x + bay * bayPx;
    c.fillRect(left - unitPx, floorY - 4 * unitPx, bayPx + 2 * unitPx, 1.2 * unitPx);
    c.fillRect(left - unitPx, floorY - 9.5 * unitPx, bayPx + 2 * unitPx, 0.7 * unitPx);
    for (let bar = 0; bar <= 5; bar++)
      c.fillRect(left + (bar / 5) * bayPx, floorY - 9.5 * unitPx, 0.6 * unitPx, 6 * unitPx);
  }
}

function paintGround(
  c: CanvasRenderingContext2D,
  house: House,
  { x, baseY, widthPx, unitPx }: HousePlace,
  look: HouseLook,
  wall: Rgb,
): void {
  const top = baseY - GROUND_PX * unitPx;
  const bayPx = widthPx / house.bays;
  c.fillStyle = look.surface(mix(wall, SHADE, 0.34));
  c.fillRect(x, top, widthPx, GROUND_PX * unitPx);
  c.fillStyle = look.surface(mix(wall, WHITE, 0.3));
  c.fillRect(x, top - unitPx, widthPx, 2 * unitPx);
  for (let bay = 0; bay < house.bays; bay += 2) {
    if (bay === house.doorBay || bay + 1 === house.doorBay) {
      paintDoor(c, x + house.doorBay * bayPx, baseY, bayPx, unitPx, look);
      continue;
    }
    const wide = Math.min(2, house.bays - bay) * bayPx - 4 * unitPx;
    const left = x + bay * bayPx + 2 * unitPx;
    const shop = windowKey(house, 0, bay);
    c.fillStyle = look.surface(mix(WOOD, wall, 0.25));
    c.fillRect(left - unitPx, top + 8 * unitPx, wide + 2 * unitPx, 32 * unitPx);
    c.fillStyle = look.shopColour(shop) ?? look.glass;
    c.fillRect(left, top + 9.5 * unitPx, wide, 24 * unitPx);
    c.fillStyle = look.surface(mix(WOOD, wall, 0.25));
    c.fillRect(left + wide / 2 - 0.4 * unitPx, top + 9 * unitPx, 0.8 * unitPx, 25 * unitPx);
    if (house.awning && bay % 4 === 0) paintAwning(c, house, left, top + 8 * unitPx, wide, unitPx, look);
  }
}

function paintDoor(
  c: CanvasRenderingContext2D,
  left: number,
  baseY: number,
  bayPx: number,
  unitPx: number,
  look: HouseLook,
): void {
  const high = 33 * unitPx;
  c.fillStyle = look.surface(mix(WOOD, WHITE, 0.45));
  c.fillRect(left + unitPx, baseY - high - 1.5 * unitPx, bayPx - 2 * unitPx, high + 1.5 * unitPx);
  c.fillStyle = look.surface(WOOD);
  c.fillRect(left + 2.2 * unitPx, baseY - high, bayPx - 4.4 * unitPx, high);
  c.fillStyle = look.glass;
  c.fillRect(left + 3.4 * unitPx, baseY - high + 2 * unitPx, bayPx - 6.8 * unitPx, 8 * unitPx);
}

function paintAwning(
  c: CanvasRenderingContext2D,
  house: House,
  left: number,
  top: number,
  wide: number,
  unitPx: number,
  look: HouseLook,
): void {
  c.fillStyle = look.surface(AWNINGS[house.key % AWNINGS.length] ?? WOOD);
  c.beginPath();
  c.moveTo(left, top);
  c.lineTo(left + wide, top);
  c.lineTo(left + wide + 2.5 * unitPx, top + 7 * unitPx);
  c.lineTo(left - 2.5 * unitPx, top + 7 * unitPx);
  c.fill();
}

function paintRoof(
  c: CanvasRenderingContext2D,
  house: House,
  { x, baseY, widthPx, unitPx }: HousePlace,
  look: HouseLook,
): void {
  const roof = ROOFS[house.roofColour] ?? SHADE;
  const eavesY = baseY - eavesPx(house) * unitPx;
  const high = ROOF_PX[house.roof] * unitPx;
  c.fillStyle = look.surface(mix(roof, SHADE, 0.35));
  for (const share of house.chimneys) {
    const left = x + share * widthPx;
    c.fillRect(left, eavesY - high - 9 * unitPx, 7 * unitPx, high + 9 * unitPx);
    c.fillRect(left - unitPx, eavesY - high - 10 * unitPx, 9 * unitPx, 2 * unitPx);
  }
  const inset = house.roof === "attic" ? 0 : (house.roof === "saddle" ? 15 : 7) * unitPx;
  c.fillStyle = look.surface(roof);
  c.beginPath();
  c.moveTo(x, eavesY);
  if (house.roof === "mansard") {
    c.lineTo(x + 0.6 * inset, eavesY - 0.72 * high);
    c.lineTo(x + 2.2 * inset, eavesY - high);
    c.lineTo(x + widthPx - 2.2 * inset, eavesY - high);
    c.lineTo(x + widthPx - 0.6 * inset, eavesY - 0.72 * high);
  } else {
    c.lineTo(x + inset, eavesY - high);
    c.lineTo(x + widthPx - inset, eavesY - high);
  }
  c.lineTo(x + widthPx, eavesY);
  c.fill();
  if (house.roof !== "attic") paintDormers(c, house, { x, baseY, widthPx, unitPx }, look, roof);
}

function paintDormers(
  c: CanvasRenderingContext2D,
  house: House,
  { x, baseY, widthPx, unitPx }: HousePlace,
  look: HouseLook,
  roof: Rgb,
): void {
  const bayPx = widthPx / house.bays;
  const floorY = baseY - eavesPx(house) * unitPx - 3.5 * unitPx;
  const front = look.surface(mix(roof, WHITE, 0.3));
  for (let bay = 1; bay < house.bays - 1; bay += 2) {
    const middle = x + (bay + 0.5) * bayPx;
    c.fillStyle = front;
    c.fillRect(middle - 4.5 * unitPx, floorY - 11 * unitPx, 9 * unitPx, 11 * unitPx);
    c.beginPath();
    c.moveTo(middle - 5.5 * unitPx, floorY - 11 * unitPx);
    c.lineTo(middle, floorY - 14.5 * unitPx);
    c.lineTo(middle + 5.5 * unitPx, floorY - 11 * unitPx);
    c.fill();
    c.fillStyle = look.windowColour(windowKey(house, 7, bay)) ?? look.glass;
    c.fillRect(middle - 2.8 * unitPx, floorY - 9.5 * unitPx, 5.6 * unitPx, 8.5 * unitPx);
  }
}
