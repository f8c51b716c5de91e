import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from './config/load-config.ts';

/** For the person at the terminal; the log is for machines. */
export function greet(programDir: string, url: string, isDemo: boolean): void {
  const hasPages = existsSync(join(programDir, 'dist/web'));
  process.stdout.write(
    [
      '',
      `  Kefu is ready.`,
      hasPages ? (isDemo ? `  Demo shop with chat:   ${url}/` : `  Your articles and chat: ${url}/help`) : null,
      hasPages ? `  Agents' console:       ${url}/console` : null,
      '',
      '',
    ]
      .filter((line) => line !== null)
      .join('\n'),
  );
}

/** Nothing of the shop is set yet: its orders and its content are those that Kefu comes with. */
export function isDemoShop({ shop, intentsDir }: Pick<Config, 'shop' | 'intentsDir'>, programDir: string): boolean {
  return shop === null && intentsDir === join(programDir, 'intents');
}

/** Of the administrator who is being made. At every log level: it can be seen nowhere else. */
export function showPassword(email: string, generated: string): void {
  process.stdout.write(`\n  First administrator:   ${email}  password: ${generated}   (shown once; change it in the console)\n`);
}
