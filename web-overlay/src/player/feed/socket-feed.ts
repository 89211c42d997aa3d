import { Backoff } from './backoff';

const SILENT_MS = 6_000; // an open socket that says nothing for so long is as good as lost
const RATE_WINDOW_MS = 3_000;
const TRIES = 3;

export interface FeedListener {
  /** A text frame that is JSON. */
  config(text: Record<string, unknown>): void;
  bytes(bytes: ArrayBuffer): void;
  /** The socket is being opened, for the first time or again. */
  opening(): void;
  lost(): void;
  /** It has been tried again and again and not once was a socket opened: something in between does not let it. */
  refused(): void;
}

/**
 * One media socket: opens, tells, and comes back with jittered patience until closed. When the network returns or the
 * tab wakes it does not wait for its turn.
 */
export class SocketFeed {
  readonly #backoff = new Backoff();
  readonly #listening = new AbortController();
  #socket: WebSocket | undefined;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #watch: ReturnType<typeof setInterval> | undefined;
  #lastAt = 0;
  #received: { at: number; bytes: number }[] = [];
  #opened = false;
  #tries = 0;
  #closed = false;
  #resting = false;

  constructor(
    readonly url: string,
    readonly listener: FeedListener,
  ) {}

  open(): void {
    this.#attend();
    this.#connect();
  }

  #attend(): void {
    const { signal } = this.#listening;
    globalThis.addEventListener('online', () => this.#resting || this.again(), { signal });
    document.addEventListener('visibilitychange', () => this.#woken(), { signal });
    this.#watch = setInterval(() => this.#look(), 1_000);
  }

  close(): void {
    this.#closed = true;
    this.#listening.abort();
    clearInterval(this.#watch);
    clearTimeout(this.#retry);
    this.#drop();
  }

  /** Joins anew, at once or after some milliseconds. */
  again(afterMs = 0): void {
    if (this.#closed) {
      return;
    }
    this.#resting = false;
    this.#drop();
    clearTimeout(this.#retry);
    this.listener.lost();
    if (afterMs === 0) {
      this.#connect();
    } else {
      this.#retry = setTimeout(() => this.#connect(), afterMs);
    }
  }

  /** Goes on with the open socket of another feed, which is closed; instead of {@link open}. */
  takeOver(other: SocketFeed): void {
    const socket = other.#socket;
    other.#socket = undefined;
    other.close();
    this.#attend();
    if (socket && socket.readyState <= WebSocket.OPEN) {
      this.#lastAt = other.lastAt;
      this.#listen(socket);
    } else {
      this.#connect();
    }
  }

  /** Lets go of the socket until {@link again}. */
  rest(): void {
    clearTimeout(this.#retry);
    this.#resting = true;
    this.#drop();
  }

  /** When something last came, by `performance.now()`. */
  get lastAt(): number {
    return this.#lastAt;
  }

  get kbps(): number {
    const now = performance.now();
    this.#received = this.#received.filter(({ at }) => now - at < RATE_WINDOW_MS);
    const bytes = this.#received.reduce((sum, part) => sum + part.bytes, 0);
    return Math.round((bytes * 8) / RATE_WINDOW_MS);
  }

  #connect(): void {
    if (this.#closed) {
      return;
    }
    this.listener.opening();
    this.#lastAt = performance.now();
    this.#listen(new WebSocket(this.url));
  }

  #listen(socket: WebSocket): void {
    socket.binaryType = 'arraybuffer';
    this.#socket = socket;
    socket.onmessage = ({ data }) => {
      if (this.#socket !== socket) {
        return;
      }
      this.#lastAt = performance.now();
      if (typeof data === 'string') {
        this.#text(data);
      } else {
        this.#count((data as ArrayBuffer).byteLength);
        this.listener.bytes(data as ArrayBuffer);
      }
    };
    socket.onopen = () => {
      this.#opened = true;
    };
    socket.onclose = () => {
      if (this.#socket === socket && !this.#closed) {
        this.#socket = undefined;
        this.listener.lost();
        if (!this.#opened && ++this.#tries === TRIES) {
          this.listener.refused();
        }
        if (this.#closed) {
          return;
        }
        this.#retry = setTimeout(() => this.#connect(), this.#backoff.next());
      }
    };
  }

  #text(data: string): void {
    let text: unknown;
    try {
      text = JSON.parse(data);
    } catch {
      return;
    }
    if (typeof text === 'object' && text !== null) {
      this.#backoff.reset();
      this.listener.config(text as Record<string, unknown>);
    }
  }

  #count(bytes: number): void {
    this.#received.push({ at: this.#lastAt, bytes });
    if (this.#received.length > 1_200) {
      this.#received.splice(0, 600);
    }
  }

  #look(): void {
    if (this.#socket?.readyState === WebSocket.OPEN && performance.now() - this.#lastAt > SILENT_MS) {
      this.listener.lost(); // the server answers the browser's pings: nothing comes because nobody publishes
    }
  }

  #woken(): void {
    const gone = !this.#socket || this.#socket.readyState > WebSocket.OPEN;
    if (document.visibilityState === 'visible' && gone && !this.#closed && !this.#resting) {
      this.again();
    }
  }

  #drop(): void {
    const old = this.#socket;
    this.#socket = undefined;
    old?.close();
  }
}
