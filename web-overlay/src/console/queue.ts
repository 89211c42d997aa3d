import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { cssVars } from '../design/css-vars';
import { icon } from '../design/icons';
import { sheet } from '../design/sheet';
import { typing } from '../player/vitrine-player';
import type { Author } from '../room/records';
import { nextFrame } from '../ui/frame';
import { Ticker } from '../ui/ticker';
import { age, countdown } from '../words/format';
import { words } from '../words/strings';
import type { Desk } from './desk';
import type { Moderation } from './moderation';

interface Held {
  readonly seq: number;
  readonly at: string;
  readonly author: Author;
  readonly text: string;
  readonly rule?: string;
  readonly category?: string;
  readonly level?: number;
  readonly span?: readonly [number, number];
}

const OLD_MS = 60_000; // the bar is full: somebody has waited long enough
const MOST_GONE = 2_000; // more cannot be decided while one answer is on its way
const DENY_AFTER_MS = 5_000; // a denial cannot be taken back on the server, so it waits here for an undo

/**
 * The messages that wait for a moderator: the gravest and newest first.
 *
 * @fires vitrine-person with `{id, name}` when more of an author is to be seen
 */
@customElement('vitrine-queue')
export class Queue extends LitElement {
  @property({ attribute: false }) desk!: Desk;
  @property({ attribute: false }) moderation: Moderation | undefined;
  /** Only what contains this is shown. */
  @property() search = '';

  @state() private held: readonly Held[] = [];
  @state() private chosen = 0;

  readonly #denials = new Map<number, { held: Held; timer: ReturnType<typeof setTimeout> }>();
  readonly #shownAs = new Map<number, number>(); // held → the number of the message it became
  readonly #gone = new Set<number>(); // decided while the queue was being read
  #ending = new AbortController();

  constructor() {
    super();
    new Ticker(this, 1_000, () => this.held.length > 0);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#ending = new AbortController();
    const { signal } = this.#ending;
    document.addEventListener('keydown', (pressed) => this.#key(pressed), { signal });
    globalThis.addEventListener('pagehide', () => this.#denyNow(), { signal });
    const stops = [
      this.desk.room.onSnapshot(({ channel }) => channel === 'mod' && void this.#read()),
      this.desk.room.onRecord(({ channel, record, from }) => {
        const { body } = record;
        if (channel === 'chat' && record.type === 'chat.message' && typeof body.held === 'number') {
          this.#shownAs.set(body.held, record.seq);
        } else if (channel === 'mod' && record.type === 'chat.held' && from !== 'history') {
          this.#add({ seq: record.seq, at: record.at, ...(body as object) } as Held);
        } else if (channel === 'mod' && (record.type === 'chat.approved' || record.type === 'chat.denied')) {
          this.#decided(Number(body.target));
        }
      }),
    ];
    signal.addEventListener('abort', () => {
      for (const stop of stops) {
        stop();
      }
    });
    void this.#read();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#denyNow();
    this.#ending.abort();
  }

  /** In a raid hundreds come at once; they are one look. */
  protected override async scheduleUpdate(): Promise<void> {
    if (this.hasUpdated) {
      await new Promise<void>(nextFrame);
    }
    super.scheduleUpdate();
  }

  get size(): number {
    return this.held.length;
  }

  /** What came or was decided on the way of the answer counts: the answer is older. */
  async #read(): Promise<void> {
    const newest = Math.max(0, ...this.held.map(({ seq }) => seq));
    try {
      const { held } = await this.desk.api.get<{ held: Held[] }>(this.desk.path('moderation/queue'));
      this.held = this.held.filter(({ seq }) => seq > newest);
      for (const item of held) {
        this.#add(item);
      }
    } catch (why) {
      this.desk.tellWhy(why);
    }
  }

  #add(item: Held): void {
    if (
      this.#denials.has(item.seq) ||
      this.#gone.has(item.seq) ||
      this.held.some(({ seq }) => seq === item.seq)
    ) {
      return;
    }
    const chosen = this.shown[this.chosen]?.seq;
    this.held = [...this.held, item].sort((a, b) => (b.level ?? 0) - (a.level ?? 0) || b.seq - a.seq);
    const at = this.shown.findIndex(({ seq }) => seq === chosen);
    this.chosen = at < 0 ? 0 : at;
  }

  #decided(seq: number): void {
    this.#gone.add(seq);
    if (this.#gone.size > MOST_GONE) {
      const [oldest] = this.#gone;
      this.#gone.delete(oldest!);
    }
    this.#drop(seq);
  }

  #drop(seq: number): void {
    this.held = this.held.filter((item) => item.seq !== seq);
    this.chosen = Math.min(this.chosen, Math.max(0, this.shown.length - 1));
  }

  async #approve(item: Held, allow = ''): Promise<void> {
    this.#drop(item.seq);
    const done = await this.desk.attempt(() => this.#decide(item.seq, 'approve'));
    if (done === undefined) {
      void this.#read();
      return;
    }
    const allowed = allow ? await this.moderation?.allow(allow) : undefined;
    const undo = () =>
      void this.desk.attempt(async () => {
        await this.#decide(this.#shownAs.get(item.seq) ?? item.seq, 'remove');
        if (allowed) {
          await this.moderation?.undo(allowed);
        }
        this.desk.tell(allowed ? words.queue.allowUndone(allow) : words.queue.undoApprove);
      });
    this.desk.tell(
      allowed === undefined
        ? words.queue.approved(item.author.name)
        : words.queue.allowed(item.author.name, allow),
      { undo },
    );
  }

  #deny(item: Held): void {
    this.#drop(item.seq);
    const timer = setTimeout(() => void this.#sendDenial(item.seq), DENY_AFTER_MS);
    this.#denials.set(item.seq, { held: item, timer });
    const undo = () => {
      const pending = this.#denials.get(item.seq);
      if (pending) {
        clearTimeout(pending.timer);
        this.#denials.delete(item.seq);
        this.#add(item);
      }
    };
    this.desk.tell(words.queue.denied(item.author.name), { undo, ms: DENY_AFTER_MS });
  }

  async #sendDenial(seq: number): Promise<void> {
    this.#denials.delete(seq);
    await this.desk.attempt(() => this.#decide(seq, 'deny'));
  }

  #denyNow(): void {
    for (const [seq, { timer }] of [...this.#denials]) {
      clearTimeout(timer);
      void this.#sendDenial(seq);
    }
  }

  #decide(seq: number, action: 'approve' | 'deny' | 'remove'): Promise<unknown> {
    return this.desk.api.post(this.desk.path('moderation/decisions'), { seq, action });
  }

  #key(pressed: KeyboardEvent): void {
    const from = pressed.composedPath()[0] as HTMLElement | undefined;
    if (
      pressed.defaultPrevented ||
      pressed.ctrlKey ||
      pressed.metaKey ||
      pressed.altKey ||
      typing(from) ||
      this.desk.question
    ) {
      return;
    }
    const item = this.shown[this.chosen];
    const term = item && this.#term(item);
    const acts: Record<string, (() => void) | undefined> = {
      a: item && (() => void this.#approve(item)),
      d: item && (() => this.#deny(item)),
      l: item && term ? () => void this.#approve(item, term) : undefined,
      e: item && (() => this.#person(item)),
      u: () => {
        if (!this.desk.undoLast()) {
          this.desk.tell(words.queue.nothingToUndo);
        }
      },
      j: () => this.#choose(this.chosen + 1),
      k: () => this.#choose(this.chosen - 1),
    };
    const act = acts[pressed.key.toLowerCase()];
    if (act) {
      pressed.preventDefault();
      act();
    }
  }

  /** The held messages that the search lets through. */
  get shown(): readonly Held[] {
    const wanted = this.search.trim().toLowerCase();
    return wanted
      ? this.held.filter(({ text, author, rule }) =>
          `${author.name}\n${text}\n${rule ?? ''}`.toLowerCase().includes(wanted),
        )
      : this.held;
  }

  /** What a rule marked, if it may be let through from now on. */
  #term({ text, span }: Held): string {
    return this.moderation?.there && span && span[1] > span[0] ? text.slice(span[0], span[1]).trim() : '';
  }

  #person({ author }: Held): void {
    this.dispatchEvent(new CustomEvent('vitrine-person', { detail: { id: author.id, name: author.name } }));
  }

  #choose(at: number): void {
    this.chosen = Math.min(Math.max(0, at), Math.max(0, this.shown.length - 1));
    void this.updateComplete.then(() =>
      this.renderRoot.querySelector('.chosen')?.scrollIntoView({ block: 'nearest' }),
    );
  }

  override render() {
    return html`<section aria-labelledby="title">
      <div class="head">
        <h2 id="title">${words.queue.title}</h2>
        ${this.held.length > 0 ? html`<span class="badge hold">${words.queue.waiting(this.held.length)}</span>` : nothing}
      </div>
      <div class="hush" role="status">${this.held.length > 0 ? words.queue.waiting(this.held.length) : ''}</div>
      ${
        this.held.length === 0
          ? html`<div class="calm">
              ${icon('shield', 20)}
              <p><b>${words.queue.empty}</b><br />${words.queue.emptyWhy}</p>
            </div>`
          : this.shown.length === 0
            ? html`<p class="calm">${words.queue.searchNone}</p>`
            : html`<ul class="scroll" tabindex="0" aria-label=${words.queue.title}>
              ${repeat(
                this.shown,
                ({ seq }) => seq,
                (item, at) => this.#renderItem(item, at),
              )}
            </ul>`
      }
    </section>`;
  }

  #renderItem(item: Held, at: number) {
    const waitedMs = Math.max(0, this.desk.room.server.nowMs() - Date.parse(item.at));
    const term = this.#term(item);
    const delayMs = item.rule === 'mode/delay' ? 1000 * (this.moderation?.modes.delaySeconds ?? 0) : 0;
    return html`<li
      class=${at === this.chosen ? 'item chosen' : 'item'}
      data-seq=${item.seq}
      @click=${() => this.#choose(at)}
    >
      <p class="what">
        <button class="who" title=${words.queue.personWhat(item.author.name)} @click=${() => this.#person(item)}>
          ${item.author.name}
        </button>
        <span class="rule">${[item.rule, item.category].filter(Boolean).join(' · ')}</span>
        ${item.level === undefined ? nothing : html`<span class="rule">${words.queue.level(item.level)}</span>`}
        <span class="grow"></span>
        <span class=${waitedMs > OLD_MS ? 'age old' : 'age'}>${
          delayMs > waitedMs
            ? words.queue.byItself(countdown(delayMs - waitedMs))
            : words.queue.waited(age(waitedMs))
        }</span>
      </p>
      <p class="text" dir="auto">${marked(item)}</p>
      <div class="acts">
        <button class="button small main" @click=${() => void this.#approve(item)}>
          ${icon('check', 14)}${words.queue.approve} ${at === this.chosen ? html`<kbd>A</kbd>` : nothing}
        </button>
        <button class="button small danger" @click=${() => this.#deny(item)}>
          ${icon('ban', 14)}${words.queue.deny} ${at === this.chosen ? html`<kbd>D</kbd>` : nothing}
        </button>
        ${
          at === this.chosen
            ? html`${
                term
                  ? html`<button
                        class="button small quiet"
                        title=${words.queue.allowWhat(term)}
                        @click=${() => void this.#approve(item, term)}
                      >
                        ${icon('pass', 14)}${words.queue.allow} <kbd>L</kbd>
                      </button>`
                  : nothing
              }
                <button class="button small quiet" title=${words.queue.personWhat(item.author.name)} @click=${() => this.#person(item)}>
                  ${icon('user', 14)}${words.queue.person} <kbd>E</kbd>
                </button>`
            : nothing
        }
      </div>
      <i class=${waitedMs > OLD_MS ? 'bar old' : 'bar'} ${cssVars({ part: Math.min(1, waitedMs / OLD_MS) })}></i>
    </li>`;
  }

  static override styles = [
    sheet,
    css`
      .head {
        display: flex;
        align-items: center;
        justify-content: space-between;
        min-height: 46px;
        padding: var(--space-3) var(--space-4) var(--space-1);
      }
      h2 {
        font-size: var(--type-3);
        font-weight: 600;
        letter-spacing: -0.01em;
      }
      ul {
        display: grid;
        gap: 2px;
        max-height: min(46dvh, 420px);
        padding: 0 var(--space-2) var(--space-2);
      }
      .item {
        position: relative;
        overflow: hidden;
        display: grid;
        gap: var(--space-2);
        padding: var(--space-3);
        border-radius: var(--radius-2);
        cursor: default;
        animation: enter var(--calm) var(--ease);
      }
      .chosen {
        background: var(--surface-2);
        box-shadow: inset 2px 0 0 var(--accent);
      }
      .what {
        display: flex;
        align-items: baseline;
        flex-wrap: wrap;
        gap: 2px var(--space-2);
        font-size: var(--type-2);
      }
      .who {
        padding: 0;
        border: 0;
        background: none;
        font-weight: 600;
        text-align: left;
        overflow-wrap: anywhere;
        cursor: pointer;
      }
      .who:hover {
        text-decoration: underline;
        text-underline-offset: 3px;
      }
      .rule,
      .age {
        color: var(--ink-2);
        font-size: var(--type-1);
      }
      .text {
        font-size: var(--type-2);
        overflow-wrap: anywhere;
        white-space: pre-wrap;
      }
      mark {
        border-radius: 3px;
        background: color-mix(in srgb, var(--hold), transparent 74%);
        color: inherit;
        padding: 1px 2px;
      }
      .age.old {
        color: var(--live);
      }
      .acts {
        display: flex;
        flex-wrap: wrap;
        gap: var(--space-2);
      }
      .acts .quiet {
        padding: 0 var(--space-2);
      }
      kbd {
        opacity: 0.75;
        font-family: var(--font);
        font-size: 0.6875rem;
      }
      .bar {
        position: absolute;
        inset: auto 0 0 0;
        height: 2px;
        background: var(--hold);
        transform: scaleX(var(--part));
        transform-origin: left;
        transition: transform 1s linear;
      }
      .bar.old {
        background: var(--live);
      }
      .calm {
        display: flex;
        gap: var(--space-3);
        padding: var(--space-2) var(--space-4) var(--space-4);
        color: var(--ink-2);
        font-size: 0.8125rem;
      }
      .calm b {
        color: var(--ink-1);
        font-weight: 550;
      }
      .calm svg {
        margin-top: 2px;
        color: var(--good);
      }
      @keyframes enter {
        from {
          opacity: 0;
          transform: translateY(-4px);
        }
      }
    `,
  ];
}

/** The text with the part that a rule matched; offsets count UTF-16 units, as the server's do. */
function marked({ text, span }: Held) {
  if (!span || span[0] < 0 || span[1] <= span[0] || span[1] > text.length) {
    return text;
  }
  const [from, to] = span;
  return html`${text.slice(0, from)}<mark>${text.slice(from, to)}</mark>${text.slice(to)}`;
}

declare global {
  interface HTMLElementTagNameMap {
    'vitrine-queue': Queue;
  }
}
