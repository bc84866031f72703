import type { Moment } from '../../audit/moment.ts';
import { spellOut } from '../../audit/words.ts';
import type { PeriodKey } from '../../calendar/period.ts';
import type { Pence } from '../../money/pence.ts';
import type { Db, Row } from '../../platform/database.ts';
import { listAmounts } from '../spend.store.ts';
import { type Spend, signedPence } from '../spend.ts';

/** What became of a post in a month when the month was recorded. */
export type LineOutcome = 'recorded' | 'left out' | 'by hand';

/** A post's line of a month that was recorded from a schedule. */
export interface RecordedLine {
  schedule: string;
  post: string;
  /** The month that it is for; and the period that it was recorded in, which is later for what came late. */
  period: PeriodKey;
  postedIn: PeriodKey;
  outcome: LineOutcome;
  /** A whole month of the post as it was then, and the days that were filled. */
  whole: Pence;
  shareDays: number;
  /** What the posts came to, and what was recorded: below zero for what was taken off. Nothing by itself where it stands within an entry made by hand. */
  proposed: Pence;
  pence: Pence;
  reason: string | null;
  /** The entry that carries it; null where it was left out. */
  spend: Omit<Spend, 'supplier'> | null;
  /** Whether it still stands: an entry that was returned or reversed frees its line, to be proposed again. */
  live: boolean;
}

/** What was recorded from schedules up to a moment, as it stood then, in the order in which it was recorded. */
export async function listRecorded(
  db: Db,
  officeId: number,
  { schedule, moment }: { schedule?: string; moment?: Moment } = {},
): Promise<RecordedLine[]> {
  const rows: Row[] = await db('payroll_line as l')
    .join('payroll_run as r', 'r.id', 'l.run_id')
    .where('l.office_id', officeId)
    .where('l.act_seq', '<=', moment?.seq ?? Number.MAX_SAFE_INTEGER)
    .modify((q) => {
      if (schedule !== undefined) q.where('l.schedule_ref', schedule);
    })
    .orderBy('l.id')
    .select('l.*', 'r.year as posted_year', 'r.period as posted_period');
  const spends = await readSpends(db, officeId, rows, moment);
  return (await spellOut(db, rows)).map((row) => {
    const spend = row.spend_ref === null ? null : (spends.get(row.spend_ref) ?? null);
    return {
      schedule: row.schedule_ref,
      post: row.post,
      period: { year: row.year, number: row.period },
      postedIn: { year: row.posted_year, number: row.posted_period },
      outcome: row.outcome,
      whole: row.whole_pence,
      shareDays: row.share_days,
      proposed: row.proposed_pence,
      pence: row.pence,
      reason: row.reason ?? null,
      spend,
      live: spend === null || isLive(spend),
    };
  });
}

function isLive({ status }: Pick<Spend, 'status'>): boolean {
  return status === 'awaiting approval' || status === 'approved';
}

const AT_A_TIME = 400;

async function readSpends(
  db: Db,
  officeId: number,
  rows: readonly Row[],
  moment?: Moment,
): Promise<Map<string, Omit<Spend, 'supplier'>>> {
  const refs = [...new Set(rows.flatMap(({ spend_ref: ref }) => (ref === null ? [] : [ref as string])))];
  const found = new Map<string, Omit<Spend, 'supplier'>>();
  for (let at = 0; at < refs.length; at += AT_A_TIME) {
    for (const spend of await listAmounts(db, officeId, { refs: refs.slice(at, at + AT_A_TIME), moment })) {
      found.set(spend.ref, spend);
    }
  }
  return found;
}

/** An entry that stands for a month of a schedule: a post's own, or one that was made by hand for all of them. */
export interface PayrollEntry {
  schedule: string;
  /** The period that it was recorded in. */
  postedIn: PeriodKey;
  /** The posts that it carries. */
  posts: string[];
  spend: Omit<Spend, 'supplier'>;
  /** What it does to spend: below zero for what takes away. */
  pence: Pence;
}

/** The entries behind lines that stand, each once. */
export function entriesOf(lines: readonly RecordedLine[]): PayrollEntry[] {
  const found = new Map<string, PayrollEntry>();
  for (const { schedule, post, postedIn, spend, live } of lines) {
    if (spend === null || !live) continue;
    const entry = found.get(spend.ref);
    if (entry !== undefined) entry.posts.push(post);
    else found.set(spend.ref, { schedule, postedIn, posts: [post], spend, pence: signedPence(spend) });
  }
  return [...found.values()];
}
