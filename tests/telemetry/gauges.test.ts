import { expect, it } from 'vitest';
import { createMetrics } from '../../src/telemetry/metrics.ts';

it('has all that one look tells in the first reading, and asks once a reading', async () => {
  const metrics = createMetrics();
  let looks = 0;
  metrics.watch({
    outbox: () => {
      looks += 1;
      return Promise.resolve([{ channel: 'msteams', due: 3, oldestMs: 2_000, dead: 1 }]);
    },
    churn: () =>
      Promise.resolve({
        score: { psi: 0.2, limit: 0.05 },
        outcomes: { observed: 30, expected: 20 },
        alarms: [{ kind: 'score' }],
      }),
  });

  const { text } = await metrics.read();

  for (const line of [
    'kefu_outbox_due{channel="msteams"} 3',
    'kefu_outbox_oldest_seconds{channel="msteams"} 2',
    'kefu_outbox_dead{channel="msteams"} 1',
    'kefu_churn_alarm{kind="score"} 1',
    'kefu_churn_alarm{kind="column"} 0',
    'kefu_churn_score_stability{what="psi"} 0.2',
    'kefu_churn_leavers{what="expected"} 20',
  ])
    expect(text).toContain(line);
  expect(looks).toBe(1);
});

it('forgets a channel that is gone', async () => {
  const metrics = createMetrics();
  let channels = ['slack'];
  metrics.watch({ outbox: () => Promise.resolve(channels.map((channel) => ({ channel, due: 1, oldestMs: 0, dead: 0 }))) });
  expect((await metrics.read()).text).toContain('kefu_outbox_due{channel="slack"} 1');
  channels = [];

  expect((await metrics.read()).text).not.toContain('channel="slack"');
});
