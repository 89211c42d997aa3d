import { css } from 'lit';

/** How the player looks. */
export const playerSheet = css`
  :host {
    position: relative;
    aspect-ratio: 16 / 9;
    min-width: 0;
  }
  .glow {
    position: absolute;
    inset: -40.9% -30%;
    width: 160%;
    height: 181.8%;
    z-index: -1;
    opacity: 0;
    transition: opacity 1.2s var(--ease);
    pointer-events: none;
  }
  .glow.lit {
    opacity: var(--glow);
  }
  .stage {
    position: absolute;
    inset: 0;
    overflow: hidden;
    border-radius: var(--player-radius, var(--radius-3));
    background: var(--stage);
    color: var(--on-stage);
    isolation: isolate;
    container-type: inline-size;
  }
  .stage.asleep {
    cursor: none;
  }
  video,
  .canvas,
  .poster {
    position: absolute;
    inset: 0;
    width: 100%;
    height: 100%;
    object-fit: contain;
  }
  video.away {
    visibility: hidden;
  }
  .over {
    position: absolute;
    inset: 0;
    pointer-events: none;
    container-type: inline-size;
  }
  .caption {
    position: absolute;
    inset: auto var(--space-4) 5cqi;
    display: flex;
    flex-direction: column;
    align-items: center;
    pointer-events: none;
    font-size: clamp(0.875rem, 2.9cqi, 2.25rem);
    font-weight: 550;
    line-height: 1.32;
    text-align: center;
  }
  .caption.above {
    inset: 5cqi var(--space-4) auto;
  }
  .stage:not(.asleep) .caption:not(.above) {
    bottom: 64px;
  }
  .caption span {
    max-width: 100%;
    padding: 0.08em 0.5em;
    background: #000000c7;
    color: #fff;
    overflow-wrap: anywhere;
    white-space: pre-wrap;
  }
  .caption span:first-child {
    padding-top: 0.16em;
    border-radius: var(--radius-1) var(--radius-1) 0 0;
  }
  .caption span:last-child {
    padding-bottom: 0.2em;
    border-radius: 0 0 var(--radius-1) var(--radius-1);
  }
  .caption span:only-child {
    border-radius: var(--radius-1);
  }
  .slate {
    position: absolute;
    inset: 0;
    display: flex;
    flex-direction: column;
    align-items: center;
    justify-content: center;
    gap: var(--space-2);
    padding: var(--space-5);
    background: #000000b8;
    backdrop-filter: blur(18px) saturate(1.2);
    text-align: center;
    text-wrap: balance;
    animation: fade var(--slow) var(--ease);
  }
  .slate strong {
    font-size: clamp(1.125rem, 3.4cqi, var(--type-5));
    font-weight: 600;
    letter-spacing: -0.015em;
  }
  .slate span {
    max-width: 34em;
    color: #e9e4dc;
    font-size: clamp(var(--type-2), 2cqi, var(--type-3));
  }
  .sound {
    position: absolute;
    top: var(--space-4);
    left: var(--space-4);
    display: flex;
    align-items: center;
    gap: var(--space-2);
    min-height: 44px;
    padding: 0 var(--space-4) 0 var(--space-3);
    border: 0;
    border-radius: 999px;
    background: #faf7f2;
    color: #17140f;
    font-size: var(--type-2);
    font-weight: 650;
    box-shadow: 0 6px 24px #00000080;
    cursor: pointer;
    animation: rise var(--slow) var(--ease);
  }
  .notice {
    position: absolute;
    inset: var(--space-4) auto auto 50%;
    translate: -50% 0;
    max-width: calc(100% - 2 * var(--space-4));
    padding: var(--space-2) var(--space-4);
    border-radius: 999px;
    background: #000000c7;
    color: #fff;
    font-size: var(--type-2);
    text-align: center;
  }
  .controls.rewound {
    flex-wrap: wrap;
  }
  vitrine-rewind-bar {
    flex: 1 0 100%;
    padding: 0 var(--space-2);
  }
  .controls {
    position: absolute;
    inset: auto 0 0 0;
    display: flex;
    align-items: center;
    gap: 2px;
    padding: var(--space-6) var(--space-3) var(--space-2);
    background: linear-gradient(#0000, #000000b3);
    transition: opacity var(--calm) var(--ease);
  }
  .asleep .controls {
    opacity: 0;
  }
  .asleep .controls:focus-within {
    opacity: 1;
  }
  .control {
    display: grid;
    place-items: center;
    width: 40px;
    height: 40px;
    padding: 0;
    border: 0;
    border-radius: 50%;
    background: transparent;
    color: inherit;
    cursor: pointer;
    transition: background var(--quick) var(--ease);
  }
  .control:hover,
  .edge:hover {
    background: #ffffff26;
  }
  .control[aria-pressed='true'] {
    background: #ffffff33;
  }
  .controls :focus-visible,
  .sound:focus-visible {
    outline-color: #faf7f2;
    outline-offset: -2px;
  }
  .loud {
    width: 72px;
    height: 24px;
    margin: 0 var(--space-2) 0 0;
    accent-color: #faf7f2;
    cursor: pointer;
  }
  .edge {
    display: flex;
    align-items: center;
    gap: 6px;
    height: 32px;
    padding: 0 var(--space-3);
    border: 0;
    border-radius: 999px;
    background: transparent;
    color: inherit;
    font-size: var(--type-1);
    font-weight: 600;
    cursor: pointer;
  }
  .edge i {
    width: 7px;
    height: 7px;
    border-radius: 50%;
    background: #ff6b63;
  }
  .edge i.late {
    background: #b9b5ae;
  }
  .edge .delay {
    min-width: 4.2em;
    color: #ddd8d0;
    font-weight: 450;
    text-align: left;
    white-space: nowrap;
  }
  .figures {
    position: absolute;
    top: var(--space-3);
    right: var(--space-3);
    display: grid;
    grid-template-columns: auto auto;
    max-width: min(27rem, calc(100% - 2 * var(--space-3)));
    gap: 3px var(--space-3);
    padding: var(--space-3);
    border-radius: var(--radius-2);
    background: #000000bf;
    font-size: 0.6875rem;
    line-height: 1.4;
    pointer-events: none;
  }
  .figures dt {
    color: #cfc9c0;
  }
  .figures dd {
    text-align: right;
    overflow-wrap: anywhere;
  }
  :host([full]) .stage {
    border-radius: 0;
  }
  :host([full]) .glow {
    display: none;
  }
  @container (max-width: 460px) {
    .loud,
    .pip,
    .edge .delay,
    .figures .more {
      display: none;
    }
    .figures {
      top: var(--space-2);
      right: var(--space-2);
      gap: 0 var(--space-3);
      padding: var(--space-2) var(--space-3);
      line-height: 1.3;
    }
  }
  @container (max-width: 380px) {
    .gauge, /* a long press shows the figures too */
    .forward { /* the line goes there too */
      display: none;
    }
  }
  @keyframes fade {
    from {
      opacity: 0;
    }
  }
  @keyframes rise {
    from {
      opacity: 0;
      transform: translateY(-6px);
    }
  }
`;
