import { describe, expect, it } from 'vitest';
import { agentHours } from '../../src/handoff/agent-hours.ts';

const at = (iso: string): number => Date.parse(iso);
const daily = (hours: string) =>
  Object.fromEntries(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'].map((day) => [day, [hours]]));
const shanghai = { timeZone: 'Asia/Shanghai', agentHours: daily('09:00-22:00'), holidays: [] };

describe('agent hours', () => {
  it.each([
    ['opens at nine', '2026-11-27T01:00:00Z', true],
    ['is closed a minute before', '2026-11-27T00:59:00Z', false],
    ['is open until ten at night', '2026-11-27T13:59:59Z', true],
    ['closes at ten', '2026-11-27T14:00:00Z', false],
  ])('%s in the shop’s own zone', (_case, iso, isOpen) => {
    expect(agentHours(shanghai, at(iso)).isOpen).toBe(isOpen);
  });

  it('says when agents are back', () => {
    expect(agentHours(shanghai, at('2026-11-27T15:00:00Z')).opensAt).toBe(at('2026-11-28T01:00:00Z'));
  });

  it('runs a night shift into the next day', () => {
    const night = { ...shanghai, agentHours: { fri: ['20:00-02:00'] } };

    expect(agentHours(night, at('2026-11-27T17:30:00Z')).isOpen).toBe(true);
    expect(agentHours(night, at('2026-11-27T18:30:00Z')).isOpen).toBe(false);
  });

  it('is open to midnight when the interval ends at 24:00', () => {
    const late = { ...shanghai, agentHours: { fri: ['09:00-24:00'] } };

    expect(agentHours(late, at('2026-11-27T15:59:00Z')).isOpen).toBe(true);
    expect(agentHours(late, at('2026-11-27T16:00:00Z')).isOpen).toBe(false);
  });

  it('skips holidays and days without agents', () => {
    const weekdays = { ...shanghai, agentHours: { fri: ['09:00-18:00'], mon: ['09:00-18:00'] }, holidays: ['2026-11-30'] };

    expect(agentHours(weekdays, at('2026-11-27T11:00:00Z')).opensAt).toBe(at('2026-12-04T01:00:00Z'));
  });

  it('opens at the same wall-clock time on both sides of a change of summer time', () => {
    const berlin = { timeZone: 'Europe/Berlin', agentHours: daily('09:00-18:00'), holidays: [] };

    expect(agentHours(berlin, at('2026-03-28T20:00:00Z')).opensAt).toBe(at('2026-03-29T07:00:00Z'));
    expect(agentHours(berlin, at('2026-10-24T20:00:00Z')).opensAt).toBe(at('2026-10-25T08:00:00Z'));
  });

  it('knows no opening when nobody ever works', () => {
    expect(agentHours({ ...shanghai, agentHours: {} }, at('2026-11-27T01:00:00Z'))).toEqual({ isOpen: false, opensAt: null });
  });
});
