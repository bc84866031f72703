import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Knex } from 'knex';
import { verifyChain } from '../../src/audit/verify.ts';
import { latestVerification, listVerifications } from '../../src/home/verification.store.ts';
import { isVerificationDue, stateOfVerification } from '../../src/home/verification.ts';
import { type Verification, verifyEverything } from '../../src/home/verify.ts';
import { verifyAside } from '../../src/home/verify-aside.ts';
import { nightly } from '../../src/home/verify-nightly.ts';
import type { DatabaseConfig } from '../../src/platform/config.ts';
import { onOnePicture, openDatabase } from '../../src/platform/database.ts';
import type { Log } from '../../src/platform/log.ts';
import { fillOffice } from '../spend/office.ts';
import { plain } from '../spend/page.ts';
import { DATABASES, freshDatabase, openWorld, type World } from '../world.ts';

const OFFICE = 1;
const LAST_NIGHT = { day: '2015-07-30', at: '2015-07-30T01:31:00.000Z' };

describe('A verification is due', () => {
  test.each([
    ['none was ever done', null, '2015-07-31T09:00:00.000Z', true],
    ['it is 02:29 in London and last night was done', LAST_NIGHT, '2015-07-31T01:29:00.000Z', false],
    ['it is 02:30 in London, in summer an hour before UTC says so', LAST_NIGHT, '2015-07-31T01:30:00.000Z', true],
    ['tonight has been done', { day: '2015-07-31', at: '2015-07-31T01:31:00.000Z' }, '2015-07-31T22:59:00.000Z', false],
    [
      'midnight has passed in London, and not yet in UTC',
      { day: '2015-07-31', at: '2015-07-31T01:31:00.000Z' },
      '2015-07-31T23:30:00.000Z',
      false,
    ],
    [
      'the last is older than a day, whatever the time',
      { day: '2015-07-30', at: '2015-07-30T00:10:00.000Z' },
      '2015-07-31T00:20:00.000Z',
      true,
    ],
    ['it is 02:30 in winter', { day: '2015-12-30', at: '2015-12-30T02:31:00.000Z' }, '2015-12-31T02:30:00.000Z', true],
    ['it is 02:29 in winter', { day: '2015-12-30', at: '2015-12-30T02:31:00.000Z' }, '2015-12-31T02:29:00.000Z', false],
  ])('or not: %s', (_when, last, now, due) => {
    expect(isVerificationDue(last, now, '02:30')).toBe(due);
  });

  test.each([
    ['sound', 0, '2015-07-31T09:00:00.000Z'],
    ['sound', 0, '2015-08-01T01:31:00.000Z'],
    ['late', 0, '2015-08-01T01:31:00.001Z'],
    ['found', 2, '2015-07-31T09:00:00.000Z'],
  ])('and stands as %s with %d findings at %s', (state, found, now) => {
    const run = { ...LAST_NIGHT, throughSeq: 1, found, findings: [], checks: [] };
    expect(stateOfVerification(run, now)).toBe(state);
    expect(stateOfVerification(null, now)).toBe('never');
  });
});

/** A log that remembers what it was told. */
function remembering(): { log: Log; said: string[] } {
  const said: string[] = [];
  const say = (level: string) => (what: object, message: string) =>
    said.push(`${level} ${message} ${JSON.stringify(what)}`);
  return { log: { info: say('info'), error: say('error') } as unknown as Log, said };
}

const broken: Verification = {
  ok: false,
  head: { seq: 7, hash: 'h', at: '' },
  removals: 0,
  findings: [{ check: 'balances', seq: 3, sentence: 'An account and its entries differ by £0.01.' }],
  checks: [{ name: 'balances', holds: 'Every balance is right.', findings: 1 }],
};

describe.each(DATABASES)('The nightly verification, on %s', (kind) => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld(kind, fillOffice);
  });
  afterAll(() => world.close());

  // As the server's own process does it; SQLite's one connection in memory cannot hold a picture beside the acts.
  const inProcess = (officeId: number) =>
    kind === 'postgres'
      ? onOnePicture(world.db, (picture) => verifyEverything(picture, officeId))
      : verifyEverything(world.db, officeId);
  const home = async (name: string, path = '/') =>
    plain((await (await world.signIn(`${name}@demo.example`)).get(path)).text);

  test('says loudly on the home page of finance people that there was none yet', async () => {
    expect(await home('finance')).toContain('The record has not been verified yet.');
    expect(await home('leeds')).not.toContain('verified');
    expect(await home('finance', '/?as-at=2015-06-30')).not.toContain('verified');
  });

  test('runs soon after the start, is recorded by the program, and again at half past two, once for all servers', async () => {
    const { log, said } = remembering();
    const servers = [0, 1].map(() => nightly({ site: world.site, log, time: '02:30', verify: inProcess }));
    const lookAll = async (now: string) => {
      world.clock.set(now);
      for (const look of servers) await look();
      return (await listVerifications(world.db, OFFICE)).map(({ day }) => day);
    };
    expect(await lookAll('2015-07-31T21:00:00.000Z')).toEqual(['2015-07-31']);
    expect(await lookAll('2015-07-31T21:01:00.000Z')).toEqual(['2015-07-31']);
    expect(await lookAll('2015-08-01T01:29:59.000Z')).toEqual(['2015-07-31']);
    expect(await lookAll('2015-08-01T01:30:00.000Z')).toEqual(['2015-08-01', '2015-07-31']);
    const run = await latestVerification(world.db, OFFICE);
    expect(run).toMatchObject({ found: 0, findings: [] });
    expect(run?.checks.length).toBeGreaterThan(15);
    expect(said.filter((line) => line.startsWith('info the record was verified'))).toHaveLength(2);
    const event = await world.db('audit_event').orderBy('seq', 'desc').first();
    expect(event).toMatchObject({ action: 'verification.record', person_id: null, subject_ref: '2015-08-01' });
    expect(await verifyChain(world.db, OFFICE)).toEqual([]);
  });

  test('is recorded by one of two servers that verified at the same time', async () => {
    world.clock.set('2015-08-02T01:30:00.000Z');
    const { log, said } = remembering();
    let arrived = 0;
    const together = async (officeId: number): Promise<Verification> => {
      arrived += 1;
      while (arrived < 2) await new Promise((resolve) => setTimeout(resolve, 5));
      return inProcess(officeId);
    };
    const servers = [0, 1].map(() => nightly({ site: world.site, log, time: '02:30', verify: together }));
    await Promise.all(servers.map((look) => look()));
    expect((await listVerifications(world.db, OFFICE, { day: '2015-08-02' })).length).toBe(1);
    expect(said.map((line) => /"recorded":(true|false)/.exec(line)?.[1] ?? line).toSorted()).toEqual(['false', 'true']);
  });

  test('that cannot be done is logged, not recorded, and tried again after an hour', async () => {
    const { log, said } = remembering();
    let tried = 0;
    const fail = async (): Promise<Verification> => {
      tried += 1;
      throw new Error('its process ended (SIGKILL).');
    };
    const look = nightly({ site: world.site, log, time: '02:30', verify: fail });
    for (const minute of ['01:30', '01:31', '02:29', '02:31']) {
      world.clock.set(`2015-08-03T${minute}:00.000Z`);
      await look();
    }
    expect(tried).toBe(2);
    expect(said[0]).toContain('error the record could not be verified');
    expect(said[0]).toContain('its process ended (SIGKILL).');
    expect((await latestVerification(world.db, OFFICE))?.day).toBe('2015-08-02');
  });

  test('is shown with its time; when it is older than two days, loudly', async () => {
    world.clock.set('2015-08-03T09:00:00.000Z');
    expect(await home('finance')).toContain('Verified on 2 August 2015 at 02:30: everything agrees.');
    world.clock.set('2015-08-05T09:00:00.000Z');
    const late = await home('cfo');
    expect(late).toContain('The record was last verified on 2 August 2015 at 02:30, 3 days ago.');
    expect(late).toContain('Warning');
  });

  test('is loud when something was found, and lists it', async () => {
    const { log, said } = remembering();
    world.clock.set('2015-08-05T09:10:00.000Z');
    await nightly({ site: world.site, log, time: '02:30', verify: async () => broken })();
    expect(said[0]).toContain('error the record is not as it must be');
    const page = await home('manager');
    expect(page).toContain('found 1 thing that is not as it must be. An account and its entries differ by £0.01.');
    const auditor = await world.signIn('auditor@demo.example');
    const run = plain((await auditor.get('/verifications/2015-08-05')).text);
    expect(run).toContain('An account and its entries differ by £0.01.');
    const list = plain((await auditor.get('/verifications')).text);
    expect(list).toContain('5 August 2015');
    expect(list).toContain('Something differs');
    expect(list).toContain('Every pound allocated, budgeted, vired or carried names a recorded decision.');
    const file = (await auditor.get('/verifications.csv')).text
      .replace(/^\ufeff/, '')
      .trim()
      .split('\r\n');
    expect(file[1]).toBe('2015-08-05,2015-08-05T09:10:00.000Z,Something differs,1,7');
    expect(file).toHaveLength(5);
    expect((await auditor.get('/verifications/2015-08-04')).status).toBe(404);
    expect((await (await world.signIn('leeds@demo.example')).get('/verifications')).status).toBe(403);
  });
});

describe.each(DATABASES)('In a process of its own, on %s', (kind) => {
  let config: DatabaseConfig;
  let db: Knex;
  let close: () => Promise<void>;
  beforeAll(async () => {
    if (kind === 'postgres') {
      const fresh = await freshDatabase('postgres');
      db = fresh.db;
      close = fresh.close;
      config = { kind, url: db.client.config.connection.connectionString };
    } else {
      const folder = mkdtempSync(path.join(tmpdir(), 'cse-'));
      config = { kind, file: path.join(folder, 'fund.sqlite') };
      db = await openDatabase(config, true);
      close = async () => {
        await db.destroy();
        rmSync(folder, { recursive: true });
      };
    }
    await fillOffice(db);
  }, 60_000);
  afterAll(() => close());

  test('everything is looked at while this process goes on, and others write', async () => {
    let ticks = 0;
    const clock = setInterval(() => {
      ticks += 1;
    }, 10);
    const verifying = verifyAside({ database: config, officeId: OFFICE });
    const written = db('installation_secret').insert({ name: 'a', value: 'b' });
    const verification = await verifying;
    await written;
    clearInterval(clock);
    expect(verification.findings).toEqual([]);
    expect(verification.head?.seq).toBeGreaterThan(10);
    expect(verification.checks[0]).toMatchObject({ name: 'schema', findings: 0 });
    expect(ticks).toBeGreaterThan(10);
  }, 30_000);

  test('a guard that was taken away is found, and what was changed then', async () => {
    if (kind === 'postgres') await db.raw('ALTER TABLE entry DISABLE TRIGGER entry_no_change');
    else await db.raw('DROP TRIGGER entry_no_update');
    await db('entry').where({ kind: 'award' }).update({ pence: 1 });
    const { ok, checks, findings } = await verifyAside({ database: config, officeId: OFFICE });
    expect(ok).toBe(false);
    const found = checks.filter((check) => check.findings > 0).map(({ name }) => name);
    expect(found).toEqual(expect.arrayContaining(['schema', 'chain', 'balances', 'below-zero']));
    expect(findings[0]?.sentence).toContain('is not as the migrations made it');
  }, 30_000);

  test('what stops it is said, and nothing stays behind', async () => {
    const nowhere: DatabaseConfig =
      config.kind === 'postgres'
        ? { kind: 'postgres', url: 'postgres://cse@127.0.0.1:1/none' }
        : { ...config, file: '/nowhere/x.sqlite' };
    await expect(verifyAside({ database: nowhere, officeId: OFFICE })).rejects.toThrow(
      'The record could not be verified',
    );
    const ending = new AbortController();
    const stopped = verifyAside({ database: config, officeId: OFFICE }, ending.signal);
    ending.abort();
    await expect(stopped).rejects.toThrow('the server stopped');
  }, 30_000);
});
