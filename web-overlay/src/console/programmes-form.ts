import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { icon } from '../design/icons';
import { sheet } from '../design/sheet';
import { words } from '../words/strings';
import { panelSheet } from './panel-sheet';
import { emptyRow, type Row } from './programmes';

/** Programmes by the clock, to be typed. Tells of each change with `rows`, whose detail is all of them. */
@customElement('vitrine-programmes')
export class ProgrammesForm extends LitElement {
  @property({ attribute: false }) rows: readonly Row[] = [];

  override render() {
    return html`
      ${repeat(
        this.rows,
        ({ key }) => key,
        (row, index) => this.#renderRow(row, index + 1),
      )}
      <button type="button" class="button small" @click=${() => this.#add()}>
        ${icon('plus', 15)}${words.programme.add}
      </button>
    `;
  }

  #renderRow(row: Row, number: number) {
    const set = (change: Partial<Row>) => this.#change(row, change);
    const value = (event: Event) => (event.target as HTMLInputElement).value;
    return html`<fieldset>
      <legend>${words.programme.title(number)}</legend>
      <div class="pair">
        <label class="field"
          ><span>${words.programme.when}</span>
          <select class="input" .value=${row.kind} @change=${(e: Event) => set({ kind: value(e) as Row['kind'] })}>
            <option value="once" ?selected=${row.kind === 'once'}>${words.programme.once}</option>
            <option value="daily" ?selected=${row.kind === 'daily'}>${words.programme.daily}</option>
          </select>
        </label>
        <label class="field"
          ><span>${words.programme.begins}</span>
          ${
            row.kind === 'once'
              ? html`<input class="input" type="datetime-local" required .value=${row.at} @input=${(e: Event) => set({ at: value(e) })} />`
              : html`<input class="input" type="time" step="any" required .value=${row.time} @input=${(e: Event) => set({ time: value(e) })} />`
          }
        </label>
      </div>
      ${row.kind === 'daily' ? html`<p class="hint">${words.programme.zone(row.zone)}</p>` : nothing}
      <label class="field"
        ><span>${words.programme.files}</span>
        <textarea class="input" rows="2" required spellcheck="false" placeholder="show.mp4" .value=${row.files} @input=${(e: Event) => set({ files: value(e) })}></textarea>
      </label>
      <div class="head">
        <label class="check"
          ><input type="checkbox" .checked=${row.loop} @change=${(e: Event) => set({ loop: (e.target as HTMLInputElement).checked })} />
          ${words.programme.loop}</label
        >
        <button type="button" class="button small danger" aria-label="${words.programme.remove}: ${words.programme.title(number)}" @click=${() => this.#tell(this.rows.filter(({ key }) => key !== row.key))}>
          ${words.programme.remove}
        </button>
      </div>
    </fieldset>`;
  }

  /** Whether every field is filled in; the first that is not is shown. */
  complete(): boolean {
    const fields = this.renderRoot.querySelectorAll<HTMLInputElement>('input, textarea');
    return [...fields].every((field) => field.reportValidity());
  }

  #add(): void {
    this.#tell([...this.rows, emptyRow(Math.max(0, ...this.rows.map(({ key }) => key)) + 1)]);
  }

  #change(row: Row, change: Partial<Row>): void {
    this.#tell(this.rows.map((each) => (each.key === row.key ? { ...each, ...change } : each)));
  }

  #tell(rows: readonly Row[]): void {
    this.dispatchEvent(new CustomEvent<readonly Row[]>('rows', { detail: rows }));
  }

  static override styles = [
    sheet,
    panelSheet,
    css`
      :host {
        gap: var(--space-3);
        justify-items: start;
      }
      fieldset {
        display: grid;
        gap: var(--space-3);
        width: 100%;
        min-width: 0;
        margin: 0;
        padding: var(--space-3);
        border: 1px solid var(--line-strong);
        border-radius: var(--radius-2);
      }
      legend {
        padding-inline: var(--space-1);
        font-size: var(--type-2);
        font-weight: 600;
      }
      textarea.input {
        height: auto;
        padding-block: var(--space-2);
        resize: vertical;
      }
      .pair {
        grid-template-columns: repeat(auto-fit, minmax(180px, 1fr));
      }
      .check {
        display: flex;
        align-items: center;
        gap: var(--space-2);
        font-size: var(--type-2);
      }
    `,
  ];
}

declare global {
  interface HTMLElementTagNameMap {
    'vitrine-programmes': ProgrammesForm;
  }
}
