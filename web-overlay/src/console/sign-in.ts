import { html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { door } from '../design/door';
import { sheet } from '../design/sheet';
import { words } from '../words/strings';

/**
 * The door to the console.
 *
 * @fires vitrine-token with `{token}`
 */
@customElement('vitrine-sign-in')
export class SignIn extends LitElement {
  @property({ attribute: false }) trouble = '';
  @property({ type: Boolean }) busy = false;

  override render() {
    return html`<main>
      <form @submit=${this.#sign}>
        <p class="brand">${words.brand}</p>
        <h1>${words.console.title}</h1>
        <p class="note">${words.console.signInWhy}</p>
        <label class="field"
          ><span>${words.console.token}</span>
          <input
            class="input"
            name="token"
            type="password"
            required
            autocomplete="current-password"
            spellcheck="false"
            aria-invalid=${this.trouble ? 'true' : 'false'}
            aria-describedby="trouble"
          />
        </label>
        <p id="trouble" class="wrong" role="alert">${this.trouble || nothing}</p>
        <button class="button main" ?disabled=${this.busy}>
          ${this.busy ? words.console.signingIn : words.console.signIn}
        </button>
        <p class="note"><a href="/login">${words.console.account}</a></p>
      </form>
    </main>`;
  }

  #sign(sent: SubmitEvent): void {
    sent.preventDefault();
    const token = String(new FormData(sent.target as HTMLFormElement).get('token')).trim();
    if (token) {
      this.dispatchEvent(new CustomEvent('vitrine-token', { detail: { token } }));
    }
  }

  static override styles = [sheet, door];
}

declare global {
  interface HTMLElementTagNameMap {
    'vitrine-sign-in': SignIn;
  }
}
