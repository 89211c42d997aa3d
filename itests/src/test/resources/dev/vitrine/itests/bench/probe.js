// Reads the barcode out of every picture that a video element shows and keeps how old the picture was.
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
  const read = (video) => {
    const { videoWidth: width, videoHeight: height } = video;
    pen.imageSmoothingEnabled = false;
    pen.drawImage(video, 0, (height * 32) / 720, width, 1, 0, 0, 40, 1);
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
  return {
    deep,
    start(video) {
      video.addEventListener('waiting', () => stalls++);
      const each = (_now, frame) => {
        const at = read(video);
        if (at === undefined) unreadable++;
        else samples.push(((performance.timeOrigin + performance.now()) % 4294967296) - at);
        const offer = deep('vitrine-offer[data-on-air]');
        const cue = offer?.getAttribute('data-cue');
        if (cue && !(cue in offers)) offers[cue] = frame.mediaTime * 1000;
        video.requestVideoFrameCallback(each);
      };
      video.requestVideoFrameCallback(each);
    },
    reset() {
      samples.length = 0;
      unreadable = 0;
      stalls = 0;
    },
    figures() {
      const sorted = [...samples].sort((a, b) => a - b);
      const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? -1;
      return { frames: sorted.length, p50: at(0.5), p95: at(0.95), p99: at(0.99), unreadable, stalls };
    },
    offers: () => offers,
  };
})();
