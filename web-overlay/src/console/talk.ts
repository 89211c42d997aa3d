import { css, html } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { sheet } from '../design/sheet';
import '../viewer/chat-panel';
import { words } from '../words/strings';
import { DeskPart } from './desk-part';
import './queue';

/** What waits for a moderator, and the chat. */
@customElement('vitrine-talk')
export class Talk extends DeskPart {
  /** The name staff chats under. */
  @property() name = '';

  override render() {
    return html`
      <vitrine-queue .desk=${this.desk}></vitrine-queue>
      <vitrine-chat
        staff
        .room=${this.desk.room}
        name=${this.name}
        placeholder=${words.staffChat.say}
        @vitrine-hide=${(hidden: CustomEvent<{ seq: number; name: string }>) => void this.#hide(hidden.detail)}
      ></vitrine-chat>
    `;
  }

  async #hide({ seq, name }: { seq: number; name: string }): Promise<void> {
    const { desk } = this;
    const decide = (action: 'remove' | 'restore') =>
      desk.attempt(() => desk.api.post(desk.path('moderation/decisions'), { seq, action }));
    if (await decide('remove')) {
      desk.tell(words.staffChat.hidden(name), {
        undo: () => void decide('restore').then((done) => done && desk.tell(words.staffChat.restored)),
      });
    }
  }

  static override styles = [
    sheet,
    css`
      :host {
        display: flex;
        flex-direction: column;
        min-width: 0;
        min-height: 0;
        border-radius: var(--radius-3);
        background: var(--surface-1);
        overflow: hidden;
      }
      vitrine-queue {
        flex: none;
        border-bottom: 1px solid var(--line);
      }
      vitrine-chat {
        flex: 1;
        height: auto;
      }
    `,
  ];
}

declare global {
  interface HTMLElementTagNameMap {
    'vitrine-talk': Talk;
  }
}
