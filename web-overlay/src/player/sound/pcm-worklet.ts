import { PcmRing } from './pcm-ring';
import type { SoundOrder, SoundReport } from './protocol';

const REPORT_EVERY_FRAMES = 1_024;

/** Runs on the audio thread: plays the ring and tells every 21 ms how far it is. */
class PcmPlayer extends AudioWorkletProcessor {
  readonly #ring = new PcmRing(sampleRate);
  #reportedAt = 0;
  #leastUs = Number.POSITIVE_INFINITY;

  constructor() {
    super();
    this.port.onmessage = ({ data }: MessageEvent<SoundOrder>) => {
      switch (data.type) {
        case 'pcm':
          this.#ring.push(data);
          break;
        case 'steer':
          this.#ring.rate = data.rate;
          this.#ring.primeUs = data.primeUs;
          this.#ring.mostUs = data.mostUs;
          break;
        case 'skip':
          this.#ring.skip(data.us);
          break;
        case 'wait':
          this.#ring.wait(data.us);
          break;
        case 'clear':
          this.#ring.clear();
          break;
      }
    };
  }

  process(_inputs: Float32Array[][], outputs: Float32Array[][]): boolean {
    const ring = this.#ring;
    const ptsUs = ring.ptsUs;
    const wasRunning = ring.running;
    ring.render(outputs[0]!);
    if (wasRunning) {
      this.#leastUs = Math.min(this.#leastUs, ring.bufferedUs);
    }
    if (currentFrame - this.#reportedAt >= REPORT_EVERY_FRAMES) {
      this.#reportedAt = currentFrame;
      this.port.postMessage({
        ptsUs,
        atS: currentFrame / sampleRate,
        running: ring.running && wasRunning,
        leastUs: this.#leastUs,
        underruns: ring.underruns,
      } satisfies SoundReport);
      this.#leastUs = Number.POSITIVE_INFINITY;
    }
    return true;
  }
}

registerProcessor('vitrine-pcm', PcmPlayer);
