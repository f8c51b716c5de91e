import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** For the person at the terminal; the log is for machines. `admin` is there when an administrator was made just now. */
export function greet(
  programDir: string,
  url: string,
  admin: { readonly email: string; readonly generated: string | null } | null,
): void {
  const hasPages = existsSync(join(programDir, 'dist/web'));
  process.stdout.write(
    [
      '',
      `  Kefu is ready.`,
      hasPages ? `  Demo shop with chat:   ${url}/` : null,
      hasPages ? `  Agents' console:       ${url}/console` : null,
      admin?.generated
        ? `  First administrator:   ${admin.email}  password: ${admin.generated}   (shown once; change it in the console)`
        : null,
      '',
      '',
    ]
      .filter((line) => line !== null)
      .join('\n'),
  );
}
