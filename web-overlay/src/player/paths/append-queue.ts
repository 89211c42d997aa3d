/** The part of a SourceBuffer that the queue needs; a test gives its own. */
export interface Appendable extends EventTarget {
  readonly updating: boolean;
  readonly buffered: TimeRanges;
  appendBuffer(bytes: BufferSource): void;
  changeType(mime: string): void;
  remove(fromS: number, toS: number): void;
}

type Step = { kind: 'bytes'; bytes: Uint8Array } | { kind: 'type'; mime: string };

const KEEP_BEHIND_S = 20;
const TRIM_EVERY_S = 5; // removing costs an update cycle, so not for each frame
const MOST_QUEUED_BYTES = 24 << 20;

/**
 * Feeds a SourceBuffer: joins what waits into one append, changes the type between epochs, removes what is more than
 * 20 s old, and makes room when the browser says it is full.
 */
export class AppendQueue {
  readonly #steps: Step[] = [];
  #queuedBytes = 0;
  #refused: Uint8Array | undefined; // for want of room: first in line when there is some

  constructor(
    readonly buffer: Appendable,
    readonly playheadS: () => number,
    readonly onAppended: () => void,
    readonly onBroken: (why: unknown) => void,
    readonly onAppending: () => void = () => undefined,
  ) {
    buffer.addEventListener('updateend', () => {
      this.onAppended();
      this.pump();
    });
    buffer.addEventListener('error', (why) => this.onBroken(why));
  }

  get queuedBytes(): number {
    return this.#queuedBytes;
  }

  push(bytes: Uint8Array): void {
    this.#steps.push({ kind: 'bytes', bytes });
    this.#queuedBytes += bytes.byteLength;
    if (this.#queuedBytes > MOST_QUEUED_BYTES) {
      this.onBroken(new Error('the media buffer is not being emptied'));
      return;
    }
    this.pump();
  }

  changeType(mime: string): void {
    this.#steps.push({ kind: 'type', mime });
    this.pump();
  }

  pump(): void {
    if (this.buffer.updating) {
      return;
    }
    try {
      if (this.#trim()) {
        return;
      }
      while (this.#steps[0]?.kind === 'type') {
        this.buffer.changeType((this.#steps.shift() as { mime: string }).mime);
      }
      const bytes = this.#refused ?? this.#take();
      if (bytes) {
        this.#refused = bytes;
        this.onAppending();
        this.buffer.appendBuffer(bytes as Uint8Array<ArrayBuffer>);
        this.#refused = undefined;
      }
    } catch (why) {
      if (why instanceof DOMException && why.name === 'QuotaExceededError' && this.#makeRoom()) {
        return; // the append is tried again when the removal has ended
      }
      this.onBroken(why);
    }
  }

  /** Everything that waits up to the next change of type, as one run of bytes. */
  #take(): Uint8Array | undefined {
    const run: Uint8Array[] = [];
    let size = 0;
    while (this.#steps[0]?.kind === 'bytes') {
      const { bytes } = this.#steps.shift() as { bytes: Uint8Array };
      run.push(bytes);
      size += bytes.byteLength;
    }
    this.#queuedBytes -= size;
    if (run.length <= 1) {
      return run[0];
    }
    const joined = new Uint8Array(size);
    let at = 0;
    for (const bytes of run) {
      joined.set(bytes, at);
      at += bytes.byteLength;
    }
    return joined;
  }

  #trim(): boolean {
    const { buffered } = this.buffer;
    const keepFromS = this.playheadS() - KEEP_BEHIND_S;
    if (buffered.length === 0 || buffered.start(0) > keepFromS - TRIM_EVERY_S) {
      return false;
    }
    this.buffer.remove(0, keepFromS);
    return true;
  }

  #makeRoom(): boolean {
    const { buffered } = this.buffer;
    const untilS = this.playheadS() - 1;
    if (buffered.length === 0 || buffered.start(0) >= untilS) {
      return false;
    }
    this.buffer.remove(0, untilS);
    return true;
  }
}
