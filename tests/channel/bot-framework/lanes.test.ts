import { describe, expect, it } from 'vitest';
import { createLanes } from '../../../src/channel/bot-framework/lanes.ts';

describe('the lanes of connectors', () => {
  const create = () => {
    const time = { at: 0 };
    const lanes = createLanes({ now: () => time.at });
    const run = (lane: string, isAlive: boolean): void => {
      lanes.begin(lane);
      lanes.end(lane, isAlive);
    };
    return { time, lanes, run };
  };

  it('have places of their own', () => {
    const { lanes } = create();
    const places = lanes.free('a');
    for (let n = 0; n < places; n += 1) lanes.begin('a');

    expect(lanes.free('a')).toBe(0);
    expect(lanes.free('b')).toBe(places);
    lanes.end('a', true);
    expect(lanes.free('a')).toBe(1);
  });

  it('pause longer and longer while their connector is away, and then ask one at a time', () => {
    const { time, lanes, run } = create();
    for (let n = 0; n < 5; n += 1) run('a', false);
    expect(lanes.free('a')).toBe(0);

    time.at = 1_000;
    expect(lanes.free('a')).toBe(1);
    run('a', false);
    time.at = 2_000;
    expect(lanes.free('a')).toBe(0);
    time.at = 3_000;
    expect(lanes.free('a')).toBe(1);
    expect(lanes.free('b')).toBeGreaterThan(1);
  });

  it('are wide again with the first answer', () => {
    const { time, lanes, run } = create();
    for (let n = 0; n < 5; n += 1) run('a', false);
    time.at = 1_000;
    run('a', true);

    expect(lanes.free('a')).toBeGreaterThan(1);
  });
});
