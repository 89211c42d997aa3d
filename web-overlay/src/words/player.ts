import { count, countdown } from './format';

/** What the player says. */
export const playerWords = {
  player: {
    picture: 'Live picture',
    controls: 'Picture controls',
    play: 'Play',
    pause: 'Pause',
    mute: 'Sound off',
    unmute: 'Sound on',
    soundOn: 'Sound on',
    volume: 'Volume',
    live: 'Live',
    toLive: 'Jump to the live picture',
    backToLive: 'Back to live',
    skipBack: 'Back 10 seconds',
    skipOn: 'On 10 seconds',
    moment: 'Moment of the show',
    ago: (time: string) => `${time} ago`,
    notRewound: 'What was shown before cannot be shown again here.',
    delay: (ms: number) =>
      ms < 95
        ? 'under 0.1 s behind'
        : ms < 9_950
          ? `${(ms / 1000).toFixed(1)} s behind`
          : ms < 59_500
            ? `${Math.round(ms / 1000)} s behind`
            : `${countdown(ms)} behind`,
    full: 'Full screen',
    leaveFull: 'Leave full screen',
    pip: 'Picture in picture',
    figures: 'Stream figures',
    captions: 'Captions',
    quality: 'Quality',
    audio: 'Audio',
    soundNumber: (number: number) => `Sound ${number}`,
    auto: 'Auto',
    autoNow: (rung: string) => `Auto · ${rung}`,
    source: 'Source',
    waiting: 'Waiting for the next picture. It continues by itself.',
    unsupportedTitle: 'This browser cannot show the picture',
    unsupportedCodec: (codec: string) =>
      `The show is sent in ${codecName(codec)}, and this browser has no decoder for it. ${
        codecName(codec).startsWith('HEVC')
          ? 'Safari can show it, and so can Chrome and Edge on most newer devices.'
          : 'A current Chrome, Edge or Firefox can show it.'
      } Chat works here.`,
    unsupported:
      'It has no way to play a live stream. A current Chrome, Edge, Firefox or Safari can. Chat works here.',
  },

  paths: {
    codec: (codec: string) =>
      `The show is sent in ${codecName(codec)}, which this browser cannot decode; this is the server’s H.264 of it.`,
    best: 'The fastest this browser can do.',
    rewound: 'This is the recording of what was shown before.',
    stalls: (from: string) =>
      `The picture stood still too often by ${pathName(from)}; this one has more in hand.`,
    failed: (from: string, why: string) => `By ${pathName(from)} it did not go on. ${why}`,
    climbed: (to: string) => `Calm for a while, so ${pathName(to)} is tried again.`,
  },

  stats: {
    path: 'Path',
    why: 'Why this one',
    rung: 'Quality',
    sync: 'Sound after picture',
    syncValue: (ms: number) => `${ms > 0 ? '+' : ''}${Math.round(ms)} ms`,
    picture: 'Picture',
    behind: 'Behind newest',
    cushion: 'Cushion',
    rate: 'Speed',
    bitrate: 'Received',
    frames: 'Frames',
    framesValue: (shown: number, dropped: number) => `${count(shown)} shown, ${count(dropped)} dropped`,
    stalls: 'Stalls',
    media: 'Media time · epoch',
    codecs: 'Codecs',
  },
};

function codecName(codec: string): string {
  const names: Record<string, string> = {
    hvc1: 'HEVC (H.265)',
    hev1: 'HEVC (H.265)',
    av01: 'AV1',
    avc1: 'H.264',
  };
  return names[codec.split('.')[0] ?? ''] ?? codec;
}

function pathName(kind: string): string {
  return { frames: 'WebCodecs', mse: 'MSE', 'll-hls': 'LL-HLS', hls: 'HLS' }[kind] ?? kind;
}
