const TYPE_FRAME = 1;
const LEAST_BYTES = 24;

/** One message of `format=frames`: an encoded frame with its times. */
export interface EncodedFrame {
  readonly track: 'video' | 'audio';
  readonly key: boolean;
  readonly ptsUs: number;
  /** When the server had it, in microseconds since 1970 by the server's clock. */
  readonly wallUs: number;
  readonly durationUs: number;
  readonly payload: Uint8Array<ArrayBuffer>;
}

/** Reads the header (big-endian; see the server's `/asyncapi`); `undefined` for a type this page does not know. */
export function readFrame(message: ArrayBuffer): EncodedFrame | undefined {
  if (message.byteLength < LEAST_BYTES) {
    return undefined;
  }
  const view = new DataView(message);
  const headerBytes = view.getUint8(3);
  if (view.getUint8(0) !== TYPE_FRAME || headerBytes < LEAST_BYTES || headerBytes >= message.byteLength) {
    return undefined;
  }
  const track = view.getUint8(2);
  if (track > 1) {
    return undefined;
  }
  return {
    track: track === 0 ? 'video' : 'audio',
    key: (view.getUint8(1) & 1) !== 0,
    ptsUs: Number(view.getBigInt64(4)),
    wallUs: Number(view.getBigInt64(12)),
    durationUs: view.getUint32(20),
    payload: new Uint8Array(message, headerBytes),
  };
}
