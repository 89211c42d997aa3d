import { css } from 'lit';

/** Looks that what stands in a dialog shares. */
export const dialogSheet = css`
  h2 {
    font-size: var(--type-4);
    font-weight: 600;
    letter-spacing: -0.015em;
  }
  .answers {
    display: flex;
    justify-content: flex-end;
    flex-wrap: wrap;
    gap: var(--space-2);
    margin-top: var(--space-2);
  }
  form {
    display: grid;
    gap: var(--space-3);
  }
  dl {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr);
    gap: var(--space-2) var(--space-4);
    font-size: var(--type-2);
  }
  dt {
    color: var(--ink-2);
  }
  dd {
    overflow-wrap: anywhere;
  }
  .more {
    display: flex;
    gap: var(--space-2);
    color: var(--hold);
    font-size: var(--type-2);
  }
  kbd {
    display: inline-grid;
    place-items: center;
    min-width: 28px;
    height: 26px;
    padding: 0 6px;
    border-radius: var(--radius-1);
    background: var(--surface-3);
    color: var(--ink-1);
    font-family: var(--font);
    font-size: var(--type-1);
    font-weight: 600;
  }
`;
