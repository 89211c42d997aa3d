import { css } from 'lit';

/** What every component shares: box model, focus, buttons, fields, badges. */
export const sheet = css`
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }
  :host {
    display: block;
    color: var(--ink-1);
    font-family: var(--font);
    font-variant-numeric: tabular-nums;
  }
  :host([hidden]),
  [hidden] {
    display: none !important;
  }
  h1, h2, h3, p, ul, ol, dl, dd, figure, fieldset {
    margin: 0;
    padding: 0;
    border: 0;
  }
  ul, ol {
    list-style: none;
  }
  a {
    color: inherit;
  }
  svg {
    display: block;
    flex: none;
  }
  :focus {
    outline: none;
  }
  :focus-visible {
    outline: 2px solid var(--accent);
    outline-offset: 2px;
  }
  .hush {
    position: absolute;
    width: 1px;
    height: 1px;
    margin: -1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  button, input, select, textarea {
    font: inherit;
    color: inherit;
    letter-spacing: inherit;
  }

  .button {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: var(--space-2);
    min-height: 40px;
    padding: 0 var(--space-4);
    border: 1px solid transparent;
    border-radius: 999px;
    background: var(--surface-3);
    color: var(--ink-1);
    font-size: var(--type-2);
    font-weight: 600;
    line-height: 1.2;
    text-decoration: none;
    white-space: nowrap;
    cursor: pointer;
    transition:
      background var(--quick) var(--ease),
      color var(--quick) var(--ease),
      transform var(--quick) var(--ease);
  }
  .button:hover {
    background: color-mix(in srgb, var(--surface-3), var(--ink-1) 10%);
  }
  .button:active {
    transform: scale(0.98);
  }
  .button.main {
    background: var(--accent);
    color: var(--on-accent);
  }
  .button.main:hover {
    background: color-mix(in srgb, var(--accent), var(--ink-1) 14%);
  }
  .button.danger {
    background: transparent;
    border-color: color-mix(in srgb, var(--danger), transparent 45%);
    color: var(--danger);
  }
  .button.danger:hover {
    background: color-mix(in srgb, var(--danger), transparent 88%);
  }
  .button.quiet {
    background: transparent;
    color: var(--ink-2);
  }
  .button.quiet:hover {
    background: var(--surface-2);
    color: var(--ink-1);
  }
  .button.small {
    min-height: 32px;
    padding: 0 var(--space-3);
    font-size: var(--type-1);
  }
  .button.icon {
    width: 40px;
    padding: 0;
  }
  .button.icon.small {
    width: 32px;
  }
  .button[disabled],
  .button[aria-disabled="true"] {
    background: var(--surface-2);
    border-color: transparent;
    color: var(--ink-3);
    cursor: default;
    transform: none;
  }

  .field {
    display: grid;
    gap: var(--space-1);
    min-width: 0;
  }
  .field > span,
  .label {
    color: var(--ink-2);
    font-size: var(--type-1);
    font-weight: 500;
  }
  .input {
    width: 100%;
    min-height: 40px;
    padding: 8px 12px;
    border: 1px solid var(--line-strong);
    border-radius: var(--radius-2);
    background: var(--surface-1);
    font-size: var(--type-2);
    line-height: 1.4;
    transition: border-color var(--quick) var(--ease);
  }
  .input::placeholder {
    color: var(--ink-3);
    opacity: 1;
  }
  .input:hover {
    border-color: var(--ink-3);
  }
  .input:focus-visible {
    border-color: var(--accent);
    outline-offset: 0;
  }
  .input[aria-invalid="true"] {
    border-color: var(--danger);
  }
  .note {
    color: var(--ink-2);
    font-size: var(--type-2);
  }
  .hint {
    color: var(--ink-3);
    font-size: var(--type-1);
  }
  .wrong {
    color: var(--danger);
    font-size: var(--type-2);
  }
  .badge {
    display: inline-flex;
    align-items: center;
    gap: 6px;
    height: 22px;
    padding: 0 8px;
    border-radius: 999px;
    background: var(--surface-3);
    color: var(--ink-2);
    font-size: var(--type-1);
    font-weight: 600;
    white-space: nowrap;
  }
  .badge.live {
    background: color-mix(in srgb, var(--live), transparent 84%);
    color: var(--live);
  }
  .badge.live::before {
    content: "";
    width: 6px;
    height: 6px;
    border-radius: 50%;
    background: var(--live);
  }
  .badge.good {
    background: color-mix(in srgb, var(--good), transparent 86%);
    color: var(--good);
  }
  .badge.hold {
    background: color-mix(in srgb, var(--hold), transparent 86%);
    color: var(--hold);
  }
  .row {
    display: flex;
    align-items: center;
    gap: var(--space-2);
    min-width: 0;
  }
  .grow {
    flex: 1;
    min-width: 0;
  }
  .cut {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .scroll {
    overflow: auto;
    overscroll-behavior: contain;
    scrollbar-width: thin;
    scrollbar-color: var(--line-strong) transparent;
  }
  @media (prefers-reduced-motion: reduce) {
    * {
      animation-duration: 1ms !important;
      animation-iteration-count: 1 !important;
      transition-duration: 1ms !important;
    }
  }
`;
