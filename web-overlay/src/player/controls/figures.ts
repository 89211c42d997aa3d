import { html } from 'lit';
import { words } from '../../words/strings';
import type { PlaybackStats } from '../playback';

/** The stats overlay: how the picture gets here, in numbers. */
export function renderFigures(figures: PlaybackStats, mediaMs: number) {
  const rows: [string, string, boolean?][] = [
    [words.stats.path, figures.path],
    [words.stats.why, figures.why, true],
    [words.stats.picture, `${figures.width} × ${figures.height}`, true],
    [words.stats.rung, figures.rung],
    [words.stats.behind, `${figures.behindMs} ms`],
    [words.stats.cushion, `${figures.cushionMs} ms`],
    [words.stats.sync, figures.syncMs === undefined ? '–' : words.stats.syncValue(figures.syncMs)],
    [words.stats.rate, `${figures.rate.toFixed(3)} ×`, true],
    [words.stats.bitrate, `${figures.kbps} kbit/s`, true],
    [words.stats.frames, words.stats.framesValue(figures.shown, figures.dropped)],
    [words.stats.stalls, String(figures.stalls)],
    [words.stats.media, `${Math.round(mediaMs)} ms · ${figures.epoch}`, true],
    [words.stats.codecs, figures.mime, true],
  ];
  return html`<dl class="figures" aria-label=${words.player.figures}>
    ${rows.map(([name, value, more]) => html`<dt class=${more ? 'more' : ''}>${name}</dt><dd class=${more ? 'more' : ''}>${value}</dd>`)}
  </dl>`;
}
