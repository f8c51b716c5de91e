import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readChurnModels } from '../../src/churn/churn-models.ts';
import { PRIOR_MODEL } from '../../src/churn/conversation-model.ts';
import { textOfTableModel } from '../../src/churn/table-model-file.ts';
import { packContent, unpackContent } from '../../src/publishing/pack-content.ts';
import { makeShopTable } from '../churn/shop-table.ts';

let folder: string;
let root: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kefu-pack-'));
  root = mkdtempSync(join(tmpdir(), 'kefu-unpack-'));
  for (const locale of ['en', 'zh']) mkdirSync(join(folder, locale));
  writeFileSync(join(folder, 'zh/退货.md'), '# 退货\n');
  writeFileSync(join(folder, 'en/returns.md'), '# Returns\n');
  writeFileSync(join(folder, 'en/.returns.md.swp'), 'of an editor');
  writeFileSync(join(folder, 'en/notes.txt'), 'not read');
});
afterEach(() => {
  for (const made of [folder, root]) rmSync(made, { recursive: true, force: true });
});

describe('packed content', () => {
  it('comes out as it went in, without what Kefu does not read', () => {
    const packed = packContent('knowledge', folder);

    const out = unpackContent('knowledge', packed, root);

    expect(packed.files).toBe(2);
    expect(readdirSync(out, { recursive: true }).sort()).toEqual(['en', 'en/returns.md', 'zh', 'zh/退货.md']);
    expect(readFileSync(join(out, 'zh/退货.md'), 'utf8')).toBe('# 退货\n');
  });

  it('has the hash of its files, wherever they lie', () => {
    const first = packContent('knowledge', folder);
    const again = packContent('knowledge', unpackContent('knowledge', first, root));
    writeFileSync(join(folder, 'en/returns.md'), '# Returns, changed\n');

    expect(again.hash).toBe(first.hash);
    expect(packContent('knowledge', folder).hash).not.toBe(first.hash);
  });

  it('leaves only the last version on the disk', () => {
    unpackContent('knowledge', packContent('knowledge', folder), root);
    writeFileSync(join(folder, 'en/returns.md'), '# Returns, changed\n');
    const packed = packContent('knowledge', folder);

    unpackContent('knowledge', packed, root);

    expect(readdirSync(join(root, 'knowledge'))).toEqual([packed.hash]);
  });

  it('lays out anew what the disk has lost', () => {
    const packed = packContent('knowledge', folder);
    const out = unpackContent('knowledge', packed, root);
    writeFileSync(join(out, 'en/returns.md'), '');

    unpackContent('knowledge', packed, root);

    expect(readFileSync(join(out, 'en/returns.md'), 'utf8')).toBe('# Returns\n');
  });

  it('leaves earlier churn models where they were trained', () => {
    const text = textOfTableModel(makeShopTable().model);
    copyFileSync(resolve(import.meta.dirname, '../../models/churn/demo.json'), join(folder, 'demo.json'));
    writeFileSync(join(folder, 'conversation.json'), JSON.stringify({ ...PRIOR_MODEL, version: 'learned' }));
    for (const name of ['live', '2026-11-01-abcdef12', '2026-10-01-12345678']) writeFileSync(join(folder, `${name}.json`), text);

    const out = unpackContent('churn', packContent('churn', folder), root);

    expect(readdirSync(out).sort()).toEqual(['conversation.json', 'demo.json', 'live.json']);
    expect(readChurnModels(out)).toEqual(readChurnModels(folder));
    expect(readChurnModels(out).version).toBe('2026-11-01-abcdef12 learned');
  });

  it.each([
    ['bytes that are none', (hash: string) => ({ hash, bytes: Buffer.from('no gzip') })],
    ['bytes of another hash', () => packed({ 'en/a.md': '' }, 'f'.repeat(64))],
    ['a way out of the folder', () => packed({ '../a.md': '' })],
    ['a way out further down', () => packed({ 'en/../../a.md': '' })],
    ['an absolute name', () => packed({ '/tmp/a.md': '' })],
    ['a hidden name', () => packed({ 'en/.a.md': '' })],
    ['what is no table of files', () => packed(['en/a.md'])],
  ])('refuses %s, and leaves nothing behind', (_what, make) => {
    const content = make('0'.repeat(64));

    expect(() => unpackContent('knowledge', content, root)).toThrow(expect.objectContaining({ code: 'CONTENT_INVALID' }));
    expect(existsSync(root) ? readdirSync(root, { recursive: true }) : []).toEqual([]);
    expect(existsSync(join(root, '..', 'a.md'))).toBe(false);
  });

  it('says which folder cannot be read', () => {
    expect(() => packContent('intents', join(folder, 'missing'))).toThrow(expect.objectContaining({ code: 'CONTENT_INVALID' }));
  });
});

function packed(files: unknown, hash?: string): { readonly hash: string; readonly bytes: Buffer } {
  const text = JSON.stringify(files);
  return { hash: hash ?? createHash('sha256').update(text).digest('hex'), bytes: gzipSync(text) };
}
