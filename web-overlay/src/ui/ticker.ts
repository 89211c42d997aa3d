import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** Renders a component again at a steady pace while it counts something down. */
export class Ticker implements ReactiveController {
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(
    readonly host: ReactiveControllerHost,
    readonly everyMs: number,
    readonly needed: () => boolean = () => true,
  ) {
    host.addController(this);
  }

  hostConnected(): void {
    this.#timer = setInterval(() => this.needed() && this.host.requestUpdate(), this.everyMs);
  }

  hostDisconnected(): void {
    clearInterval(this.#timer);
  }
}
