import { css, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { cssVars } from '../design/css-vars';
import { icon } from '../design/icons';
import { sheet } from '../design/sheet';
import { ApiProblem } from '../net/api';
import { clock, count } from '../words/format';
import { words } from '../words/strings';
import { DeskPart } from './desk-part';
import type { Decision, Moderation } from './moderation';
import { panelSheet } from './panel-sheet';

interface Rule {
  readonly rule: string;
  readonly verdicts: number;
  readonly decided: number;
  readonly overturned: number;
  readonly precision?: number;
}

interface Review {
  readonly decisions: readonly Decision[];
  /** Verdicts of rules that people decided about, and those of them that they overruled. */
  readonly decided?: number;
  readonly overturned: number;
  readonly overturnRate?: number;
  readonly rules: readonly Rule[];
}

const UNDO_MS = 24 * 3_600_000;
const POOR = 0.8; // a rule that people agree with less often deserves a look

/** After the show: every decision, how many were taken back, and how well each rule did. */
@customElement('vitrine-review')
export class ReviewPage extends DeskPart {
  @property({ attribute: false }) moderation!: Moderation;
  @state() private review: Review | undefined;
  @state() private absent = false;
  @state() private kind = '';

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#read();
  }

  async #read(): Promise<void> {
    try {
      this.review = await this.desk.api.get<Review & Record<string, unknown>>(
        this.desk.path('moderation/review'),
      );
      this.absent = false;
    } catch (why) {
      this.absent = why instanceof ApiProblem && why.status === 404;
      if (!this.absent) {
        this.desk.tellWhy(why);
      }
    }
  }

  override render() {
    const { review } = this;
    return html`<div class="page scroll" tabindex="0" role="group" aria-label=${words.review.title}>
      <header>
        <div class="grow">
          <h2>${words.review.open}</h2>
          <p class="note">${words.review.why}</p>
        </div>
        <button class="button small" @click=${() => void this.#read()}>${icon('back', 14)}${words.review.refresh}</button>
      </header>
      ${
        this.absent
          ? html`<div class="nothing"><p>${words.review.absent}</p></div>`
          : review === undefined
            ? html`<p class="hint" role="status">${words.review.loading}</p>`
            : html`${this.#renderFigures(review)}
                <div class="columns">${this.#renderRules(review)} ${this.#renderDecisions(review)}</div>`
      }
    </div>`;
  }

  #renderFigures(review: Review) {
    const rate = review.overturnRate;
    return html`<dl class="figures">
      <div><dt>${words.review.decisions}</dt><dd>${count(review.decisions.length)}</dd></div>
      <div><dt>${words.review.looked}</dt><dd>${count(review.decided ?? 0)}</dd></div>
      <div><dt>${words.review.overturned}</dt><dd>${count(review.overturned)}</dd></div>
      <div title=${words.review.rateWhy}><dt>${words.review.rate}</dt><dd>${rate === undefined ? '–' : percent(rate)}</dd></div>
    </dl>`;
  }

  #renderRules({ rules }: Review) {
    return html`<section>
      <h3>${words.review.rules}</h3>
      <p class="hint">${words.review.precisionWhy}</p>
      <table>
        <thead>
          <tr>
            <th scope="col">${words.review.rule}</th>
            <th scope="col" class="n">${words.review.verdicts}</th>
            <th scope="col" class="n">${words.review.wrong}</th>
            <th scope="col">${words.review.precision}</th>
          </tr>
        </thead>
        <tbody>
          ${rules.map(
            (rule) => html`<tr>
              <th scope="row">${rule.rule}</th>
              <td class="n">${count(rule.verdicts)}</td>
              <td class="n">${rule.decided > 0 ? `${count(rule.overturned)} / ${count(rule.decided)}` : '–'}</td>
              <td>
                ${
                  rule.precision === undefined || rule.decided === 0
                    ? html`<span class="hint">${words.review.unknown}</span>`
                    : html`<span class=${rule.precision < POOR ? 'precision poor' : 'precision'}>
                        <i ${cssVars({ part: rule.precision })}></i><b>${percent(rule.precision)}</b>
                      </span>`
                }
              </td>
            </tr>`,
          )}
        </tbody>
      </table>
    </section>`;
  }

  #renderDecisions({ decisions }: Review) {
    const kinds = [...new Set(decisions.map(({ what }) => what))].sort();
    const shown = this.kind ? decisions.filter(({ what }) => what === this.kind) : decisions;
    const newest = [...shown].sort((a, b) => b.decision - a.decision);
    return html`<section>
      <div class="head">
        <h3>${words.review.decisions}</h3>
        <label class="row">
          <span class="hush">${words.review.filter}</span>
          <select
            class="input"
            @change=${(picked: Event) => {
              this.kind = (picked.target as HTMLSelectElement).value;
            }}
          >
            <option value="">${words.review.all}</option>
            ${kinds.map(
              (kind) =>
                html`<option value=${kind} ?selected=${kind === this.kind}>${words.review.kinds[kind] ?? kind}</option>`,
            )}
          </select>
        </label>
      </div>
      ${
        newest.length === 0
          ? html`<div class="nothing"><h4>${words.review.none}</h4><p>${words.review.noneWhy}</p></div>`
          : html`<table>
              <thead>
                <tr>
                  <th scope="col">${words.review.when}</th>
                  <th scope="col">${words.review.what}</th>
                  <th scope="col">${words.review.who}</th>
                  <th scope="col">${words.review.by}</th>
                  <th scope="col"><span class="hush">${words.person.undo}</span></th>
                </tr>
              </thead>
              <tbody>
                ${newest.map((decision) => this.#renderDecision(decision))}
              </tbody>
            </table>`
      }
    </section>`;
  }

  #renderDecision(decision: Decision) {
    const fresh = this.desk.room.server.nowMs() - Date.parse(decision.at) < UNDO_MS;
    return html`<tr class=${decision.undone ? 'undone' : ''}>
      <td class="n"><time datetime=${decision.at}>${clock(decision.at, true)}</time></td>
      <td>
        ${words.review.kinds[decision.what] ?? decision.what}
        ${decision.undone ? html`<span class="badge hold">${words.review.undone}</span>` : nothing}
        ${decision.reason ? html`<span class="why">${decision.reason}</span>` : nothing}
      </td>
      <td>${this.#about(decision)}</td>
      <td>${decision.auto ? words.review.itself : decision.by}</td>
      <td>
        ${
          fresh && !decision.undone && /timed-out|banned|mode-set|shield-set|term-allowed/.test(decision.what)
            ? html`<button class="button small quiet" @click=${() => void this.#undo(decision)}>${icon('undo', 14)}${words.person.undo}</button>`
            : nothing
        }
      </td>
    </tr>`;
  }

  /** Whom a decision is about: by name where one is known here. */
  #about({ name, user }: Decision): string {
    const line = user && this.desk.room.chat.lines.findLast(({ author }) => author.id === user);
    return name ?? (line ? line.author.name : (user ?? ''));
  }

  async #undo({ decision }: Decision): Promise<void> {
    if ((await this.moderation.undo(decision)) !== undefined) {
      this.desk.tell(words.person.takenBack);
      await this.#read();
    }
  }

  static override styles = [
    sheet,
    panelSheet,
    css`
      :host {
        display: block;
        min-height: 0;
        border-radius: var(--radius-3);
        background: var(--surface-1);
        overflow: hidden;
      }
      .page {
        display: grid;
        align-content: start;
        gap: var(--space-5);
        height: 100%;
        padding: var(--space-5);
      }
      .page:focus-visible {
        outline-offset: -2px;
      }
      header {
        display: flex;
        align-items: start;
        gap: var(--space-4);
      }
      h2 {
        font-size: var(--type-4);
      }
      h4 {
        margin: 0;
        font-size: var(--type-2);
        font-weight: 600;
      }
      .figures {
        display: flex;
        flex-wrap: wrap;
        gap: var(--space-4) var(--space-7);
      }
      .figures dt {
        color: var(--ink-2);
        font-size: var(--type-1);
      }
      .figures dd {
        font-size: var(--type-6);
        font-weight: 600;
        letter-spacing: -0.035em;
        line-height: 1.1;
      }
      .columns {
        display: grid;
        grid-template-columns: minmax(0, 2fr) minmax(0, 3fr);
        gap: var(--space-6);
        align-items: start;
      }
      section {
        display: grid;
        gap: var(--space-2);
        min-width: 0;
        overflow-x: auto;
      }
      .head {
        min-height: 34px;
      }
      .head .input {
        width: auto;
        min-height: 32px;
        padding: 2px 8px;
        font-size: 0.8125rem;
      }
      table {
        width: 100%;
        border-collapse: collapse;
        font-size: 0.8125rem;
      }
      th,
      td {
        padding: 9px var(--space-3) 9px 0;
        border-bottom: 1px solid var(--line);
        text-align: left;
        vertical-align: baseline;
        font-weight: 400;
        overflow-wrap: anywhere;
      }
      thead th {
        color: var(--ink-2);
        font-size: var(--type-1);
        font-weight: 500;
        overflow-wrap: normal;
      }
      tbody th {
        font-weight: 550;
      }
      .n {
        white-space: nowrap;
      }
      .why {
        display: block;
        color: var(--ink-2);
      }
      .undone td {
        color: var(--ink-2);
      }
      td .button {
        margin: -6px 0;
      }
      .precision {
        display: flex;
        align-items: center;
        gap: var(--space-2);
        min-width: 110px;
      }
      .precision i {
        flex: 1;
        height: 6px;
        border-radius: 3px;
        background:
          linear-gradient(var(--good), var(--good)) left / calc(var(--part) * 100%) 100% no-repeat,
          var(--surface-3);
      }
      .precision.poor i {
        background:
          linear-gradient(var(--hold), var(--hold)) left / calc(var(--part) * 100%) 100% no-repeat,
          var(--surface-3);
      }
      .precision b {
        min-width: 3.2em;
        font-weight: 600;
        text-align: right;
      }
      @media (max-width: 900px) {
        .columns {
          grid-template-columns: minmax(0, 1fr);
        }
        .page {
          padding: var(--space-4);
        }
      }
    `,
  ];
}

function percent(part: number): string {
  return `${(100 * part).toFixed(part > 0 && part < 0.1 ? 1 : 0)} %`;
}

declare global {
  interface HTMLElementTagNameMap {
    'vitrine-review': ReviewPage;
  }
}
