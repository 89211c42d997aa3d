const UNSEEN_MS = 250; // a page in the background has no frames

/** Runs something with the next frame, or soon where there is none. */
export function nextFrame(run: () => void): void {
  const now = () => {
    cancelAnimationFrame(frame);
    clearTimeout(late);
    run();
  };
  const frame = requestAnimationFrame(now);
  const late = setTimeout(now, UNSEEN_MS);
}
