/** The event id of `/watch/EVENT`, `/embed/EVENT`, … ; empty when the address has none. */
export function eventFromPath(pathname = location.pathname): string {
  const id = pathname.split('/').filter(Boolean)[1] ?? '';
  try {
    return decodeURIComponent(id);
  } catch {
    return id;
  }
}

/** The way of playing that `?path=` asks for, for whoever measures or looks for a fault; else the player chooses. */
export function askedPath(search = location.search): 'frames' | 'mse' | 'll-hls' | 'hls' | '' {
  const asked = new URLSearchParams(search).get('path');
  return asked === 'frames' || asked === 'mse' || asked === 'll-hls' || asked === 'hls' ? asked : '';
}

/** A WebSocket address on this page's own origin. */
export function socketUrl(path: string): string {
  return `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}${path}`;
}

export const paths = {
  media: (event: string, format = 'fmp4', rung = 'source', audio = '0') =>
    `/live/${encodeURIComponent(event)}/ws?format=${format}${rung === 'source' ? '' : `&rung=${encodeURIComponent(rung)}`}${
      audio === '0' ? '' : `&audio=${encodeURIComponent(audio)}`
    }`,
  qoe: (event: string) => `/api/v1/events/${encodeURIComponent(event)}/qoe`,
  playlist: (event: string) => `/live/${encodeURIComponent(event)}/index.m3u8`,
  recording: (event: string) => `${paths.playlist(event)}?dvr=1`,
  thumbnail: (event: string) => `/live/${encodeURIComponent(event)}/thumb.jpg`,
  watch: (event: string) => `/watch/${encodeURIComponent(event)}`,
  shop: (event: string) => `/shop/${encodeURIComponent(event)}`,
};

/** Only addresses a link may carry: never a script. */
export function safeLink(url: string | undefined, origin = location.origin): string | undefined {
  if (!url) {
    return undefined;
  }
  try {
    const { protocol, href } = new URL(url, origin);
    return protocol === 'https:' || protocol === 'http:' ? href : undefined;
  } catch {
    return undefined;
  }
}
