import { describe, expect, it } from 'vitest';
import { endOfDay } from '../../src/retrieval/end-of-day.ts';

describe('the end of a day', () => {
  it.each([
    ['2026-11-30', 'UTC', '2026-12-01T00:00:00Z'],
    ['2026-11-30', 'Asia/Shanghai', '2026-11-30T16:00:00Z'],
    ['2026-11-30', 'America/Los_Angeles', '2026-12-01T08:00:00Z'],
    ['2026-10-31', 'America/New_York', '2026-11-01T04:00:00Z'],
    ['2026-11-01', 'America/New_York', '2026-11-02T05:00:00Z'],
    ['2026-12-31', 'Pacific/Kiritimati', '2026-12-31T10:00:00Z'],
  ])('%s in %s', (date, zone, instant) =>
    expect(new Date(endOfDay(date, zone)).toISOString()).toBe(instant.replace('Z', '.000Z')),
  );
});
