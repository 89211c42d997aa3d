import type { Notice } from '../console/profiles';
import { count } from './format';

const seconds = (ms: number) => `${(ms / 1000).toFixed(1)}\u00a0s`;
const list = (names: readonly string[]) =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;

/** The profile of the event's media, in the desk's stream tab. */
export const profileWords = {
  profile: {
    title: 'Media profile',
    why: 'Which smaller qualities this server encodes, for viewers whose line does not bear the source, and how much players keep in hand.',
    inForce: 'In force',
    usual: 'Usual here',
    none: 'None: everybody gets the source.',
    rung: (name: string, height: number, kbps: number) =>
      `${name === `${height}p` ? name : `${name} (${height} lines)`} at ${count(kbps)} kbit/s`,
    encode: {
      watched: 'Each is encoded while somebody watches it.',
      always: 'Each is encoded all the time, watched or not.',
    },
    delay: (ms: number) => `Players of HLS are told to stay ${seconds(ms)} behind.`,
    leftOut: (names: readonly string[]) => `Not now: ${list(names)}, since the source is no larger.`,
    others: 'Switch to another profile',
    how: 'It takes hold at once, disconnects nobody, and leaves the source as it is; the lengths of HLS follow when the server starts anew. The switch is on record.',
    notice,
    switch: (name: string) => `Switch to ${name}`,
    done: (name: string) => `The profile is ${name} now. Nobody was disconnected.`,
    back: (name: string) => `The profile is ${name} again.`,
  },
};

function notice({ gone, fresh, changed, encode }: Notice): string {
  const sentences = [
    gone.length > 0 &&
      `Who watches ${list(gone)} gets the source, which needs a faster line, until another quality is chosen.`,
    fresh.length > 0 &&
      `Players get ${list(fresh.map(({ name }) => name))} to choose, from the next key frame on.`,
    ...changed.map(({ name, from, to }) =>
      from.kbps === to.kbps
        ? `${name} becomes ${to.height > from.height ? 'larger' : 'smaller'}: ${to.height} lines instead of ${from.height}.`
        : `${name} becomes ${to.kbps > from.kbps ? 'finer' : 'coarser and easier on the line'}: ${count(to.kbps)} instead of ${count(from.kbps)} kbit/s.`,
    ),
    encode === 'always' && 'Whoever chooses a quality sees it without a wait.',
    encode === 'watched' && 'The first to choose a quality sees the source for a moment.',
  ].filter((sentence): sentence is string => typeof sentence === 'string');
  return sentences.length > 0 ? `Viewers notice: ${sentences.join(' ')}` : 'Viewers notice nothing.';
}
