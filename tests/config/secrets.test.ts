import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSecretFile, resolveSecrets, type SecretStore } from '../../src/config/secrets.ts';

const NONE = { directLine: null, token: null, identity: null };
const SET = { directLine: 'd'.repeat(16), token: 't'.repeat(32), identity: 'i'.repeat(32) };

describe('resolveSecrets', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'kefu-secrets-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('makes what nobody set once, in a file for its owner only', async () => {
    const first = await resolveSecrets(NONE, createSecretFile(folder));
    const again = await resolveSecrets(NONE, createSecretFile(folder));

    const file = join(folder, 'secrets.json');
    expect(first.generated).toBe(file);
    expect(again).toEqual({ secrets: first.secrets, generated: null });
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(first.secrets);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('prefers a setting, and touches no store when all are set', async () => {
    const untouchable: SecretStore = { place: 'nowhere', keep: () => Promise.reject(new Error('was asked')) };

    expect(await resolveSecrets(SET, untouchable)).toEqual({ secrets: SET, generated: null });
    const { secrets } = await resolveSecrets({ ...NONE, token: SET.token }, createSecretFile(folder));
    expect(secrets.token).toBe(SET.token);
    expect(secrets.identity.length).toBeGreaterThanOrEqual(32);
  });

  it('takes what another replica wrote first', async () => {
    const store: SecretStore = { place: 'the database', keep: () => Promise.resolve({ secrets: SET, isNew: false }) };

    expect(await resolveSecrets(NONE, store)).toEqual({ secrets: SET, generated: null });
  });

  it.each(['{"directLine":', '{"directLine":"short"}', 'null'])('refuses a damaged file by name: %s', async (text) => {
    const file = join(folder, 'secrets.json');
    writeFileSync(file, text);

    await expect(resolveSecrets(NONE, createSecretFile(folder))).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      message: expect.stringContaining(file),
    });
    expect(readFileSync(file, 'utf8')).toBe(text);
  });
});
