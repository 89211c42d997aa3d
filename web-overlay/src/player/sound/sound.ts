import type { EncodedFrame } from '../feed/frame-header';
import workletUrl from './pcm-worklet?worker&url';
import type { SoundOrder, SoundReport } from './protocol';
import { SoundSteering } from './sound-steering';

const UNLOCK_MS = 250;
const SMOOTH = 0.15;

export interface SoundListener {
  /** Media time + this offset is when it is heard, by `performance.now()`; `undefined` when nothing sounds. */
  heard(offsetMs: number | undefined): void;
  /** The browser keeps quiet until the viewer touches the page. */
  silenced(): void;
  /** No sound will come from here. */
  hopeless(why: string): void;
}

/**
 * Sound of one stream: `AudioDecoder` → audio thread. Its clock is the sound card's, so it is the master and the
 * picture follows it. Nothing is decoded while muted.
 */
export class Sound {
  readonly #steering = new SoundSteering();
  #decoder: AudioDecoder | undefined;
  #config: AudioDecoderConfig | undefined;
  #context: AudioContext | undefined;
  #node: AudioWorkletNode | undefined;
  #gain: GainNode | undefined;
  #volume = 1;
  #muted = true;
  #closed = false;
  #heardMs: number | undefined;
  #underruns = 0;
  #errors = 0;
  #making: Promise<void> | undefined;

  /** @param notBeforeMs the earliest offset at which sound may be heard, so that it does not overtake its picture */
  constructor(
    readonly listener: SoundListener,
    readonly notBeforeMs: () => number,
  ) {}

  get rate(): number {
    return this.#steering.rate;
  }

  get underruns(): number {
    return this.#underruns;
  }

  configure(config: AudioDecoderConfig | undefined): void {
    const other =
      config?.sampleRate !== this.#config?.sampleRate ||
      config?.numberOfChannels !== this.#config?.numberOfChannels;
    this.#config = config;
    if (other) {
      this.#dropContext();
    }
    this.#dropDecoder();
    this.#follow();
  }

  loudness(volume: number, muted: boolean): void {
    this.#volume = volume;
    this.#muted = muted;
    this.#gain?.gain.setTargetAtTime(muted ? 0 : volume, this.#context!.currentTime, 0.015);
    this.#follow();
  }

  decode(frame: EncodedFrame): void {
    if (this.#decoder?.state !== 'configured' || !this.#node) {
      return;
    }
    try {
      this.#decoder.decode(
        new EncodedAudioChunk({
          type: 'key',
          timestamp: frame.ptsUs,
          duration: frame.durationUs,
          data: frame.payload,
        }),
      );
    } catch (why) {
      this.#failed(why);
    }
  }

  /** Forgets what waits to be played: after a pause, or when media time leaps. */
  clear(): void {
    this.#order({ type: 'clear' });
    this.#silent();
  }

  close(): void {
    this.#closed = true;
    this.#dropDecoder();
    this.#dropContext();
  }

  /** Makes and drops what playing needs, by whether there is sound and anyone wants it. */
  #follow(): void {
    if (this.#closed || !this.#config || this.#muted || this.#volume === 0) {
      this.#dropDecoder();
      this.clear();
      void this.#context?.suspend();
      return;
    }
    this.#making ??= this.#make(this.#config).finally(() => {
      this.#making = undefined;
    });
  }

  async #make(config: AudioDecoderConfig): Promise<void> {
    try {
      this.#context ??= new AudioContext({ sampleRate: config.sampleRate, latencyHint: 'interactive' });
      const context = this.#context;
      if (!(await running(context))) {
        this.listener.silenced();
        return;
      }
      if (!this.#node) {
        await context.audioWorklet.addModule(workletUrl);
        if (this.#context !== context) {
          return;
        }
        this.#node = new AudioWorkletNode(context, 'vitrine-pcm', {
          numberOfInputs: 0,
          outputChannelCount: [Math.min(2, config.numberOfChannels)],
        });
        this.#node.port.onmessage = ({ data }: MessageEvent<SoundReport>) => this.#reported(data);
        this.#gain = context.createGain();
        this.#gain.gain.value = this.#volume;
        this.#node.connect(this.#gain).connect(context.destination);
      }
      if (!this.#decoder && !this.#muted && !this.#closed) {
        this.#decoder = this.#makeDecoder(this.#config ?? config);
      }
    } catch (why) {
      if (!this.#closed) {
        this.listener.hopeless(String(why));
      }
    }
  }

  #makeDecoder(config: AudioDecoderConfig): AudioDecoder {
    const decoder = new AudioDecoder({
      output: (data) => this.#decoded(data),
      error: (why) => this.#decoder === decoder && this.#failed(why),
    });
    decoder.configure(config);
    return decoder;
  }

  #decoded(data: AudioData): void {
    const channels: Float32Array[] = [];
    for (let i = 0; i < Math.min(2, data.numberOfChannels); i++) {
      const plane = new Float32Array(data.numberOfFrames);
      data.copyTo(plane, { planeIndex: i, format: 'f32-planar' });
      channels.push(plane);
    }
    this.#order(
      { type: 'pcm', ptsUs: data.timestamp, channels },
      channels.map(({ buffer }) => buffer),
    );
    data.close();
  }

  #reported({ ptsUs, atS, running, leastUs, underruns }: SoundReport): void {
    this.#underruns = underruns;
    const now = performance.now();
    if (!running || !this.#decoder) {
      this.#silent();
    } else {
      const offsetMs = this.#heardAt(atS) - ptsUs / 1_000;
      const known = this.#heardMs;
      this.#heardMs =
        known === undefined || Math.abs(offsetMs - known) > 100
          ? offsetMs
          : known + (offsetMs - known) * SMOOTH;
      this.listener.heard(this.#heardMs);
    }
    const earlyMs = this.#heardMs === undefined ? 0 : this.notBeforeMs() - this.#heardMs;
    const advice = this.#steering.report(leastUs / 1_000, underruns, earlyMs, now);
    if (advice) {
      this.#order({
        type: 'steer',
        rate: advice.rate,
        primeUs: advice.primeMs * 1_000,
        mostUs: advice.mostMs * 1_000,
      });
      if (advice.skipMs > 0) {
        this.#order({ type: 'skip', us: advice.skipMs * 1_000 });
        this.#heardMs = undefined;
      } else if (advice.skipMs < 0) {
        this.#order({ type: 'wait', us: -advice.skipMs * 1_000 });
        this.#heardMs = undefined;
      }
    }
  }

  /** When a moment of the audio context reaches the ear. */
  #heardAt(atS: number): number {
    const context = this.#context!;
    const { contextTime, performanceTime } = context.getOutputTimestamp();
    if (contextTime && performanceTime) {
      return performanceTime + (atS - contextTime) * 1_000;
    }
    const latencyS = (context.outputLatency || 0) + context.baseLatency;
    return performance.now() + (atS - context.currentTime + latencyS) * 1_000;
  }

  #silent(): void {
    if (this.#heardMs !== undefined) {
      this.#heardMs = undefined;
      this.listener.heard(undefined);
    }
  }

  #order(order: SoundOrder, transfer: Transferable[] = []): void {
    this.#node?.port.postMessage(order, transfer);
  }

  #failed(why: unknown): void {
    this.#dropDecoder();
    if (++this.#errors > 5) {
      this.listener.hopeless(String(why));
    } else if (this.#config) {
      this.#follow();
    }
  }

  #dropDecoder(): void {
    const old = this.#decoder;
    this.#decoder = undefined;
    if (old && old.state !== 'closed') {
      old.close();
    }
    this.#silent();
  }

  #dropContext(): void {
    this.#node?.disconnect();
    this.#node = undefined;
    this.#gain = undefined;
    const old = this.#context;
    this.#context = undefined;
    if (old && old.state !== 'closed') {
      void old.close().catch(() => undefined);
    }
    this.#silent();
  }
}

/** Whether the context runs now; a browser that waits for the viewer's touch leaves it suspended. */
async function running(context: AudioContext): Promise<boolean> {
  if (context.state === 'running') {
    return true;
  }
  await Promise.race([
    context.resume().catch(() => undefined),
    new Promise((done) => setTimeout(done, UNLOCK_MS)),
  ]);
  return (context.state as AudioContextState) === 'running';
}
