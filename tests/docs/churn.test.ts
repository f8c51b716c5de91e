import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { PRIOR } from '../../src/churn/conversation-model.ts';
import { LEAK_AUC } from '../../src/churn/table/find-leaks.ts';
import { FEATURE_NAMES, Mapping } from '../../src/churn/table/mapping.ts';
import { COLUMN_TYPES } from '../../src/churn/table/table.ts';
import { ShopFile } from '../../src/contract/content.ts';
import { ScoreBody } from '../../src/http/churn-routes.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const PAGE = readFileSync(resolve(ROOT, 'docs/CHURN.md'), 'utf8');
const source = (file: string): string => readFileSync(resolve(ROOT, 'src', file), 'utf8');

describe('docs/CHURN.md', () => {
  it('names each fact of the service and each type of a column', () => {
    const [, names = ''] = /^Names of the service: (.+)$/m.exec(PAGE) ?? [];
    expect([...names.matchAll(/`(\w+)`/g)].map(([, name]) => name).sort()).toEqual([...FEATURE_NAMES].sort());

    const [, types = ''] = /city_tier: category +# (.+)$/m.exec(PAGE) ?? [];
    expect(
      types
        .replaceAll(/\([^)]*\)/g, '')
        .split(',')
        .map((type) => type.trim()),
    ).toEqual(COLUMN_TYPES);
  });

  it('shows a mapping that the program reads', () => {
    const [, yaml = ''] = /```yaml\n([\s\S]*?)```/.exec(PAGE) ?? [];
    expect(Mapping.safeParse(parse(yaml)).error).toBeUndefined();
  });

  it('shows a policy and a request that the program reads', () => {
    const [, yaml = ''] = /```yaml shop\n([\s\S]*?)```/.exec(PAGE) ?? [];
    const { churn } = parse(yaml) as { readonly churn: unknown };
    expect(ShopFile.shape.churn.safeParse(churn).error).toBeUndefined();

    const [, request = ''] = /```json score\n([\s\S]*?)```/.exec(PAGE) ?? [];
    expect(ScoreBody.safeParse(JSON.parse(request)).error).toBeUndefined();
  });

  it('says what the prior of conversations is', () => {
    const rows = [...PAGE.matchAll(/^\| [a-z][^|]*\| (-?[\d.]+) \| ([\d.]*) ?\| ([\d.]+) \|$/gm)].map(([, once, further, sd]) => [
      Number(once),
      further === '' ? null : Number(further),
      Number(sd),
    ]);
    const said = ['leaving', 'complaint', 'late', 'refund', 'price', 'unresolved'].map((name) => [
      PRIOR[`${name} from 1`]?.weight,
      PRIOR[`${name} further`]?.weight,
      PRIOR[`${name} from 1`]?.sd,
    ]);
    const mood = ['negative', 'positive'].map((name) => [
      PRIOR[`sentiment ${name}`]?.weight,
      null,
      PRIOR[`sentiment ${name}`]?.sd,
    ]);

    expect(rows).toEqual([...said, ...mood]);
  });

  it('describes each option of the command', () => {
    const usage = /'kefu train churn [^']+'/.exec(source('cli/train-churn-request.ts'))?.[0] ?? '';
    const options = [...usage.matchAll(/--\w+/g)].map(([option]) => option);

    expect(options.length).toBeGreaterThan(5);
    expect([...PAGE.matchAll(/^\| `(--\w+)` \|/gm)].map(([, option]) => option).sort()).toEqual(options.sort());
  });

  it('quotes messages that are raised', () => {
    const files = ['inspect-file', 'read-records', 'read-label', 'mapping'].map((name) => source(`churn/table/${name}.ts`));
    const code = [
      ...files,
      source('churn/fit-table.ts'),
      source('churn/table-model-file.ts'),
      source('churn/score-customers.ts'),
    ].join('\n');
    const [, table = ''] = /\| message contains \|([\s\S]+)$/.exec(PAGE) ?? [];
    const quoted = [...table.matchAll(/^\| ((?:`[^`]+`(?:, )?)+) \|/gm)].flatMap(([, cell = '']) => [
      ...cell.matchAll(/`([^`]+)`/g),
    ]);
    const messages = quoted.map(([, message = '']) => message);

    expect(messages.length).toBeGreaterThan(8);
    expect(messages.filter((message) => !code.includes(message))).toEqual([]);
  });

  it('gives the limit above which a column is taken for a leak', () => {
    expect(PAGE).toContain(`area under the curve above ${LEAK_AUC}`);
  });
});
