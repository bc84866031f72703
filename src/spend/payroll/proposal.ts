import { addDays, formatDay } from '../../calendar/day.ts';
import { yearShown } from '../../calendar/financial-year.ts';
import { comparePeriods, type PeriodKey, periodLabel, periodShown, periodSpan } from '../../calendar/period.ts';
import { daysIn, isWithin } from '../../calendar/span.ts';
import type { KnownPost } from '../../initiatives/kinds/post.store.ts';
import { addUp } from '../../ledger/balance.ts';
import { formatPounds, type Pence } from '../../money/pence.ts';
import { canonical, sha256 } from '../../platform/digest.ts';
import type { Spend } from '../spend.ts';
import type { RecordedLine } from './payroll.store.ts';
import { monthsOfYear, type PostMonth, postMonth } from './post-month.ts';
import { monthsOfSchedule, type Schedule } from './schedule.ts';

/** One entry that a month proposes: a post's month, or what an earlier month of it comes to more or less. */
export interface ProposedLine {
  /** The post and the month that it is for: never proposed again once it was recorded or left out. */
  key: string;
  post: KnownPost;
  period: PeriodKey;
  kind: 'month' | 'difference' | 'late';
  month: PostMonth;
  /** Below zero for what is to be taken off. */
  proposed: Pence;
  /** What the month before came to; null where the schedule has none, and for differences. */
  before: Pence | null;
  why: string;
  /** The entry that is made less, for what is to be taken off. */
  credits: string | null;
  /** Why nothing can be taken off yet; such a line is shown and not recorded. */
  blocked: string | null;
}

/** A funded post that costs nothing for some of the month, because nobody fills it. */
export interface VacantPost {
  post: KnownPost;
  month: PostMonth;
}

/** What a period proposes of a schedule, as the posts are recorded now. */
export interface Proposal {
  schedule: Schedule;
  period: PeriodKey;
  lines: ProposedLine[];
  vacant: VacantPost[];
  /** What was recorded in the period, or for it. */
  recorded: RecordedLine[];
  /** Entries of the same supplier in the period that no schedule recorded: perhaps this month already. */
  standing: Spend[];
}

/** What a proposal is made of. */
export interface ProposalAbout {
  schedule: Schedule;
  period: PeriodKey;
  /** Whether the period is the oldest open one: differences of closed months are proposed in it alone. */
  isOldest: boolean;
  posts: readonly KnownPost[];
  recorded: readonly RecordedLine[];
}

/**
 * The lines of a period: each post's month less what was proposed of it and still stands; in the oldest open period
 * also what closed months come to more or less by the posts as they are recorded now, and months that closed unrecorded.
 */
export function proposeLines(about: ProposalAbout): ProposedLine[] {
  const { schedule, period, isOldest, posts } = about;
  const months = monthsOfSchedule(schedule).filter((month) => {
    const order = comparePeriods(month, period);
    return order === 0 || (order < 0 && isOldest);
  });
  const live = about.recorded.filter((line) => line.live);
  return months.flatMap((month) =>
    posts.flatMap((post) => {
      const done = live.filter((line) => isOf(line, post, month));
      const own = postMonth(post, month, schedule.onCost);
      const before = addUp(done.map((line) => line.proposed));
      const proposed = own.filled - before;
      if (proposed === 0) return [];
      const isOwn = comparePeriods(month, period) === 0;
      const wasRecorded = live.some((line) => comparePeriods(line.period, month) === 0);
      const kind = isOwn && done.length === 0 ? 'month' : wasRecorded ? 'difference' : 'late';
      const last = kind === 'month' ? lastMonth(about, post, month) : null;
      return [
        {
          key: `${post.post.ref}_${periodLabel(month)}`,
          post,
          period: month,
          kind,
          month: own,
          proposed,
          before: last?.filled ?? null,
          why: kind === 'month' ? whatDiffers(post, month, own, last) : whyLater(kind, month, before, own.filled),
          credits: null,
          blocked: null,
        },
      ];
    }),
  );
}

function isOf(line: RecordedLine, { post }: KnownPost, month: PeriodKey): boolean {
  return line.post === post.ref && comparePeriods(line.period, month) === 0;
}

type Compared = Pick<PostMonth, 'whole' | 'filled' | 'shareDays' | 'wholeDays'> & { period: PeriodKey };

/** The month before as it was recorded, or as the posts have it; null for the first of the schedule. */
function lastMonth({ schedule, recorded }: ProposalAbout, post: KnownPost, month: PeriodKey): Compared | null {
  const months = monthsOfSchedule(schedule);
  const before = months[months.findIndex((of) => comparePeriods(of, month) === 0) - 1];
  if (before === undefined) return null;
  const now = { ...postMonth(post, before, schedule.onCost), period: before };
  const done = recorded.filter((line) => line.live && isOf(line, post, before));
  const latest = done.at(-1);
  if (latest === undefined) return now;
  const filled = addUp(done.map(({ proposed }) => proposed));
  return { ...now, whole: latest.whole, shareDays: latest.shareDays, filled };
}

/** What of a post's month differs from the month before, and why, in sentences. */
function whatDiffers({ post, fillings }: KnownPost, month: PeriodKey, own: PostMonth, before: Compared | null): string {
  if (before === null) return 'The first month of the schedule.';
  if (own.filled === before.filled) return 'Nothing.';
  const span = periodSpan(month);
  const lately = { startsOn: addDays(span.startsOn, -1), endsOn: addDays(span.endsOn, -1) };
  const said: string[] = [];
  for (const { span: filled } of fillings) {
    if (isWithin(filled.startsOn, span)) said.push(`Filled from ${formatDay(filled.startsOn)}.`);
    if (filled.endsOn !== null && isWithin(filled.endsOn, lately)) said.push(`Left on ${formatDay(filled.endsOn)}.`);
  }
  const { startsOn, endsOn } = post.funded;
  if (isWithin(startsOn, span) && startsOn > span.startsOn) said.push(`Funded from ${formatDay(startsOn)}.`);
  if (endsOn !== null && isWithin(endsOn, lately)) said.push(`Funded to ${formatDay(endsOn)}.`);
  const changed = wholeDiffers(month, own, before);
  if (changed !== null) said.push(changed);
  const wasPart = before.shareDays < before.wholeDays;
  if (said.length === 0 && wasPart && own.shareDays === own.wholeDays) said.push('Filled for the whole month.');
  return said.length === 0 ? 'The days filled differ.' : said.join(' ');
}

/** What became of a whole month of the post; null where it costs the same. */
function wholeDiffers(month: PeriodKey, own: PostMonth, before: Compared): string | null {
  if (own.whole === before.whole) return null;
  const is = `a whole month is ${formatPounds(own.whole)}; it was ${formatPounds(before.whole)}.`;
  const periods = monthsOfYear(month.year).length;
  if (periods !== monthsOfYear(before.period.year).length)
    return `${yearShown(month.year)} has ${periods} periods: ${is}`;
  return Math.abs(own.whole - before.whole) === 1 ? 'The odd penny of the year.' : `Rate changed: ${is}`;
}

function whyLater(kind: 'difference' | 'late', month: PeriodKey, before: Pence, now: Pence): string {
  if (kind === 'late') return `${periodShown(month)} closed before it was recorded.`;
  return `${periodShown(month)} was recorded as ${formatPounds(before)}; by the posts as they are recorded now it is ${formatPounds(now)}.`;
}

/** The posts that are vacant for some of the month, and what that saves. */
export function vacantPosts({ schedule, period, posts }: ProposalAbout): VacantPost[] {
  return posts
    .map((post) => ({ post, month: postMonth(post, period, schedule.onCost) }))
    .filter(({ month }) => month.vacancy > 0);
}

/** How much of the period a post was filled, such as `15 of 31 days`. */
export function daysShown({ post }: Pick<KnownPost, 'post'>, month: PostMonth): string {
  return `${countDays(month.shareDays, post.share)} of ${countDays(month.wholeDays, post.share)} days`;
}

/** Days that are counted by a share, as whole ones of the post: two decimals at most. */
export function countDays(shareDays: number, share: number): string {
  return String(Math.round((shareDays * 100) / share) / 100);
}

/** How a post's month is found, as a finance officer would write it down. */
export function formulaShown(
  { post }: Pick<KnownPost, 'post'>,
  month: PostMonth,
  period: PeriodKey,
  onCost: number,
): string {
  const share = post.share === 100 ? '' : ` × ${post.share}%`;
  const added = onCost === 0 ? '' : ` + ${onCost}% on-costs`;
  const days =
    month.shareDays === month.wholeDays
      ? ''
      : ` × ${countDays(month.shareDays, post.share)}/${daysIn(periodSpan(period))} days`;
  return `${formatPounds(post.annual)}${share}${added} ÷ ${monthsOfYear(period.year).length} periods${days}`;
}

/** The lines that can be recorded: those that nothing holds up. */
export function recordable({ lines }: Pick<Proposal, 'lines'>): ProposedLine[] {
  return lines.filter(({ blocked }) => blocked === null);
}

/** A proposal in short: whoever records it names what they saw, so that nothing is recorded that changed meanwhile. */
export function sealOf(proposal: Proposal): string {
  const { schedule, standing } = proposal;
  return sha256(
    canonical({
      schedule: `${schedule.ref} ${schedule.version}`,
      lines: recordable(proposal).map(({ key, proposed, credits }) => [key, proposed, credits]),
      standing: standing.map(({ ref }) => ref),
    }),
  );
}

/** Whether the month itself has been recorded, in whole or in part. */
export function isRecorded(recorded: readonly RecordedLine[], period: PeriodKey): boolean {
  return recorded.some((line) => line.live && comparePeriods(line.period, period) === 0);
}
