import type { Server } from 'node:http';
import { DEMONSTRATION_PASSWORD, demonstrationSignIns, seedWhenEmpty } from '../seeds/demonstration.ts';
import { createApp } from './app.ts';
import { fillGate } from './audit/gate/gate.ts';
import { fillSearch } from './audit/search/search-index.ts';
import { scanWith } from './documents/virus-scan.ts';
import { startReminders } from './home/remind-daily.ts';
import { verifyAside } from './home/verify-aside.ts';
import { startNightly } from './home/verify-nightly.ts';
import { smtpPost } from './notices/mail.ts';
import { endOldDrafts } from './people/draft.store.ts';
import { installationSecret } from './people/installation.ts';
import { endOldSessions } from './people/session.store.ts';
import { systemClock } from './platform/clock.ts';
import { type Config, ConfigError, readConfig } from './platform/config.ts';
import { openDatabase } from './platform/database.ts';
import { openLog } from './platform/log.ts';

async function serve(config: Config): Promise<void> {
  const db = await openDatabase(config.database, !config.production);
  const site = { db, clock: systemClock, address: config.address };
  const seeded = config.production ? false : await seedWhenEmpty(db);
  await fillSearch(db);
  await fillGate(db, systemClock.now());
  await endOldSessions(db, systemClock);
  await endOldDrafts(db, systemClock);
  const log = openLog();
  const { app } = createApp({
    site,
    log,
    secret: await installationSecret(db, 'session'),
    production: config.production,
    baseUrl: config.baseUrl,
    scanFile: config.scanCommand === null ? undefined : scanWith(config.scanCommand),
  });
  const server: Server = app.listen(config.port, config.host, async (error?: Error) => {
    if (error !== undefined) fail(`The address could not be opened: ${error.message}`);
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : config.port;
    console.log(`The CSE fund record is at http://${config.host}:${port}`);
    const people = config.production ? [] : await demonstrationSignIns(db);
    if (seeded) console.log('The demonstration fund was made, since the database was empty.');
    if (people.length > 0) {
      console.log(`Demonstration sign-ins, all with the password ${DEMONSTRATION_PASSWORD}:`);
      for (const { email, roles } of people) console.log(`  ${email.padEnd(30)} ${roles}`);
    }
  });
  const ending = new AbortController();
  const { database, verifyAt, remindAt, mail } = config;
  const nightly = startNightly({
    site,
    log,
    time: verifyAt,
    verify: (officeId) => verifyAside({ database, officeId }, ending.signal),
  });
  const reminders = startReminders({
    site,
    log,
    time: remindAt,
    mail: mail === null ? null : { post: smtpPost(mail), baseUrl: mail.baseUrl },
  });
  server.headersTimeout = 15_000;
  server.requestTimeout = 60_000;
  const stop = (): void => {
    nightly.stop();
    reminders.stop();
    ending.abort();
    server.close(async () => {
      await db.destroy();
      process.exit(0);
    });
    server.closeIdleConnections();
    setTimeout(() => server.closeAllConnections(), 10_000).unref();
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
}

function fail(sentence: string): never {
  console.error(sentence);
  process.exit(1);
}

try {
  await serve(readConfig(process.env));
} catch (error) {
  fail(error instanceof ConfigError ? error.message : `The program could not start: ${(error as Error).message}`);
}
