import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config/load-config.ts';

const APP = {
  KEFU_MICROSOFT_APP_ID: 'app',
  KEFU_MICROSOFT_APP_PASSWORD: 'a-secret-word',
  KEFU_MICROSOFT_APP_TENANT_ID: 'tenant',
  KEFU_PUBLIC_URL: 'https://kefu.example',
};
const without = (...names: readonly (keyof typeof APP)[]) =>
  Object.fromEntries(Object.entries(APP).filter(([name]) => !names.includes(name as keyof typeof APP)));

describe('the settings of Bot Framework’s channels', () => {
  it.each<[string, Record<string, string>, object | null]>([
    ['nothing', {}, null],
    ['one tenant', APP, { kind: 'app', appId: 'app', appType: 'SingleTenant', password: 'a-secret-word', tenantId: 'tenant' }],
    [
      'any tenant',
      { ...without('KEFU_MICROSOFT_APP_TENANT_ID'), KEFU_MICROSOFT_APP_TYPE: 'MultiTenant' },
      { kind: 'app', appId: 'app', appType: 'MultiTenant', password: 'a-secret-word', tenantId: null },
    ],
    [
      'a managed identity',
      { ...without('KEFU_MICROSOFT_APP_PASSWORD'), KEFU_MICROSOFT_APP_TYPE: 'UserAssignedMsi' },
      { kind: 'app', appId: 'app', appType: 'UserAssignedMsi', password: null, tenantId: 'tenant' },
    ],
    ['the emulator', { KEFU_ALLOW_EMULATOR: 'true', KEFU_HOST: '127.0.0.1' }, { kind: 'emulator' }],
  ])('may be %s', (_case, env, expected) => {
    expect(loadConfig(env).botFramework).toEqual(expected);
  });

  it.each<[string, Record<string, string>, string]>([
    ['no password', without('KEFU_MICROSOFT_APP_PASSWORD'), 'KEFU_MICROSOFT_APP_PASSWORD'],
    ['no tenant', without('KEFU_MICROSOFT_APP_TENANT_ID'), 'KEFU_MICROSOFT_APP_TENANT_ID'],
    ['no public address', without('KEFU_PUBLIC_URL'), 'KEFU_PUBLIC_URL'],
    ['a password for a managed identity', { ...APP, KEFU_MICROSOFT_APP_TYPE: 'UserAssignedMsi' }, 'KEFU_MICROSOFT_APP_PASSWORD'],
    ['an emulator beside an app', { ...APP, KEFU_ALLOW_EMULATOR: 'true' }, 'KEFU_ALLOW_EMULATOR'],
    ['an emulator where everybody may call', { KEFU_ALLOW_EMULATOR: 'true' }, 'KEFU_ALLOW_EMULATOR'],
  ])('are refused with %s, and no secret is told', (_case, env, named) => {
    const load = () => loadConfig(env);

    expect(load).toThrow(named);
    expect(load).not.toThrow('a-secret-word');
  });
});
