import { paths, socketUrl } from '../../net/address';
import { canDecodeFrames, FramesPath } from './frames-path';
import { LlHlsPath, NativeHlsPath, playsHls } from './hls-path';
import type { MediaPath, PathHost, PathKind } from './media-path';
import { MsePath, mediaSourceClass } from './mse-path';

/** What this browser has the means for, fastest first. */
export function availablePaths(video: HTMLVideoElement): PathKind[] {
  const kinds: PathKind[] = [];
  if (canDecodeFrames()) {
    kinds.push('frames');
  }
  if (mediaSourceClass()) {
    kinds.push('mse', 'll-hls');
  }
  if (playsHls(video)) {
    kinds.push('hls');
  }
  return kinds;
}

/** @param session names this sitting in what is reported to the server */
export function makePath(kind: PathKind, host: PathHost, session: string): MediaPath {
  const url = (format: string) => (rung: string, audio: string) =>
    socketUrl(paths.media(host.event, format, rung, audio));
  switch (kind) {
    case 'frames':
      return new FramesPath(host, url('frames'));
    case 'mse':
      return new MsePath(host, url('fmp4'));
    case 'll-hls':
      return new LlHlsPath(host, session);
    case 'hls':
      return new NativeHlsPath(host);
  }
}
