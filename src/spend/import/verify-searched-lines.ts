import type { Check } from '../../audit/check.ts';
import type { Finding } from '../../audit/verify.ts';
import { addUp } from '../../ledger/balance.ts';
import type { Db, Row } from '../../platform/database.ts';
import { searchOf } from '../../platform/search.ts';
import { readCodings } from './coding.store.ts';
import { lineWord } from './stage/line-digest.ts';
import { lineTable } from './stage/line-table.ts';

const NAME = 'searched-lines';

/**
 * That no imported line is lost to the search and to the list of spend, which find lines by the numbers of their
 * codings and suppliers. Lines are counted by these numbers; the words of each are not compared, so that a million
 * lines cost one look at the index.
 */
export const SEARCHED_LINES_CHECK: Check = {
  name: NAME,
  holds: 'The search finds every line of every imported batch under its coding and its supplier.',
  find: findUnsearched,
};

interface Counted {
  of: 'coding' | 'supplier';
  id: number;
  lines: number;
}

async function findUnsearched(db: Db, officeId: number): Promise<Finding[]> {
  const table = lineTable(db);
  const found = { coding: await table.found('coding'), supplier: await table.found('supplier') };
  const findings: Finding[] = [];
  const traces: Row[] = await db('import_trace').where({ office_id: officeId }).orderBy('id');
  for (const { batch_ref: batch, plan_id: planId, act_seq: seq } of traces) {
    const missed = (await readCounted(db, planId)).filter(({ of, id, lines }) => (found[of].get(id) ?? 0) < lines);
    const [first] = missed;
    if (first === undefined) continue;
    const lost = (of: Counted['of']) =>
      addUp(missed.filter((one) => one.of === of).map(({ id, lines }) => lines - (found[of].get(id) ?? 0)));
    const count = Math.max(lost('coding'), lost('supplier'));
    findings.push({
      check: NAME,
      seq,
      sentence:
        `The search does not find ${count} of the lines of ${batch}, such as row ${await firstLost(db, planId, first)}. ` +
        'Run: npm run -s cse -- search rebuild',
    });
  }
  return findings;
}

/** What a batch's codings and suppliers say of how many lines they have. */
async function readCounted(db: Db, planId: number): Promise<Counted[]> {
  const codings = await readCodings(db, planId);
  const suppliers: Row[] = await db('import_supplier').where({ plan_id: planId }).select('id', 'lines');
  return [
    ...codings.map(({ id, chargeLines, creditLines }) => ({
      of: 'coding' as const,
      id,
      lines: chargeLines + creditLines,
    })),
    ...suppliers.map(({ id, lines }) => ({ of: 'supplier' as const, id, lines })),
  ];
}

async function firstLost(db: Db, planId: number, { of, id }: Counted): Promise<number> {
  const row = await db('import_line')
    .where({ plan_id: planId, [`${of}_id`]: id })
    .whereNotIn('id', searchOf(db, 'import_line_search').idsOfAny([lineWord(of, id)]))
    .orderBy('row_number')
    .first('row_number');
  return row?.row_number ?? 0;
}
