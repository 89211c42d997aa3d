import { css } from 'lit';

/** Looks that the desk's panels share. */
export const panelSheet = css`
  :host {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--space-4);
    align-content: start;
  }
  h2 {
    font-size: var(--type-3);
    font-weight: 600;
    letter-spacing: -0.01em;
  }
  h3 {
    font-size: var(--type-2);
    font-weight: 600;
  }
  .block {
    display: grid;
    gap: var(--space-3);
    padding: var(--space-4);
    border-radius: var(--radius-3);
    background: var(--surface-2);
  }
  .list {
    display: grid;
    gap: 2px;
    overflow: hidden;
    border-radius: var(--radius-3);
  }
  .item {
    display: flex;
    align-items: center;
    gap: var(--space-3);
    min-width: 0;
    padding: var(--space-3);
    background: var(--surface-2);
  }
  .head {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: var(--space-3);
  }
  .nothing {
    display: grid;
    gap: var(--space-1);
    padding: var(--space-5) var(--space-4);
    border: 1px dashed var(--line-strong);
    border-radius: var(--radius-3);
    text-align: center;
    text-wrap: balance;
  }
  .nothing p {
    color: var(--ink-2);
    font-size: var(--type-2);
  }
  form {
    display: grid;
    gap: var(--space-3);
  }
  .pair {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(112px, 1fr));
    gap: var(--space-3);
  }
  .actions {
    display: flex;
    flex-wrap: wrap;
    gap: var(--space-2);
  }
  .number {
    font-size: var(--type-5);
    font-weight: 600;
    letter-spacing: -0.02em;
    line-height: 1.1;
  }
  .input {
    background: var(--surface-1);
  }
  code,
  .code {
    font-family: var(--mono);
    font-size: 0.8125rem;
    overflow-wrap: anywhere;
  }
`;
