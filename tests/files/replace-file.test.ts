import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { replaceCache, replaceFile } from '../../src/files/replace-file.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kefu-files-'));
});

describe('replacing a file', () => {
  it('makes the folder, and leaves nothing aside', () => {
    const file = join(folder, 'new', 'model.json');

    replaceFile(file, (aside) => writeFileSync(aside, 'one'));
    replaceFile(file, (aside) => writeFileSync(aside, 'two'));

    expect(readFileSync(file, 'utf8')).toBe('two');
    expect(readdirSync(join(folder, 'new'))).toEqual(['model.json']);
  });

  it('keeps the old file when the new one could not be made whole', () => {
    const file = join(folder, 'model.json');
    writeFileSync(file, 'old');

    const half = (aside: string): void => {
      writeFileSync(aside, 'ha');
      throw new Error('disk full');
    };

    expect(() => {
      replaceFile(file, half);
    }).toThrow('disk full');
    expect(replaceCache(file, half)).toBe(false);
    expect(readFileSync(file, 'utf8')).toBe('old');
    expect(readdirSync(folder)).toEqual(['model.json']);
  });

  it('answers that a cache could not be written where its folder is a file', () => {
    writeFileSync(join(folder, 'cache'), '');

    expect(replaceCache(join(folder, 'cache', 'x'), (aside) => writeFileSync(aside, ''))).toBe(false);
    expect(replaceCache(join(folder, 'y'), (aside) => writeFileSync(aside, ''))).toBe(true);
  });
});
