import { css, LitElement } from 'lit';
import { property, state } from 'lit/decorators.js';
import { sheet } from '../design/sheet';
import { ApiProblem } from '../net/api';
import { Ticker } from '../ui/ticker';
import type { Desk } from './desk';
import { panelSheet } from './panel-sheet';

const LOOK_MS = 2_000;

/**
 * A panel of connections that the server makes by itself: asks how they stand when a record says that something is new,
 * and every two seconds while there are any, since their figures are no news.
 */
export abstract class LinkPanel extends LitElement {
  @property({ attribute: false }) desk!: Desk;
  /** What is wrong with the form that was sent, or nothing. */
  @state() protected wrong = '';
  @state() protected busy = false;

  #stop: (() => void) | undefined;
  #look: ReturnType<typeof setInterval> | undefined;

  constructor() {
    super();
    new Ticker(this, 1_000, () => this.retries().some((at) => at !== undefined));
  }

  /** When each connection is tried again, those that are not with nothing; none until {@link read} has come back. */
  protected abstract retries(): readonly (string | undefined)[];

  /** Asks the server. */
  protected abstract read(): Promise<void>;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#tryRead();
    this.#stop = this.desk.room.onRecord(({ record }) => {
      if (record.type === 'media.link') {
        void this.#tryRead();
      }
    });
    this.#look = setInterval(() => {
      if (this.retries().length > 0) {
        void this.#tryRead();
      }
    }, LOOK_MS);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stop?.();
    clearInterval(this.#look);
  }

  /** Sends a form; what is wrong with a field is said beside it, all else as everywhere. */
  protected async submit(send: () => Promise<unknown>, done: () => void): Promise<void> {
    this.busy = true;
    this.wrong = '';
    try {
      await send();
      done();
    } catch (why) {
      if (why instanceof ApiProblem && (why.status === 400 || why.status === 409)) {
        this.wrong = why.message;
      } else {
        this.desk.tellWhy(why);
      }
    } finally {
      this.busy = false;
    }
    void this.#tryRead();
  }

  /** Ends a connection, once the person is sure. */
  protected async end(path: string, title: string, why: string, verb: string, done: string): Promise<void> {
    if (!(await this.desk.ask(title, why, verb))) {
      return;
    }
    if (await this.desk.attempt(() => this.desk.api.delete(this.desk.path(path)))) {
      this.desk.tell(done);
    }
    void this.#tryRead();
  }

  async #tryRead(): Promise<void> {
    try {
      await this.read();
    } catch {
      // whoever may not see them sees none; a lost server is told of elsewhere
    }
  }

  static override styles = [
    sheet,
    panelSheet,
    css`
      .wrong {
        display: flex;
        align-items: flex-start;
        gap: var(--space-2);
        color: var(--hold);
        font-size: var(--type-2);
      }
      .item {
        flex-wrap: wrap;
        align-items: flex-start;
        gap: var(--space-3);
      }
      .item .grow {
        display: grid;
        flex: 1 1 200px;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--space-1);
        min-width: 0;
      }
    `,
  ];
}

/** Whole seconds from now until a moment, at least 0. */
export function secondsUntil(at: string): number {
  return Math.max(0, Math.ceil((Date.parse(at) - Date.now()) / 1_000));
}
