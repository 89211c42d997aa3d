import { css } from 'lit';

/** Colours of people's names: class `name-N` for N of 0 to 7, the values in `tokens.css`. */
export const nameSheet = css`
  .name-0 { color: var(--name-0); }
  .name-1 { color: var(--name-1); }
  .name-2 { color: var(--name-2); }
  .name-3 { color: var(--name-3); }
  .name-4 { color: var(--name-4); }
  .name-5 { color: var(--name-5); }
  .name-6 { color: var(--name-6); }
  .name-7 { color: var(--name-7); }
`;
