/** What the fake server says of a stream: well, but for the probes that a story names. */
const WELL = [
  ['codec', 0, 0, ''],
  ['b-frames', 0, 2, 'ms'],
  ['gop', 1000, 4000, 'ms'],
  ['frame-rate', 34, 50, 'ms'],
  ['timestamps', 0, 0, 'ms'],
  ['audio', 0, 3000, 'ms'],
  ['frames', 0, 0, 'frames'],
  ['frame-size', 0, 0, 'bytes'],
  ['black', 2.1, 98, '%'],
  ['frozen', 4.6, 0.1, '%'],
  ['silence', -5.3, -60, 'dBFS'],
  ['clipping', 0, 0.1, '%'],
  ['quiet', -21.4, -33, 'LUFS'],
  ['loud', -21.4, -10, 'LUFS'],
  ['av-offset', 38, 300, 'ms'],
];

export function probes(troubles = []) {
  return WELL.map(([probe, value, threshold, unit]) => ({
    probe,
    state: 'ok',
    value,
    threshold,
    unit,
    sentence: '',
    runbook: '',
    ...troubles.find((trouble) => trouble.probe === probe),
  }));
}

export const TROUBLES = [
  {
    probe: 'silence',
    state: 'bad',
    value: -78,
    sentence:
      'There has been no sound for 21 s: check that the microphone is not muted and the right device is chosen.',
    runbook: 'media/silence',
  },
  {
    probe: 'b-frames',
    state: 'warn',
    value: 67,
    sentence:
      'The encoder sends B-frames, which delays the picture by up to 67 ms and makes phones stutter. In OBS, Settings → Output → Max B-frames → 0, or with x264 Tune → zerolatency; in ffmpeg, -bf 0.',
    runbook: 'publisher/b-frames',
  },
  {
    probe: 'frozen',
    state: 'warn',
    value: 0.02,
    sentence:
      'The picture has not moved for 12 s: check the camera and the capture card, or say that this is meant.',
    runbook: 'media/frozen',
  },
];

export const WATCHING = {
  sittings: 214,
  playing: 206,
  paths: { frames: 171, mse: 29, 'll-hls': 14 },
  rungs: { source: 188, '360p': 26 },
  startupMs: { p50: 212, p95: 488 },
  delayMs: { p50: 96, p95: 431 },
  stallsPerMinute: 0.02,
  dropped: 0.003,
  worst: [
    { sitting: '3f81c0aa', path: 'll-hls', rung: '360p', delayMs: 2140, stalls: 3 },
    { sitting: '90b2e417', path: 'mse', rung: 'source', delayMs: 611, stalls: 1 },
  ],
};
