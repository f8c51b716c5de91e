import { describe, expect, it } from 'vitest';
import { IntentFile, ShopFile } from '../../src/contract/content.ts';
import { readYaml } from '../../src/understanding/read-yaml.ts';

describe('a problem in YAML', () => {
  it.each([
    ['id: a\n', IntentFile, 'f.yaml:1: group: is missing'],
    ['id: 7\n', IntentFile, 'f.yaml:1: id: must be text (in quotes, if it looks like a number or a date)'],
    ['id: a\nquickReplies: b\n', IntentFile, 'f.yaml:2: quickReplies: must be a list'],
    ['agentHours: [mon]\n', ShopFile, 'f.yaml:1: agentHours: must be a block of keys'],
    [
      'title: a: b\n',
      IntentFile,
      'f.yaml:1: is not YAML: Nested mappings are not allowed in compact mappings: put text that holds ": " in quotes, or mend the indentation',
    ],
  ])('%s', (text, schema, problem) => {
    expect(readYaml<unknown>('f.yaml', text, schema).problems).toContain(problem);
  });
});
