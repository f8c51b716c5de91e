import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Everything that the tests and the processes they start leave in the temporary folder lies in one, which goes with them. */
export default function setUp(): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'kefu-tests-'));
  process.env['TMPDIR'] = folder;
  return () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
}
