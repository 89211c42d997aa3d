import { css, html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { icon } from '../design/icons';
import { sheet } from '../design/sheet';
import { Ticker } from '../ui/ticker';
import { countdown } from '../words/format';
import { words } from '../words/strings';
import { DeskPart } from './desk-part';
import type { WindowWatch } from './window-watch';

/**
 * The protected window that is armed or open, across the whole screen.
 *
 * @fires vitrine-show-window when somebody wants to see more of it
 */
@customElement('vitrine-window-banner')
export class WindowBanner extends DeskPart {
  @property({ attribute: false }) windows!: WindowWatch;

  constructor() {
    super();
    new Ticker(this, 500, () => this.windows?.current !== undefined);
  }

  override render() {
    const window = this.windows.current;
    if (!window) {
      return nothing;
    }
    const open = this.windows.stateOf(window) === 'open';
    return html`<section
      class=${open ? 'banner open' : 'banner'}
      aria-label=${open ? words.windows.bannerOpen : words.windows.bannerArmed}
    >
      ${icon(open ? 'lock' : 'clock', 22)}
      <p class="grow">
        <b>${open ? words.windows.bannerOpen : words.windows.bannerArmed}</b>
        <span>${words.windows.banner(window.title)}</span>
        <span class="what">${window.freezes.map((what) => words.windows.classes[what] ?? what).join(' · ')}</span>
      </p>
      <p class="left" role="timer">
        <span>${open ? words.windows.closesIn : words.windows.opensIn}</span>
        <b>${countdown(this.windows.leftMs(window))}</b>
      </p>
      <button class="button small" @click=${() => this.dispatchEvent(new CustomEvent('vitrine-show-window'))}>
        ${words.windows.show}
      </button>
    </section>`;
  }

  static override styles = [
    sheet,
    css`
      .banner {
        display: flex;
        align-items: center;
        gap: var(--space-4);
        margin: 0 var(--space-4) var(--space-3);
        padding: var(--space-3) var(--space-4);
        border-radius: var(--radius-3);
        background: color-mix(in srgb, var(--hold), transparent 82%);
        color: var(--hold);
        animation: enter var(--slow) var(--ease);
      }
      .banner.open {
        background: var(--hold);
        color: var(--on-hold);
      }
      .grow {
        display: flex;
        flex-wrap: wrap;
        gap: 0 var(--space-3);
        font-size: var(--type-2);
      }
      .grow b {
        font-weight: 650;
      }
      .left {
        display: flex;
        align-items: baseline;
        gap: var(--space-2);
        font-size: var(--type-2);
        white-space: nowrap;
      }
      .left b {
        font-size: var(--type-5);
        font-weight: 650;
        letter-spacing: -0.03em;
        line-height: 1;
      }
      .button {
        background: #00000024;
        color: inherit;
      }
      @media (max-width: 740px) {
        .banner {
          flex-wrap: wrap;
          gap: var(--space-2) var(--space-3);
          margin-inline: var(--space-3);
        }
      }
      @keyframes enter {
        from {
          opacity: 0;
          transform: translateY(8px);
        }
      }
    `,
  ];
}

declare global {
  interface HTMLElementTagNameMap {
    'vitrine-window-banner': WindowBanner;
  }
}
