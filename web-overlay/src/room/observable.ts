import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** Something whose changes a page shows. */
export class Observable {
  readonly #listeners = new Set<() => void>();

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  protected changed(): void {
    for (const listener of [...this.#listeners]) {
      listener();
    }
  }
}

/** Renders a component again whenever one of its sources changes. */
export class Watch implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #sources: readonly Observable[];
  #stops: (() => void)[] = [];

  constructor(host: ReactiveControllerHost, ...sources: Observable[]) {
    this.#host = host;
    this.#sources = sources;
    host.addController(this);
  }

  hostConnected(): void {
    this.#stops = this.#sources.map((source) => source.onChange(() => this.#host.requestUpdate()));
  }

  hostDisconnected(): void {
    for (const stop of this.#stops) {
      stop();
    }
  }
}
