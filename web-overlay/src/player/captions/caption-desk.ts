import { type CaptionScreen, Cta608Parser } from '@svta/cml-608';
import type { FieldPairs } from './caption-data';

/** What is to be read: lines from the top down, and whether they stand in the upper half of the picture. */
export interface CaptionText {
  readonly lines: readonly string[];
  readonly above: boolean;
}

const CHANNELS = ['CC1', 'CC2', 'CC3', 'CC4'] as const;
export type Channel = (typeof CHANNELS)[number];

const MOST_WAITING = 2_000; // frames with captions, a minute and more
const BACK_MS = 500; // the playhead went back: what stood there is not known any more
const STALE_MS = 16_000; // text that nobody erases goes by itself (CEA-608, C.9)
const LINES = 15;
const NOTHING: CaptionText = { lines: [], above: false };

/**
 * The captions of a stream. Data waits here until the picture it came with is on the screen, so captions are in step by
 * whatever path the picture comes, and roll up letter by letter as they were written.
 */
export class CaptionDesk {
  readonly #waiting: { ptsMs: number; fields: FieldPairs }[] = [];
  #shown = new Map<Channel, CaptionText>();
  #writtenMs = new Map<Channel, number>();
  #fields = this.#parsers();
  #nowMs = Number.NEGATIVE_INFINITY;
  #text: CaptionText = NOTHING;

  /** Takes what a frame carries, in any order; what has come before, or whose time has passed, is left. */
  take(ptsMs: number, fields: FieldPairs): void {
    let at = this.#waiting.length;
    while (at > 0 && this.#waiting[at - 1]!.ptsMs > ptsMs + 0.5) {
      at--;
    }
    const known = at > 0 && ptsMs - this.#waiting[at - 1]!.ptsMs < 0.5;
    if (known || ptsMs <= this.#nowMs + 0.5) {
      return;
    }
    this.#waiting.splice(at, 0, { ptsMs, fields });
    if (this.#waiting.length > MOST_WAITING) {
      this.#waiting.shift();
    }
  }

  /** The picture of a time is on the screen. @returns whether there is something else to read */
  at(ptsMs: number): boolean {
    if (ptsMs < this.#nowMs - BACK_MS) {
      this.forget();
    }
    this.#nowMs = Math.max(this.#nowMs, ptsMs);
    while (this.#waiting.length > 0 && this.#waiting[0]!.ptsMs <= ptsMs + 0.5) {
      const { ptsMs: at, fields } = this.#waiting.shift()!;
      this.#fields.forEach((field, i) => {
        field.take(at, fields[i as 0 | 1]);
      });
    }
    for (const [channel, writtenMs] of this.#writtenMs) {
      if (ptsMs - writtenMs > STALE_MS) {
        this.#shown.set(channel, NOTHING);
      }
    }
    const channel = this.channel;
    const text = (channel && this.#shown.get(channel)) || NOTHING;
    const other = text.above !== this.#text.above || text.lines.join('\n') !== this.#text.lines.join('\n');
    this.#text = text;
    return other;
  }

  /** What is to be read now. */
  get text(): CaptionText {
    return this.#text;
  }

  /** The channel that is shown: the first of those that have had text; `undefined` while none has. */
  get channel(): Channel | undefined {
    return CHANNELS.find((channel) => this.#shown.has(channel));
  }

  /** Another publisher begins; what waits is its own. */
  erase(): void {
    this.#shown.clear();
    this.#writtenMs.clear();
    this.#fields = this.#parsers();
  }

  /** Another stream, or another place in it. */
  forget(): void {
    this.#waiting.length = 0;
    this.#shown.clear();
    this.#writtenMs.clear();
    this.#fields = this.#parsers();
    this.#nowMs = Number.NEGATIVE_INFINITY;
    this.#text = NOTHING;
  }

  #parsers() {
    const written = (channel: Channel, atMs: number, text: CaptionText) => {
      if (text.lines.length > 0 || this.#shown.has(channel)) {
        this.#shown.set(channel, text);
        this.#writtenMs.set(channel, atMs);
      }
    };
    return [new Field(1, ['CC1', 'CC2'], written), new Field(3, ['CC3', 'CC4'], written)];
  }
}

/** One field's decoder. The library tells of a screen when it ends; a split at each time tells of the one that begins. */
class Field {
  readonly #parser: Cta608Parser;
  readonly #screens: [CaptionText, CaptionText] = [NOTHING, NOTHING];

  constructor(
    first: 1 | 3,
    readonly channels: readonly [Channel, Channel],
    readonly written: (channel: Channel, atMs: number, text: CaptionText) => void,
  ) {
    const output = (i: 0 | 1) => ({
      newCue: (_from: number, _to: number, screen: CaptionScreen) => {
        this.#screens[i] = read(screen);
      },
    });
    this.#parser = new Cta608Parser(first, output(0), output(1));
  }

  take(ptsMs: number, pairs: readonly number[]): void {
    if (pairs.length === 0) {
      return;
    }
    this.#parser.addData(ptsMs / 1_000, [...pairs]);
    this.#screens.fill(NOTHING);
    this.#parser.cueSplitAtTime(ptsMs / 1_000);
    this.channels.forEach((channel, i) => {
      this.written(channel, ptsMs, this.#screens[i as 0 | 1]);
    });
  }
}

function read(screen: CaptionScreen): CaptionText {
  const rows = screen.rows.map((row) => row.getTextString().trimEnd());
  const last = rows.findLastIndex((row) => row !== '');
  return {
    lines: rows.map((row) => row.trim()).filter((row) => row !== ''),
    above: last >= 0 && last < LINES / 2,
  };
}
