import { css, html, nothing } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { sheet } from '../design/sheet';
import '../player/vitrine-player';
import type { VitrinePlayer } from '../player/vitrine-player';
import '../viewer/offer-card';
import type { Observable } from '../room/observable';
import { hasPoster, isOver, slateFor } from '../viewer/slate';
import { words } from '../words/strings';
import { DeskPart } from './desk-part';
import './health-alerts';
import type { HealthWatch } from './health-watch';
import './minute-axis';
import type { Moderation } from './moderation';
import './safety';

/**
 * The picture as viewers see it, what is wrong with it, the last minutes, and how strict the room is.
 *
 * @fires vitrine-show-health when somebody wants to see every probe
 */
@customElement('vitrine-stage')
export class Stage extends DeskPart {
  @property({ attribute: false }) moderation!: Moderation;
  @property({ attribute: false }) health!: HealthWatch;
  @property({ type: Number }) watching = 0;

  @query('vitrine-player') readonly player?: VitrinePlayer;

  protected override sources(): readonly Observable[] {
    return [...super.sources(), this.health];
  }

  override updated(): void {
    this.toggleAttribute('crowded', this.health.alarms.length > 0);
    if (this.player) {
      this.desk.room.follow(this.player.clock);
    }
  }

  override render() {
    const { room } = this.desk;
    const slate = slateFor(room.phase, room.stream);
    return html`
      <vitrine-player
        quiet
        event=${this.desk.event}
        ?idle=${isOver(room.phase)}
        ?poster=${hasPoster(room.stream, room.server.nowMs())}
        slate=${slate?.text ?? ''}
        slate-title=${slate?.title ?? ''}
      >
        <vitrine-offer
          still
          class=${`offer ${room.offers.offer?.cue.position ?? 'left'}`}
          .offer=${room.offers.offer}
          .server=${room.server}
        ></vitrine-offer>
      </vitrine-player>
      <vitrine-health-alerts
        .desk=${this.desk}
        .health=${this.health}
        @vitrine-show-health=${() => this.dispatchEvent(new CustomEvent('vitrine-show-health'))}
      ></vitrine-health-alerts>
      <vitrine-minute-axis .desk=${this.desk}></vitrine-minute-axis>
      ${
        this.desk.may('chat.moderate')
          ? html`<vitrine-safety
              .desk=${this.desk}
              .moderation=${this.moderation}
              .watching=${this.watching}
              role="region"
              aria-label=${words.safety.title}
            ></vitrine-safety>`
          : nothing
      }
    `;
  }

  static override styles = [
    sheet,
    css`
      :host {
        display: flex;
        flex-direction: column;
        gap: var(--space-4);
        min-width: 0;
        min-height: 0;
      }
      @media (min-width: 1200px) and (max-height: 780px) {
        :host {
          overflow: hidden auto;
          scrollbar-width: none;
        }
      }
      @media (min-width: 1200px) {
        :host([crowded]) {
          overflow: hidden auto;
          scrollbar-width: none;
        }
      }
      vitrine-safety {
        z-index: 1;
      }
      vitrine-player {
        flex: none;
        width: 100%;
        z-index: 0;
      }
      vitrine-minute-axis {
        z-index: 1;
      }
      .offer {
        position: absolute;
        bottom: 52px;
        left: 12px;
        width: min(320px, calc(100% - 24px));
        zoom: 0.85;
      }
      .offer.center {
        left: 50%;
        translate: -50% 0;
      }
      .offer.right {
        left: auto;
        right: 12px;
      }
    `,
  ];
}

declare global {
  interface HTMLElementTagNameMap {
    'vitrine-stage': Stage;
  }
}
