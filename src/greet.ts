import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** For the person at the terminal; the log is for machines. */
export function greet(programDir: string, url: string): void {
  const hasPages = existsSync(join(programDir, 'dist/web'));
  process.stdout.write(
    [
      '',
      `  Kefu is ready.`,
      hasPages ? `  Demo shop with chat:   ${url}/` : null,
      hasPages ? `  Agents' console:       ${url}/console` : null,
      '',
      '',
    ]
      .filter((line) => line !== null)
      .join('\n'),
  );
}

/** Of the administrator who is being made. At every log level: it can be seen nowhere else. */
export function showPassword(email: string, generated: string): void {
  process.stdout.write(`\n  First administrator:   ${email}  password: ${generated}   (shown once; change it in the console)\n`);
}
