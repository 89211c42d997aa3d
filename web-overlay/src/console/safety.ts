import { css, html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { icon } from '../design/icons';
import { sheet } from '../design/sheet';
import { typing } from '../player/vitrine-player';
import { Ticker } from '../ui/ticker';
import { countdown } from '../words/format';
import { words } from '../words/strings';
import { DeskPart } from './desk-part';
import type { Moderation, Modes } from './moderation';

const SHIELD_MINUTES = 10;
const STEPS: Partial<Record<keyof Modes, readonly number[]>> = {
  slowSeconds: [0, 5, 10, 30, 60, 300],
  minAgeSeconds: [0, 60, 600, 3600],
  delaySeconds: [0, 2, 5, 10],
};
const SWITCHES: readonly (keyof Modes)[] = ['linksHeld', 'unique', 'emoteOnly', 'buyersOnly'];

/** How strict the room is: the shield, with the clock that takes it down, and the modes. */
@customElement('vitrine-safety')
export class Safety extends DeskPart {
  @property({ attribute: false }) moderation!: Moderation;
  /** For the sentence that says whom it concerns. */
  @property({ type: Number }) watching = 0;

  #stop: (() => void) | undefined;
  #ending = new AbortController();

  constructor() {
    super();
    new Ticker(this, 500, () => this.moderation?.shield.on ?? false);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#stop = this.moderation.onChange(() => this.requestUpdate());
    this.#ending = new AbortController();
    document.addEventListener('keydown', (pressed) => this.#key(pressed), { signal: this.#ending.signal });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stop?.();
    this.#ending.abort();
  }

  #key(pressed: KeyboardEvent): void {
    const from = pressed.composedPath()[0] as HTMLElement | undefined;
    if (
      pressed.key.toLowerCase() === 's' &&
      this.moderation.there &&
      !(pressed.defaultPrevented || pressed.ctrlKey || pressed.metaKey || pressed.altKey) &&
      !typing(from) &&
      !this.desk.question
    ) {
      pressed.preventDefault();
      void this.#shield(!this.moderation.shieldUp);
    }
  }

  async #shield(up: boolean): Promise<void> {
    const done = await this.moderation.setShield(up, up ? SHIELD_MINUTES : undefined);
    if (done !== undefined) {
      this.desk.tell(
        up
          ? words.safety.raised(
              this.watching > 0 ? words.safety.ofWatching(this.watching) : '',
              SHIELD_MINUTES,
            )
          : words.safety.lowered,
        { undo: () => void this.#shield(!up) },
      );
    }
  }

  async #set(name: keyof Modes, value: number | boolean): Promise<void> {
    const before = this.moderation.modes[name];
    const done = await this.moderation.setModes({ [name]: value });
    if (done !== undefined) {
      const called = words.safety.names[name]!;
      this.desk.tell(
        value
          ? words.safety.modeOn(
              called,
              typeof value === 'number' ? words.safety.seconds(value) : words.safety.on,
            )
          : words.safety.modeOff(called),
        { undo: () => void this.moderation.setModes({ [name]: before }) },
      );
    }
  }

  override render() {
    const { moderation } = this;
    if (!moderation.there) {
      return html`<p class="hint absent">${words.safety.absent}</p>`;
    }
    const up = moderation.shieldUp;
    const leftMs = moderation.shieldLeftMs;
    return html`<section class=${up ? 'shield up' : 'shield'} aria-labelledby="shield">
        ${icon(up ? 'shieldCheck' : 'shield', 22)}
        <p class="grow">
          <b id="shield">${words.safety.shield}</b>
          <span id="shield-why"
            >${
              up
                ? moderation.shield.auto
                  ? words.safety.shieldAuto
                  : words.safety.shieldWhat
                : words.safety.shieldOff
            }${up && moderation.shield.reason ? html` <q>${moderation.shield.reason}</q>` : nothing}</span
          >
        </p>
        ${
          up
            ? html`<p class="left" role="timer">
                ${
                  leftMs === undefined
                    ? words.safety.shieldStays
                    : html`<span class="hush">${words.safety.shieldLeft('')}</span><b>${countdown(leftMs)}</b>`
                }
              </p>`
            : html`<kbd aria-hidden="true">S</kbd>`
        }
        <button
          class="switch"
          role="switch"
          aria-checked=${up ? 'true' : 'false'}
          aria-labelledby="shield"
          aria-describedby="shield-why"
          @click=${() => void this.#shield(!up)}
        >
          <i></i>
        </button>
      </section>
      <section class="modes" aria-label=${words.safety.modes}>
        ${Object.entries(STEPS).map(([name, steps]) => this.#renderSteps(name as keyof Modes, steps))}
        ${SWITCHES.map((name) => this.#renderSwitch(name))}
      </section>`;
  }

  #renderSteps(name: keyof Modes, steps: readonly number[]) {
    const value = Number(this.moderation.modes[name]);
    const all = steps.includes(value) ? steps : [...steps, value].sort((a, b) => a - b);
    return html`<label class=${value > 0 ? 'mode on' : 'mode'} title=${words.safety.whys[name]!}>
      <span>${words.safety.names[name]}</span>
      <select @change=${(picked: Event) => void this.#set(name, Number((picked.target as HTMLSelectElement).value))}>
        ${all.map(
          (step) => html`<option value=${step} ?selected=${step === value}>
            ${step === 0 ? words.safety.off : words.safety.seconds(step)}
          </option>`,
        )}
      </select>
    </label>`;
  }

  #renderSwitch(name: keyof Modes) {
    const on = Boolean(this.moderation.modes[name]);
    return html`<button
      class=${on ? 'mode on' : 'mode'}
      aria-pressed=${on ? 'true' : 'false'}
      title=${words.safety.whys[name]!}
      @click=${() => void this.#set(name, !on)}
    >
      ${on ? icon('check', 13) : nothing}${words.safety.names[name]}
    </button>`;
  }

  static override styles = [
    sheet,
    css`
      :host {
        display: grid;
        gap: var(--space-3);
        min-width: 0;
      }
      .shield {
        display: flex;
        align-items: center;
        gap: var(--space-3);
        min-height: 60px;
        padding: var(--space-2) var(--space-3) var(--space-2) var(--space-4);
        border-radius: var(--radius-3);
        background: var(--surface-1);
        color: var(--ink-2);
        transition: background var(--calm) var(--ease);
      }
      .shield p {
        font-size: 0.8125rem;
        line-height: 1.35;
      }
      .shield .grow {
        display: grid;
      }
      .shield b {
        color: var(--ink-1);
        font-size: var(--type-2);
        font-weight: 600;
      }
      .shield.up {
        background: var(--hold);
        color: var(--on-hold);
      }
      .shield.up b {
        color: inherit;
      }
      .left b {
        font-size: var(--type-4);
        font-weight: 650;
        letter-spacing: -0.02em;
      }
      kbd {
        display: grid;
        place-items: center;
        flex: none;
        width: 20px;
        height: 20px;
        border-radius: 5px;
        background: var(--surface-3);
        color: var(--ink-2);
        font-family: var(--font);
        font-size: var(--type-1);
      }
      .switch {
        flex: none;
        width: 48px;
        height: 28px;
        padding: 2px;
        border: 1px solid var(--line-strong);
        border-radius: 999px;
        background: var(--surface-3);
        cursor: pointer;
      }
      .switch i {
        display: block;
        width: 22px;
        height: 22px;
        border-radius: 50%;
        background: var(--ink-1);
        transition: translate var(--calm) var(--ease);
      }
      .up .switch {
        border-color: var(--on-hold);
        background: var(--on-hold);
      }
      .up .switch i {
        background: var(--hold);
        translate: 20px 0;
      }
      .up .switch:focus-visible {
        outline-color: var(--on-hold);
      }
      .modes {
        display: flex;
        flex-wrap: wrap;
        gap: 6px;
      }
      .mode {
        display: inline-flex;
        align-items: center;
        gap: 4px;
        min-height: 32px;
        padding: 0 12px;
        border: 1px solid var(--line);
        border-radius: 999px;
        background: var(--surface-1);
        color: var(--ink-2);
        font-size: 0.8125rem;
        font-weight: 550;
        cursor: pointer;
      }
      .mode:hover,
      .mode:focus-within {
        border-color: var(--line-strong);
        color: var(--ink-1);
      }
      .mode.on {
        border-color: color-mix(in srgb, var(--hold), transparent 45%);
        background: color-mix(in srgb, var(--hold), transparent 86%);
        color: var(--hold);
      }
      .mode select {
        margin-right: -6px;
        padding: 4px 0;
        border: 0;
        border-radius: 5px;
        background: transparent;
        color: inherit;
        font-weight: 600;
        cursor: pointer;
      }
      .mode option {
        background: var(--surface-2);
        color: var(--ink-1);
      }
      .absent {
        padding: var(--space-3) var(--space-4);
        border-radius: var(--radius-3);
        background: var(--surface-1);
      }
    `,
  ];
}

declare global {
  interface HTMLElementTagNameMap {
    'vitrine-safety': Safety;
  }
}
