import { extractCta608Data, extractCta608DataFromAv1Sample } from '@svta/cml-608';

/** Byte pairs of CEA-608, of field 1 and of field 2. */
export type FieldPairs = readonly [readonly number[], readonly number[]];

/** How frames carry captions: in SEI messages behind lengths of so many bytes, or in metadata units of AV1. */
export interface Carriage {
  readonly codec: 'avc' | 'hevc' | 'av1';
  readonly lengthBytes: number;
}

const AVC_SEI = 6;
const AVC_LAST_SLICE = 5;
const HEVC_PREFIX_SEI = 39;
const HEVC_LAST_SLICE = 31;
const USER_DATA_REGISTERED = 4;
const MOST_BYTES = 4_096; // a message of captions has about 100
const GA94 = [0xb5, 0x00, 0x31, 0x47, 0x41, 0x39, 0x34, 0x03]; // ATSC A/53 part 4, 6.2

/**
 * @param codec RFC 6381 name, or several
 * @param record configuration record of the codec, where the length of lengths stands
 */
export function carriageOf(codec: string, record?: Uint8Array): Carriage | undefined {
  if (/\bavc[13]\./.test(codec)) {
    return { codec: 'avc', lengthBytes: ((record?.[4] ?? 3) & 3) + 1 };
  }
  if (/\b(hvc1|hev1)\./.test(codec)) {
    return { codec: 'hevc', lengthBytes: ((record?.[21] ?? 3) & 3) + 1 };
  }
  return /\bav01\./.test(codec) ? { codec: 'av1', lengthBytes: 0 } : undefined;
}

/**
 * The captions of a frame, `undefined` when it has none. Only SEI messages in front of the first slice are looked at:
 * the library's own search takes slices for messages of other codecs, and reads those to their end.
 */
export function captionsIn(carriage: Carriage, frame: Uint8Array): FieldPairs | undefined {
  const fields: [number[], number[]] = [[], []];
  if (carriage.codec === 'av1') {
    collect(fields, () =>
      extractCta608DataFromAv1Sample(
        new DataView(frame.buffer, frame.byteOffset, frame.byteLength),
        0,
        frame.length,
      ),
    );
  } else {
    const hevc = carriage.codec === 'hevc';
    let at = 0;
    while (at + carriage.lengthBytes < frame.length) {
      let length = 0;
      for (let i = 0; i < carriage.lengthBytes; i++) {
        length = length * 256 + frame[at++]!;
      }
      if (length === 0 || length > frame.length - at) {
        break;
      }
      const first = frame[at]!;
      const type = hevc ? (first >> 1) & 63 : first & 31;
      if (hevc ? type <= HEVC_LAST_SLICE : type >= 1 && type <= AVC_LAST_SLICE) {
        break;
      }
      if (type === (hevc ? HEVC_PREFIX_SEI : AVC_SEI) && length <= MOST_BYTES) {
        readMessages(unescaped(frame.subarray(at + (hevc ? 2 : 1), at + length)), fields);
      }
      at += length;
    }
  }
  return fields[0].length + fields[1].length > 0 ? fields : undefined;
}

/** The captions of `cc_data()` as hls.js gives it. */
export function captionsOf(ccData: Uint8Array): FieldPairs | undefined {
  const fields: [number[], number[]] = [[], []];
  if (ccData.length > 0) {
    readData(new DataView(ccData.buffer, ccData.byteOffset, ccData.byteLength), 0, ccData.length, fields);
  }
  return fields[0].length + fields[1].length > 0 ? fields : undefined;
}

function readMessages(sei: Uint8Array, fields: [number[], number[]]): void {
  const view = new DataView(sei.buffer, sei.byteOffset, sei.byteLength);
  let at = 0;
  const value = () => {
    let sum = 0;
    while (sei[at] === 0xff) {
      sum += sei[at++]!;
    }
    return sum + (sei[at++] ?? 0);
  };
  while (at + 2 < sei.length) {
    const type = value();
    const size = value();
    if (size > sei.length - at) {
      return;
    }
    const from = at;
    if (type === USER_DATA_REGISTERED && GA94.every((byte, i) => sei[from + i] === byte)) {
      readData(view, at + GA94.length, size - GA94.length, fields);
    }
    at += size;
  }
}

/** The library is given where the user data would begin, which has eight bytes more in front. */
function readData(view: DataView, at: number, size: number, fields: [number[], number[]]): void {
  collect(fields, () => extractCta608Data(view, [at - GA94.length, size + GA94.length]));
}

function collect(fields: [number[], number[]], read: () => readonly (readonly number[])[]): void {
  try {
    read().forEach((pairs, i) => {
      fields[i]?.push(...pairs);
    });
  } catch {
    // cut short: there is nothing to show of it
  }
}

/** Without emulation prevention (ITU-T H.264, 7.3.1). */
function unescaped(bytes: Uint8Array): Uint8Array {
  const out = new Uint8Array(bytes.length);
  let length = 0;
  let zeros = 0;
  for (const byte of bytes) {
    if (zeros >= 2 && byte === 3) {
      zeros = 0;
    } else {
      zeros = byte === 0 ? zeros + 1 : 0;
      out[length++] = byte;
    }
  }
  return out.subarray(0, length);
}
