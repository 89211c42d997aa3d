import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { sheet } from '../design/sheet';
import { words } from '../words/strings';
import type { Desk } from './desk';
import { panelSheet } from './panel-sheet';
import { type Family, noticeOf, rungsOf } from './profiles';

interface Answer {
  readonly profile: string;
  readonly usual: string;
  readonly families: readonly Family[];
}

/** What the server makes of the encoder's picture: the family of profiles in force, and the switch to another. */
@customElement('vitrine-profile-panel')
export class ProfilePanel extends LitElement {
  @property({ attribute: false }) desk!: Desk;
  @state() private answer: Answer | undefined;
  @state() private busy = false;

  @query('details') private readonly details?: HTMLDetailsElement | null;

  #stops: readonly (() => void)[] = [];

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#read();
    const { room } = this.desk;
    this.#stops = [
      room.onRecord(({ record }) => {
        if (record.type === 'core.profile') {
          void this.#read();
        }
      }),
      room.onChange(() => this.requestUpdate()),
    ];
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const stop of this.#stops) {
      stop();
    }
  }

  async #read(): Promise<void> {
    try {
      this.answer = await this.desk.api.get<Answer & Record<string, unknown>>(this.desk.path('profile'));
    } catch {
      // it stays as it was; the console tells of a lost server elsewhere
    }
  }

  override render() {
    const { answer } = this;
    const now = answer?.families.find(({ name }) => name === answer.profile);
    if (!answer || !now) {
      return nothing;
    }
    const others = answer.families.filter((family) => family !== now);
    return html`<section class="block">
      <div>
        <h2>${words.profile.title}</h2>
        <p class="note">${words.profile.why}</p>
      </div>
      ${this.#renderFamily(now, answer)}
      <details>
        <summary>${words.profile.others}</summary>
        <p class="note">${words.profile.how}</p>
        <ul>
          ${others.map((family) => html`<li>${this.#renderFamily(family, answer, now)}</li>`)}
        </ul>
      </details>
    </section>`;
  }

  /** A family; with what a switch to it changes, if another is in force. */
  #renderFamily(family: Family, { usual }: Answer, now?: Family) {
    const height = this.desk.room.stream?.height;
    const { given, leftOut } = rungsOf(family, height);
    return html`<div class="family" data-profile=${family.name}>
      <div class="head">
        <h3>${family.name}</h3>
        <span class="row">
          ${now ? nothing : html`<span class="badge good">${words.profile.inForce}</span>`}
          ${family.name === usual ? html`<span class="badge">${words.profile.usual}</span>` : nothing}
        </span>
      </div>
      ${family.summary ? html`<p class="note">${family.summary}</p>` : nothing}
      <p class="rungs">
        ${given.length > 0 ? given.map(({ name, height, kbps }) => html`<span>${words.profile.rung(name, height, kbps)}</span>`) : words.profile.none}
      </p>
      <p class="hint">
        ${given.length > 0 ? words.profile.encode[family.encode] : nothing} ${words.profile.delay(family.targetDelayMs)}
        ${leftOut.length > 0 ? words.profile.leftOut(leftOut.map(({ name }) => name)) : nothing}
      </p>
      ${
        now
          ? html`<div class="switch">
              <p class="note">${words.profile.notice(noticeOf(now, family, height))}</p>
              <button class="button" ?disabled=${this.busy} @click=${() => void this.#switch(now.name, family.name)}>
                ${words.profile.switch(family.name)}
              </button>
            </div>`
          : nothing
      }
    </div>`;
  }

  async #switch(from: string, to: string, undoes = false): Promise<void> {
    this.busy = true;
    const done = await this.desk.attempt(() =>
      this.desk.api.post(this.desk.path('profile'), { profile: to }),
    );
    this.busy = false;
    if (done) {
      this.desk.tell(
        undoes ? words.profile.back(to) : words.profile.done(to),
        undoes ? {} : { undo: () => void this.#switch(to, from, true) },
      );
    }
    await this.#read();
    if (done && !undoes) {
      this.#fold();
    }
  }

  /** Shows what is in force now; the button that was pressed is gone, so the focus goes where one would go on. */
  #fold(): void {
    this.details?.removeAttribute('open');
    this.details?.querySelector('summary')?.focus();
  }

  static override styles = [
    sheet,
    panelSheet,
    css`
      .family {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--space-2);
      }
      .head {
        flex-wrap: wrap;
        gap: var(--space-1) var(--space-3);
      }
      .row {
        flex-wrap: wrap;
      }
      ul {
        display: grid;
        gap: var(--space-3);
        margin: 0;
        padding: 0;
        list-style: none;
      }
      .rungs {
        display: flex;
        flex-wrap: wrap;
        gap: 0 var(--space-4);
        font-size: var(--type-2);
        font-weight: 600;
      }
      details {
        padding-top: var(--space-2);
        border-top: 1px solid var(--line);
      }
      summary {
        padding: var(--space-2) 0;
        font-size: var(--type-2);
        cursor: pointer;
      }
      details > ul {
        margin-top: var(--space-3);
      }
      details .family {
        padding: var(--space-3);
        border-radius: var(--radius-2);
        background: var(--surface-1);
      }
      .switch {
        display: grid;
        justify-items: start;
        gap: var(--space-3);
        padding-top: var(--space-2);
      }
    `,
  ];
}

declare global {
  interface HTMLElementTagNameMap {
    'vitrine-profile-panel': ProfilePanel;
  }
}
