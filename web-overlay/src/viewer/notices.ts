import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { icon } from '../design/icons';
import { sheet } from '../design/sheet';
import type { EventRoom } from '../room/event-room';
import { Ticker } from '../ui/ticker';
import { words } from '../words/strings';
import { compact } from './compact';
import { rich } from './rich-text';

/** What stands above the chat: an announcement, the pinned message. Each reader may put it away. */
@customElement('vitrine-notices')
export class Notices extends LitElement {
  @property({ attribute: false }) room!: EventRoom;
  @state() private away: ReadonlySet<string> = new Set();

  #stop: (() => void) | undefined;

  constructor() {
    super();
    new Ticker(this, 1_000, () => this.room?.audience.announcement?.endsAt !== undefined);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#stop = this.room.onChange(() => this.requestUpdate());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stop?.();
  }

  override render() {
    const { audience, chat, me } = this.room;
    const { announced, pin } = audience;
    const line = pin && (chat.find(pin.target) ?? (pin.text === undefined ? undefined : pin));
    const text = line?.text;
    const told = announced && !this.away.has(`a${announced.announcement}`);
    return html`
      <div aria-live="polite">
        ${
          told
            ? html`<div class="notice announced">
                ${icon('megaphone', 16)}
                <p class="grow"><span class="hush">${words.audience.announcement}: </span><span dir="auto">${announced.text}</span></p>
                ${this.#putAway(`a${announced.announcement}`)}
              </div>`
            : nothing
        }
      </div>
      ${
        pin && line && text && !(told && compact()) && !this.away.has(`p${pin.target}`)
          ? html`<div class="notice">
              ${icon('pin', 15)}
              <p class="grow">
                <span class="hush">${words.audience.pinned}: </span><b>${line.author?.name ?? ''}</b>
                <span dir="auto">${rich(text, audience.emotes, me?.name)}</span>
              </p>
              ${this.#putAway(`p${pin.target}`)}
            </div>`
          : nothing
      }
    `;
  }

  #putAway(id: string) {
    return html`<button
      class="button icon small quiet"
      aria-label=${words.audience.putAway}
      title=${words.audience.putAway}
      @click=${() => {
        this.away = new Set([...this.away, id]);
      }}
    >
      ${icon('close', 13)}
    </button>`;
  }

  static override styles = [
    sheet,
    css`
      :host {
        display: grid;
        flex: none;
      }
      .notice {
        display: flex;
        align-items: flex-start;
        gap: var(--space-2);
        margin: 0 var(--space-3) var(--space-2);
        padding: 8px 4px 8px 12px;
        border-radius: var(--radius-2);
        background: var(--surface-2);
        font-size: 0.8125rem;
        line-height: 1.4;
        animation: enter var(--slow) var(--ease);
      }
      .notice > svg {
        margin-top: 2px;
        color: var(--accent);
      }
      .announced {
        background: var(--accent);
        color: var(--on-accent);
        font-weight: 550;
      }
      .announced > svg,
      .announced .button {
        color: inherit;
      }
      .announced .button:hover {
        background: #00000024;
      }
      .announced :focus-visible {
        outline-color: currentcolor;
      }
      p {
        display: -webkit-box;
        overflow: hidden;
        -webkit-box-orient: vertical;
        -webkit-line-clamp: 3;
        overflow-wrap: anywhere;
      }
      @media (max-width: 959px) {
        .notice {
          padding-block: 3px;
          align-items: center;
        }
        .notice > svg {
          margin-top: 0;
        }
        p {
          -webkit-line-clamp: 2;
        }
      }
      b {
        font-weight: 600;
      }
      .emote {
        height: 1.5em;
        vertical-align: -0.35em;
      }
      .button.small.icon {
        width: 24px;
        min-height: 24px;
      }
      @keyframes enter {
        from {
          opacity: 0;
          transform: translateY(-6px);
        }
      }
    `,
  ];
}

declare global {
  interface HTMLElementTagNameMap {
    'vitrine-notices': Notices;
  }
}
