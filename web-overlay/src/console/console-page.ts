import { css, html, LitElement, nothing } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import { keyed } from 'lit/directives/keyed.js';
import { sheet } from '../design/sheet';
import { eventFromPath } from '../net/address';
import { Api, ApiProblem } from '../net/api';
import { recall, remember } from '../net/keep';
import { typing } from '../player/vitrine-player';
import { EventRoom } from '../room/event-room';
import '../ui/dialog';
import { words } from '../words/strings';
import './console-header';
import type { EventInfo, View } from './console-header';
import { Desk } from './desk';
import './desk-tabs';
import { dialogSheet } from './dialog-sheet';
import { HealthWatch } from './health-watch';
import { Moderation } from './moderation';
import './new-event';
import './questions';
import './review-page';
import './sign-in';
import './stage';
import type { Stage } from './stage';
import './talk';
import './toasts';
import './user-card';
import './window-banner';
import { WindowWatch } from './window-watch';

interface Me {
  readonly id: string;
  readonly name: string;
  readonly roles: readonly string[];
}

const STAFF = ['owner', 'operator', 'producer', 'moderator', 'brand'];
const TOKEN = 'vitrine.console';

/** `/console`: one screen for whoever runs the show. It says who is here and which event is open; its parts do the rest. */
@customElement('vitrine-console')
export class ConsolePage extends LitElement {
  @state() private me: Me | undefined;
  @state() private trouble = '';
  @state() private signingIn = recall(TOKEN) !== undefined;
  @state() private events: readonly EventInfo[] = [];
  @state() private desk: Desk | undefined;
  @state() private tab = 'rundown';
  @state() private view: View = 'shift';
  @state() private person: { readonly id: string; readonly name: string } | undefined;
  @state() private watching = 0;
  @state() private dialog: '' | 'new' | 'keys' = '';

  @query('vitrine-stage') private stage?: Stage;

  readonly #api = new Api(() => recall(TOKEN));
  #windows: WindowWatch | undefined;
  #health: HealthWatch | undefined;
  #moderation: Moderation | undefined;
  #opening = '';
  #before: HTMLElement | undefined; // where the focus was when a card was opened
  #ending = new AbortController();

  override connectedCallback(): void {
    super.connectedCallback();
    this.#ending = new AbortController();
    document.addEventListener('keydown', (pressed) => this.#key(pressed), { signal: this.#ending.signal });
    void this.#enter(); // by the token of this tab, or by the cookie of a login
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#ending.abort();
    this.#leaveEvent();
  }

  // coming and going

  async #signIn(token: string): Promise<void> {
    remember(TOKEN, token);
    await this.#enter();
  }

  async #enter(): Promise<void> {
    this.signingIn = true;
    this.trouble = '';
    try {
      const me = await this.#api.get<Me & Record<string, unknown>>('/me');
      if (!me.roles?.some((role) => STAFF.includes(role.split('@')[0] ?? ''))) {
        if (!recall(TOKEN)) {
          return;
        }
        this.trouble = me.roles?.includes('chatter') ? words.console.notStaff : words.console.wrongToken;
        remember(TOKEN, undefined);
        return;
      }
      this.me = me;
      await this.#readEvents();
      const wanted = eventFromPath();
      const first = this.events.find(({ id }) => id === wanted) ?? this.events[0];
      if (first) {
        void this.#openEvent(first.id);
      }
    } catch (why) {
      this.me = undefined;
      const refused = why instanceof ApiProblem && (why.status === 401 || why.status === 403);
      this.trouble = refused ? words.console.wrongToken : words.console.unreachable;
      if (refused) {
        remember(TOKEN, undefined);
      }
    } finally {
      this.signingIn = false;
    }
  }

  async #signOut(trouble = ''): Promise<void> {
    if (!recall(TOKEN)) {
      await this.#api.post('/logout').catch(() => undefined); // before it looks as if it were done
    }
    remember(TOKEN, undefined);
    this.#leaveEvent();
    this.me = undefined;
    this.trouble = trouble;
  }

  async #readEvents(): Promise<void> {
    const { events } = await this.#api.get<{ events: EventInfo[] }>('/events');
    const own = this.#ownEvents;
    this.events = own ? events.filter(({ id }) => own.has(id)) : events;
  }

  /** The events that somebody works on whose roles are all for single events; `undefined` for everybody else. */
  get #ownEvents(): ReadonlySet<string> | undefined {
    const roles = this.me?.roles.filter((role) => STAFF.includes(role.split('@')[0] ?? '')) ?? [];
    return roles.some((role) => !role.includes('@'))
      ? undefined
      : new Set(roles.map((role) => role.slice(role.indexOf('@') + 1)));
  }

  async #openEvent(id: string): Promise<void> {
    this.#leaveEvent();
    this.#opening = id;
    let rights: readonly string[] | undefined;
    try {
      ({ may: rights } = await this.#api.get<{ may?: string[] } & Record<string, unknown>>(
        `/events/${encodeURIComponent(id)}`,
      ));
    } catch {
      // then the server says of each act whether it may be
    }
    if (this.#opening !== id || !this.me) {
      return; // another was opened meanwhile
    }
    const token = recall(TOKEN);
    const ticket = async () => (await this.#api.post<{ ticket: string }>('/tickets')).ticket;
    const room = new EventRoom(id, { token, ticket: token ? undefined : ticket, staff: true });
    room.me = { id: this.me!.id, name: this.me!.name, staff: true };
    room.title = this.events.find((event) => event.id === id)?.title ?? id;
    room.onChange(() => this.requestUpdate());
    const desk = new Desk(
      this.#api,
      id,
      room,
      () => void this.#signOut(words.console.signedOut),
      rights && new Set(rights),
    );
    this.#windows = new WindowWatch(desk);
    this.#windows.onChange(() => this.requestUpdate());
    this.#health = new HealthWatch(desk);
    this.#health.onChange(() => this.requestUpdate());
    this.#moderation = new Moderation(desk);
    this.#moderation.onChange(() => this.requestUpdate());
    this.desk = desk;
    room.open();
    history.replaceState(null, '', `/console/${encodeURIComponent(id)}`);
    document.title = `${room.title} · ${words.console.title}`;
  }

  #leaveEvent(): void {
    this.#windows?.close();
    this.#windows = undefined;
    this.#health?.close();
    this.#health = undefined;
    this.#moderation?.close();
    this.#moderation = undefined;
    this.person = undefined;
    this.desk?.room.close();
    this.desk = undefined;
  }

  async #created(id: string): Promise<void> {
    await this.#readEvents();
    this.dialog = '';
    void this.#openEvent(id);
    this.tab = 'keys';
  }

  #key(pressed: KeyboardEvent): void {
    const from = pressed.composedPath()[0] as HTMLElement | undefined;
    if (pressed.key === '?' && !typing(from) && this.me && !pressed.defaultPrevented) {
      pressed.preventDefault();
      this.dialog = this.dialog === 'keys' ? '' : 'keys';
    }
  }

  // looks

  override render() {
    if (!this.me) {
      return html`<vitrine-sign-in
        .trouble=${this.trouble}
        ?busy=${this.signingIn}
        @vitrine-token=${(given: CustomEvent<{ token: string }>) => void this.#signIn(given.detail.token)}
      ></vitrine-sign-in>`;
    }
    const { desk } = this;
    return html`<div class="page">
      <vitrine-console-header
        .desk=${desk}
        .events=${this.events}
        .view=${this.view}
        ?maker=${this.#ownEvents === undefined && (desk?.may('event.write') ?? true)}
        @vitrine-view=${(wanted: CustomEvent<{ view: View }>) => {
          this.view = wanted.detail.view;
        }}
        @vitrine-watching=${(counted: CustomEvent<{ watching: number }>) => {
          this.watching = counted.detail.watching;
        }}
        @vitrine-open=${(picked: CustomEvent<{ id: string }>) => void this.#openEvent(picked.detail.id)}
        @vitrine-new=${() => this.#show('new')}
        @vitrine-keys=${() => this.#show('keys')}
        @vitrine-sign-out=${() => void this.#signOut()}
        @vitrine-moved=${() => void this.#readEvents().catch(() => undefined)}
      ></vitrine-console-header>
      ${desk ? this.#renderDesk(desk, this.#windows!, this.#health!, this.#moderation!) : this.events.length > 0 || this.signingIn ? nothing : this.#renderNoEvents()} ${this.#renderDialogs()}
    </div>`;
  }

  #renderNoEvents() {
    return html`<main class="none">
      <h2>${words.console.noEvents}</h2>
      ${
        this.#ownEvents
          ? nothing
          : html`<p class="note">${words.console.noEventsWhy}</p>
              <button class="button main" @click=${() => this.#show('new')}>${words.console.newEvent}</button>`
      }
    </main>`;
  }

  #renderDesk(desk: Desk, windows: WindowWatch, health: HealthWatch, moderation: Moderation) {
    // Each event gets parts of its own: they listen to the desk they were made with.
    return keyed(
      desk,
      html`<vitrine-window-banner
          .desk=${desk}
          .windows=${windows}
          @vitrine-show-window=${() => {
            this.view = 'shift';
            this.tab = 'window';
          }}
        ></vitrine-window-banner>
        ${
          this.view === 'review'
            ? html`<main class="one">
                <vitrine-review .desk=${desk} .moderation=${moderation}></vitrine-review>
              </main>`
            : this.#renderShift(desk, windows, health, moderation)
        }
        <vitrine-questions .desk=${desk}></vitrine-questions>
        <vitrine-toasts .desk=${desk}></vitrine-toasts>`,
    );
  }

  #renderShift(desk: Desk, windows: WindowWatch, health: HealthWatch, moderation: Moderation) {
    const person = (of: CustomEvent<{ id: string; name: string }>) => this.#showPerson(of.detail);
    return html`<main>
      <vitrine-stage
        .desk=${desk}
        .moderation=${moderation}
        .health=${health}
        .watching=${this.watching}
        role="region"
        aria-label=${words.console.picture}
        @vitrine-show-health=${() => {
          this.person = undefined;
          this.tab = 'health';
        }}
      ></vitrine-stage>
      <vitrine-talk
        .desk=${desk}
        .moderation=${moderation}
        name=${this.me!.name}
        role="region"
        aria-label=${words.staffChat.title}
        @vitrine-person=${person}
      ></vitrine-talk>
      <vitrine-desk-tabs
        ?hidden=${this.person !== undefined}
        .desk=${desk}
        .windows=${windows}
        .moderation=${moderation}
        .health=${health}
        .player=${this.stage?.player}
        chosen=${this.tab}
        role="region"
        aria-label=${words.desk.label}
        @vitrine-person=${person}
        @vitrine-tab=${(chosen: CustomEvent<{ id: string }>) => {
          this.tab = chosen.detail.id;
        }}
      ></vitrine-desk-tabs>
      ${
        this.person
          ? html`<vitrine-user-card
              .desk=${desk}
              .moderation=${moderation}
              .person=${this.person}
              role="region"
              aria-label=${words.person.title}
              @vitrine-close=${() => this.#hidePerson()}
            ></vitrine-user-card>`
          : nothing
      }
    </main>`;
  }

  #showPerson(person: { id: string; name: string }): void {
    this.#before ??= deepFocus();
    this.person = person;
  }

  #hidePerson(): void {
    this.person = undefined;
    void this.updateComplete.then(() => this.#before?.focus());
    this.#before = undefined;
  }

  #renderDialogs() {
    return html`
      <vitrine-dialog .open=${this.dialog === 'new'} label=${words.console.newEvent} @vitrine-close=${() => this.#show('')}>
        ${
          this.dialog === 'new'
            ? html`<vitrine-new-event
                .api=${this.#api}
                @vitrine-created=${(made: CustomEvent<{ id: string }>) => void this.#created(made.detail.id)}
                @vitrine-close=${() => this.#show('')}
              ></vitrine-new-event>`
            : nothing
        }
      </vitrine-dialog>
      <vitrine-dialog .open=${this.dialog === 'keys'} label=${words.console.keysTitle} @vitrine-close=${() => this.#show('')}>
        <h2>${words.console.keysTitle}</h2>
        <dl class="keys">
          ${words.keyboard.map(([key, what]) => html`<dt><kbd>${key}</kbd></dt><dd>${what}</dd>`)}
        </dl>
        <div class="answers"><button class="button" @click=${() => this.#show('')}>${words.console.close}</button></div>
      </vitrine-dialog>
    `;
  }

  #show(dialog: '' | 'new' | 'keys'): void {
    this.dialog = dialog;
  }

  static override styles = [
    sheet,
    dialogSheet,
    css`
      .page {
        display: grid;
        grid-template-rows: auto auto minmax(0, 1fr);
        min-height: 100dvh;
        overflow-x: clip; /* the picture's glow is wider than a phone */
      }
      vitrine-console-header {
        grid-row: 1;
      }
      vitrine-window-banner {
        grid-row: 2;
      }
      main {
        grid-row: 3;
        display: grid;
        grid-template: minmax(0, 1fr) / minmax(0, 1.35fr) minmax(300px, 1fr) minmax(360px, 1.05fr);
        gap: var(--space-4);
        min-height: 0;
        height: 100%;
        padding: 0 var(--space-4) var(--space-4);
      }
      main.one {
        grid-template: minmax(0, 1fr) / minmax(0, 1fr);
      }
      main.none {
        display: grid;
        place-content: center;
        justify-items: center;
        gap: var(--space-3);
        grid-template: none;
      }
      vitrine-questions,
      vitrine-toasts {
        display: contents;
      }
      @media (min-width: 1200px) {
        .page {
          height: 100dvh;
          overflow: hidden;
        }
      }
      @media (max-width: 1199px) {
        .page {
          display: block;
        }
        main {
          grid-template: auto minmax(420px, 1fr) / minmax(0, 1fr) minmax(340px, 45%);
          height: auto;
        }
        vitrine-talk {
          grid-area: 2 / 1;
          height: 620px;
        }
        main.one {
          display: block;
        }
        vitrine-desk-tabs,
        vitrine-user-card {
          grid-area: 1 / 2 / 3 / 3;
          align-self: start;
          position: sticky;
          top: var(--space-3);
          max-height: calc(100dvh - 24px);
        }
      }
      @media (max-width: 740px) {
        main {
          display: flex;
          flex-direction: column;
          padding: 0 var(--space-3) var(--space-3);
        }
        main > * {
          flex: none;
        }
        vitrine-desk-tabs,
        vitrine-user-card {
          position: static;
          align-self: stretch;
          order: 1;
          max-height: none;
        }
        vitrine-talk {
          order: 2;
          height: 80dvh;
          min-height: 520px;
        }
      }
    `,
  ];
}

/** What has the focus, however deep. */
function deepFocus(): HTMLElement | undefined {
  let found = document.activeElement;
  while (found?.shadowRoot?.activeElement) {
    found = found.shadowRoot.activeElement;
  }
  return found instanceof HTMLElement && found !== document.body ? found : undefined;
}

declare global {
  interface HTMLElementTagNameMap {
    'vitrine-console': ConsolePage;
  }
}
