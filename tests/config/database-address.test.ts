import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config/load-config.ts';

describe('KEFU_DATABASE_URL', () => {
  it.each([
    [{}, { kind: 'sqlite', file: resolve('data/kefu.sqlite'), synchronous: 'normal' }],
    [
      { KEFU_DATABASE_URL: 'file:/srv/kefu.sqlite', KEFU_SQLITE_SYNC: 'full' },
      { kind: 'sqlite', file: '/srv/kefu.sqlite', synchronous: 'full' },
    ],
    [
      { KEFU_DATABASE_URL: 'postgres://kefu:a%2Fb@db.example/kefu' },
      { kind: 'postgres', url: 'postgres://kefu:a%2Fb@db.example/kefu', poolSize: 10 },
    ],
    [
      { KEFU_DATABASE_URL: 'postgresql:///kefu?host=/run/postgresql', KEFU_POSTGRES_POOL_SIZE: '25' },
      { kind: 'postgres', url: 'postgresql:///kefu?host=/run/postgresql', poolSize: 25 },
    ],
  ])('%j chooses the database', (env, database) => {
    expect(loadConfig(env).database).toEqual(database);
  });

  it.each(['mysql://db.example/kefu', 'postgres://kefu:s3cret/word@db.example/kefu'])(
    'refuses %s and does not repeat it',
    (url) => {
      const load = () => loadConfig({ KEFU_DATABASE_URL: url });

      expect(load).toThrow('KEFU_DATABASE_URL');
      expect(load).not.toThrow('s3cret');
    },
  );
});
