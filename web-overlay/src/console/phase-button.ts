import { html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { sheet } from '../design/sheet';
import { ApiProblem } from '../net/api';
import type { Phase } from '../room/records';
import { words } from '../words/strings';
import type { Desk } from './desk';

const NEXT: Partial<Record<Phase, Phase>> = { draft: 'ready', ready: 'live', live: 'ended', ended: 'replay' };

/**
 * The event's phase and the step to the next.
 *
 * @fires vitrine-moved when a step was tried
 */
@customElement('vitrine-phase')
export class PhaseButton extends LitElement {
  @property({ attribute: false }) desk: Desk | undefined;
  @property() phase: Phase | undefined;
  @property({ type: Number }) watching = 0;

  override render() {
    const { phase, desk } = this;
    if (!phase) {
      return nothing;
    }
    const next = NEXT[phase];
    return html`<span class="row">
      <span class=${phase === 'live' ? 'badge live' : 'badge'}>${words.console.phases[phase] ?? phase}</span>
      ${
        next && desk?.may('event.phase')
          ? html`<button class="button small" @click=${() => void this.#advance(desk, next)}>
              ${words.console.nextPhase[phase]}
            </button>`
          : nothing
      }
    </span>`;
  }

  async #advance(desk: Desk, to: Phase): Promise<void> {
    if (
      to === 'ended' &&
      !(await desk.ask(
        words.console.endShowTitle,
        words.console.endShow(this.watching),
        words.console.nextPhase.live!,
      ))
    ) {
      return;
    }
    const move = (more: object) =>
      desk.api.post(`/events/${encodeURIComponent(desk.event)}/phase`, { to, ...more });
    try {
      await move({});
    } catch (why) {
      if (why instanceof ApiProblem && why.status === 409 && why.extra.gates) {
        if (
          await desk.ask(words.console.forceTitle, why.message, words.console.force, words.console.forceWhy)
        ) {
          await desk.attempt(() => move({ force: true, reason: words.console.forceReason }));
        }
      } else {
        desk.tellWhy(why);
      }
    }
    this.dispatchEvent(new CustomEvent('vitrine-moved'));
  }

  static override styles = [sheet];
}

declare global {
  interface HTMLElementTagNameMap {
    'vitrine-phase': PhaseButton;
  }
}
