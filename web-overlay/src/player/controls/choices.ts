import { words } from '../../words/strings';
import type { Audio, Rung } from '../paths/media-path';
import { AUTO } from '../playback';

/** What a menu offers. */
export interface Item {
  readonly name: string;
  readonly label: string;
}

/**
 * The qualities, best first, and the one that the player chooses.
 *
 * @param playing name of the one on the screen
 */
export function qualities(rungs: readonly Rung[], chosen: string, playing: string): Item[] {
  const label = (name: string): string => {
    const rung = rungs.find((each) => each.name === name);
    const size = rung?.height ? `${Math.min(rung.height, rung.width || rung.height)}p` : '';
    if (name === 'source') {
      return [words.player.source, size].filter(Boolean).join(' · ');
    }
    return size || name;
  };
  const now = chosen === AUTO && playing ? label(playing) : '';
  return [
    { name: AUTO, label: now ? words.player.autoNow(now) : words.player.auto },
    ...rungs.map(({ name }) => ({ name, label: label(name) })),
  ];
}

/** The sounds by their languages in the viewer's own, and by what the publisher calls them; each by another label. */
export function sounds(audios: readonly Audio[], locale: string): Item[] {
  const items: Item[] = [];
  audios.forEach(({ id, name, language }, i) => {
    const parts = [languageName(language, locale), name].filter(
      (part, at, all) => part && all.indexOf(part) === at,
    );
    const plain = parts.join(' · ') || words.player.soundNumber(i + 1);
    const taken = items.some(({ label }) => label === plain);
    items.push({ name: id, label: taken ? `${plain} (${i + 1})` : plain });
  });
  return items;
}

function languageName(language: string, locale: string): string {
  if (!language) {
    return '';
  }
  try {
    const name = new Intl.DisplayNames([locale], { type: 'language' }).of(language) ?? language;
    return name.charAt(0).toLocaleUpperCase(locale) + name.slice(1);
  } catch {
    return language;
  }
}
