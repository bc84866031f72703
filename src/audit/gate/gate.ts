import type { Knex } from 'knex';
import type { Day } from '../../calendar/day.ts';
import { type FindingKind, type Knowledge, personalWords } from '../../disclosure/words-gate.ts';
import { AllowedNames } from '../../disclosure/words-gate-name.ts';
import { type Db, type Row, write } from '../../platform/database.ts';
import type { Plain } from '../../platform/digest.ts';
import { dayOfOffice } from './held.ts';
import { readKnowledge } from './knowledge.ts';
import { fieldSort, LOOKED, type Looked, wordsOfRow } from './looked.ts';
import { COMMON_NAMES } from './name-list.ts';

/** A text that is held back, where it stands, and what looks personal in it. */
export interface Held {
  digest: string;
  source: string;
  column: string;
  rowId: number;
  kinds: FindingKind[];
}

/** A decision that follows from an act itself: a held text that gave way to another. */
export interface Edited {
  digest: string;
  source: string;
  column: string;
  kinds: string;
}

const NOBODY: Knowledge = { names: COMMON_NAMES, bodies: new AllowedNames([]), staff: new AllowedNames([]) };

/**
 * Looks through the texts that an act keeps, within its own transaction: those that look personal are held from here
 * on. Answers the held texts that the act put others in the place of.
 */
export async function lookAtAct(
  db: Db,
  officeId: number,
  tables: ReadonlySet<string>,
  { seq, now }: { seq: number; now: string },
): Promise<Edited[]> {
  const sought = [...tables].filter((table) => table in LOOKED);
  // A database that is not brought up to date yet has no gate; the server looks through everything when it has.
  if (sought.length === 0 || !(await db.schema.hasTable('held_text'))) return [];
  const look = await Look.of(db, officeId, now);
  const edited: Edited[] = [];
  for (const table of sought) {
    const rows: Row[] = await db(table).where({ office_id: officeId, act_seq: seq }).orderBy('id');
    await look.at(table, rows);
    edited.push(...(await gaveWay(db, officeId, table, rows)));
  }
  return edited;
}

/** Looks through everything anew, as after an upgrade or a change of what is looked for. Decisions stand. */
async function lookAtAll(db: Db, officeId: number, now: string): Promise<void> {
  await db('held_text').where({ office_id: officeId }).del();
  const look = await Look.of(db, officeId, now);
  for (const [table, { key, beside }] of Object.entries(LOOKED)) {
    const latest = new Map<string, Row>();
    for (let after = 0; ; ) {
      const rows: Row[] = await db(table)
        .where({ office_id: officeId })
        .where('id', '>', after)
        .orderBy('id')
        .limit(500);
      if (beside === true) await look.at(table, rows);
      else for (const row of rows) latest.set(keyOf(key, row), row);
      if (rows.length < 500) break;
      after = (rows.at(-1) as Row).id;
    }
    await look.at(table, [...latest.values()]);
  }
  await db('installation_secret').insert({ name: LOOKED_BY, value: RULES }).onConflict('name').merge();
}

/** Changes whenever what is looked for does, so that texts kept before are looked through again. */
const RULES = '2';
const LOOKED_BY = 'words-gate';

/** Looks through the record of each office where that was not done by these rules yet. */
export async function fillGate(db: Knex, now: string): Promise<void> {
  const kept = await db('installation_secret').where({ name: LOOKED_BY }).first('value');
  if (kept?.value === RULES) return;
  for (const id of await db('office').pluck('id')) await write(db, (trx) => lookAtAll(trx, id, now));
}

/** Texts as they are looked through, with what is known of the office read once it is needed. */
class Look {
  private readonly db: Db;
  private readonly officeId: number;
  private readonly day: (recordedAt: string | null) => Day;
  private knowledge: Knowledge | null = null;

  private constructor(db: Db, officeId: number, day: (recordedAt: string | null) => Day) {
    this.db = db;
    this.officeId = officeId;
    this.day = day;
  }

  static async of(db: Db, officeId: number, now: string): Promise<Look> {
    return new Look(db, officeId, await dayOfOffice(db, officeId, now));
  }

  async at(table: string, rows: readonly Row[]): Promise<void> {
    const texts = wordsIn(LOOKED[table] as Looked, rows);
    for (let from = 0; from < texts.length; from += 500) await this.slice(table, texts.slice(from, from + 500));
  }

  private async slice(
    table: string,
    texts: readonly { digest: string; column: string; rowId: number }[],
  ): Promise<void> {
    const digests = texts.map(({ digest }) => digest);
    const found: Row[] = await this.db('words as w')
      .leftJoin('audit_event as e', (on) => on.on('e.office_id', 'w.office_id').on('e.seq', 'w.act_seq'))
      .whereIn('w.digest', digests)
      .whereNotNull('w.text')
      .select('w.digest', 'w.text', 'e.recorded_at');
    const textOf = new Map<string, string>(found.map(({ digest, text }) => [digest, text]));
    const dayOf = new Map<string, Day>(found.map(({ digest, recorded_at }) => [digest, this.day(recorded_at)]));
    const held: Record<string, Plain>[] = [];
    for (const { digest, column, rowId } of texts) {
      const kinds = await this.kinds(textOf.get(digest) ?? '', column, dayOf.get(digest) as Day);
      if (kinds.length === 0) continue;
      held.push({
        office_id: this.officeId,
        digest,
        source: table,
        column_name: column,
        row_id: rowId,
        kinds: kinds.join(' '),
      });
    }
    if (held.length === 0) return;
    const decided = new Set<string>(await this.db('words_decision').whereIn('digest', digests).pluck('digest'));
    for (const row of held) {
      const digest = row.digest as string;
      if (decided.has(digest) || (await this.wasCleared(row, textOf.get(digest) as string))) continue;
      await this.db('held_text').insert(row).onConflict('digest').merge();
    }
  }

  /** Whether the record said the very same before, and that was cleared: saving its other words asks nothing anew. */
  private async wasCleared({ source, column_name, row_id }: Record<string, Plain>, text: string): Promise<boolean> {
    const same = await sameBefore(this.db, { source, column: column_name, rowId: row_id } as Place, text);
    const cleared = await this.db('words_decision').whereIn('digest', same).where({ decision: 'cleared' }).first('id');
    return cleared !== undefined;
  }

  private async kinds(text: string, column: string, day: Day): Promise<FindingKind[]> {
    if (text === '') return [];
    const sort = fieldSort(column);
    // Without a name in it, a text needs nothing that is known of the office.
    let found = personalWords(text, day, NOBODY, sort);
    if (found.some(({ kind }) => kind === 'name')) {
      this.knowledge ??= await readKnowledge(this.db, this.officeId);
      found = personalWords(text, day, this.knowledge, sort);
    }
    return [...new Set(found.map(({ kind }) => kind))];
  }
}

function wordsIn(looked: Looked, rows: readonly Row[]): { digest: string; column: string; rowId: number }[] {
  const { leave = [] } = looked;
  return rows.flatMap((row) =>
    Object.entries(wordsOfRow(looked, row)).flatMap(([column, digest]) =>
      digest === null || leave.includes(column) ? [] : [{ digest, column, rowId: row.id as number }],
    ),
  );
}

/** Where a text stands. */
interface Place {
  source: string;
  column: string;
  rowId: number;
}

/** The digests of the very same text in the versions of a record up to one of its rows, in the same column. */
export async function sameBefore(db: Db, { source, column, rowId }: Place, text: string): Promise<string[]> {
  const looked = LOOKED[source];
  const row: Row | undefined = await db(source).where({ id: rowId }).first();
  if (looked === undefined || row === undefined) return [];
  const key = Object.fromEntries(looked.key.map((name) => [name, row[name]]));
  if (looked.beside === true) return [row[column]];
  const versions: Row[] = await db(source)
    .where({ ...key, office_id: row.office_id })
    .where('id', '<=', rowId);
  const digests = versions.flatMap((version) => wordsOfRow(looked, version)[column] ?? []);
  return db('words').whereIn('digest', digests).where({ text }).pluck('digest');
}

/** The held texts of earlier rows of the same records that these rows no longer say. They are held no longer. */
async function gaveWay(db: Db, officeId: number, table: string, rows: readonly Row[]): Promise<Edited[]> {
  const looked = LOOKED[table] as Looked;
  const { key, beside } = looked;
  if (beside === true || rows.length === 0) return [];
  const held: Row[] = await db('held_text').where({ office_id: officeId, source: table });
  if (held.length === 0) return [];
  const before: Row[] = await db(table).whereIn(
    'id',
    held.map(({ row_id }) => row_id),
  );
  const gone = held.filter((text) => {
    const old = before.find(({ id }) => id === text.row_id);
    return rows.some(
      (row) =>
        old !== undefined &&
        row.id > old.id &&
        keyOf(key, row) === keyOf(key, old) &&
        wordsOfRow(looked, row)[text.column_name] !== text.digest,
    );
  });
  if (gone.length > 0) {
    await db('held_text')
      .whereIn(
        'id',
        gone.map(({ id }) => id),
      )
      .del();
  }
  const edited: Edited[] = [];
  for (const { digest, column_name: column, kinds, row_id: rowId } of gone) {
    const { text } = await db('words').where({ digest }).first('text');
    const old = before.find(({ id }) => id === rowId) as Row;
    const row = rows.findLast((one) => keyOf(key, one) === keyOf(key, old)) as Row;
    // Words that were only saved again are no edit: they are held by their new digest.
    const again = await db('words')
      .where({ digest: wordsOfRow(looked, row)[column] ?? '' })
      .first('text');
    if (again?.text !== text) edited.push({ digest, source: table, column, kinds });
  }
  return edited;
}

function keyOf(key: readonly string[], row: Row): string {
  return key.map((column) => String(row[column])).join('/');
}
