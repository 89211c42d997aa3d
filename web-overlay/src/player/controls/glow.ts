const EVERY_MS = 600;

/**
 * Light from the picture falls on the wall around it. Blurred while it is 64 pixels wide, so that scaling it up costs
 * nothing each frame, as a blur of the whole wall would where there is no graphics card.
 */
export class Glow {
  #at = 0;

  /** For each picture; it looks at few of them. */
  shine(wall: HTMLCanvasElement | undefined, picture: CanvasImageSource, nowMs: number): void {
    if (nowMs - this.#at < EVERY_MS) {
      return;
    }
    this.#at = nowMs;
    const lit = wall?.classList.contains('lit') ?? false;
    const pen = wall?.getContext('2d');
    if (!wall || !pen || document.hidden || (lit && matchMedia('(prefers-reduced-motion: reduce)').matches)) {
      return;
    }
    pen.filter = 'blur(4px) saturate(1.5)';
    pen.globalAlpha = lit ? 0.35 : 1;
    pen.drawImage(picture, 12, 9, 40, 22);
    wall.classList.add('lit');
  }
}
