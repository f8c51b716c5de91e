import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config/load-config.ts';

describe('KEFU_REDIS_URL', () => {
  it.each([
    [{}, null],
    [{ KEFU_REDIS_URL: '', KEFU_REDIS_PREFIX: '' }, null],
    [{ KEFU_REDIS_URL: 'redis://redis.example' }, { url: 'redis://redis.example', prefix: 'kefu' }],
    [
      { KEFU_REDIS_URL: 'rediss://kefu:a%2Fb@redis.example:6380/2', KEFU_REDIS_PREFIX: 'kefu:eu-1' },
      { url: 'rediss://kefu:a%2Fb@redis.example:6380/2', prefix: 'kefu:eu-1' },
    ],
  ])('%j chooses Redis, or none', (env, redis) => {
    expect(loadConfig(env).redis).toEqual(redis);
  });

  it.each(['http://redis.example', 'redis://kefu:s3cret/word@redis.example'])('refuses %s and does not repeat it', (url) => {
    const load = () => loadConfig({ KEFU_REDIS_URL: url });

    expect(load).toThrow('KEFU_REDIS_URL');
    expect(load).not.toThrow('s3cret');
  });

  it('refuses a prefix that Redis would take for a pattern', () => {
    expect(() => loadConfig({ KEFU_REDIS_PREFIX: 'kefu*' })).toThrow('KEFU_REDIS_PREFIX');
  });
});
