/** The light of one lamp, as an eye sees it. */
export type LampShining = { readonly atM: number; readonly share: number };

/** Nobody sees a smaller change. */
const SAME_SHARE = 1 / 255;
/** A lamp that kept its light so long will usually keep it for longer. */
const STEADY_FRAMES = 10;

/** Which lamps keep their light, so that they need not be drawn again with each frame. */
export class SteadyLamps {
  #seen = new Map<number, { readonly share: number; readonly frames: number }>();

  /** Call once a frame with the lamps in view. */
  of(lamps: readonly LampShining[]): readonly LampShining[] {
    const next = new Map<number, { readonly share: number; readonly frames: number }>();
    for (const { atM, share } of lamps) {
      const was = this.#seen.get(atM);
      const keeps = was !== undefined && Math.abs(was.share - share) <= SAME_SHARE;
      next.set(atM, keeps ? { share: was.share, frames: was.frames + 1 } : { share, frames: 0 });
    }
    this.#seen = next;
    return lamps.flatMap(({ atM }) => {
      const { share, frames } = next.get(atM) ?? { share: 0, frames: 0 };
      return frames >= STEADY_FRAMES ? [{ atM, share }] : [];
    });
  }
}

type Paint = (c: CanvasRenderingContext2D, lamps: readonly LampShining[]) => void;

/** The backdrop with the light of all steady lamps on it, painted anew only when one of them or the backdrop changes. */
export class LitStreet {
  readonly #canvas = document.createElement("canvas");
  readonly #steady = new SteadyLamps();
  #holds = "";

  /** Lays street and light on the canvas, in its own pixels; `paint` draws the light of lamps. */
  draw(
    c: CanvasRenderingContext2D,
    backdrop: HTMLCanvasElement,
    repainted: boolean,
    lamps: readonly LampShining[],
    paint: Paint,
  ): void {
    const steady = this.#steady.of(lamps);
    const holds = steady.map(({ atM, share }) => `${atM} ${share}`).join();
    if (repainted || steady.length === 0) {
      this.#holds = "";
      lay(c, backdrop);
      paint(c, lamps);
      return;
    }
    if (holds !== this.#holds) {
      this.#renew(backdrop, steady, paint);
      this.#holds = holds;
    }
    lay(c, this.#canvas);
    const held = new Set(steady.map(({ atM }) => atM));
    paint(
      c,
      lamps.filter(({ atM }) => !held.has(atM)),
    );
  }

  #renew(backdrop: HTMLCanvasElement, steady: readonly LampShining[], paint: Paint): void {
    if (this.#canvas.width !== backdrop.width || this.#canvas.height !== backdrop.height) {
      this.#canvas.width = backdrop.width;
      this.#canvas.height = backdrop.height;
    }
    const own = this.#canvas.getContext("2d", { alpha: false });
    if (own === null) return;
    lay(own, backdrop);
    paint(own, steady);
  }
}

function lay(c: CanvasRenderingContext2D, picture: HTMLCanvasElement): void {
  c.setTransform(1, 0, 0, 1, 0, 0);
  c.drawImage(picture, 0, 0);
}
