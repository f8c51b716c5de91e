import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ERRORS } from '../../src/contract/errors.ts';

const PAGE = readFileSync(resolve(import.meta.dirname, '../../docs/errors.md'), 'utf8');

describe('docs/errors.md', () => {
  it('lists every code with its status and whether to try again, in the order of the code', () => {
    const documented = [...PAGE.matchAll(/^\| `([A-Z_]+)` \| (\d+) \| (yes|no) \| (.+) \| (.+) \|$/gm)];

    expect(documented.map(([, code, status, again]) => [code, Number(status), again])).toEqual(
      Object.entries(ERRORS).map(([code, { status, retryable }]) => [code, status, retryable ? 'yes' : 'no']),
    );
  });
});
