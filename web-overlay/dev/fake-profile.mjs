/** What the fake server knows of profiles: those of policies/profiles.yaml. */
const FAMILIES = [
  family('baseline', 'Plays everywhere; what a phone on a poor line still gets.', 'watched', 1500, {
    '240p': 300,
  }),
  family('standard', 'The usual show.', 'watched', 700, { '480p': 1000, '240p': 300 }),
  family('fallback', 'Approved for when the line breaks down; small and sturdy.', 'always', 3000, {
    '240p': 200,
  }),
];

function family(name, summary, encode, targetDelayMs, rungs) {
  return {
    name,
    summary,
    encode,
    targetDelayMs,
    rungs: Object.entries(rungs).map(([name, kbps]) => ({ name, height: Number.parseInt(name, 10), kbps })),
  };
}

export class FakeProfile {
  constructor(show) {
    this.show = show;
    this.name = 'standard';
  }

  answer() {
    const { name, summary, ...figures } = FAMILIES.find(({ name }) => name === this.name);
    return { profile: name, usual: 'standard', ...figures, families: FAMILIES };
  }

  switchTo(name) {
    if (!FAMILIES.some((family) => family.name === name)) {
      return [400, { detail: `Field "profile" takes one of baseline, standard, fallback, not ${name}.` }];
    }
    if (name !== this.name) {
      const from = this.name;
      this.name = name;
      this.show.publish('stream', 'core.profile', { profile: name, from });
    }
    return [200, { profile: name }];
  }
}
