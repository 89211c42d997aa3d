/** What the keyboard can do with a player. */
export interface KeyTarget {
  togglePlay(): void;
  toggleSound(): void;
  toggleFull(): Promise<void>;
  togglePip(): Promise<void>;
  toggleFigures(): void;
  toLive(): void;
  louder(by: number): void;
  toggleCaptions(): void;
  /** Shows what was so many seconds before, or after, what is on the screen. */
  skip(byS: number): void;
}

/** Whether keys belong to what has the focus. */
export function typing(element: HTMLElement | undefined): boolean {
  return (
    element !== undefined &&
    (element.isContentEditable ||
      element.tagName === 'TEXTAREA' ||
      element.tagName === 'SELECT' ||
      (element.tagName === 'INPUT' && (element as HTMLInputElement).type !== 'range'))
  );
}

const ACTIVE = new Set(['BUTTON', 'A', 'SUMMARY']);
const LOUDER = 0.1;

/** How far a press goes back or on. */
export const SKIP_S = 10;

/**
 * What a key does, `undefined` when it is not the player's.
 *
 * @param within whether the focus is within the player; else the arrows are left to the page, which scrolls by them
 */
export function keyAction(
  pressed: KeyboardEvent,
  target: KeyTarget,
  within: boolean,
): (() => void) | undefined {
  const from = pressed.composedPath()[0] as HTMLElement | undefined;
  if (pressed.defaultPrevented || pressed.ctrlKey || pressed.metaKey || pressed.altKey || typing(from)) {
    return undefined;
  }
  const onSlider = from?.tagName === 'INPUT';
  const inMenu = from?.closest?.('[role="menu"]') != null;
  switch (pressed.key) {
    case ' ':
      return ACTIVE.has(from?.tagName ?? '') ? undefined : () => target.togglePlay();
    case 'k':
      return () => target.togglePlay();
    case 'm':
      return () => target.toggleSound();
    case 'f':
      return () => void target.toggleFull();
    case 'i':
      return () => void target.togglePip();
    case 'c':
      return () => target.toggleCaptions();
    case 'j':
      return () => target.skip(-SKIP_S);
    case 'l':
      return () => target.toLive();
    case '?':
      return () => target.toggleFigures();
    case 'ArrowLeft':
      return !within || onSlider || inMenu ? undefined : () => target.skip(-SKIP_S);
    case 'ArrowRight':
      return !within || onSlider || inMenu ? undefined : () => target.skip(SKIP_S);
    case 'ArrowUp':
      return !within || onSlider || inMenu ? undefined : () => target.louder(LOUDER);
    case 'ArrowDown':
      return !within || onSlider || inMenu ? undefined : () => target.louder(-LOUDER);
    default:
      return undefined;
  }
}
