import type { App } from './app.ts';

/** Longest a stop waits for turns and sockets before the process goes anyway; what is unanswered is answered at the next start. */
const STOP_MS = 10_000;
/** A terminal and npm both pass one Ctrl-C on: only what comes later is somebody who will not wait. */
const SAME_SIGNAL_MS = 1_000;

let app: App | null = null;
let stoppingSince: number | null = null;

/*
 * Before anything else, so that a stop is heard while the program still loads. Whoever starts needs no ending: each step
 * of a start is done or not done (a transaction, a file written aside), and the encoder ends with this process.
 */
process.on('SIGTERM', stop);
process.on('SIGINT', stop);

const { BotError } = await import('./contract/errors.ts');
try {
  const [{ startApp }, { loadConfig }, { createLogger }] = await Promise.all([
    import('./app.ts'),
    import('./config/load-config.ts'),
    import('./telemetry/logger.ts'),
  ]);
  const config = loadConfig(process.env);
  app = await startApp(config, createLogger(config.logLevel));
} catch (error) {
  if (!(error instanceof BotError)) throw error;
  process.stderr.write(`Kefu did not start.\n${error.message}\n`);
  process.exit(1);
}

function stop(): void {
  if (app === null) process.exit(0);
  if (stoppingSince !== null) {
    if (Date.now() - stoppingSince > SAME_SIGNAL_MS) process.exit(1);
    return;
  }
  stoppingSince = Date.now();
  setTimeout(() => process.exit(1), STOP_MS).unref();
  app.dispose().then(
    () => process.exit(0),
    (error: unknown) => {
      process.stderr.write(`Kefu stopped in disorder.\n${String(error)}\n`);
      process.exit(1);
    },
  );
}
