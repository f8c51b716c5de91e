import { join } from 'node:path';
import type { startApp } from '../../src/app.ts';
import type { createAuthentication } from '../../src/channel/bot-framework/create-authentication.ts';
import type { loadConfig } from '../../src/config/load-config.ts';
import type { createLogger } from '../../src/telemetry/logger.ts';
import { APP_ID, authenticationFor } from '../../tests/channel/bot-framework/authentication-for.ts';
import { PROJECT_DIR } from '../support/environment.ts';

interface Built {
  readonly startApp: typeof startApp;
  readonly loadConfig: typeof loadConfig;
  readonly createLogger: typeof createLogger;
  readonly createAuthentication: typeof createAuthentication;
}

/** The built program as `dist/main.js` starts it, but for a connector with keys of its own: `kefu-server.ts <its address>`. */
const [connectorUrl = ''] = process.argv.slice(2);
const built = await importBuilt();
const config = built.loadConfig({
  ...process.env,
  KEFU_MICROSOFT_APP_ID: APP_ID,
  KEFU_MICROSOFT_APP_PASSWORD: 'not a real secret',
  KEFU_MICROSOFT_APP_TENANT_ID: 'tenant-1',
  KEFU_PUBLIC_URL: 'https://kefu.example',
});
const app = await built.startApp(
  // Without it the line that says "ready" names the port.
  { ...config, publicUrl: null },
  built.createLogger(config.logLevel),
  { authentication: authenticationFor(connectorUrl, built.createAuthentication) },
);
process.once('SIGTERM', () => void app.dispose().then(() => process.exit(0)));

async function importBuilt(): Promise<Built> {
  const files = ['app.js', 'config/load-config.js', 'telemetry/logger.js', 'channel/bot-framework/create-authentication.js'];
  const modules = await Promise.all(files.map((file) => import(join(PROJECT_DIR, 'dist', file)) as Promise<object>));
  return Object.assign({}, ...modules) as Built;
}
