/** The event id of `/watch/EVENT`, `/embed/EVENT`, … ; empty when the address has none. */
export function eventFromPath(pathname = location.pathname): string {
  const id = pathname.split('/').filter(Boolean)[1] ?? '';
  try {
    return decodeURIComponent(id);
  } catch {
    return id;
  }
}

/** A WebSocket address on this page's own origin. */
export function socketUrl(path: string): string {
  return `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}${path}`;
}

export const paths = {
  media: (event: string) => `/live/${encodeURIComponent(event)}/ws?format=fmp4`,
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
