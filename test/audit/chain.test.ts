import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Knex } from 'knex';
import { seedDemonstration } from '../../seeds/demonstration.ts';
import { perform } from '../../src/audit/act.ts';
import { readInstant } from '../../src/audit/moment.ts';
import { RECORDED } from '../../src/audit/record.ts';
import { chainHead, verifyChain } from '../../src/audit/verify.ts';
import { settableClock } from '../../src/platform/clock.ts';
import { canonical, sha256 } from '../../src/platform/digest.ts';
import { DATABASES, freshDatabase, type Kind } from '../world.ts';

/** Takes the guard away, as somebody could who holds the database itself. */
async function unguarded(db: Knex, kind: Kind, table: string): Promise<void> {
  if (kind === 'postgres') {
    await db.raw(`ALTER TABLE ${table} DISABLE TRIGGER USER`);
    await db.raw("SET session_replication_role = 'replica'");
    return;
  }
  await db.raw('PRAGMA foreign_keys = OFF');
  const triggers = await db('sqlite_master').where({ type: 'trigger', tbl_name: table }).select('name');
  for (const { name } of triggers) await db.raw(`DROP TRIGGER ${name}`);
}

async function tampered(kind: Kind, table: string, change: (db: Knex) => Promise<unknown>) {
  const { db, close } = await freshDatabase(kind, seedDemonstration);
  try {
    await unguarded(db, kind, table);
    await change(db);
    return await verifyChain(db, 1);
  } finally {
    await close();
  }
}

describe.each(DATABASES)('the chain of what happened, on %s', (kind) => {
  test('verifies as it was made', async () => {
    const { db, close } = await freshDatabase(kind, seedDemonstration);
    expect(await verifyChain(db, 1)).toEqual([]);
    expect((await chainHead(db, 1))?.seq).toBeGreaterThan(100);
    await close();
  });

  test.each([
    [
      'an event says something else',
      'audit_event',
      40,
      (db: Knex) => db('audit_event').where({ seq: 40 }).update({ body: '{"seq":40}' }),
    ],
    [
      'an event is another person’s',
      'audit_event',
      40,
      (db: Knex) => db('audit_event').where({ seq: 40 }).update({ person_id: 2 }),
    ],
    ['an event is gone', 'audit_event', 41, (db: Knex) => db('audit_event').where({ seq: 41 }).delete()],
    [
      'two events change places',
      'audit_event',
      50,
      async (db: Knex) => {
        await db('audit_event').where({ seq: 50 }).update({ seq: 9999 });
        await db('audit_event').where({ seq: 51 }).update({ seq: 50 });
        await db('audit_event').where({ seq: 9999 }).update({ seq: 51 });
      },
    ],
  ])('names the first bad event when %s', async (_what, table, seq, change) => {
    const [first] = await tampered(kind, table, async (db) => change(db));
    expect(first).toMatchObject({ check: 'chain', seq });
  });

  test('finds an amount that was changed behind its back, and the act it belonged to', async () => {
    let seq = 0;
    const [first] = await tampered(kind, 'entry', async (db) => {
      const entry = await db('entry').where({ kind: 'spend' }).orderBy('id').first();
      seq = entry.act_seq;
      await db('entry')
        .where({ id: entry.id })
        .update({ pence: entry.pence + 1 });
    });
    expect(first).toMatchObject({ check: 'rows', seq });
  });

  test('finds a row that was added, and one that was removed', async () => {
    const added = await tampered(kind, 'forecast', async (db) => {
      const { id: _id, ...row } = await db('forecast').first();
      await db('forecast').insert({ ...row, act_seq: 3 });
    });
    expect(added[0]).toMatchObject({ check: 'rows', seq: 3 });
    const removed = await tampered(kind, 'spend_outcome', async (db) => {
      const last = await db('spend_outcome').orderBy('id', 'desc').first();
      await db('spend_outcome').where({ id: last.id }).delete();
    });
    expect(removed[0]).toMatchObject({ check: 'rows' });
  });

  test('finds a text that was changed, and one that was cleared without a record', async () => {
    const changed = await tampered(kind, 'words', (db) => db('words').where({ id: 5 }).update({ text: 'Other words' }));
    expect(changed[0]).toMatchObject({ check: 'words' });
    const cleared = await tampered(kind, 'words', (db) =>
      db('words').where({ id: 5 }).update({ text: null, salt: null }),
    );
    expect(cleared[0]).toMatchObject({ check: 'words' });
  });

  test('an act that is refused half way leaves nothing: no row, no number, no event', async () => {
    const { db, close } = await freshDatabase(kind, seedDemonstration);
    const counts = async () => {
      const found: Record<string, unknown> = {};
      for (const table of [...Object.keys(RECORDED), 'audit_event'])
        found[table] = (await db(table).count({ n: '*' }))[0];
      return found;
    };
    const before = await counts();
    const site = { db, clock: settableClock('2015-08-01T00:00:00.000Z') };
    const half = perform(site, { officeId: 1, personId: null, role: 'program' }, 'half', null, async (act) => {
      await act.words('something');
      await act.nextNumber('decision', 2015);
      throw new Error('the power went');
    });
    await expect(half).rejects.toThrow('the power went');
    expect(await counts()).toEqual(before);
    await close();
  });

  test('numbers acts without gaps and stamps them strictly later, even when the clock steps back', async () => {
    const { db, close } = await freshDatabase(kind, seedDemonstration);
    const clock = settableClock('2001-01-01T00:00:00.000Z');
    const head = await chainHead(db, 1);
    await perform({ db, clock }, { officeId: 1, personId: null, role: 'program' }, 'late', null, async () => ({
      subject: { kind: 'test', ref: '' },
      result: null,
    }));
    const next = await chainHead(db, 1);
    expect(next?.seq).toBe((head?.seq ?? 0) + 1);
    expect((next?.at ?? '') > (head?.at ?? '')).toBe(true);
    expect(await verifyChain(db, 1)).toEqual([]);
    await close();
  });
});

describe('what is hashed', () => {
  test('the same content has one text, whatever the order of its keys', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), fc.oneof(fc.maxSafeInteger(), fc.string(), fc.constant(null))),
        (record) => {
          const turned = Object.fromEntries(Object.entries(record).reverse());
          expect(sha256(canonical(turned))).toBe(sha256(canonical(record)));
        },
      ),
      { seed: 20150717, numRuns: 200 },
    );
  });

  test('a number that is not whole is refused', () => {
    expect(() => canonical(0.1)).toThrow(RangeError);
  });

  test.each([
    ['2015-06-30', '2015-06-30T22:59:59.999Z'],
    ['2015-01-31', '2015-01-31T23:59:59.999Z'],
    ['2015-06-30T17:00', '2015-06-30T17:00:00.000Z'],
    ['2015-06-30T17:00:05Z', '2015-06-30T17:00:05.000Z'],
    ['2015-02-29', null],
    ['30/06/2015', null],
    ['2015-06-30T25:00Z', null],
    ['', null],
  ])('the moment %s is read as %s', (typed, instant) => {
    expect(readInstant(typed)).toBe(instant);
  });
});
