import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { icon } from '../design/icons';
import { sheet } from '../design/sheet';
import { Watch } from '../room/observable';
import { Ticker } from '../ui/ticker';
import { clock, countdown } from '../words/format';
import { words } from '../words/strings';
import type { Desk } from './desk';
import { panelSheet } from './panel-sheet';
import type { Window, WindowWatch } from './window-watch';

/** Protected windows: the one in force, and the way to open one. */
@customElement('vitrine-window-panel')
export class WindowPanel extends LitElement {
  @property({ attribute: false }) desk!: Desk;
  @property({ attribute: false }) windows!: WindowWatch;
  @state() private busy = false;

  #watch: Watch | undefined;

  constructor() {
    super();
    new Ticker(this, 500, () => this.windows?.current !== undefined);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#watch ??= new Watch(this, this.windows);
  }

  override render() {
    const { current } = this.windows;
    const earlier = this.windows.all
      .filter((window) => this.windows.stateOf(window) === 'closed')
      .slice(0, 5);
    return html`
      ${current ? this.#renderCurrent(current) : this.#renderForm()}
      ${
        earlier.length > 0
          ? html`<section>
              <h3 class="earlier">${words.windows.earlier}</h3>
              <ul class="list">
                ${earlier.map(
                  (window) => html`<li class="item">
                    <span class="grow cut">${window.title}</span>
                    <span class="hint">${clock(window.opensAt)}–${clock(window.closedAt ?? window.closesAt)}</span>
                  </li>`,
                )}
              </ul>
            </section>`
          : nothing
      }
    `;
  }

  #renderCurrent(window: Window) {
    const shown = this.windows.stateOf(window);
    return html`<section class=${`force ${shown}`} aria-label=${words.windows.title}>
      <div class="head">
        <span class="badge hold">${icon(shown === 'open' ? 'lock' : 'clock', 14)} ${shown === 'open' ? words.windows.open : words.windows.armed}</span>
        <span class="hint">${words.windows.closesAt(clock(window.closesAt, true))}</span>
      </div>
      <h2>${window.title}</h2>
      <p class="label">${shown === 'open' ? words.windows.closesIn : words.windows.opensIn}</p>
      <p class="time" role="timer">${countdown(this.windows.leftMs(window))}</p>
      <p class="label">${words.windows.freezes}</p>
      <ul class="frozen">
        ${window.freezes.map((what) => html`<li class="badge hold">${icon('lock', 12)}${words.windows.classes[what] ?? what}</li>`)}
      </ul>
      <p class="note">${words.windows.allowed}</p>
      ${window.owner ? html`<p class="note"><span class="label">${words.windows.owner}</span> ${window.owner}</p>` : nothing}
      <button class="button danger" ?disabled=${this.busy} @click=${() => void this.#close(window)}>
        ${icon('unlock', 16)}${words.windows.close}
      </button>
    </section>`;
  }

  #renderForm() {
    return html`<section class="block">
      <div>
        <h2>${words.windows.none}</h2>
        <p class="note">${words.windows.noneWhy}</p>
      </div>
      <form @submit=${(sent: SubmitEvent) => void this.#open(sent)}>
        <label class="field"
          ><span>${words.windows.name}</span>
          <input class="input" name="title" required maxlength="120" value=${words.windows.namePlaceholder} />
        </label>
        <div class="pair">
          <label class="field"
            ><span>${words.windows.opensInField} (${words.windows.seconds})</span>
            <input class="input" name="opens" type="number" min="0" max="7776000" value="0" required />
          </label>
          <label class="field"
            ><span>${words.windows.lasts} (${words.windows.minutes})</span>
            <input class="input" name="lasts" type="number" min="1" max="1440" value="10" required />
          </label>
        </div>
        <button class="button main" ?disabled=${this.busy}>${icon('lock', 16)}${words.windows.arm}</button>
      </form>
    </section>`;
  }

  async #open(sent: SubmitEvent): Promise<void> {
    sent.preventDefault();
    const form = new FormData(sent.target as HTMLFormElement);
    this.busy = true;
    const window = await this.desk.attempt(() =>
      this.desk.api.post<Window & Record<string, unknown>>(this.desk.path('windows'), {
        title: String(form.get('title')).trim(),
        opensInSeconds: Number(form.get('opens')),
        durationSeconds: Number(form.get('lasts')) * 60,
      }),
    );
    this.busy = false;
    if (window?.id) {
      this.windows.put(window);
      this.desk.tell(words.windows.opened);
    }
  }

  async #close(window: Window): Promise<void> {
    if (!(await this.desk.ask(words.windows.closeTitle, words.windows.closeWhy, words.windows.close))) {
      return;
    }
    this.busy = true;
    const closed = await this.desk.attempt(() =>
      this.desk.api.post<Window & Record<string, unknown>>(
        this.desk.path(`windows/${encodeURIComponent(window.id)}/close`),
      ),
    );
    this.busy = false;
    if (closed) {
      this.windows.put(closed.id ? closed : { ...window, state: 'closed' });
      this.desk.tell(words.windows.closedNow);
    }
  }

  static override styles = [
    sheet,
    panelSheet,
    css`
      .force {
        display: grid;
        gap: var(--space-3);
        padding: var(--space-4);
        border: 2px solid var(--hold);
        border-radius: var(--radius-3);
        background: color-mix(in srgb, var(--hold), var(--surface-1) 92%);
      }
      .force.armed {
        border-style: dashed;
      }
      .force h2 {
        font-size: var(--type-4);
      }
      .time {
        margin-top: calc(-1 * var(--space-3));
        color: var(--hold);
        font-size: clamp(3rem, 12cqi, 4.5rem);
        font-weight: 600;
        letter-spacing: -0.04em;
        line-height: 1.05;
      }
      .frozen {
        display: flex;
        flex-wrap: wrap;
        gap: 6px;
        margin-top: calc(-1 * var(--space-2));
      }
      .earlier {
        margin-bottom: var(--space-2);
        color: var(--ink-2);
      }
    `,
  ];
}

declare global {
  interface HTMLElementTagNameMap {
    'vitrine-window-panel': WindowPanel;
  }
}
