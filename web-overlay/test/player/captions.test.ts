import { describe, expect, it } from 'vitest';
import { captionsIn, captionsOf, carriageOf, type FieldPairs } from '../../src/player/captions/caption-data';
import { CaptionDesk } from '../../src/player/captions/caption-desk';

const hex = (digits: string) => Uint8Array.from(digits.match(/../g)!, (two) => Number.parseInt(two, 16));
const unit = (nal: Uint8Array, lengthBytes = 4) =>
  Uint8Array.from([...new Uint8Array(lengthBytes - 1), nal.length, ...nal]);
const join = (...parts: Uint8Array[]) => Uint8Array.from(parts.flatMap((part) => [...part]));

/** Resume caption loading on field 1, then nothing valid on field 2, then a null pair of field 1. */
const MESSAGE = hex('0414b500314741393403c3fffc9420f98080fc8080ff80');
const POP_ON: FieldPairs = [[0x94, 0x20], []];

describe('captions in a frame', () => {
  const avc = carriageOf('avc1.42c01f')!;
  const sei = unit(join(hex('06'), MESSAGE));
  const slice = unit(hex('65aabbccdd'));

  it('are found in the messages of each codec', () => {
    expect(captionsIn(avc, join(sei, slice))).toEqual(POP_ON);
    expect(
      captionsIn(carriageOf('hvc1.1.6.L93.B0')!, join(unit(join(hex('4e01'), MESSAGE)), unit(hex('2601aa')))),
    ).toEqual(POP_ON);
    const payload = MESSAGE.slice(2);
    expect(
      captionsIn(carriageOf('av01.0.05M.08')!, join(Uint8Array.of(0x2a, payload.length + 1, 4), payload)),
    ).toEqual(POP_ON);
    expect(captionsIn(carriageOf('video/mp4; codecs="avc1.42c01f,mp4a.40.2"')!, sei)).toEqual(POP_ON);
  });

  it('are found behind other messages, other lengths and emulation prevention', () => {
    expect(captionsIn(avc, unit(join(hex('060101aa'), MESSAGE)))).toEqual(POP_ON);
    const two = carriageOf('avc1.42c01f', hex('014d401ffd'))!;
    expect(two.lengthBytes).toBe(2);
    expect(captionsIn(two, unit(join(hex('06'), MESSAGE), 2))).toEqual(POP_ON);
    expect(captionsIn(avc, unit(join(hex('06040300000301'), MESSAGE)))).toEqual(POP_ON);
  });

  it('are not looked for behind the first slice, nor in what is cut short', () => {
    expect(captionsIn(avc, join(slice, sei))).toBeUndefined();
    expect(captionsIn(avc, sei.slice(0, 15))).toBeUndefined();
    expect(captionsIn(avc, new Uint8Array())).toBeUndefined();
    expect(captionsIn(avc, hex('00000000'))).toBeUndefined();
    expect(captionsIn(carriageOf('av01.0.05M.08')!, hex('2affffff'))).toBeUndefined();
    expect(carriageOf('vp09.00')).toBeUndefined();
  });

  it('are taken from hls.js too', () => {
    expect(captionsOf(hex('c1fffc9420'))).toEqual(POP_ON);
    expect(captionsOf(new Uint8Array())).toBeUndefined();
  });
});

describe('the caption desk', () => {
  const command = (code: number, second = 0x14): FieldPairs => [[second, code, second, code], []];
  const text = (words: string): FieldPairs => [
    [...words.padEnd(words.length + (words.length % 2), '\0')].map((char) => char.charCodeAt(0)),
    [],
  ];

  /** A pop-on caption in the lowest row, one step each 40 ms. */
  function popOn(desk: CaptionDesk, fromMs: number, words: string): void {
    [command(0x20), command(0x2e), command(0x70), text(words), command(0x2f)].forEach((fields, i) => {
      desk.take(fromMs + i * 40, fields);
    });
  }

  it('shows text with the picture it came with, not before', () => {
    const desk = new CaptionDesk();
    popOn(desk, 1_000, 'The lamp is back');
    expect(desk.at(1_120)).toBe(false);
    expect(desk.channel).toBeUndefined();
    expect(desk.at(1_160)).toBe(true);
    expect(desk.text).toEqual({ lines: ['The lamp is back'], above: false });
    expect(desk.channel).toBe('CC1');
    expect(desk.at(1_200)).toBe(false);
    desk.take(2_000, command(0x2c));
    expect(desk.at(2_000)).toBe(true);
    expect(desk.text.lines).toEqual([]);
    expect(desk.channel, 'there are still captions to be had').toBe('CC1');
  });

  it('takes data in any order and once, whichever way it comes twice', () => {
    const desk = new CaptionDesk();
    desk.take(80, text('cd'));
    desk.take(0, [[0x14, 0x25, 0x14, 0x25, 0x14, 0x70], []]);
    desk.take(40, text('ab'));
    desk.take(40.2, text('ab'));
    desk.at(40);
    expect(desk.text.lines).toEqual(['ab']);
    desk.take(0, text('zz'));
    desk.at(80);
    expect(desk.text.lines).toEqual(['abcd']);
  });

  it('rolls up letter by letter, and knows the upper half', () => {
    const desk = new CaptionDesk();
    desk.take(0, [[0x11, 0x40, 0x14, 0x29, 0x11, 0x40, 0x48, 0x69], []]);
    desk.at(0);
    expect(desk.text).toEqual({ lines: ['Hi'], above: true });
  });

  it('lets go of text that nobody erases, of another publisher, and of another place', () => {
    const desk = new CaptionDesk();
    popOn(desk, 0, 'Hello');
    desk.at(200);
    expect(desk.text.lines).toEqual(['Hello']);
    expect(desk.at(17_000)).toBe(true);
    expect(desk.text.lines).toEqual([]);
    popOn(desk, 18_000, 'Again');
    desk.at(18_200);
    desk.erase();
    expect(desk.at(18_240)).toBe(true);
    expect(desk.channel).toBeUndefined();
    popOn(desk, 19_000, 'More');
    desk.at(19_200);
    desk.at(10_000);
    expect(desk.text.lines).toEqual([]);
  });

  it('shows the second field where the first has nothing', () => {
    const desk = new CaptionDesk();
    desk.take(0, [[], [0x14, 0x25, 0x14, 0x70, 0x48, 0x69]]);
    desk.at(0);
    expect(desk.channel).toBe('CC3');
    expect(desk.text.lines).toEqual(['Hi']);
  });
});
