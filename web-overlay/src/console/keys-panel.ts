import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { icon } from '../design/icons';
import { sheet } from '../design/sheet';
import { clock } from '../words/format';
import { words } from '../words/strings';
import type { Desk } from './desk';
import { panelSheet } from './panel-sheet';

interface Key {
  readonly id: string;
  readonly createdAt?: string;
  readonly key?: string;
  readonly role?: Role;
}

type Role = 'primary' | 'backup';

/** How the picture gets here: keys, and the exact lines for OBS and ffmpeg. */
@customElement('vitrine-keys-panel')
export class KeysPanel extends LitElement {
  @property({ attribute: false }) desk!: Desk;
  @state() private keys: readonly Key[] = [];
  @state() private fresh: Key | undefined;
  @state() private port = 1935;
  /** Of SRT, where it is offered. */
  @state() private srt: { readonly port: number; readonly encrypted: boolean } | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#read();
  }

  async #read(): Promise<void> {
    const answer = await this.desk.attempt(() =>
      this.desk.api.get<{ keys: Key[]; rtmpPort?: number; srtPort?: number; srtEncrypted?: boolean }>(
        this.desk.path('stream-keys'),
      ),
    );
    this.keys = answer?.keys ?? [];
    this.port = answer?.rtmpPort ?? this.port;
    this.srt = answer?.srtPort
      ? { port: answer.srtPort, encrypted: answer.srtEncrypted ?? false }
      : undefined;
  }

  override render() {
    return html`
      <section class="block">
        <div>
          <h2>${words.keys.title}</h2>
          <p class="note">${words.keys.why}</p>
        </div>
        ${this.fresh ? this.#renderFresh(this.fresh) : nothing}
        ${
          this.fresh
            ? nothing
            : html`<div class="actions">
                  <button class="button main" @click=${() => void this.#create('primary')}>${icon('key', 16)}${words.keys.create}</button>
                  <button class="button quiet" aria-describedby="backup" @click=${() => void this.#create('backup')}>
                    ${words.keys.createBackup}
                  </button>
                </div>
                <p id="backup" class="hint">${words.keys.backup}</p>`
        }
      </section>
      ${this.fresh ? nothing : this.#renderLines('KEY')}
      ${
        this.keys.length === 0
          ? nothing
          : html`<ul class="list">
              ${this.keys.map(
                (key) => html`<li class="item">
                  ${icon('key', 16)}
                  <span class="grow"
                    ><code>${key.id}</code><br /><span class="hint"
                      >${key.createdAt ? words.keys.created(clock(key.createdAt)) : ''}</span
                    ></span
                  >
                  ${key.role === 'backup' ? html`<span class="badge">${words.keys.roles.backup}</span>` : nothing}
                  <button class="button small danger" aria-label="${words.keys.revoke}: ${key.id}" @click=${() => void this.#revoke(key)}>
                    ${words.keys.revoke}
                  </button>
                </li>`,
              )}
            </ul>`
      }
    `;
  }

  #renderFresh(key: Key) {
    return html`<div class="fresh" role="status">
      <p class="once">${icon('alert', 16)} ${words.keys.once}</p>
      ${key.role === 'backup' ? html`<p class="note">${words.keys.backup}</p>` : nothing}
      ${this.#renderLines(key.key ?? 'KEY')}
      <div class="actions">
        <button
          class="button"
          @click=${() => {
            this.fresh = undefined;
          }}
        >
          ${icon('check', 16)}${words.keys.done}
        </button>
      </div>
    </div>`;
  }

  #renderLines(key: string) {
    const ingest = `rtmp://${location.hostname}:${this.port}/live`;
    const line = `ffmpeg -re -stream_loop -1 -i show.mp4 -c:v libx264 -preset veryfast -tune zerolatency -bf 0 -g 30 -b:v 2500k -c:a aac -b:a 128k -f flv ${ingest}/${key}`;
    return html`<section class="lines">
      <h3>${words.keys.obs}</h3>
      <p class="hint">${words.keys.obsWhere}</p>
      ${this.#renderCopy(words.keys.server, ingest)} ${this.#renderCopy(words.keys.key, key)}
      <p class="hint">${words.keys.obsAdvice}</p>
      <h3>${words.keys.ffmpeg}</h3>
      ${this.#renderCopy(words.keys.ffmpeg, line, true)} ${this.srt ? this.#renderSrt(this.srt, key) : nothing}
    </section>`;
  }

  /** The passphrase is not here: whoever runs the server hands it out. */
  #renderSrt({ port, encrypted }: { port: number; encrypted: boolean }, key: string) {
    const address = `srt://${location.hostname}:${port}?streamid=${key}${encrypted ? '&passphrase=PASSPHRASE' : ''}`;
    return html`<h3>${words.keys.srt}</h3>
      ${encrypted ? html`<p class="hint">${words.keys.passphrase}</p>` : nothing}
      ${this.#renderCopy(words.keys.srt, address, true)}`;
  }

  #renderCopy(name: string, value: string, alone = false) {
    return html`<div class="copy">
      ${alone ? nothing : html`<span class="label">${name}</span>`}
      <code class="grow">${value}</code>
      <button class="button small icon quiet" aria-label="${words.keys.copy}: ${name}" title=${words.keys.copy} @click=${() => void this.#copy(value)}>
        ${icon('copy', 15)}
      </button>
    </div>`;
  }

  async #copy(value: string): Promise<void> {
    try {
      await navigator.clipboard.writeText(value);
      this.desk.tell(words.keys.copied);
    } catch {
      this.desk.tell(words.keys.copyFailed, { tone: 'wrong' });
    }
  }

  async #create(role: Role): Promise<void> {
    const key = await this.desk.attempt(() =>
      this.desk.api.post<Key & Record<string, unknown>>(this.desk.path('stream-keys'), { role }),
    );
    if (key?.key) {
      this.fresh = key;
      void this.#read();
    }
  }

  async #revoke(key: Key): Promise<void> {
    if (!(await this.desk.ask(words.keys.revokeTitle, words.keys.revokeWhy, words.keys.revoke))) {
      return;
    }
    const done = await this.desk.attempt(() =>
      this.desk.api.delete(this.desk.path(`stream-keys/${encodeURIComponent(key.id)}`)),
    );
    if (done) {
      this.desk.tell(words.keys.revoked);
      void this.#read();
    }
  }

  static override styles = [
    sheet,
    panelSheet,
    css`
      .fresh,
      .lines {
        display: grid;
        gap: var(--space-2);
      }
      .lines h3 {
        margin-top: var(--space-2);
      }
      .once {
        display: flex;
        align-items: center;
        gap: var(--space-2);
        color: var(--hold);
        font-size: var(--type-2);
        font-weight: 600;
      }
      .copy {
        display: flex;
        align-items: center;
        gap: var(--space-2);
        min-height: 40px;
        padding: 4px 4px 4px 12px;
        border-radius: var(--radius-2);
        background: var(--surface-3);
      }
      .copy .label {
        flex: none;
        width: 84px;
      }
    `,
  ];
}

declare global {
  interface HTMLElementTagNameMap {
    'vitrine-keys-panel': KeysPanel;
  }
}
