import { css } from 'lit';

/** Looks of a product: picture, price, what is left, ring. */
export const productSheet = css`
  .picture {
    position: relative;
    display: grid;
    place-items: center;
    overflow: hidden;
    aspect-ratio: 1;
    border-radius: var(--radius-2);
    background: radial-gradient(120% 120% at 25% 15%, var(--tone-a), var(--tone-b));
    color: #fff;
    flex: none;
  }
  .picture b {
    font-size: 1.6em;
    font-weight: 300;
    opacity: 0.9;
  }
  .picture img {
    position: absolute;
    inset: 0;
    width: 100%;
    height: 100%;
    object-fit: cover;
  }
  .tone-0 { --tone-a: #c98a5e; --tone-b: #57301a; }
  .tone-1 { --tone-a: #a77aa6; --tone-b: #43254a; }
  .tone-2 { --tone-a: #7c8bd0; --tone-b: #273063; }
  .tone-3 { --tone-a: #63a3ad; --tone-b: #174049; }
  .tone-4 { --tone-a: #7dab7d; --tone-b: #254629; }
  .tone-5 { --tone-a: #b5a55a; --tone-b: #4b410f; }
  .tone-6 { --tone-a: #c97b90; --tone-b: #5d1f35; }
  .tone-7 { --tone-a: #9795b5; --tone-b: #35344d; }
  .price {
    display: flex;
    align-items: baseline;
    gap: var(--space-2);
    white-space: nowrap;
  }
  .price s {
    color: var(--ink-3);
    font-size: 0.85em;
  }
  .left {
    color: var(--ink-2);
    font-size: var(--type-1);
    white-space: nowrap;
  }
  .left.few {
    color: var(--hold);
    font-weight: 600;
  }
  .ring {
    display: inline-grid;
    place-items: center;
    color: var(--accent);
  }
  .ring > * {
    grid-area: 1 / 1;
  }
  .ring span {
    color: var(--ink-1);
    font-size: 0.6875rem;
    font-weight: 600;
  }
  .ring .run {
    transition: stroke-dashoffset 1s linear;
  }
`;
