import type { Check } from '../../audit/check.ts';
import type { Finding } from '../../audit/verify.ts';
import { addUp } from '../../ledger/balance.ts';
import { readEntries } from '../../ledger/entry.store.ts';
import { formatPounds } from '../../money/pence.ts';
import type { Db, Row } from '../../platform/database.ts';
import { canonical } from '../../platform/digest.ts';
import { groupedBy } from '../../platform/grouped-rows.ts';
import { lineRef } from '../spend.ts';
import { findBatch, readGroups } from './batch.store.ts';
import { readCodings } from './coding.store.ts';
import { groupsOf } from './group.ts';
import type { Group } from './plan.ts';
import { readLineTotals } from './plan-line.store.ts';
import { findUnrecordedRemovals } from './removed-line.ts';
import { digestLines, sealOf } from './seal.ts';
import { lineWordsDigest } from './stage/line-digest.ts';
import { SEARCHED_LINES_CHECK } from './verify-searched-lines.ts';

/** What must hold of imported batches, each found by reading the lines again. */
export const IMPORT_CHECKS: readonly Check[] = [
  {
    name: 'imported-lines',
    holds: 'The lines behind every imported batch are those that were confirmed, to the last character.',
    find: findLines,
  },
  {
    name: 'imported-groups',
    holds: 'What every imported batch posted is what its lines come to, coding by coding.',
    find: findGroups,
  },
  {
    name: 'line-corrections',
    holds: 'What was taken back of a single line of a batch is never more than the line, whichever entries it shared.',
    find: findLineCorrections,
  },
  {
    name: 'imported-order',
    holds: 'Every line of an imported batch stands in the order by amount, in which lists are read.',
    find: findOrder,
  },
  SEARCHED_LINES_CHECK,
];

async function findLines(db: Db, officeId: number): Promise<Finding[]> {
  const findings: Finding[] = [...(await findUntraced(db, officeId)), ...(await findUnrecordedRemovals(db, officeId))];
  for (const trace of await traces(db, officeId)) {
    const digest = await sealOf(db, trace.plan_id, await digestLines(db, trace.plan_id));
    const renamed = await findRenamed(db, trace.plan_id);
    if (digest === trace.digest && renamed === 0) continue;
    findings.push({
      check: 'imported-lines',
      seq: trace.act_seq,
      sentence: `The lines of ${trace.batch_ref} are no longer those that were confirmed by act ${trace.act_seq}.`,
    });
  }
  return findings;
}

/** Plans that claim to be a batch's lines and that no act recorded as them. */
async function findUntraced(db: Db, officeId: number): Promise<Finding[]> {
  const rows: Row[] = await db('import_plan as p')
    .leftJoin('import_trace as t', (on) => {
      on.on('t.plan_id', 'p.id').andOn('t.office_id', 'p.office_id').andOn('t.batch_ref', 'p.batch_ref');
    })
    .where({ 'p.office_id': officeId, 'p.state': 'confirmed' })
    .whereNull('t.id')
    .select('p.batch_ref');
  return rows.map(({ batch_ref }) => ({
    check: 'imported-lines',
    seq: null,
    sentence: `Lines stand as those of ${batch_ref}, and no act recorded them.`,
  }));
}

/** How many suppliers' names do not have the digest that is bound. */
async function findRenamed(db: Db, planId: number): Promise<number> {
  const rows: Row[] = await db('import_supplier').where({ plan_id: planId }).whereNotNull('name');
  return rows.filter(({ salt, name, digest }) => lineWordsDigest(salt, name) !== digest).length;
}

async function findGroups(db: Db, officeId: number): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const { batch_ref: ref, plan_id: planId, act_seq: seq } of await traces(db, officeId)) {
    const say = (sentence: string) => findings.push({ check: 'imported-groups', seq, sentence });
    const codings = await readCodings(db, planId);
    const totals = await readLineTotals(db, planId);
    for (const coding of codings) {
      const found = totals.get(coding.id);
      const kept = [coding.chargeLines, coding.chargePence, coding.creditLines, coding.creditPence];
      if (found?.every((value, index) => value === kept[index])) continue;
      say(`Coding ${coding.id} of ${ref} does not count the lines that it has.`);
    }
    const groups = await readGroups(db, officeId, ref);
    const made = groupsOf(codings, new Map(groups.map(({ initiative, fund }) => [initiative, fund])));
    if (canonical(made.map(plainGroup)) !== canonical(groups.map(plainGroup)))
      say(`The movements of ${ref} are not those that its lines make.`);
    if ((await findBatch(db, officeId, ref)).status === 'awaiting acceptance') continue;
    const entries = (await readEntries(db, officeId, { batchRef: ref })).filter(
      ({ spendRef, corrects }) => spendRef === null && corrects === null,
    );
    if (entries.length === 0 && (await findBatch(db, officeId, ref)).status === 'rejected') continue;
    const posted = addUp(entries.map(({ kind, pence }) => (kind === 'spend' ? pence : -pence)));
    const meant = addUp(groups.map(({ kind, pence }) => (kind === 'spend' ? pence : -pence)));
    if (posted !== meant) say(`${ref} posted ${formatPounds(posted)}, and its lines come to ${formatPounds(meant)}.`);
  }
  return findings;
}

async function findLineCorrections(db: Db, officeId: number): Promise<Finding[]> {
  const rows: Row[] = await db('line_correction as c')
    .join('spend as s', (on) => {
      on.on('s.office_id', 'c.office_id').andOn('s.ref', 'c.spend_ref');
    })
    .join('spend_outcome as o', (on) => {
      on.on('o.office_id', 's.office_id')
        .andOn('o.spend_ref', 's.ref')
        .andOn('o.outcome', db.raw('?', ['approved']));
    })
    .leftJoin('import_plan as p', (on) => {
      on.on('p.office_id', 'c.office_id').andOn('p.batch_ref', 'c.batch_ref');
    })
    .leftJoin('import_line as l', (on) => {
      on.on('l.plan_id', 'p.id').andOn('l.row_number', 'c.row_number');
    })
    .where('c.office_id', officeId)
    .whereNotExists(
      db('spend as r')
        .join('spend_outcome as ro', (on) => {
          on.on('ro.office_id', 'r.office_id').andOn('ro.spend_ref', 'r.ref');
        })
        .whereRaw(
          "r.office_id = s.office_id AND r.corrects_ref = s.ref AND r.kind = 'reversal' AND ro.outcome = 'approved'",
        )
        .select(db.raw('1')),
    )
    .orderBy('c.id')
    .select('c.batch_ref', 'c.row_number', 'c.act_seq', 's.pence', 'l.pence as line_pence');
  const findings: Finding[] = [];
  const named: Row[] = rows.map((row) => ({ ...row, line: lineRef(row.batch_ref, row.row_number) }));
  for (const [line, taken] of groupedBy(named, 'line')) {
    const was = Math.abs(taken[0]?.line_pence ?? 0);
    const back = addUp(taken.map(({ pence }) => pence));
    if (back <= was) continue;
    findings.push({
      check: 'line-corrections',
      seq: taken.at(-1)?.act_seq,
      sentence: `${line} was ${formatPounds(was)}, and ${formatPounds(back)} of it was taken back.`,
    });
  }
  return findings;
}

async function findOrder(db: Db, officeId: number): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const { batch_ref: ref, plan_id: planId, act_seq: seq } of await traces(db, officeId)) {
    const [row] = await db('import_line as l')
      .leftJoin('import_line_size as z', (on) => {
        on.on('z.line_id', 'l.id').andOn('z.pence', 'l.pence');
      })
      .where('l.plan_id', planId)
      .whereNull('z.line_id')
      .count({ n: '*' });
    const missing = Number(row?.n);
    if (missing === 0) continue;
    const lines = missing === 1 ? '1 line' : `${missing} lines`;
    findings.push({ check: 'imported-order', seq, sentence: `The order by amount is without ${lines} of ${ref}.` });
  }
  return findings;
}

function plainGroup({ period, ...group }: Group) {
  return { ...group, year: period.year, period: period.number };
}

function traces(db: Db, officeId: number): Promise<Row[]> {
  return db('import_trace').where({ office_id: officeId }).orderBy('id');
}
