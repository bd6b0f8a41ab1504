import { NestFactory } from '@nestjs/core';
import { AppLogger, createLogger } from './process/logger.js';
import { loadConfig } from './config/environment.js';
import { jwtSecret } from './config/jwt-secret.js';
import { openDatabaseServer } from './database/connect/connection.js';
import { connect } from './process/connect-database.js';
import { runProcess, stopOnSignals } from './process/lifecycle.js';
import { WorkerModule } from './worker.module.js';

/** Starts a process that sends mails and nothing else, and keeps it until a signal ends it. */
await runProcess(async () => {
  const config = { ...loadConfig(), worker: true };
  const log = createLogger(config.logLevel);
  const database = await openDatabaseServer(config, 'command', (line) => log.info(line));
  try {
    const dataSource = await connect(database, config, log);
    const app = await NestFactory.createApplicationContext(
      WorkerModule.with({ config, dataSource, jwtSecret: await jwtSecret(config) }),
      { logger: new AppLogger(log), abortOnError: false },
    );
    stopOnSignals(log, 'finishing the deliveries under way', async () => {
      await app.close();
      await database.close();
    });
    process.stdout.write(`Mail worker on ${database.description}\n`);
  } catch (error) {
    await database.close();
    throw error;
  }
});
