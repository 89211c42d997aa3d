/** How a probe of the stream stands: `GET …/health`, and the records `media.health`. */
export interface Reading {
  readonly probe: string;
  readonly state: 'ok' | 'warn' | 'bad';
  readonly value: number;
  readonly threshold: number;
  readonly unit: string;
  /** What is wrong and what to change; empty while all is well. */
  readonly sentence: string;
  readonly runbook: string;
}

/** A line of the panel: one probe, or two that share a figure. */
export interface ProbeRow {
  readonly id: string;
  readonly state: Reading['state'];
  /** With its unit; empty where being well has no figure. */
  readonly value: string;
  /** What the figure has to be; empty where there is nothing to say. */
  readonly limit: string;
  readonly sentence: string;
  readonly runbook: string;
}

export interface ProbeGroup {
  readonly id: 'sound' | 'image' | 'encoder';
  readonly rows: readonly ProbeRow[];
}

const GROUPS: readonly (readonly [ProbeGroup['id'], readonly string[]])[] = [
  ['sound', ['loudness', 'silence', 'clipping', 'av-offset', 'audio']],
  ['image', ['black', 'frozen']],
  [
    'encoder',
    [
      'codec',
      'picture',
      'backup-picture',
      'gop',
      'b-frames',
      'frame-rate',
      'timestamps',
      'frames',
      'frame-size',
    ],
  ],
];

/** Whether a figure has to stay above its threshold, below it, or within so much of nought. */
const SIDES: Record<string, '<' | '>' | '±'> = {
  black: '<',
  frozen: '>',
  silence: '>',
  clipping: '<',
  'av-offset': '±',
  gop: '<',
  'frame-rate': '<',
};

const SEVERITY = { ok: 0, warn: 1, bad: 2 };

/** Those that are not well, the worst first. */
export function alarmsOf(readings: readonly Reading[]): readonly Reading[] {
  return readings.filter(({ state }) => state !== 'ok').sort((a, b) => SEVERITY[b.state] - SEVERITY[a.state]);
}

/** What there is to be shown of each probe, in the order of the panel; probes without a reading are left out. */
export function groupsOf(readings: readonly Reading[]): readonly ProbeGroup[] {
  const rows = new Map(readings.map((reading) => [reading.probe, rowOf(reading)]));
  const loudness = loudnessOf(readings);
  if (loudness) {
    rows.set(loudness.id, loudness);
  }
  return GROUPS.map(([id, probes]) => ({
    id,
    rows: probes.map((probe) => rows.get(probe)).filter((row) => row !== undefined),
  })).filter(({ rows }) => rows.length > 0);
}

function rowOf(reading: Reading): ProbeRow {
  const { probe, state, sentence, runbook } = reading;
  const side = SIDES[probe];
  const measured = side !== undefined && reading.threshold !== 0;
  return {
    id: probe,
    state,
    value: measured || (state !== 'ok' && reading.value !== 0) ? figure(reading.value, reading.unit) : '',
    limit: measured ? `${side} ${figure(reading.threshold, reading.unit)}` : '',
    sentence,
    runbook,
  };
}

/** Too quiet and too loud are two probes of one figure. */
function loudnessOf(readings: readonly Reading[]): ProbeRow | undefined {
  const quiet = readings.find(({ probe }) => probe === 'quiet');
  const loud = readings.find(({ probe }) => probe === 'loud');
  if (!quiet || !loud) {
    return undefined;
  }
  const { state, sentence, runbook } = SEVERITY[loud.state] > SEVERITY[quiet.state] ? loud : quiet;
  return {
    id: 'loudness',
    state,
    value: figure(quiet.value, quiet.unit),
    limit: `${minus(quiet.threshold)} … ${figure(loud.threshold, loud.unit)}`,
    sentence,
    runbook,
  };
}

function figure(value: number, unit: string): string {
  if (unit === 'ms' && Math.abs(value) >= 1_000) {
    return `${minus(value / 1_000, 1)} s`;
  }
  if (unit === 'bytes') {
    return `${minus(value / 1e6, 1)} MB`;
  }
  const digits = unit === 'ms' || Number.isInteger(value) ? 0 : Math.abs(value) < 1 ? 2 : 1;
  return `${minus(value, digits)} ${unit}`;
}

/** A number with a minus sign of its own width, and no minus before a rounded nought. */
function minus(value: number, digits = 0): string {
  const text = value.toFixed(digits);
  return Number(text) === 0 ? (0).toFixed(digits) : text.replace('-', '−');
}
