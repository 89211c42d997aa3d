/** What a `moof` says about its one sample (ISO/IEC 14496-12). */
export interface Fragment {
  readonly track: number;
  /** Decoding can begin here. */
  readonly key: boolean;
  /** In the track's timescale. */
  readonly decodeTime: number;
  /** Presentation time less decoding time. */
  readonly compositionTime: number;
  /** The sample's bytes. */
  readonly data: Uint8Array;
}

const NON_SYNC = 0x10000;
const HEADER_BYTES = 8;
const AVCC = 0x61766343;
const HVCC = 0x68766343;

/** Reads the first track fragment of a message that begins with a `moof`; `undefined` for anything else. */
export function readFragment(message: ArrayBuffer): Fragment | undefined {
  const view = new DataView(message);
  const moof = box(view, 0, view.byteLength, 'moof');
  const traf = moof && box(view, moof.from, moof.to, 'traf');
  const tfhd = traf && box(view, traf.from, traf.to, 'tfhd');
  const tfdt = traf && box(view, traf.from, traf.to, 'tfdt');
  const trun = traf && box(view, traf.from, traf.to, 'trun');
  if (!tfhd || !tfdt || !trun) {
    return undefined;
  }
  const decodeTime =
    view.getUint8(tfdt.from) === 1 ? Number(view.getBigUint64(tfdt.from + 4)) : view.getUint32(tfdt.from + 4);
  return {
    track: view.getUint32(tfhd.from + 4),
    key: (flags(view, tfhd.from, trun.from) & NON_SYNC) === 0,
    decodeTime,
    ...sample(view, moof.from - HEADER_BYTES, trun.from),
  };
}

/** Timescale of each track of an initialisation segment, by its id. */
export function readTimescales(init: ArrayBuffer): Map<number, { timescale: number; video: boolean }> {
  const view = new DataView(init);
  const tracks = new Map<number, { timescale: number; video: boolean }>();
  const moov = box(view, 0, view.byteLength, 'moov');
  let at = moov?.from ?? 0;
  while (moov && at < moov.to) {
    const trak = box(view, at, moov.to, 'trak');
    if (!trak) {
      break;
    }
    const tkhd = box(view, trak.from, trak.to, 'tkhd');
    const mdia = box(view, trak.from, trak.to, 'mdia');
    const mdhd = mdia && box(view, mdia.from, mdia.to, 'mdhd');
    const hdlr = mdia && box(view, mdia.from, mdia.to, 'hdlr');
    if (tkhd && mdhd && hdlr) {
      const long = view.getUint8(tkhd.from) === 1;
      const id = view.getUint32(tkhd.from + (long ? 20 : 12));
      const timescale = view.getUint32(mdhd.from + (view.getUint8(mdhd.from) === 1 ? 20 : 12));
      tracks.set(id, { timescale, video: name(view, hdlr.from + 8) === 'vide' });
    }
    at = trak.to;
  }
  return tracks;
}

/** The run's first sample; its data offset counts from the `moof` (default-base-is-moof). */
function sample(view: DataView, moof: number, trun: number): { compositionTime: number; data: Uint8Array } {
  const runFlags = view.getUint32(trun) & 0xffffff;
  let at = trun + 8;
  const next = (bit: number): number | undefined => {
    if ((runFlags & bit) === 0) {
      return undefined;
    }
    at += 4;
    return view.getInt32(at - 4);
  };
  const from = moof + (next(0x1) ?? 0);
  next(0x4);
  next(0x100);
  const size = next(0x200) ?? view.byteLength - from;
  next(0x400);
  const compositionTime = next(0x800) ?? 0;
  const whole = from >= 0 && size >= 0 && from + size <= view.byteLength;
  return { compositionTime, data: new Uint8Array(view.buffer, whole ? from : 0, whole ? size : 0) };
}

/** Sample flags: of the first sample, else of the run's entries, else the fragment's default. */
function flags(view: DataView, tfhd: number, trun: number): number {
  const runFlags = view.getUint32(trun) & 0xffffff;
  let at = trun + 8 + ((runFlags & 0x1) !== 0 ? 4 : 0);
  if ((runFlags & 0x4) !== 0) {
    return view.getUint32(at);
  }
  if ((runFlags & 0x400) !== 0) {
    at += ((runFlags & 0x100) !== 0 ? 4 : 0) + ((runFlags & 0x200) !== 0 ? 4 : 0);
    return view.getUint32(at);
  }
  const headFlags = view.getUint32(tfhd) & 0xffffff;
  at = tfhd + 8;
  for (const [bit, bytes] of [
    [0x1, 8],
    [0x2, 4],
    [0x8, 4],
    [0x10, 4],
  ] as const) {
    at += (headFlags & bit) !== 0 ? bytes : 0;
  }
  return (headFlags & 0x20) !== 0 ? view.getUint32(at) : 0;
}

/** The configuration record of the picture in an initialisation segment, where lengths say how long they are. */
export function readRecord(init: ArrayBuffer): Uint8Array | undefined {
  const view = new DataView(init);
  for (let at = 4; at + 4 < view.byteLength; at++) {
    const type = view.getUint32(at);
    if (type === AVCC || type === HVCC) {
      return new Uint8Array(init, at + 4);
    }
  }
  return undefined;
}

/** The first box of a type; `from` is its body. */
function box(
  view: DataView,
  from: number,
  to: number,
  type: string,
): { from: number; to: number } | undefined {
  let at = from;
  while (at + 8 <= to) {
    const size = view.getUint32(at);
    if (size < 8 || at + size > to) {
      return undefined;
    }
    if (name(view, at + 4) === type) {
      return { from: at + 8, to: at + size };
    }
    at += size;
  }
  return undefined;
}

function name(view: DataView, at: number): string {
  return String.fromCharCode(
    view.getUint8(at),
    view.getUint8(at + 1),
    view.getUint8(at + 2),
    view.getUint8(at + 3),
  );
}
