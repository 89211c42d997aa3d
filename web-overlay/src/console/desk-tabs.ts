import { css, html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { sheet } from '../design/sheet';
import type { VitrinePlayer } from '../player/vitrine-player';
import type { Observable } from '../room/observable';
import '../ui/tabs';
import type { Tab } from '../ui/tabs';
import { words } from '../words/strings';
import './audience-panel';
import './clips-panel';
import { DeskPart } from './desk-part';
import './health-panel';
import type { HealthWatch } from './health-watch';
import './keys-panel';
import type { Moderation } from './moderation';
import './people-panel';
import './plugins-panel';
import './profile-panel';
import './restream-panel';
import './rundown';
import './source-panel';
import './window-panel';
import type { WindowWatch } from './window-watch';

/**
 * The desk: everything else that is done during a show, a tab for each.
 *
 * @fires vitrine-tab with `{id}`
 * @fires vitrine-person with `{id, name}` when more of somebody is to be seen
 */
@customElement('vitrine-desk-tabs')
export class DeskTabs extends DeskPart {
  @property({ attribute: false }) windows!: WindowWatch;
  @property({ attribute: false }) moderation!: Moderation;
  @property({ attribute: false }) health!: HealthWatch;
  @property({ attribute: false }) player: VitrinePlayer | undefined;
  @property() chosen = 'rundown';

  protected override sources(): readonly Observable[] {
    return [...super.sources(), this.health];
  }

  override render() {
    const all: (Tab & { readonly needs: readonly string[] })[] = [
      { needs: ['product.write', 'cue.write'], id: 'rundown', label: words.desk.rundown, icon: 'bag' },
      {
        needs: ['chat.moderate'],
        id: 'people',
        label: words.desk.people,
        icon: 'users',
        mark: this.moderation.appeals.length + this.moderation.proposals.length > 0,
      },
      { needs: ['audience.write'], id: 'audience', label: words.desk.audience, icon: 'hand' },
      {
        needs: ['window.write'],
        id: 'window',
        label: words.desk.window,
        icon: 'lock',
        mark: this.windows.current !== undefined,
      },
      { needs: ['plugin.write'], id: 'plugins', label: words.desk.plugins, icon: 'plug' },
      { needs: ['clip.create'], id: 'clips', label: words.desk.clips, icon: 'film' },
      { needs: ['stream-key.write', 'event.write'], id: 'keys', label: words.desk.keys, icon: 'live' },
      {
        needs: ['ops.read'],
        id: 'health',
        label: words.desk.health,
        icon: 'pulse',
        mark: this.health.alarms.length > 0,
      },
    ];
    const tabs = all.filter(({ needs }) => this.desk.may(...needs));
    const chosen = (tabs.find(({ id }) => id === this.chosen) ?? tabs[0])?.id;
    if (chosen === undefined) {
      return html`<p class="none">${words.desk.none}</p>`;
    }
    return html`<vitrine-tabs
      .tabs=${tabs}
      chosen=${chosen}
      label=${words.desk.label}
      @vitrine-tab=${(chosen: CustomEvent<{ id: string }>) =>
        this.dispatchEvent(new CustomEvent('vitrine-tab', { detail: chosen.detail }))}
      >${this.#renderTab(chosen)}</vitrine-tabs
    >`;
  }

  #renderTab(chosen: string) {
    const { desk } = this;
    switch (chosen) {
      case 'window':
        return html`<vitrine-window-panel .desk=${desk} .windows=${this.windows}></vitrine-window-panel>`;
      case 'audience':
        return html`<vitrine-audience-panel .desk=${desk}></vitrine-audience-panel>`;
      case 'people':
        return html`<vitrine-people-panel
          .desk=${desk}
          .moderation=${this.moderation}
          @vitrine-person=${(of: CustomEvent) =>
            this.dispatchEvent(new CustomEvent('vitrine-person', { detail: of.detail }))}
        ></vitrine-people-panel>`;
      case 'plugins':
        return html`<vitrine-plugins-panel .desk=${desk}></vitrine-plugins-panel>`;
      case 'clips':
        return html`<vitrine-clips-panel .desk=${desk}></vitrine-clips-panel>`;
      case 'keys':
        return html`<div class="stack">
          ${desk.may('event.write') ? html`<vitrine-profile-panel .desk=${desk}></vitrine-profile-panel>` : nothing}
          ${
            desk.may('stream-key.write')
              ? html`<vitrine-keys-panel .desk=${desk}></vitrine-keys-panel>
                  <vitrine-source-panel .desk=${desk}></vitrine-source-panel>
                  <vitrine-restream-panel .desk=${desk}></vitrine-restream-panel>`
              : nothing
          }
        </div>`;
      case 'health':
        return html`<vitrine-health-panel
          .desk=${desk}
          .health=${this.health}
          .player=${this.player}
        ></vitrine-health-panel>`;
      default:
        return html`<vitrine-rundown .desk=${desk}></vitrine-rundown>`;
    }
  }

  static override styles = [
    sheet,
    css`
      :host {
        min-width: 0;
        min-height: 0;
        border-radius: var(--radius-3);
        background: var(--surface-1);
        overflow: hidden;
        container-type: inline-size;
      }
      .none {
        padding: var(--space-5);
        color: var(--ink-2);
        font-size: var(--type-2);
      }
      .stack {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--space-4);
      }
    `,
  ];
}

declare global {
  interface HTMLElementTagNameMap {
    'vitrine-desk-tabs': DeskTabs;
  }
}
