// Reads the barcode out of every picture that is shown and keeps how old the picture was: of a video element when the
// browser says that it has presented a frame, of our player when it says so, whatever element it paints on.
// Geometry: 40 blocks over the whole width, middle at y = 32/720 of the height; see the publisher's Barcode.
window.vitrineProbe = (() => {
  const deep = (selector, root = document) => {
    const found = root.querySelector(selector);
    if (found) return found;
    for (const element of root.querySelectorAll('*')) {
      const inside = element.shadowRoot && deep(selector, element.shadowRoot);
      if (inside) return inside;
    }
    return null;
  };
  const canvas = document.createElement('canvas');
  canvas.width = 40;
  canvas.height = 1;
  const pen = canvas.getContext('2d', { willReadFrequently: true });
  const read = (picture) => {
    const width = picture.videoWidth ?? picture.width;
    const height = picture.videoHeight ?? picture.height;
    pen.imageSmoothingEnabled = false;
    pen.drawImage(picture, 0, (height * 32) / 720, width, 1, 0, 0, 40, 1);
    const pixels = pen.getImageData(0, 0, 40, 1).data;
    const bits = Array.from({ length: 40 }, (_, i) => (pixels[i * 4 + 1] >= 128 ? 1 : 0));
    if (!bits[0] || bits[1] || bits[38] || !bits[39]) return undefined;
    let data = 0;
    let folded = 0;
    for (let group = 0; group < 8; group++) {
      const four = bits.slice(2 + group * 4, 6 + group * 4).reduce((sum, bit) => sum * 2 + bit, 0);
      data = data * 16 + four;
      folded ^= four;
    }
    const check = bits.slice(34, 38).reduce((sum, bit) => sum * 2 + bit, 0);
    return check === (~folded & 15) ? data : undefined;
  };
  const samples = [];
  const offers = {};
  let unreadable = 0;
  let stalls = 0;
  let player;
  let stallsBefore = 0;
  const syncs = [];
  const shown = (picture, ptsMs) => {
    const at = read(picture);
    if (at === undefined) unreadable++;
    else samples.push(((performance.timeOrigin + performance.now()) % 4294967296) - at);
    const offer = deep('vitrine-offer[data-on-air]');
    const cue = offer?.getAttribute('data-cue');
    if (cue && !(cue in offers)) offers[cue] = ptsMs;
  };
  return {
    deep,
    /** A video element of anyone's. */
    start(video) {
      video.addEventListener('waiting', () => stalls++);
      const each = (_now, frame) => {
        shown(video, frame.mediaTime * 1000);
        video.requestVideoFrameCallback(each);
      };
      video.requestVideoFrameCallback(each);
    },
    /** Our player. */
    follow(element) {
      player = element;
      player.clock.onFrame(({ ptsMs }) => shown(player.picture, ptsMs));
      setInterval(() => {
        const { syncMs } = player.stats ?? {};
        if (syncMs !== undefined) syncs.push(syncMs);
      }, 200);
    },
    reset() {
      samples.length = 0;
      unreadable = 0;
      stalls = 0;
      syncs.length = 0;
      stallsBefore = player?.stats?.stalls ?? 0;
    },
    figures() {
      const quantile = (values, share) => {
        const sorted = [...values].sort((a, b) => a - b);
        return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? -1;
      };
      return {
        frames: samples.length,
        p50: quantile(samples, 0.5),
        p95: quantile(samples, 0.95),
        p99: quantile(samples, 0.99),
        unreadable,
        stalls: player ? (player.stats?.stalls ?? 0) - stallsBefore : stalls,
        path: player?.stats?.path ?? '',
        cushionMs: player?.stats?.cushionMs ?? -1,
        syncs: syncs.length,
        syncP50: quantile(syncs, 0.5),
        syncP95: quantile(syncs, 0.95),
      };
    },
    offers: () => offers,
  };
})();
