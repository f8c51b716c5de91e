/**
 * Builds the browser code into dist/web: the demo shop at the root, widget.js (one self-contained script), the console.
 * `node scripts/build-web.js [outDir]`; entries that do not exist are left out.
 */
import { cpSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build, transform } from 'esbuild';

const ROOT = resolve(import.meta.dirname, '..');
const WEB = join(ROOT, 'src/web');
const OUT = resolve(process.argv[2] ?? join(ROOT, 'dist/web'));
/** The promise of the README: what a shop's page loads for the chat. */
const WIDGET_LIMIT_BYTES = 25_000;

const COMMON = {
  absWorkingDir: ROOT,
  bundle: true,
  minify: true,
  target: ['es2022', 'chrome111', 'firefox113', 'safari16.4'],
  charset: 'utf8',
  legalComments: 'none',
  jsx: 'automatic',
  jsxImportSource: 'preact',
  logLevel: 'warning',
};

/** The widget carries its style sheet as a text: it belongs into a shadow root. */
const cssAsText = {
  name: 'css-as-text',
  setup({ onLoad }) {
    onLoad({ filter: /\.css$/ }, async ({ path }) => {
      const css = await readFile(path, 'utf8');
      const { code } = await transform(css, { loader: 'css', minify: true, target: COMMON.target });
      return { contents: code, loader: 'text' };
    });
  },
};

mkdirSync(OUT, { recursive: true });
await Promise.all([buildWidget(), buildConsole(), buildDemo()]);

async function buildWidget() {
  const entry = join(WEB, 'widget/main.tsx');
  if (!existsSync(entry)) return;
  const outfile = join(OUT, 'widget.js');
  await build({ ...COMMON, entryPoints: [entry], outfile, format: 'iife', plugins: [cssAsText] });
  const size = gzipSync(readFileSync(outfile)).length;
  if (size > WIDGET_LIMIT_BYTES) {
    throw new Error(
      `widget.js has ${size} bytes gzipped; it may have ${WIDGET_LIMIT_BYTES}: take something out of src/web/widget`,
    );
  }
  process.stdout.write(`widget.js: ${size} bytes gzipped\n`);
}

async function buildConsole() {
  const entry = join(WEB, 'console/main.tsx');
  if (!existsSync(entry)) return;
  const outdir = join(OUT, 'console');
  await build({ ...COMMON, entryPoints: { console: entry }, outdir, format: 'esm' });
  const style = join(WEB, 'console/console.css');
  if (existsSync(style)) await build({ ...COMMON, entryPoints: { console: style }, outdir });
  const page = join(WEB, 'console/index.html');
  if (existsSync(page)) cpSync(page, join(outdir, 'index.html'));
}

async function buildDemo() {
  const entry = join(WEB, 'demo/demo.ts');
  if (!existsSync(entry)) return;
  await build({ ...COMMON, entryPoints: [entry], outfile: join(OUT, 'demo.js'), format: 'esm' });
  cpSync(join(WEB, 'demo'), OUT, { recursive: true, filter: (path) => !path.endsWith('.ts') });
}
