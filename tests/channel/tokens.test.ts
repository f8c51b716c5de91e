import { describe, expect, it } from 'vitest';
import { createTokens, TOKEN_SECONDS, type Visitor } from '../../src/channel/direct-line/tokens.ts';

const VISITOR: Visitor = { conv: 'c1', user: 'dl_1', shop: null, lang: 'en', site: 'server', origins: [] };

describe('tokens that were seen before', () => {
  function begin() {
    const clock = { at: 1_764_000_000_000 };
    return { clock, tokens: createTokens({ secret: 's'.repeat(32), now: () => clock.at }) };
  }

  it('expire all the same', async () => {
    const { clock, tokens } = begin();
    const token = await tokens.issue(VISITOR);
    expect(await tokens.verify(token)).toEqual(VISITOR);
    clock.at += (TOKEN_SECONDS - 1) * 1_000;
    expect(await tokens.verify(token)).toEqual(VISITOR);
    clock.at += 1_000;

    await expect(tokens.verify(token)).rejects.toMatchObject({ code: 'TOKEN_EXPIRED' });
  });

  it('open nothing else', async () => {
    const { tokens } = begin();
    const token = await tokens.issue(VISITOR);
    await tokens.verify(token);

    await expect(tokens.verifyStream(token)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(tokens.verifyResume(token)).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });

  it('vouch for no other that differs in one letter', async () => {
    const { tokens } = begin();
    const token = await tokens.issue(VISITOR);
    await tokens.verify(token);

    await expect(tokens.verify(`${token.slice(0, -5)}AAAAA`)).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });
});
