import { html, type TemplateResult } from 'lit';

/** A ring that empties as time runs out. `part` is what is left, 0 to 1. */
export function ring(part: number, size = 40, inner: unknown = ''): TemplateResult {
  const radius = 16;
  const length = 2 * Math.PI * radius;
  const left = Math.min(1, Math.max(0, part));
  return html`<span class="ring">
    <svg viewBox="0 0 40 40" width=${size} height=${size} aria-hidden="true">
      <circle cx="20" cy="20" r=${radius} fill="none" stroke="currentColor" stroke-opacity="0.22" stroke-width="3" />
      <circle
        class="run"
        cx="20"
        cy="20"
        r=${radius}
        fill="none"
        stroke="currentColor"
        stroke-width="3"
        stroke-linecap="round"
        transform="rotate(-90 20 20)"
        stroke-dasharray=${length}
        stroke-dashoffset=${length * (1 - left)}
      />
    </svg>
    <span>${inner}</span>
  </span>`;
}
