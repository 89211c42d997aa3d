import { html, nothing } from 'lit';
import { customElement } from 'lit/decorators.js';
import { icon } from '../design/icons';
import { sheet } from '../design/sheet';
import '../ui/dialog';
import { clock } from '../words/format';
import { words } from '../words/strings';
import { DeskPart } from './desk-part';
import { dialogSheet } from './dialog-sheet';

/** What the desk asks before it does something grave, and what it was refused. */
@customElement('vitrine-questions')
export class Questions extends DeskPart {
  override render() {
    const { desk } = this;
    const { question, refused } = desk;
    return html`
      <vitrine-dialog .open=${question !== undefined} label=${question?.title ?? ''} @vitrine-close=${() => question?.answer(false)}>
        ${
          question
            ? html`<h2>${question.title}</h2>
                <p class="note">${question.text}</p>
                ${question.more ? html`<p class="more">${icon('alert', 16)}${question.more}</p>` : nothing}
                <div class="answers">
                  <button class="button" autofocus @click=${() => question.answer(false)}>${words.console.cancel}</button>
                  <button class="button danger" @click=${() => question.answer(true)}>${question.act}</button>
                </div>`
            : nothing
        }
      </vitrine-dialog>
      <vitrine-dialog tone="hold" .open=${refused !== undefined} label=${words.console.frozen} @vitrine-close=${() => desk.understood()}>
        ${
          refused
            ? html`<h2 class="row">${icon('lock', 20)}${words.console.frozen}</h2>
                <p class="note">${refused.sentence}</p>
                <dl>
                  <dt>${words.console.frozenRule}</dt>
                  <dd>${refused.frozen.rule}</dd>
                  ${
                    refused.frozen.until
                      ? html`<dt>${words.console.frozenUntil}</dt><dd>${clock(refused.frozen.until, true)}</dd>`
                      : nothing
                  }
                  ${
                    refused.frozen.approvers.length > 0
                      ? html`<dt>${words.console.frozenApprovers}</dt><dd>${refused.frozen.approvers.join(', ')}</dd>`
                      : nothing
                  }
                </dl>
                <div class="answers">
                  <button class="button main" autofocus @click=${() => desk.understood()}>${words.console.understood}</button>
                </div>`
            : nothing
        }
      </vitrine-dialog>
    `;
  }

  static override styles = [sheet, dialogSheet];
}

declare global {
  interface HTMLElementTagNameMap {
    'vitrine-questions': Questions;
  }
}
