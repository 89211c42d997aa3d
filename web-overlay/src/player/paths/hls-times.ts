import type Hls from 'hls.js';
import { captionsOf } from '../captions/caption-data';
import { Timeline } from '../clock/timeline';
import type { PathHost } from './media-path';

/** Where a media element that hls.js fills is, on the media engine's clock; and the captions on its way. */
export class HlsTimes {
  readonly #timeline = new Timeline();
  readonly #bases = new Map<number, number>(); // media time of second 0 of the element, by discontinuity
  #part = 0;

  /** Listens to hls.js from its beginning on. */
  follow(hls: Hls, { Events }: typeof Hls, host: PathHost): void {
    hls.on(Events.INIT_PTS_FOUND, (_, { frag, initPTS, timescale }) => {
      this.#bases.set(frag.cc, (initPTS / timescale) * 1_000);
    });
    hls.on(Events.FRAG_CHANGED, (_, { frag }) => {
      this.#part = frag.cc;
      this.#timeline.begin(frag.cc, this.mediaMs(frag.start) ?? 0);
    });
    hls.on(Events.FRAG_PARSING_USERDATA, (_, { frag, samples }) => {
      for (const { pts, bytes } of samples) {
        const ptsMs = this.mediaMs(pts, frag.cc);
        const fields = bytes && captionsOf(bytes);
        if (fields && ptsMs !== undefined) {
          host.captions(ptsMs, fields);
        }
      }
    });
  }

  /** Media time of a second of the element; `undefined` before its stretch was parsed. */
  mediaMs(currentTimeS: number, part = this.#part): number | undefined {
    const base = this.#bases.get(part);
    return base === undefined ? undefined : base + currentTimeS * 1_000;
  }

  epochAt(ptsMs: number): number {
    return this.#timeline.epochAt(ptsMs);
  }
}
