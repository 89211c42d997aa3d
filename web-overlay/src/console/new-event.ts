import { html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { sheet } from '../design/sheet';
import { type Api, ApiProblem } from '../net/api';
import { words } from '../words/strings';
import { dialogSheet } from './dialog-sheet';

/**
 * The form for a new event.
 *
 * @fires vitrine-created with `{id}`
 * @fires vitrine-close when it is left
 */
@customElement('vitrine-new-event')
export class NewEvent extends LitElement {
  @property({ attribute: false }) api!: Api;
  @state() private trouble = '';

  override render() {
    return html`<h2>${words.console.newEvent}</h2>
      <form @submit=${(sent: SubmitEvent) => void this.#create(sent)}>
        <label class="field"
          ><span>${words.console.eventTitle}</span>
          <input class="input" name="title" required maxlength="120" autofocus @input=${(typed: Event) => this.#suggestId(typed)} />
        </label>
        <label class="field"
          ><span>${words.console.eventId}</span>
          <input class="input" name="id" required pattern="[a-z0-9][a-z0-9\\-]{0,62}" />
          <span>${words.console.eventIdHint}</span>
        </label>
        <label class="field"
          ><span>${words.console.eventClass}</span>
          <select class="input" name="class">
            ${Object.entries(words.console.classes).map(([value, label]) => html`<option value=${value}>${label}</option>`)}
          </select>
        </label>
        ${this.trouble ? html`<p class="wrong" role="alert">${this.trouble}</p>` : nothing}
        <div class="answers">
          <button type="button" class="button" @click=${() => this.dispatchEvent(new CustomEvent('vitrine-close'))}>
            ${words.console.cancel}
          </button>
          <button class="button main">${words.console.createEvent}</button>
        </div>
      </form>`;
  }

  async #create(sent: SubmitEvent): Promise<void> {
    sent.preventDefault();
    const form = new FormData(sent.target as HTMLFormElement);
    this.trouble = '';
    try {
      const id = String(form.get('id')).trim();
      await this.api.post('/events', {
        id,
        title: String(form.get('title')).trim(),
        class: form.get('class'),
      });
      this.dispatchEvent(new CustomEvent('vitrine-created', { detail: { id } }));
    } catch (why) {
      this.trouble = why instanceof ApiProblem && why.message ? why.message : words.console.unreachable;
    }
  }

  #suggestId(typed: Event): void {
    const title = typed.target as HTMLInputElement;
    const id = title.form?.elements.namedItem('id') as HTMLInputElement | null;
    if (id) {
      id.value = title.value
        .normalize('NFKD')
        .toLowerCase()
        .replace(/[^a-z0-9]+/g, '-')
        .replace(/^-+|-+$/g, '')
        .slice(0, 48);
    }
  }

  static override styles = [sheet, dialogSheet];
}

declare global {
  interface HTMLElementTagNameMap {
    'vitrine-new-event': NewEvent;
  }
}
