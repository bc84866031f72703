import type { Site } from '../../src/audit/act.ts';
import { perform } from '../../src/audit/act.ts';
import { type Db, write } from '../../src/platform/database.ts';
import { randomToken, sha256 } from '../../src/platform/digest.ts';
import { lineTable, orderBySize } from '../../src/spend/import/stage/line-table.ts';

/** Where the lines of a made coding go. */
export interface MadeCoding {
  how: 'rule' | 'choice' | 'left-out' | 'pays' | 'matched';
  initiative: string;
  agreement: string;
  place: string;
  category: string;
  year: number;
  period: number;
}

/** A line as it is made: its coding and its supplier by their place in their lists. */
export interface MadeLine {
  date: string;
  pence: number;
  coding: number;
  supplier: number;
  transaction: string;
  text: string;
}

/** A batch of lines as confirming a plan leaves it, without the reading and the posting. */
export interface MadeBatch {
  ref: string;
  enteredBy: number;
  outcome: 'accepted' | 'rejected' | null;
  reversed?: boolean;
  /** A plan that nobody confirmed has no batch: its lines must be found nowhere. */
  confirmed?: boolean;
  codings: readonly MadeCoding[];
  suppliers: readonly string[];
  lines: readonly MadeLine[];
}

const SLICE = 20_000;

/** Puts a batch and its lines straight into their tables. */
export async function makeBatch(site: Site, officeId: number, batch: MadeBatch): Promise<void> {
  const { db } = site;
  const planId = await write(db, (trx) => insertPlan(trx, officeId, batch));
  for (let at = 0; at < batch.lines.length; at += SLICE) {
    await write(db, (trx) => insertLines(trx, planId, batch, at));
  }
  await orderBySize(db, planId, batch.lines.length);
  if (batch.confirmed === false) return;
  const doer = { officeId, personId: batch.enteredBy, role: 'finance-officer' };
  const other = await db('person').where({ office_id: officeId }).whereNot('id', batch.enteredBy).first('id');
  const decider = { officeId, personId: other.id as number, role: 'finance-manager' };
  const act = (name: string, table: string, row: Record<string, string | number | null>) =>
    perform(site, decider, name, null, async ({ add }) => {
      await add(table, row);
      return { subject: { kind: 'batch', ref: batch.ref }, result: null };
    });
  await perform(site, doer, 'import.store', null, async (stored) => {
    await stored.add('import_batch', {
      fund: 'CSE',
      ref: batch.ref,
      file_digest: sha256(batch.ref),
      file_name_words: await stored.words('made.csv'),
      profile: 'own-template',
      initiative: null,
      place: null,
      year: 2015,
      period: 4,
      lines: batch.lines.length,
      known: 0,
      skipped: 0,
      charge_pence: 1,
      pence: 1,
      overspend_words: null,
      entered_by: batch.enteredBy,
    });
    await stored.trx('import_plan').where({ id: planId }).update({ state: 'confirmed', batch_ref: batch.ref });
    return { subject: { kind: 'batch', ref: batch.ref }, result: null };
  });
  if (batch.outcome !== null) {
    await perform(site, decider, 'import.decide', null, async (decided) => {
      await decided.add('import_outcome', {
        batch_ref: batch.ref,
        outcome: batch.outcome as string,
        control_total_pence: null,
        reason_words: batch.outcome === 'rejected' ? await decided.words('Wrong file') : null,
        decided_by: decider.personId,
      });
      return { subject: { kind: 'batch', ref: batch.ref }, result: null };
    });
  }
  if (batch.reversed === true) {
    await perform(site, doer, 'import.reverse', null, async (reversed) => {
      const reason = await reversed.words('Sent twice');
      const by = batch.enteredBy;
      await reversed.add('import_reversal', { batch_ref: batch.ref, number: 1, reason_words: reason, entered_by: by });
      return { subject: { kind: 'batch', ref: batch.ref }, result: null };
    });
    await act('import.decide-reversal', 'import_reversal_outcome', {
      batch_ref: batch.ref,
      number: 1,
      outcome: 'approved',
      reason_words: null,
      decided_by: decider.personId,
    });
  }
}

async function insertPlan(trx: Db, officeId: number, batch: MadeBatch): Promise<number> {
  const [{ id: planId }] = await trx('import_plan')
    .insert({
      office_id: officeId,
      token: randomToken(),
      person_id: batch.enteredBy,
      profile: 'own-template',
      file_name: null,
      file_digest: sha256(batch.ref),
      size: 1,
      asked: '{}',
      state: 'ready',
      rows_read: batch.lines.length,
      bytes_read: 1,
      summary: null,
      lines_digest: null,
      books_seq: 0,
      version: 1,
      batch_ref: null,
      created_at: '2015-07-31T09:00:00.000Z',
      touched_at: '2015-07-31T09:00:00.000Z',
    })
    .returning('id');
  const supplied = batch.suppliers.map(() => ({ lines: 0, pence: 0 }));
  for (const { supplier, pence } of batch.lines) {
    const of = supplied[supplier] as (typeof supplied)[0];
    of.lines += 1;
    of.pence += pence;
  }
  for (const [index, name] of batch.suppliers.entries()) {
    const key = name.toLowerCase();
    const row = { plan_id: planId, name, name_key: key, salt: 'salt', digest: sha256(`${planId} ${index}`) };
    await trx('import_supplier').insert({ ...row, ...supplied[index] });
  }
  const counted = batch.codings.map(() => ({ charges: 0, chargePence: 0, credits: 0, creditPence: 0, days: ['', ''] }));
  for (const { coding, pence, date } of batch.lines) {
    const of = counted[coding] as (typeof counted)[0];
    if (pence > 0) {
      of.charges += 1;
      of.chargePence += pence;
    } else {
      of.credits += 1;
      of.creditPence -= pence;
    }
    if (of.days[0] === '' || date < (of.days[0] as string)) of.days[0] = date;
    if (date > (of.days[1] as string)) of.days[1] = date;
  }
  for (const [index, { how, ...to }] of batch.codings.entries()) {
    const of = counted[index] as (typeof counted)[0];
    await trx('import_coding').insert({
      plan_id: planId,
      signature: String(index),
      fields: '{}',
      supplier_id: null,
      how,
      rule: null,
      stopped: null,
      ...to,
      charge_lines: of.charges,
      charge_pence: of.chargePence,
      credit_lines: of.credits,
      credit_pence: of.creditPence,
      first_on: of.days[0] ?? '',
      last_on: of.days[1] ?? '',
    });
  }
  return planId;
}

async function insertLines(trx: Db, planId: number, batch: MadeBatch, at: number): Promise<void> {
  const codings: number[] = await trx('import_coding').where({ plan_id: planId }).orderBy('id').pluck('id');
  const suppliers: number[] = await trx('import_supplier').where({ plan_id: planId }).orderBy('id').pluck('id');
  const lines = batch.lines.slice(at, at + SLICE).map((line, index) => {
    const by = { coding: codings[line.coding] as number, supplier: suppliers[line.supplier] as number };
    return {
      row: at + index + 2,
      key: `${planId}.${at + index}`,
      occurrence: 1,
      date: line.date,
      pence: line.pence,
      vatPence: 0,
      coding: { id: by.coding },
      supplier: { id: by.supplier, name: batch.suppliers[line.supplier] as string },
      flags: 0,
      transaction: line.transaction,
      text: line.text,
      salt: 'salt',
    };
  });
  await lineTable(trx).add(planId, lines);
}
