import type { Pence } from '../../money/pence.ts';
import type { Db, Row } from '../../platform/database.ts';
import { refused } from '../../platform/refusal.ts';
import { aloneSignature, lineAlone, type Plan } from './plan.ts';
import { listLines, type PlanLine } from './plan-line.store.ts';
import { countFlags, type Flagged, moveFlags } from './stage/flagged.ts';
import { lineTable } from './stage/line-table.ts';
import { FLAGS, type How } from './stage/staged-line.ts';

/** Where a person sends lines that nothing decided. */
export interface Choice {
  initiative: string;
  agreement: string;
  place: string;
  category: string;
}

/** Codes every line of these codings as a person chose. Working state: it counts once the plan is confirmed. */
export async function codeLines(trx: Db, plan: Plan, codingIds: readonly number[], choice: Choice): Promise<void> {
  await changeCodings(trx, plan, codingIds, { ...choice, how: 'choice', rule: null, stopped: null });
  await keepOfLines(trx, plan, codingIds, { kind: 'coded', goes_to: JSON.stringify(choice) });
}

/** Leaves every line of these codings out: they are in the ledger and are not ours. */
export async function leaveOut(trx: Db, plan: Plan, codingIds: readonly number[]): Promise<void> {
  await changeCodings(trx, plan, codingIds, { how: 'left-out', rule: null, stopped: null });
  await keepOfLines(trx, plan, codingIds, { kind: 'left-out', goes_to: null });
}

/** Puts lines that a person coded, or that a person or a rule left out, back into the queue. */
export async function putBack(trx: Db, plan: Plan, codingIds: readonly number[]): Promise<void> {
  const waits = { ...WAITS, stopped: 'It was put back.' };
  await changeCodings(trx, plan, codingIds, waits, ['choice', 'left-out']);
  const byRule = trx.raw("rule || ' leaves it out, and it was put back.'");
  await changeCodings(trx, plan, codingIds, { ...WAITS, stopped: byRule }, ['ruled-out']);
  await keepOfLines(trx, plan, codingIds, { kind: 'coded', goes_to: null });
}

const WAITS = { how: 'queue', rule: null, initiative: '', agreement: '' } as const;

/** What was said of a coding that is one line's own is kept by the line's row, as what is said of lines is. */
async function keepOfLines(
  trx: Db,
  plan: Plan,
  codingIds: readonly number[],
  said: { kind: 'coded' | 'left-out'; goes_to: string | null },
): Promise<void> {
  const asked = new Set(codingIds);
  const alone: Row[] = await trx('import_coding')
    .where({ plan_id: plan.id })
    .where('signature', 'like', 'line %')
    .select('id', 'signature');
  for (const { id, signature } of alone) {
    const own = asked.has(id) ? lineAlone({ signature }) : null;
    if (own === null) continue;
    await trx('import_choice')
      .where({ plan_id: plan.id, row_number: own.row })
      .whereIn('kind', ['coded', 'left-out'])
      .update(said);
  }
}

const BY_GROUP: readonly How[] = ['rule', 'file', 'choice', 'target', 'queue', 'left-out', 'ruled-out'];

async function changeCodings(
  trx: Db,
  plan: Plan,
  codingIds: readonly number[],
  change: Partial<Choice> & { how: How; rule?: null; stopped: string | null | ReturnType<Db['raw']> },
  from = BY_GROUP,
): Promise<void> {
  demandReady(plan);
  for (let at = 0; at < codingIds.length; at += 400) {
    await trx('import_coding')
      .where({ plan_id: plan.id })
      .whereIn('how', [...from])
      .whereIn('id', codingIds.slice(at, at + 400))
      .update(change);
  }
}

/** What a line stands for, how much of each, and why it differs where it does. */
export interface Stands {
  row: number;
  items: readonly { ref: string; pence: Pence }[];
  reason: string | null;
}

/** Says that a line stands for what is recorded already. */
export async function standFor(trx: Db, plan: Plan, { row, items, reason }: Stands): Promise<void> {
  demandReady(plan);
  const line = await findLine(trx, plan, row);
  await forget(trx, plan, row);
  for (const { ref, pence } of items) {
    await trx('import_choice').insert({
      plan_id: plan.id,
      row_number: row,
      kind: 'stands',
      stands_ref: ref,
      pence,
      reason,
    });
  }
  await separate(trx, plan, line, { how: 'matched' });
}

/** Says that a line that looks like something recorded is not that. */
export async function standAlone(trx: Db, plan: Plan, row: number, ref: string): Promise<void> {
  demandReady(plan);
  const line = await findLine(trx, plan, row);
  await trx('import_choice').where({ plan_id: plan.id, row_number: row, stands_ref: ref }).del();
  await trx('import_choice').insert({
    plan_id: plan.id,
    row_number: row,
    kind: 'new',
    stands_ref: ref,
    pence: line.pence,
    reason: null,
  });
}

/** Leaves one line out, such as the copy of a row that the file holds twice. */
export async function leaveLineOut(trx: Db, plan: Plan, row: number): Promise<void> {
  demandReady(plan);
  const line = await findLine(trx, plan, row);
  await sayOfLine(trx, plan, line, 'left-out');
  await separate(trx, plan, line, { how: 'left-out' });
}

/** Takes one line out of those that say the same, whatever was decided of them: it waits to be coded by itself. */
export async function takeOut(trx: Db, plan: Plan, row: number): Promise<void> {
  demandReady(plan);
  const line = await findLine(trx, plan, row);
  await sayOfLine(trx, plan, line, 'coded');
  await separate(trx, plan, line, sentTo(null));
}

/** Keeps what is said of one line, in the place of what was said of it before. */
async function sayOfLine(trx: Db, plan: Plan, { row, pence }: PlanLine, kind: 'coded' | 'left-out'): Promise<void> {
  await forget(trx, plan, row);
  await trx('import_choice').insert({
    plan_id: plan.id,
    row_number: row,
    kind,
    stands_ref: '',
    pence,
    reason: null,
  });
}

/** How the coding of a line that was taken out stands: sent where a person said, or waiting. */
function sentTo(goesTo: string | null): Partial<Choice> & { how: How; stopped: string | null } {
  if (goesTo === null) return { ...WAITS, stopped: 'It was taken out of the lines that say the same.' };
  return { ...(JSON.parse(goesTo) as Choice), how: 'choice', stopped: null };
}

/** Takes back what was said of one line: it goes with the others of its coding again. */
export async function takeBack(trx: Db, plan: Plan, row: number): Promise<void> {
  demandReady(plan);
  const line = await findLine(trx, plan, row);
  await forget(trx, plan, row);
  await rejoin(trx, plan, line);
}

/** Says again of single lines what was said of them, after the file was read anew; answers whether anything was. */
export async function chooseAgain(trx: Db, plan: Plan): Promise<boolean> {
  const rows: Row[] = await trx('import_choice')
    .where({ plan_id: plan.id })
    .whereIn('kind', OF_A_LINE)
    .distinct('row_number', 'kind', 'goes_to');
  for (const { row_number, kind, goes_to } of rows) {
    const [line] = await listLines(trx, plan.id, { rows: [row_number] }, { limit: 1 });
    if (line === undefined) await forget(trx, plan, row_number);
    else if (kind === 'coded') await separate(trx, plan, line, sentTo(goes_to));
    else await separate(trx, plan, line, { how: kind === 'stands' ? 'matched' : 'left-out' });
  }
  return rows.length > 0;
}

/** What gives a line a coding of its own. */
const OF_A_LINE = ['stands', 'left-out', 'coded'];

async function forget(trx: Db, plan: Plan, row: number): Promise<void> {
  await trx('import_choice').where({ plan_id: plan.id, row_number: row }).whereIn('kind', OF_A_LINE).del();
}

async function findLine(trx: Db, plan: Plan, row: number): Promise<PlanLine> {
  const [line] = await listLines(trx, plan.id, { rows: [row] }, { limit: 1 });
  if (line === undefined)
    throw refused('no-such-line', `The plan has no line in row ${row}. Read it again as it stands.`);
  return line;
}

/** Gives a line a coding of its own, so that what is said of it moves no other. */
async function separate(
  trx: Db,
  plan: Plan,
  line: PlanLine,
  as: Partial<Choice> & { how: How; stopped?: string | null },
): Promise<void> {
  const own = { rule: null, stopped: null, ...as };
  const from = await trx('import_coding').where({ id: line.codingId }).first();
  if (lineAlone(from) !== null) {
    await trx('import_coding').where({ id: from.id }).update(own);
    return;
  }
  const { id: _id, ...copy } = from;
  const isCharge = line.pence > 0;
  const flagged: Flagged = {};
  countFlags(flagged, flagsOfLine(line), 1);
  const [{ id }] = await trx('import_coding')
    .insert({
      ...copy,
      ...own,
      signature: aloneSignature(line.row, from.id),
      flagged: JSON.stringify(flagged),
      charge_lines: isCharge ? 1 : 0,
      charge_pence: isCharge ? line.pence : 0,
      credit_lines: isCharge ? 0 : 1,
      credit_pence: isCharge ? 0 : -line.pence,
      first_on: line.date,
      last_on: line.date,
    })
    .returning('id');
  await move(trx, plan, line, { from: from.id, to: id });
}

async function rejoin(trx: Db, plan: Plan, line: PlanLine): Promise<void> {
  const own = await trx('import_coding').where({ id: line.codingId }).first();
  const alone = lineAlone(own);
  if (alone === null) {
    // A line that the file itself says pays a claim had no other coding.
    return;
  }
  await move(trx, plan, line, { from: own.id, to: alone.group, isBack: true });
  await trx('import_coding').where({ id: own.id }).del();
}

async function move(
  trx: Db,
  plan: Plan,
  line: PlanLine,
  { from, to, isBack = false }: { from: number; to: number; isBack?: boolean },
): Promise<void> {
  const counted = line.pence > 0 ? ['charge_lines', 'charge_pence'] : ['credit_lines', 'credit_pence'];
  const [lines, pence] = counted as [string, string];
  const change = isBack ? 1 : -1;
  await trx('import_coding')
    .where({ id: isBack ? to : from })
    .update({
      [lines]: trx.raw('?? + ?', [lines, change]),
      [pence]: trx.raw('?? + ?', [pence, change * Math.abs(line.pence)]),
    });
  await moveFlags(trx, isBack ? to : from, flagsOfLine(line), change);
  await trx('import_line').where({ id: line.id }).update({ coding_id: to });
  await lineTable(trx).seekAgain(line.id, `${line.supplier} ${line.transaction} ${line.text ?? ''}`, {
    coding: to,
    supplier: line.supplierId,
  });
  await trx('import_plan').where({ id: plan.id }).update({ lines_digest: null });
}

function flagsOfLine({ flags }: PlanLine): number {
  return flags.reduce((bits, flag) => bits | FLAGS[flag], 0);
}

function demandReady(plan: Plan): void {
  if (plan.state === 'ready') return;
  throw refused(
    'not-ready',
    'Nothing can be chosen here now: the file is being read, or the plan is decided. Read it again as it stands.',
  );
}
