import { createReadStream, existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fetchModel } from '../../src/embedding/fetch-model.ts';
import { findModel } from '../../src/embedding/find-model.ts';
import { traitsOf } from '../../src/embedding/model-traits.ts';

const MODEL = resolve('models/encoder');
const NAME = 'someone/some-model';

describe('a model of the hub', () => {
  let modelsDir: string;
  let hub: Server;
  let url: string;
  let missing: string | null;

  beforeEach(async () => {
    modelsDir = mkdtempSync(join(tmpdir(), 'kefu-hub-'));
    missing = null;
    hub = createServer((request, response) => {
      const file = request.url?.replace(`/${NAME}/resolve/main/`, '') ?? '';
      if (file === missing || !existsSync(join(MODEL, file))) return void response.writeHead(404).end();
      createReadStream(join(MODEL, file)).pipe(response);
    });
    await new Promise<void>((listening) => hub.listen(0, '127.0.0.1', listening));
    url = `http://127.0.0.1:${(hub.address() as AddressInfo).port}`;
  });
  afterEach(async () => {
    await new Promise((closed) => hub.close(closed));
    rmSync(modelsDir, { recursive: true, force: true });
  });

  it('is fetched once and found on disk afterwards', async () => {
    const fetched = await fetchModel({ name: NAME, modelsDir, hub: url });

    expect(statSync(join(modelsDir, NAME, 'onnx/model_quantized.onnx')).size).toBeGreaterThan(1_000_000);
    expect(fetched.label).toBe(NAME);
    expect(findModel({ name: NAME, modelsDir, allowDownloads: true })).toEqual(fetched);
  });

  it('leaves nothing behind when the hub does not hold all of it', async () => {
    missing = 'onnx/model_quantized.onnx';

    await expect(fetchModel({ name: NAME, modelsDir, hub: url })).rejects.toEqual(
      expect.objectContaining({
        code: 'MODEL_INVALID',
        message: expect.stringMatching(/model_quantized\.onnx answers 404: check the name/),
      }),
    );
    expect(readdirSync(join(modelsDir, 'someone'))).toEqual([]);
  });

  it('is asked for by no other name than owner/name', () => {
    for (const name of ['../../etc/passwd', 'a/b/c', 'plain', '/owner/name', 'owner/../name'])
      expect(() => findModel({ name, modelsDir, allowDownloads: true }), name).toThrow(/does not exist|lacks|is a file/);
  });
});

describe('what a model wants', () => {
  it.each([
    ['Xenova/multilingual-e5-small', { query: 'query: ', passage: 'passage: ', pooling: 'mean' }],
    ['Xenova/bge-small-zh-v1.5', { query: '为这个句子生成表示以用于检索相关文章：', passage: '', pooling: 'cls' }],
    ['nomic-ai/nomic-embed-text-v1', { query: 'search_query: ', passage: 'search_document: ', pooling: 'mean' }],
    ['Xenova/paraphrase-multilingual-MiniLM-L12-v2', { query: '', passage: '', pooling: 'mean' }],
    ['models/encoder kefu-encoder', { query: '', passage: '', pooling: 'mean' }],
  ])('%s', (name, traits) => expect(traitsOf(name)).toEqual(traits));

  it('is known by the name in its configuration when its folder is called otherwise', () => {
    expect(traitsOf('mine intfloat/multilingual-e5-small').query).toBe('query: ');
  });
});
