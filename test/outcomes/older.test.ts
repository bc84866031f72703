import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Knex } from 'knex';
import { migrationSource } from '../../migrations/index.ts';
import { perform } from '../../src/audit/act.ts';
import { verifyChain } from '../../src/audit/verify.ts';
import { readFigures } from '../../src/figures/registry.ts';
import { addFund } from '../../src/funds/fund.store.ts';
import { addInitiative } from '../../src/initiatives/initiative.store.ts';
import { changeMeasure, findMeasure, listDefinitions } from '../../src/outcomes/measure.store.ts';
import { definitionOf } from '../../src/outcomes/measure.ts';
import { listVersions } from '../../src/outcomes/observation.store.ts';
import { submitObservation } from '../../src/outcomes/submit.ts';
import { addOffice } from '../../src/people/office.store.ts';
import { addPerson, findByEmail } from '../../src/people/person.store.ts';
import type { Person } from '../../src/people/person.ts';
import { settableClock } from '../../src/platform/clock.ts';
import { openDatabase } from '../../src/platform/database.ts';
import { openSqlite } from '../../src/platform/sqlite.ts';
import { refusalOf } from '../world.ts';

/** The migrations before those that brought the search and, later, approval. */
const BEFORE: Knex.MigrationSource<string> = {
  ...migrationSource,
  getMigrations: async (loaders) => (await migrationSource.getMigrations(loaders)).filter((name) => name < '0024'),
};
const LEEDS = 'E08000035';
const QUARTER = { year: 2015, quarter: 1 } as const;

describe('a database of the time when recording was enough', () => {
  let folder: string;
  let db: Knex;
  let officeId: number;
  let person: Person;
  const clock = settableClock('2015-07-20T09:00:00.000Z');

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'cse-'));
    const file = path.join(folder, 'fund.sqlite');
    const old = openSqlite(file, true);
    await old.migrate.latest({ migrationSource: BEFORE });
    officeId = await addOffice(old, {
      code: 'WY',
      name: 'Office',
      areaCode: 'E23000010',
      commissionerTitle: 'Police and Crime Commissioner',
      standingDay: null,
      demonstration: false,
    });
    const program = { officeId, personId: null, role: 'program' };
    await addPerson({ db: old, clock }, program, {
      email: 'coordinator@office.example',
      name: 'A Name',
      passwordHash: 'x',
      roles: ['coordinator'],
    });
    person = (await findByEmail(old, 'coordinator@office.example'))?.person as Person;
    await perform({ db: old, clock }, program, 'test', null, async (act) => {
      await addFund(act, { code: 'CSE', name: 'Fund', startsOn: '2014-04-01' });
      const initiative = await addInitiative(act, {
        fund: 'CSE',
        kind: 'school-awareness',
        name: 'Schools',
        purpose: 'Awareness',
        basis: 'A letter',
        amountPublished: true,
      });
      await act.add('measure', {
        code: 'OLD',
        initiative,
        name_words: await act.words('Pupils reached'),
        unit: 'pupils',
        direction: 'up',
        basis: 'in-period',
        counts_people: 1,
        denominator: null,
      });
      for (const value of [40, 44]) {
        await act.add('observation', {
          measure: 'OLD',
          place: LEEDS,
          ...QUARTER,
          value,
          marker: null,
          source_words: await act.words('Return'),
          entered_by: person.id,
        });
      }
      return { subject: { kind: 'test', ref: '' }, result: null };
    });
    await old.destroy();
    db = await openDatabase({ kind: 'sqlite', file }, false);
  }, 60_000);
  afterAll(async () => {
    await db.destroy();
    rmSync(folder, { recursive: true });
  });

  const act = <T>(work: Parameters<typeof perform>[4]) =>
    perform({ db, clock }, { officeId, personId: person.id, role: 'coordinator' }, 'test', null, work) as Promise<T>;
  const done = { subject: { kind: 'test', ref: '' }, result: null };

  test('keeps its observations, which count as approved, and its measures, which have a first definition', async () => {
    const [shown] = await readFigures({ db, officeId }, [
      { figure: 'outcome.observed', scope: { measure: 'OLD', place: LEEDS, quarter: QUARTER } },
    ]);
    // It counts, and no page shows it before a paper does.
    expect(shown?.text).toBe('[x] not available');
    const versions = await listVersions(db, officeId);
    expect(versions.map(({ version, state, grade }) => [version, state, grade])).toEqual([
      [1, 'approved', null],
      [2, 'approved', null],
    ]);
    expect(await findMeasure(db, officeId, 'OLD')).toMatchObject({
      name: 'Pupils reached',
      counts: 'people',
      version: 1,
    });
    expect(await listDefinitions(db, officeId, 'OLD')).toHaveLength(1);
    expect(await verifyChain(db, officeId)).toEqual([]);
  });

  test('takes no further observation that nobody approves', async () => {
    const { id: _id, ...row } = await db('observation').first();
    expect(await refusalOf(db('observation').insert({ ...row, value: 4 }))).toContain('observation is closed');
  });

  test('goes on from there: a correction is the third version, a changed definition the second', async () => {
    const correction = {
      measure: 'OLD',
      place: LEEDS,
      category: '',
      quarter: QUARTER,
      value: 45,
      marker: null,
      children: null,
      grade: 'measured',
      source: 'Return',
      record: null,
    } as const;
    await expect(
      act((inside) =>
        submitObservation(inside, person, '2015-07-31', { ...correction, reason: null }).then(() => done),
      ),
    ).rejects.toMatchObject({ rule: 'correction-reason' });
    await act(async (inside) => {
      await submitObservation(inside, person, '2015-07-31', { ...correction, reason: 'One was missed' });
      const { name, unit } = await findMeasure(inside.trx, officeId, 'OLD');
      const definition = definitionOf(
        { name, unit, direction: 'up', basis: 'in-period', counts: 'people' },
        { rule: 'Each pupil in the room', source: 'Registers', level: 'districts' },
      );
      const why = { on: '2015-07-31', enteredBy: person.id, seen: 1, reason: 'It was never written down' };
      await changeMeasure(inside, 'OLD', definition, why);
      return done;
    });
    expect((await listVersions(db, officeId)).map(({ version, state }) => [version, state])).toEqual([
      [1, 'approved'],
      [2, 'approved'],
      [3, 'submitted'],
    ]);
    const versions = await listDefinitions(db, officeId, 'OLD');
    expect(versions.map(({ version, changedOn }) => [version, changedOn])).toEqual([
      [1, null],
      [2, '2015-07-31'],
    ]);
    expect(await verifyChain(db, officeId)).toEqual([]);
  });
});
