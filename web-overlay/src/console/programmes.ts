/** A programme by the clock, as the server takes and gives it. */
export interface Programme {
  readonly at?: string;
  readonly daily?: string;
  readonly zone?: string;
  readonly files: readonly string[];
  readonly loop: boolean;
}

/** A programme as it is typed: times as the fields of a form hold them, files one a line. */
export interface Row {
  readonly key: number;
  readonly kind: 'once' | 'daily';
  readonly at: string;
  readonly time: string;
  readonly zone: string;
  readonly files: string;
  readonly loop: boolean;
}

/** The reader's time zone. */
export const ownZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** Names, one a line. */
export function filesOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
}

/** An empty programme. */
export function emptyRow(key: number): Row {
  return { key, kind: 'once', at: '', time: '', zone: ownZone(), files: '', loop: false };
}

/** A programme to be typed over. */
export function rowOf({ at, daily, zone, files, loop }: Programme, key: number): Row {
  return {
    key,
    kind: at ? 'once' : 'daily',
    at: at ? localMinute(new Date(at)) : '',
    time: daily ?? '',
    zone: zone ?? ownZone(),
    files: files.join('\n'),
    loop,
  };
}

/** A programme as it was typed; what is missing is the server's to say. */
export function programmeOf({ kind, at, time, zone, files, loop }: Row): Programme {
  const date = new Date(at);
  return kind === 'once'
    ? { at: Number.isNaN(date.getTime()) ? at : date.toISOString(), files: filesOf(files), loop }
    : { daily: time, zone, files: filesOf(files), loop };
}

/** As `datetime-local` has it: in the reader's zone, without naming it. */
function localMinute(date: Date): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day}T${two(date.getHours())}:${two(date.getMinutes())}`;
}
