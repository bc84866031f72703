import type { Knex } from 'knex';
import { dialectOf } from '../../migrations/dialect.ts';
import type { Clock } from '../platform/clock.ts';
import { write } from '../platform/database.ts';
import { canonical, type Plain, sha256 } from '../platform/digest.ts';
import { Refusal } from '../platform/refusal.ts';
import { type EventBody, eventHash, eventText, FIRST_PREV } from './chain.ts';
import { lookAtAct } from './gate/gate.ts';
import { RECORDED, recordedRows } from './record.ts';
import { indexAct } from './search/search-index.ts';
import { keepManyWords, keepWords } from './words.ts';

/** Who does an act, as the audit event names them; a null person is the program itself. */
export interface Doer {
  officeId: number;
  personId: number | null;
  role: string;
}

/** Where acts are done: the database and the clock. */
export interface Site {
  db: Knex;
  clock: Clock;
  /** Where people reach the program, without a slash at its end: papers lead there. Absent where nobody said. */
  address?: string;
}

/** The act under way, inside its transaction: the only way to add to the record. */
export interface Act {
  readonly trx: Knex.Transaction;
  readonly seq: number;
  readonly doer: Doer;
  /** Adds a row with the act's office and number, and answers its id. */
  add(table: string, row: Record<string, Plain | Uint8Array>): Promise<number>;
  addMany(table: string, rows: Record<string, Plain>[]): Promise<void>;
  /** As `addMany`, answering the ids in the order of the rows. */
  addAll(table: string, rows: Record<string, Plain>[]): Promise<number[]>;
  /** Keeps a text beside the books; answers its digest, or null for no text. */
  words(text: string): Promise<string>;
  optionalWords(text: string | null | undefined): Promise<string | null>;
  manyWords(texts: string[]): Promise<string[]>;
  /** The next number of a series and year, without gaps: a refused act burns none. */
  nextNumber(series: string, year: number): Promise<number>;
  nextNumbers(series: string, year: number, count: number): Promise<number[]>;
}

/** What an act leaves: its subject and detail for the audit event, and the answer for whoever asked. */
export interface Done<T extends Plain> {
  subject: { kind: string; ref: string };
  detail?: { [key: string]: Plain };
  result: T;
}

/** A request that must act once however often it is sent: the key of its form, and what was in it. */
export interface Once {
  key: string;
  input: Plain;
}

/**
 * Does one act: takes the office's lock, numbers the act and stamps it strictly later than the one before, runs the
 * work, binds every row it added, and appends the audit event, all in one transaction. A repeated request with the
 * same key and content answers what the first one answered; with other content it is refused.
 */
export async function perform<T extends Plain>(
  site: Site,
  doer: Doer,
  action: string,
  once: Once | null,
  work: (act: Act) => Promise<Done<T>>,
): Promise<T> {
  return write(site.db, async (trx) => {
    const office = await lockOffice(trx, doer.officeId);
    const kept = once === null ? null : keptRequest(once);
    const before = kept === null ? null : await earlierOutcome<T>(trx, doer, kept);
    if (before !== null) return before.outcome;
    const last = await trx('audit_event').where({ office_id: doer.officeId }).orderBy('seq', 'desc').first();
    const seq = (last?.seq ?? 0) + 1;
    const touched = new Set<string>();
    const act = actWithin(trx, doer, seq, touched);
    const done = await work(act);
    if (kept !== null && doer.personId !== null) {
      await act.add('request_key', {
        person_id: doer.personId,
        key: kept.key,
        input_digest: kept.inputDigest,
        outcome: JSON.stringify(done.result),
      });
    }
    const edited = await lookAtAct(trx, doer.officeId, touched, { seq, now: site.clock.now() });
    await act.addMany(
      'words_decision',
      edited.map(({ column, ...one }) => ({
        ...one,
        column_name: column,
        decision: 'edited',
        why_words: null,
        decided_by: doer.personId,
      })),
    );
    const rows: EventBody['rows'] = {};
    for (const table of [...touched].sort()) rows[table] = await recordedRows(trx, doer.officeId, table, seq);
    await indexAct(trx, doer.officeId, touched, seq);
    // Stamped last, so that hardly a moment lies between the stamp and the commit that others see.
    const recordedAt = strictlyLater(last?.recorded_at, site.clock.now());
    const text = eventText({
      seq,
      at: recordedAt,
      office: office.code,
      person: doer.personId,
      role: doer.role,
      action,
      subject: done.subject,
      detail: done.detail ?? {},
      rows,
    });
    const prev = last?.hash ?? FIRST_PREV;
    await trx('audit_event').insert({
      office_id: doer.officeId,
      seq,
      recorded_at: recordedAt,
      person_id: doer.personId,
      action,
      subject_kind: done.subject.kind,
      subject_ref: done.subject.ref,
      body: text,
      prev,
      hash: eventHash(prev, text),
    });
    return done.result;
  });
}

async function lockOffice(trx: Knex.Transaction, officeId: number): Promise<{ code: string }> {
  const query = trx('office').where({ id: officeId });
  // SQLite's transaction began with the write lock; PostgreSQL's takes it on the office's row.
  const office = await (dialectOf(trx) === 'postgres' ? query.forUpdate() : query).first('code');
  if (office === undefined) throw new Error(`There is no office ${officeId}.`);
  return office;
}

function strictlyLater(previous: string | undefined, now: string): string {
  if (previous === undefined || now > previous) return now;
  return new Date(new Date(previous).getTime() + 1).toISOString();
}

/**
 * A request as it is kept: digests alone. The key stays with whoever holds the form, so that nobody can try out what
 * words or small counts it held.
 */
function keptRequest({ key, input }: Once): { key: string; inputDigest: string } {
  return { key: sha256(`key\0${key}`), inputDigest: sha256(`input\0${key}\0${canonical(input)}`) };
}

/** What the same request was answered when it was sent before, in the same words; null for one that never acted. */
export async function answeredBefore<T extends Plain>(site: Site, doer: Doer, once: Once): Promise<T | null> {
  const before = await earlierOutcome<T>(site.db, doer, keptRequest(once));
  return before === null ? null : before.outcome;
}

async function earlierOutcome<T>(
  trx: Knex,
  doer: Doer,
  kept: { key: string; inputDigest: string },
): Promise<{ outcome: T } | null> {
  const earlier = await trx('request_key')
    .where({ office_id: doer.officeId, person_id: doer.personId, key: kept.key })
    .first('input_digest', 'outcome');
  if (earlier === undefined) return null;
  if (earlier.input_digest !== kept.inputDigest) {
    throw new Refusal(
      'conflict',
      'other-content',
      'This form was already sent with other content, and that was saved. Open a new form to record something else.',
    );
  }
  return { outcome: JSON.parse(earlier.outcome) };
}

function actWithin(trx: Knex.Transaction, doer: Doer, seq: number, touched: Set<string>): Act {
  const touch = (table: string) => {
    if (!(table in RECORDED)) throw new Error(`Rows of ${table} are not bound to the chain; name it in RECORDED.`);
    touched.add(table);
  };
  const stamp = { office_id: doer.officeId, act_seq: seq };
  return {
    trx,
    seq,
    doer,
    async add(table, row) {
      touch(table);
      const [added] = await trx(table)
        .insert({ ...row, ...stamp })
        .returning('id');
      return added.id;
    },
    async addMany(table, rows) {
      if (rows.length > 0) touch(table);
      for (let at = 0; at < rows.length; at += 100) {
        await trx(table).insert(rows.slice(at, at + 100).map((row) => ({ ...row, ...stamp })));
      }
    },
    async addAll(table, rows) {
      if (rows.length > 0) touch(table);
      const ids: number[] = [];
      for (let at = 0; at < rows.length; at += 100) {
        const slice = rows.slice(at, at + 100).map((row) => ({ ...row, ...stamp }));
        const added: { id: number }[] = await trx(table).insert(slice).returning('id');
        // Ids are given in the order of the rows; the answer's own order is not promised.
        ids.push(...added.map(({ id }) => id).sort((a, b) => a - b));
      }
      return ids;
    },
    async words(text) {
      touch('words');
      return keepWords(trx, doer.officeId, seq, text);
    },
    async optionalWords(text) {
      return text === null || text === undefined || text === '' ? null : this.words(text);
    },
    async manyWords(texts) {
      if (texts.length > 0) touch('words');
      return keepManyWords(trx, doer.officeId, seq, texts);
    },
    async nextNumber(series, year) {
      const [number] = await this.nextNumbers(series, year, 1);
      return number as number;
    },
    async nextNumbers(series, year, count) {
      const last = await trx('reference')
        .where({ office_id: doer.officeId, series, year })
        .orderBy('number', 'desc')
        .first('number');
      const first = (last?.number ?? 0) + 1;
      const numbers = Array.from({ length: count }, (_, index) => first + index);
      await this.addMany(
        'reference',
        numbers.map((number) => ({ series, year, number })),
      );
      return numbers;
    },
  };
}
