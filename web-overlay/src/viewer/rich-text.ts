import { html, type TemplateResult } from 'lit';
import type { Emote } from '../room/audience-desk';

const PARTS = /(:[a-z0-9_]{2,24}:|@[\p{L}\p{N}_.-]{1,40})/u;

/**
 * A message with its emotes as pictures and its mentions marked. Everything else stays text: what somebody wrote never
 * becomes markup.
 */
export function rich(
  text: string,
  emotes: ReadonlyMap<string, Emote>,
  me: string | undefined,
): readonly (string | TemplateResult)[] {
  if (!text.includes('@') && !text.includes(':')) {
    return [text];
  }
  return text.split(PARTS).map((part) => {
    const emote = part.startsWith(':') ? emotes.get(part.slice(1, -1)) : undefined;
    if (emote) {
      return html`<img class="emote" src=${emote.url} alt=${part} title=${part} loading="lazy" />`;
    }
    if (part.startsWith('@') && part.length > 1) {
      return html`<span class=${mentions(part, me) ? 'mention me' : 'mention'}>${part}</span>`;
    }
    return part;
  });
}

/** Whether a text addresses somebody of that name; names with spaces are addressed without them. */
export function mentions(text: string, name: string | undefined): boolean {
  if (!name) {
    return false;
  }
  const handle = handleOf(name).toLowerCase();
  return text
    .toLowerCase()
    .split(PARTS)
    .some((part) => part === `@${handle}`);
}

/** How a name is written after an @. */
export function handleOf(name: string): string {
  return name.replace(/[^\p{L}\p{N}_.-]+/gu, '');
}
