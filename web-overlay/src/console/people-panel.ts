import { css, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { icon } from '../design/icons';
import { sheet } from '../design/sheet';
import { Ticker } from '../ui/ticker';
import { clock, countdown } from '../words/format';
import { words } from '../words/strings';
import { DeskPart } from './desk-part';
import type { Appeal, Moderation, Proposal, Sanction } from './moderation';
import { panelSheet } from './panel-sheet';

const MANY_SECONDS = 3_600;
const MANY_MOST = 50;

/**
 * People who may not write, those who ask to again, and what many at once would concern.
 *
 * @fires vitrine-person with `{id, name}` when more of somebody is to be seen
 */
@customElement('vitrine-people-panel')
export class PeoplePanel extends DeskPart {
  @property({ attribute: false }) moderation!: Moderation;
  @state() private picked: ReadonlySet<string> = new Set();

  #stop: (() => void) | undefined;

  constructor() {
    super();
    new Ticker(
      this,
      1_000,
      () => this.moderation?.sanctions.length > 0 || this.moderation?.proposals.length > 0,
    );
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#stop = this.moderation.onChange(() => this.requestUpdate());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stop?.();
  }

  override render() {
    const { moderation } = this;
    if (!moderation.there) {
      return html`<div class="nothing"><h3>${words.people.title}</h3><p>${words.safety.absent}</p></div>`;
    }
    const nowMs = this.desk.room.server.nowMs();
    const sanctions = moderation.sanctions.filter(({ until }) => !until || Date.parse(until) > nowMs);
    return html`
      ${moderation.proposals.length > 0 ? this.#renderProposals(moderation.proposals) : nothing}
      <section>
        <h2>${words.people.appeals}</h2>
        ${
          moderation.appeals.length === 0
            ? html`<p class="hint">${words.people.noAppeals}</p>`
            : html`<ul class="list">${moderation.appeals.map((appeal) => this.#renderAppeal(appeal))}</ul>`
        }
      </section>
      <section>
        <h2>${words.people.sanctions}</h2>
        ${
          sanctions.length === 0
            ? html`<div class="nothing"><h3>${words.people.noSanctions}</h3><p>${words.people.noSanctionsWhy}</p></div>`
            : html`<ul class="list">${sanctions.map((one) => this.#renderSanction(one, nowMs))}</ul>`
        }
      </section>
      ${this.#renderMany()}
    `;
  }

  #name(id: string, name: string) {
    return html`<button
      class="who"
      @click=${() => this.dispatchEvent(new CustomEvent('vitrine-person', { detail: { id, name } }))}
    >
      ${name}
    </button>`;
  }

  #renderSanction(sanction: Sanction, nowMs: number) {
    return html`<li class="item">
      <p class="grow">
        ${this.#name(sanction.user, sanction.name)}
        <span class="hint">
          ${words.person.sanctioned[sanction.kind] ?? sanction.kind} ·
          ${sanction.until ? countdown(Date.parse(sanction.until) - nowMs) : words.person.forGood} ·
          ${words.person.by(sanction.by)}
        </span>
        <span class="note">${sanction.reason}</span>
      </p>
      <button
        class="button small"
        @click=${async () => {
          const decision = await this.moderation.unban(sanction.user);
          if (decision !== undefined) {
            this.desk.tell(words.person.unbanned(sanction.name), {
              undo: () => void this.moderation.undo(decision),
            });
          }
        }}
      >
        ${words.person.end}
      </button>
    </li>`;
  }

  #renderAppeal(appeal: Appeal) {
    return html`<li class="item appeal">
      <p>
        ${this.#name(appeal.user, appeal.name)} <span class="hint">${clock(appeal.at)}</span>
        <span class="said" dir="auto">${appeal.text}</span>
      </p>
      <div class="actions">
        <button class="button small main" @click=${() => void this.#accept(appeal)}>${icon('check', 14)}${words.people.accept}</button>
        <button class="button small danger" @click=${() => void this.#reject(appeal)}>${words.people.reject}</button>
      </div>
    </li>`;
  }

  async #accept(appeal: Appeal): Promise<void> {
    const decision = await this.moderation.decideAppeal(appeal, 'accept', '');
    if (decision !== undefined) {
      this.desk.tell(words.people.accepted(appeal.name), { undo: () => void this.moderation.undo(decision) });
    }
  }

  async #reject(appeal: Appeal): Promise<void> {
    if (
      await this.desk.ask(
        words.people.rejectTitle(appeal.name),
        words.people.rejectWhat(appeal.name),
        words.people.reject,
      )
    ) {
      if ((await this.moderation.decideAppeal(appeal, 'reject', '')) !== undefined) {
        this.desk.tell(words.people.rejected(appeal.name));
      }
    }
  }

  #renderProposals(proposals: readonly Proposal[]) {
    return html`<section class="proposals">
      <h2>${words.people.proposals}</h2>
      <ul class="list">
        ${proposals.map((proposal) => {
          const names = proposal.users.map((one) => (typeof one === 'string' ? this.#known(one) : one.name));
          return html`<li class="item">
            <p class="grow">
              <b>${words.people.proposal(proposal.action, names.length)}</b>
              <span class="hint">
                ${[
                  proposal.by ? words.people.proposedBy(proposal.by) : '',
                  proposal.expiresAt
                    ? words.people.expires(
                        countdown(Date.parse(proposal.expiresAt) - this.desk.room.server.nowMs()),
                      )
                    : '',
                ]
                  .filter(Boolean)
                  .join(' · ')}
              </span>
              <span class="note">${names.join(', ')} — ${proposal.reason}</span>
            </p>
            <button class="button small danger" @click=${() => void this.#confirm(proposal, names)}>
              ${words.people.confirm}
            </button>
          </li>`;
        })}
      </ul>
    </section>`;
  }

  async #confirm(proposal: Proposal, names: readonly string[]): Promise<void> {
    if (
      await this.desk.ask(
        words.people.confirmTitle(proposal.action, names.length),
        words.people.confirmWhat(names.length, names.join(', ')),
        words.people.confirm,
      )
    ) {
      if ((await this.moderation.confirm(proposal)) !== undefined) {
        this.desk.tell(words.people.confirmed(names.length));
      }
    }
  }

  /** The name of somebody who wrote here, else the id. */
  #known(id: string): string {
    return this.desk.room.chat.lines.findLast(({ author }) => author.id === id)?.author.name ?? id;
  }

  /** Whoever a rule or a moderator stopped, with how often. */
  #stopped(): readonly { id: string; name: string; times: number }[] {
    const people = new Map<string, { id: string; name: string; times: number }>();
    for (const { author, state: shown } of this.desk.room.chat.lines) {
      if (shown === 'waiting' || shown === 'denied' || shown === 'blocked') {
        const times = (people.get(author.id)?.times ?? 0) + 1;
        people.set(author.id, { id: author.id, name: author.name, times });
      }
    }
    return [...people.values()]
      .filter(({ id }) => !this.moderation.sanctionOf(id))
      .sort((a, b) => b.times - a.times)
      .slice(0, MANY_MOST);
  }

  #renderMany() {
    const stopped = this.#stopped();
    const picked = stopped.filter(({ id }) => this.picked.has(id));
    return html`<section>
      <h2>${words.people.many}</h2>
      <p class="hint">${stopped.length === 0 ? words.people.manyNone : words.people.manyWhy}</p>
      <ul class="picks">
        ${stopped.map(
          ({ id, name, times }) => html`<li>
            <label class="check">
              <input
                type="checkbox"
                .checked=${this.picked.has(id)}
                @change=${(changed: Event) => {
                  const next = new Set(this.picked);
                  if ((changed.target as HTMLInputElement).checked) {
                    next.add(id);
                  } else {
                    next.delete(id);
                  }
                  this.picked = next;
                }}
              />
              <span class="grow cut">${name}</span>
              <span class="hint">${words.people.stopped(times)}</span>
            </label>
          </li>`,
        )}
      </ul>
      ${
        picked.length > 0
          ? html`<div class="actions">
              <button class="button small" @click=${() => void this.#propose('timeout', picked)}>
                ${icon('clock', 14)}${words.people.propose(picked.length)}
              </button>
              <button class="button small danger" @click=${() => void this.#propose('ban', picked)}>
                ${icon('ban', 14)}${words.people.proposeBan(picked.length)}
              </button>
            </div>`
          : nothing
      }
    </section>`;
  }

  async #propose(action: 'timeout' | 'ban', people: readonly { id: string }[]): Promise<void> {
    const done = await this.moderation.propose(
      action,
      people.map(({ id }) => id),
      words.people.manyReason,
      action === 'timeout' ? MANY_SECONDS : undefined,
    );
    if (done !== undefined) {
      this.picked = new Set();
      this.desk.tell(words.people.proposed(people.length));
    }
  }

  static override styles = [
    sheet,
    panelSheet,
    css`
      :host {
        gap: var(--space-5);
      }
      section {
        display: grid;
        gap: var(--space-2);
        min-width: 0;
      }
      .item p {
        display: grid;
        gap: 2px;
        min-width: 0;
        overflow-wrap: anywhere;
      }
      .appeal {
        display: grid;
      }
      .said {
        font-size: var(--type-2);
      }
      .who {
        justify-self: start;
        padding: 0;
        border: 0;
        background: none;
        font-size: var(--type-2);
        font-weight: 600;
        cursor: pointer;
      }
      .who:hover {
        text-decoration: underline;
        text-underline-offset: 3px;
      }
      .proposals .list {
        border: 1px solid var(--hold);
      }
      .picks {
        display: grid;
      }
      .check {
        display: flex;
        align-items: center;
        gap: var(--space-3);
        min-height: 34px;
        border-bottom: 1px solid var(--line);
        font-size: var(--type-2);
        cursor: pointer;
      }
      .check input {
        accent-color: var(--accent);
      }
    `,
  ];
}

declare global {
  interface HTMLElementTagNameMap {
    'vitrine-people-panel': PeoplePanel;
  }
}
