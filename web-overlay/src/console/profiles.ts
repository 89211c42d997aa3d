/** A quality that the server encodes beside the source. */
export interface RungPlan {
  readonly name: string;
  readonly height: number;
  readonly kbps: number;
}

/** A family of profiles, as `GET …/profile` lists it. */
export interface Family {
  readonly name: string;
  readonly summary: string;
  readonly rungs: readonly RungPlan[];
  readonly encode: 'always' | 'watched';
  readonly targetDelayMs: number;
}

/** What viewers, and this server, notice of a switch. */
export interface Notice {
  /** Qualities that end: whoever watches one gets the source. */
  readonly gone: readonly string[];
  /** Qualities that there were not. */
  readonly fresh: readonly RungPlan[];
  /** Qualities that stay under their name and look otherwise. */
  readonly changed: readonly { readonly name: string; readonly from: RungPlan; readonly to: RungPlan }[];
  /** When qualities are encoded from then on, if that is another time than now. */
  readonly encode: Family['encode'] | undefined;
}

/**
 * The rungs that are smaller than the source, and those left out since they are not. Without a picture
 * (`sourceHeight` 0 or nothing) every rung is meant.
 */
export function rungsOf(
  { rungs }: Family,
  sourceHeight: number | undefined,
): { readonly given: readonly RungPlan[]; readonly leftOut: readonly RungPlan[] } {
  const smaller = ({ height }: RungPlan) => !sourceHeight || height < sourceHeight;
  return { given: rungs.filter(smaller), leftOut: rungs.filter((rung) => !smaller(rung)) };
}

/** What a switch from one family to another changes for a source of that height. */
export function noticeOf(from: Family, to: Family, sourceHeight: number | undefined): Notice {
  const before = rungsOf(from, sourceHeight).given;
  const after = rungsOf(to, sourceHeight).given;
  const same = (rung: RungPlan, among: readonly RungPlan[]) => among.find(({ name }) => name === rung.name);
  return {
    gone: before.filter((rung) => !same(rung, after)).map(({ name }) => name),
    fresh: after.filter((rung) => !same(rung, before)),
    changed: after.flatMap((rung) => {
      const was = same(rung, before);
      return was && (was.height !== rung.height || was.kbps !== rung.kbps)
        ? [{ name: rung.name, from: was, to: rung }]
        : [];
    }),
    encode: from.encode === to.encode || after.length === 0 ? undefined : to.encode,
  };
}
