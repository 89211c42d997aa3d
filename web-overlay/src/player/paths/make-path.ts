import { paths, socketUrl } from '../../net/address';
import { canDecodeFrames, FramesPath } from './frames-path';
import type { MediaPath, PathHost, PathKind } from './media-path';
import { MsePath, mediaSourceClass } from './mse-path';

/** What this browser has the means for, fastest first. */
export function availablePaths(): PathKind[] {
  const kinds: PathKind[] = [];
  if (canDecodeFrames()) {
    kinds.push('frames');
  }
  if (mediaSourceClass()) {
    kinds.push('mse');
  }
  return kinds;
}

export function makePath(kind: PathKind, host: PathHost): MediaPath {
  const url = (format: string) => (rung: string) => socketUrl(paths.media(host.event, format, rung));
  return kind === 'frames' ? new FramesPath(host, url('frames')) : new MsePath(host, url('fmp4'));
}
