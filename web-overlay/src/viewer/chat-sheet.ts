import { css } from 'lit';

/** Looks of the chat: the messages and what stands beside each. */
export const chatSheet = css`
  :host {
    position: relative;
    display: flex;
    flex-direction: column;
    min-height: 0;
    height: 100%;
  }
  h2 {
    padding: var(--space-4) var(--space-4) var(--space-2);
    font-size: var(--type-3);
    font-weight: 600;
    letter-spacing: -0.01em;
  }
  .frame {
    position: relative;
    flex: 1 1 0;
    min-height: 56px;
  }
  .list {
    height: 100%;
    padding: var(--space-2) var(--space-2) var(--space-3);
    overflow-anchor: none;
  }
  .list:focus-visible {
    outline-offset: -2px;
    border-radius: var(--radius-2);
  }
  .empty {
    padding: var(--space-6) var(--space-4);
    color: var(--ink-3);
    font-size: var(--type-2);
    text-align: center;
    text-wrap: balance;
  }
  .line {
    display: grid;
    grid-template-rows: 1fr;
    border-radius: var(--radius-2);
    transition:
      grid-template-rows var(--calm) var(--ease),
      opacity var(--calm) var(--ease),
      background var(--quick) var(--ease);
    animation: enter var(--calm) var(--ease);
  }
  .line.removed {
    grid-template-rows: 0fr;
    opacity: 0;
  }
  .fold {
    position: relative;
    min-height: 0;
    overflow: hidden;
    padding: 3px var(--space-2);
  }
  .line.removed .fold {
    padding-block: 0;
  }
  .line:hover,
  .line.chosen {
    background: var(--surface-2);
  }
  .said {
    font-size: var(--type-2);
    line-height: 1.5;
    overflow-wrap: anywhere;
  }
  .said b {
    margin-right: 4px;
    font-weight: 600;
  }
  .who {
    padding: 0;
    margin-right: 4px;
    border: 0;
    background: none;
    font-weight: 600;
    cursor: pointer;
  }
  .who:hover {
    text-decoration: underline;
    text-underline-offset: 3px;
  }
  .judged {
    margin-left: 4px;
    color: var(--ink-2);
    font-size: var(--type-1);
    white-space: nowrap;
  }
  .judged.waiting {
    color: var(--hold);
  }
  .judged.blocked,
  .judged.denied {
    color: var(--danger);
  }
  .judged.approved {
    color: var(--good);
  }
  .line.denied .text,
  .line.blocked .text,
  .line.hidden .text {
    color: var(--ink-2);
    text-decoration: line-through;
    text-decoration-color: var(--line-strong);
  }
  .line.waiting .text {
    color: var(--ink-2);
  }
  time {
    display: none;
  }
  .text {
    white-space: pre-wrap;
    unicode-bidi: plaintext;
  }
  .staff {
    height: 18px;
    margin-right: 6px;
    padding: 0 6px;
    background: color-mix(in srgb, var(--accent), transparent 84%);
    color: var(--accent);
    font-size: 0.6875rem;
    vertical-align: 1px;
  }
  .quote {
    display: flex;
    align-items: center;
    gap: 4px;
    color: var(--ink-3);
    font-size: var(--type-1);
  }
  .line.held .said,
  .line.refused .said {
    color: var(--ink-2);
  }
  .pending {
    display: flex;
    align-items: center;
    gap: 5px;
    color: var(--hold);
    font-size: var(--type-1);
  }
  .tools {
    position: absolute;
    top: 1px;
    right: 4px;
    display: none;
    gap: 2px;
    padding: 1px;
    border-radius: 8px;
    background: var(--surface-3);
  }
  .line:hover .tools,
  .line.chosen .tools,
  .tools:focus-within {
    display: flex;
  }
  .tools button {
    display: grid;
    place-items: center;
    width: 26px;
    height: 24px;
    padding: 0;
    border: 0;
    border-radius: 6px;
    background: transparent;
    color: var(--ink-2);
    cursor: pointer;
  }
  .tools button:hover {
    background: var(--surface-1);
    color: var(--ink-1);
  }
  :host([still]) .list {
    display: flex;
    flex-direction: column;
    justify-content: flex-end;
    overflow: hidden;
  }
  :host([still]) .line {
    width: fit-content;
    max-width: 100%;
    flex: none;
    margin-top: 4px;
    background: var(--line-plate);
  }
  .more {
    position: absolute;
    bottom: var(--space-2);
    left: 50%;
    translate: -50% 0;
    background: var(--accent);
    color: var(--on-accent);
    box-shadow: var(--shade);
    animation: enter var(--calm) var(--ease);
  }
  .more:hover {
    background: var(--accent);
  }
  ::slotted([slot="sheet"]) {
    flex: none;
    padding: 0 var(--space-3) var(--space-2);
  }
  .sampled {
    flex: none;
    padding: 0 var(--space-4) var(--space-1);
  }
  .mention {
    color: var(--accent);
    font-weight: 550;
  }
  .line.called {
    background: color-mix(in srgb, var(--accent), transparent 88%);
  }
  .emote {
    height: 1.6em;
    margin: -0.2em 0;
    vertical-align: -0.35em;
  }
  @keyframes enter {
    from {
      opacity: 0;
      transform: translateY(4px);
    }
  }
`;
