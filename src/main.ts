import { startApp } from './app.ts';
import { loadConfig } from './config/load-config.ts';
import { BotError } from './contract/errors.ts';
import { createLogger } from './telemetry/logger.ts';

/** Longest a stop waits for turns and sockets before the process goes anyway; what is unanswered is answered at the next start. */
const STOP_MS = 10_000;

try {
  const config = loadConfig(process.env);
  const logger = createLogger(config.logLevel);
  const app = await startApp(config, logger);

  let isStopping = false;
  const stop = (signal: string): void => {
    if (isStopping) process.exit(1);
    isStopping = true;
    logger.info({ signal }, 'stopping');
    setTimeout(() => process.exit(1), STOP_MS).unref();
    app.dispose().then(
      () => process.exit(0),
      (error: unknown) => {
        logger.error({ err: error }, 'stop failed');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', () => stop('SIGTERM'));
  process.on('SIGINT', () => stop('SIGINT'));
} catch (error) {
  if (!(error instanceof BotError)) throw error;
  process.stderr.write(`Kefu did not start.\n${error.message}\n`);
  process.exit(1);
}
