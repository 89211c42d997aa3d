import { css } from 'lit';

/** The look of a page that asks who somebody is: one form in the middle, with the house's light behind it. */
export const door = css`
  main {
    display: grid;
    place-items: center;
    min-height: 100dvh;
    padding: var(--space-4);
    background: radial-gradient(60% 50% at 50% 40%, color-mix(in srgb, var(--accent), transparent 88%), transparent);
  }
  form {
    display: grid;
    gap: var(--space-3);
    width: min(380px, 100%);
  }
  .brand {
    color: var(--ink-3);
    font-weight: 500;
  }
  h1 {
    margin-top: calc(-1 * var(--space-2));
    font-size: var(--type-6);
    font-weight: 600;
    letter-spacing: -0.03em;
    line-height: 1.1;
  }
  .input,
  .button {
    min-height: 48px;
  }
  .wrong:empty {
    display: none;
  }
`;
