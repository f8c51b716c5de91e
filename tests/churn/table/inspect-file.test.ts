import { describe, expect, it } from 'vitest';
import { decodeFile, inspectFile, LONGEST_LINE_BYTES } from '../../../src/churn/table/inspect-file.ts';
import { fileOf } from './tables.ts';

const TEXT = '姓名,left\n王梅,是\n';
/** 姓名,left\n王梅,是\n in GB18030. */
const GB18030 = Uint8Array.from(
  [...'d0d5c3fb2c6c6566740acdf5c3b72ccac70a'.matchAll(/../g)].map(([byte]) => Number.parseInt(byte, 16)),
);

async function textOf(file: string): Promise<string> {
  let text = '';
  for await (const piece of decodeFile(file, (await inspectFile(file)).encoding)) text += piece;
  return text;
}

describe('the encoding of a file', () => {
  it.each([
    ['UTF-8', Buffer.from(TEXT), 'utf-8'],
    ['UTF-8 with a mark', Buffer.from(`\ufeff${TEXT}`), 'utf-8'],
    ['UTF-16 LE', Buffer.from(`\ufeff${TEXT}`, 'utf16le'), 'utf-16le'],
    ['UTF-16 BE', Buffer.from(`\ufeff${TEXT}`, 'utf16le').swap16(), 'utf-16be'],
    ['GB18030', GB18030, 'gb18030'],
  ])('is found for %s, and the text is read without its mark', async (_, bytes, encoding) => {
    const file = fileOf(bytes);

    expect((await inspectFile(file)).encoding).toBe(encoding);
    expect(await textOf(file)).toBe(TEXT);
  });

  it('names the byte at which a file is neither UTF-8 nor GB18030, far into the file too', async () => {
    const good = Buffer.from('a,b\n'.repeat(50_000));

    await expect(inspectFile(fileOf(Buffer.concat([good, Buffer.from([0xff, 0xff])])))).rejects.toThrow(
      /not UTF-8 from byte 200000 on, and not GB18030 from byte 200000 on.*CSV UTF-8/,
    );
  });

  it('sees a file of two encodings', async () => {
    await expect(inspectFile(fileOf(Buffer.concat([Buffer.from('é,'), Buffer.from([0xff])])))).rejects.toThrow(
      /not UTF-8 from byte 3/,
    );
  });

  it.each([
    ['Latin-1', Buffer.from('id,spät\nC1,grün\nC2,schön\n', 'latin1')],
    // 顧客,プラン and ベーシック in Shift JIS.
    ['Shift JIS', Buffer.from('8cda8b712c8376838983930a43312c8378815b83568362834e0a', 'hex')],
    // 客戶編號,註冊天數,退貨次數,是否流失 in Big5.
    ['Big5', Buffer.from('abc8a4e1bd73b8b92cb5f9a555a4d1bcc62cb068b366a6b8bcc62cac4fa75fac79a5a20a', 'hex')],
  ])('does not take %s for Chinese', async (_, bytes) => {
    await expect(inspectFile(fileOf(bytes))).rejects.toThrow(
      /not UTF-8 from byte \d+ on, and as GB18030 it makes no Chinese.*CSV UTF-8/,
    );
  });

  it('takes a rare character among common ones, and characters of four bytes, for Chinese', async () => {
    // 朱镕基,left and 王𠮷 (of four bytes).
    const bytes = Buffer.from('d6ece946bbf92c6c6566740acdf59534b2352c310a', 'hex');

    expect((await inspectFile(fileOf(Buffer.concat([GB18030, bytes])))).encoding).toBe('gb18030');
  });

  it.each([
    ['a workbook', Buffer.from('PK\u0003\u0004....'), /workbook.*save the sheet/],
    ['UTF-16 without a mark', Buffer.from(TEXT, 'utf16le'), /zero bytes/],
    ['an empty file', Buffer.alloc(0), /is empty/],
  ])('refuses %s and says what to do', async (_, bytes, message) => {
    await expect(inspectFile(fileOf(bytes))).rejects.toThrow(message);
  });

  it('refuses a file without line breaks before it has read much of it', async () => {
    await expect(inspectFile(fileOf('a,'.repeat(2 * LONGEST_LINE_BYTES)))).rejects.toThrow(
      /line of more than .* one row must be one line/,
    );
  });

  it('says which file cannot be read', async () => {
    await expect(inspectFile('/does/not/exist.csv')).rejects.toThrow('Cannot read /does/not/exist.csv');
  });
});
