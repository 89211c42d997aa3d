import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Desk } from '../src/console/desk';
import { HealthWatch } from '../src/console/health-watch';
import type { Reading } from '../src/console/probes';

const reading = (probe: string, state: Reading['state']): Reading => ({
  probe,
  state,
  value: 0,
  threshold: 0,
  unit: '',
  sentence: state === 'ok' ? '' : `${probe} is ${state}`,
  runbook: '',
});

describe('the watch over a stream', () => {
  let watch: HealthWatch | undefined;
  let told: (delivered: { record: { type: string } }) => void = () => undefined;

  afterEach(() => watch?.close());

  /** @param answers of the server, one after the other; the last one stays */
  function over(answers: Reading[][], may = true) {
    const get = vi.fn(async () => ({ probes: (answers.length > 1 ? answers.shift() : answers[0]) ?? [] }));
    const desk = {
      may: () => may,
      path: (part: string) => part,
      api: { get },
      room: {
        onRecord: (listener: typeof told) => {
          told = listener;
          return () => undefined;
        },
      },
    };
    watch = new HealthWatch(desk as unknown as Desk);
    return { watch, get };
  }

  const news = () => told({ record: { type: 'media.health' } });
  const names = () => watch?.alarms.map(({ probe }) => probe);

  it('has what is not well, and looks again at once when there is news', async () => {
    over([[reading('black', 'ok')], [reading('black', 'bad'), reading('gop', 'warn')]]);
    await vi.waitFor(() => expect(watch?.readings).toHaveLength(1));
    expect(names()).toEqual([]);
    news();
    await vi.waitFor(() => expect(names()).toEqual(['black', 'gop']));
  });

  it('looks once more when news comes while it looks', async () => {
    const { get } = over([[reading('black', 'ok')], [reading('black', 'bad')]]);
    news();
    news();
    await vi.waitFor(() => expect(names()).toEqual(['black']));
    expect(get).toHaveBeenCalledTimes(2);
  });

  it('hides what somebody knows of until it has been well in between', async () => {
    const still = [reading('frozen', 'bad')];
    over([[reading('frozen', 'bad')], still, [reading('frozen', 'ok')], [reading('frozen', 'bad')]]);
    await vi.waitFor(() => expect(names()).toEqual(['frozen']));
    watch?.hide('frozen');
    expect(names()).toEqual([]);
    news();
    await vi.waitFor(() => expect(watch?.readings).toBe(still));
    expect(names()).toEqual([]);
    news();
    await vi.waitFor(() => expect(watch?.readings[0]?.state).toBe('ok'));
    news();
    await vi.waitFor(() => expect(names()).toEqual(['frozen']));
  });

  it('asks nothing for those who may not know', async () => {
    const { get } = over([[]], false);
    news();
    expect(get).not.toHaveBeenCalled();
  });
});
