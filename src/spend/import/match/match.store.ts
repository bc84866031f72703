import type { Pence } from '../../../money/pence.ts';
import type { Db, Row } from '../../../platform/database.ts';
import { readCodings } from '../coding.store.ts';
import type { Moved } from '../group.ts';
import type { Coding, Plan } from '../plan.ts';
import { listLines, type PlanLine } from '../plan-line.store.ts';
import { outcomeOf, type Posts, type Used } from './match.ts';
import { readStanding } from './standing.store.ts';
import type { Standing } from './standing.ts';

/** A line that stands for something recorded, as a person or the file itself said, and what it posts besides. */
export interface Match {
  row: number;
  line: PlanLine;
  coding: Coding;
  stands: { ref: string; pence: Pence; standing: Standing | null }[];
  reason: string | null;
  posts: Posts;
  moves: Moved[];
  obstacle: string | null;
}

/** What lines of a plan stand for, by row: said by a person, or by the file where it names a claim to be paid. */
export async function readMatches(db: Db, plan: Plan): Promise<Match[]> {
  const codings = (await readCodings(db, plan.id)).filter(({ how }) => how === 'matched' || how === 'pays');
  if (codings.length === 0) return [];
  const standing = new Map((await readStanding(db, plan.officeId)).map((one) => [one.ref, one]));
  const choices: Row[] = await db('import_choice').where({ plan_id: plan.id, kind: 'stands' }).orderBy('id');
  const lines: PlanLine[] = [];
  for (let at = 0; at < codings.length; at += 400) {
    const codingIds = codings.slice(at, at + 400).map(({ id }) => id);
    lines.push(...(await listLines(db, plan.id, { codingIds }, { limit: 100_000 })));
  }
  // What two lines of a file pay of one claim counts together.
  const left = new Map([...standing].map(([ref, one]) => [ref, one.left]));
  return lines.map((line) => {
    const coding = codings.find(({ id }) => id === line.codingId) as Coding;
    const said = choices.filter(({ row_number }) => row_number === line.row);
    const named = coding.fields.reference;
    const stands =
      said.length > 0
        ? said.map(({ stands_ref, pence }) => ({ ref: stands_ref as string, pence: pence as Pence }))
        : [{ ref: named ?? '', pence: line.pence }];
    const used: Used[] = [];
    for (const { ref, pence } of stands) {
      const one = standing.get(ref);
      if (one === undefined) continue;
      used.push({ standing: { ...one, left: left.get(ref) ?? 0 }, pence });
      left.set(ref, (left.get(ref) ?? 0) - pence);
    }
    const reason = said.find((one) => one.reason !== null)?.reason ?? null;
    const outcome =
      used.length < stands.length
        ? { posts: { kind: 'nothing' as const }, moves: [], obstacle: goneSince(line, stands, standing) }
        : outcomeOf(line, coding, used, reason);
    return {
      row: line.row,
      line,
      coding,
      stands: stands.map((one) => ({ ...one, standing: standing.get(one.ref) ?? null })),
      reason,
      ...outcome,
    };
  });
}

function goneSince(
  { row }: PlanLine,
  stands: readonly { ref: string }[],
  standing: ReadonlyMap<string, Standing>,
): string {
  const gone = stands.filter(({ ref }) => !standing.has(ref)).map(({ ref }) => ref);
  return `Row ${row}: nothing of ${gone.join(', ')} is left to match. Match the line to something else, or say that it is new.`;
}
