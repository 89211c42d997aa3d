import type { PathState } from '../paths/media-path';
import type { PlaybackStats } from '../playback';

/** CTA-5004-A player states. */
type CmcdState = 's' | 'p' | 'r' | 'a' | 'w' | 'f' | 'q';

/** What the player is doing, in the words of CMCD. */
export function cmcdState(state: PathState, paused: boolean, begun: boolean): CmcdState {
  if (paused) return 'a';
  switch (state) {
    case 'playing':
      return 'p';
    case 'unsupported':
      return 'f';
    case 'closed':
      return 'q';
    case 'waiting':
      return 'w';
    default:
      return begun ? 'r' : 's';
  }
}

/**
 * One report: keys of CTA-5004-A where there is one, ours with their prefix; the server's `QoeReport` says what each
 * holds.
 *
 * @param toldStalledMs how much standing still earlier reports have told
 */
export function qoeReport(
  session: string,
  event: string,
  state: CmcdState,
  stats: PlaybackStats,
  toldStalledMs: number,
): Record<string, string | number> {
  return {
    v: 2,
    sid: session,
    cid: event,
    sf: stats.kind === 'll-hls' || stats.kind === 'hls' ? 'h' : 'o',
    st: 'l',
    sta: state,
    ...(stats.startupMs === undefined ? {} : { msd: stats.startupMs }),
    ltc: stats.behindMs,
    tbl: stats.cushionMs,
    bsd: Math.max(0, stats.stalledMs - toldStalledMs),
    mtp: stats.kbps,
    pr: Math.round(stats.rate * 100) / 100,
    'com.vitrine-path': stats.kind,
    'com.vitrine-rung': stats.rung,
    'com.vitrine-stalls': stats.stalls,
    'com.vitrine-dropped': stats.dropped,
    'com.vitrine-shown': stats.shown,
    ...(stats.syncMs === undefined ? {} : { 'com.vitrine-sync': Math.round(stats.syncMs) }),
  };
}
