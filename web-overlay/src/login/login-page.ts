import { css, html, LitElement, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { door } from '../design/door';
import { sheet } from '../design/sheet';
import { Api, ApiProblem } from '../net/api';
import { words } from '../words/strings';

/**
 * `/login`: staff come in by password or through the identity provider, and go on to the console. The session lives in a
 * cookie that no script can read, so there is nothing to keep here.
 */
@customElement('vitrine-login')
export class LoginPage extends LitElement {
  @state() private trouble = new URLSearchParams(location.search).get('trouble') ?? '';
  @state() private busy = false;
  @state() private oidc = false;

  readonly #api = new Api(() => undefined);

  override connectedCallback(): void {
    super.connectedCallback();
    this.#api.get<{ oidc: boolean }>('/login').then(
      ({ oidc }) => {
        this.oidc = oidc;
      },
      () => undefined, // then there is the password
    );
  }

  override render() {
    return html`<main>
      <form @submit=${this.#send}>
        <p class="brand">${words.brand}</p>
        <h1>${words.login.title}</h1>
        <label class="field"
          ><span>${words.login.login}</span>
          <input class="input" name="login" required autocomplete="username" autocapitalize="none" spellcheck="false" />
        </label>
        <label class="field"
          ><span>${words.login.password}</span>
          <input class="input" name="password" type="password" required autocomplete="current-password"
            aria-describedby="trouble" />
        </label>
        <p id="trouble" class="wrong" role="alert">${this.trouble || nothing}</p>
        <button class="button main" ?disabled=${this.busy}>${this.busy ? words.login.busy : words.login.go}</button>
        ${this.oidc ? html`<a class="button" href="/login/oidc">${words.login.oidc}</a>` : nothing}
        <p class="note">${words.login.token} <a href="/console">${words.console.title}</a></p>
      </form>
    </main>`;
  }

  async #send(sent: SubmitEvent): Promise<void> {
    sent.preventDefault();
    const form = new FormData(sent.target as HTMLFormElement);
    this.busy = true;
    this.trouble = '';
    try {
      await this.#api.post('/login', { login: form.get('login'), password: form.get('password') });
      location.assign('/console');
    } catch (why) {
      this.trouble = why instanceof ApiProblem ? why.message : words.console.unreachable;
    } finally {
      this.busy = false;
    }
  }

  static override styles = [
    sheet,
    door,
    css`
      a.button {
        display: grid;
        place-items: center;
        text-decoration: none;
      }
    `,
  ];
}

declare global {
  interface HTMLElementTagNameMap {
    'vitrine-login': LoginPage;
  }
}
