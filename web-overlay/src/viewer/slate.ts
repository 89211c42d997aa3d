import type { Phase, Stream } from '../room/records';
import { words } from '../words/strings';

export interface Slate {
  readonly title: string;
  readonly text: string;
}

/** What to say in place of the picture, from where the show and the stream stand; nothing while all is well. */
export function slateFor(phase: Phase | undefined, stream: Stream | undefined): Slate | undefined {
  if (phase === 'ended' || phase === 'replay') {
    return { title: words.stage.endedTitle, text: words.stage.ended };
  }
  switch (stream?.state) {
    case 'LIVE':
    case 'BACKUP':
      return undefined;
    case 'GRACE':
      return { title: words.stage.graceTitle, text: words.stage.grace };
    case 'SLATE':
      return { title: words.stage.slateTitle, text: words.stage.slate };
    default:
      if (phase === 'live') {
        return { title: words.stage.soonTitle, text: words.stage.soon };
      }
      return phase === undefined ? undefined : { title: words.stage.beforeTitle, text: words.stage.before };
  }
}

export function isOver(phase: Phase | undefined): boolean {
  return phase === 'ended' || phase === 'replay';
}

const FIRST_THUMBNAIL_MS = 10_000;

/** Whether the stream has run for long enough to have left a thumbnail. */
export function hasPoster(stream: Stream | undefined, nowMs: number): boolean {
  return (
    stream?.state === 'LIVE' &&
    stream.since !== undefined &&
    nowMs - Date.parse(stream.since) > FIRST_THUMBNAIL_MS
  );
}
