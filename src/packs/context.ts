import { chainHead, type Head } from '../audit/verify.ts';
import type { Day } from '../calendar/day.ts';
import { periodsOf, type QuarterNumber, yearOfDay } from '../calendar/financial-year.ts';
import type { PeriodKey } from '../calendar/period.ts';
import { compareQuarters, type Quarter, quarterSpan } from '../calendar/quarter.ts';
import { listRestatements, type Restatement } from '../figures/restatement.store.ts';
import { type FundingSource, listSources } from '../funds/source.store.ts';
import { type Initiative, listInitiatives } from '../initiatives/initiative.store.ts';
import { type Books, openBooks } from '../ledger/figure.ts';
import type { Period } from '../ledger/period.ts';
import { findMeeting, listMeetings } from '../meetings/meeting.store.ts';
import type { Meeting } from '../meetings/meeting.ts';
import { type MeetingFile, readMeetingFile } from '../meetings/meeting-file.store.ts';
import { listMeetingNotices, type MeetingNotice } from '../meetings/meeting-notice.store.ts';
import { listPapers } from '../meetings/paper.store.ts';
import { type Papers, readPapers } from '../meetings/papers.store.ts';
import type { Measure } from '../outcomes/measure.ts';
import { measuresIn, observationsIn } from '../outcomes/observed.ts';
import { COUNTY } from '../partners/place.ts';
import { dayOfMoment, findOffice, type Office } from '../people/office.store.ts';
import type { Db } from '../platform/database.ts';
import { notFound, refused } from '../platform/refusal.ts';
import { ringFencedInitiatives } from '../spend/rag.ts';
import { type RagOverride, readRagOverrides } from '../spend/rag-override.store.ts';
import { latestOverrides } from '../spend/rating.ts';
import { lastPackBefore, listPacks, type PublishedPack } from './pack.store.ts';
import { readPlan } from './plan.store.ts';
import type { Plan } from './plan.ts';

/** A measure with which of its quarters is broken down. */
export interface PackMeasure extends Measure {
  /** The last quarter shown in which a district was observed; null when none was. */
  byDistrict: Quarter | null;
  /** The last quarter shown in which a category was observed; null when none was. */
  byCategory: Quarter | null;
}

/** An initiative with what a pack says of it. */
export interface PackInitiative extends Initiative {
  /** Whether a source it draws on in the meeting's financial year is ring-fenced. */
  ringFenced: boolean;
  /** What was put in the place of the rule's rating for that year; null where the rule's stands. */
  override: RagOverride | null;
  measures: PackMeasure[];
}

/**
 * What a pack rests on besides its figures and the records of single sections. What people wrote for the meeting is read
 * as it stands, since it is written about the figures; everything else as it was recorded up to the cut-off.
 */
export interface PackContext {
  office: Office;
  meeting: Meeting;
  papers: Papers;
  /** Everything that stands before the meeting: what is asked, who took on what. */
  file: MeetingFile;
  /** The last notice of the meeting that was given; null while none was. */
  notice: MeetingNotice | null;
  /** The papers of any meeting that are for those named in them alone. */
  restricted: ReadonlySet<string>;
  /** The meeting before, whose decisions and actions are looked at again; null for the first. */
  previous: { meeting: Meeting; papers: Papers } | null;
  plan: Plan;
  /** Up to where the figures are known: the instant that was chosen, or the last act recorded. */
  cutOff: Head;
  /** The instant that the figures are said to be as at. */
  asAt: string;
  /** Up to where the papers were read that people wrote for the meeting. */
  written: Head;
  /** The day by which something counts as due or overdue. */
  today: Day;
  /** The pack that this one follows, and the version of it that this one takes the place of. */
  last: PublishedPack | null;
  /** The financial year that the pack before was about; null where there is none. */
  lastYear: number | null;
  superseded: PublishedPack | null;
  /** The financial year of the meeting's day, and up to which of its periods the budget's profile is due. */
  year: number;
  through: PeriodKey;
  /** The last four quarters that ended before the meeting, the earliest first. */
  quarters: Quarter[];
  initiatives: PackInitiative[];
  sources: FundingSource[];
  /** What was restated since the last pack of another meeting was published, up to the cut-off. */
  restatements: Restatement[];
  /** The books as at the cut-off, of which some is read by now. */
  books: Books;
}

const QUARTERS_SHOWN = 4;

/** Gathers what a pack rests on. Not found when the office has no such meeting. */
export async function gather(db: Db, officeId: number, meetingRef: string): Promise<PackContext> {
  const written = await chainHead(db, officeId);
  if (written === null) throw notFound(`meeting ${meetingRef.slice(0, 40)}`);
  const meeting = await findMeeting(db, officeId, meetingRef);
  const plan = await readPlan(db, officeId, meeting.ref);
  const cutOff = plan.cutOff === null ? written : await chainHead(db, officeId, plan.cutOff.seq);
  if (cutOff === null) throw refused('nothing-known', 'Nothing was recorded before the cut-off. Choose a later one.');
  const asAt = plan.cutOff?.at ?? cutOff.at;
  const upTo = cutOff.seq;
  const office = await findOffice(db, officeId);
  const last = await lastPackBefore(db, officeId, meeting.ref, written.seq);
  const before = (await listMeetings(db, officeId, written.seq)).filter(
    (other) => `${other.heldOn} ${other.startsAt}` < `${meeting.heldOn} ${meeting.startsAt}`,
  );
  const previous = before.at(-1);
  const books = openBooks(db, officeId, { seq: upTo, at: asAt });
  const year = yearOfDay(meeting.heldOn);
  const quarters = quartersBefore(meeting.heldOn);
  const sources = await listSources(db, officeId);
  return {
    office,
    meeting,
    papers: await readPapers(db, officeId, meeting.ref, written.seq),
    file: await readMeetingFile(db, officeId, meeting.ref, written.seq),
    notice:
      (await listMeetingNotices(db, officeId, meeting.ref)).filter(({ seq }) => seq <= written.seq).at(-1) ?? null,
    restricted: new Set(
      (await listPapers(db, officeId, { upToSeq: written.seq }))
        .filter(({ distribution }) => distribution !== null)
        .map(({ ref }) => ref),
    ),
    previous:
      previous === undefined
        ? null
        : { meeting: previous, papers: await readPapers(db, officeId, previous.ref, written.seq) },
    plan,
    cutOff,
    asAt,
    written,
    today: dayOfMoment(office, { at: asAt }),
    last,
    lastYear: last === null ? null : yearOfDay((await findMeeting(db, officeId, last.meetingRef)).heldOn),
    superseded:
      (await listPacks(db, officeId, meeting.ref, written.seq)).find(({ isWithdrawn }) => !isWithdrawn) ?? null,
    year,
    through: throughOf(await books.periods(), year),
    quarters,
    initiatives: await initiativesOf(books, year, quarters, sources),
    sources,
    restatements: await listRestatements(db, officeId, { upToSeq: upTo, afterSeq: last?.asAtSeq ?? 0 }),
    books,
  };
}

async function initiativesOf(
  books: Books,
  year: number,
  quarters: Quarter[],
  sources: FundingSource[],
): Promise<PackInitiative[]> {
  const { db, officeId, moment } = books;
  const upTo = moment.seq;
  const ofYear = (await books.cells()).filter(({ account }) => account.year === year);
  const ringFenced = ringFencedInitiatives(sources, ofYear);
  const overrides = latestOverrides(await readRagOverrides(db, officeId, { year, moment: { seq: upTo } }));
  const measures = await measuresIn(books);
  const observations = await observationsIn(books);
  const byDistrict = (of: Measure): Quarter | null => {
    const inDistricts = observations.filter(({ measure, place }) => measure === of.code && place !== COUNTY.code);
    return (
      quarters.findLast((shown) => inDistricts.some(({ quarter }) => compareQuarters(quarter, shown) === 0)) ?? null
    );
  };
  const byCategory = (of: Measure): Quarter | null =>
    of.categories.length === 0
      ? null
      : (quarters.findLast((shown) =>
          observations.some(
            ({ measure, category, quarter }) =>
              measure === of.code && category !== '' && compareQuarters(quarter, shown) === 0,
          ),
        ) ?? null);
  return (await listInitiatives(db, officeId, upTo)).map((initiative) => ({
    ...initiative,
    ringFenced: ringFenced.has(initiative.ref),
    override: overrides.get(initiative.ref) ?? null,
    measures: measures
      .filter((measure) => measure.initiative === initiative.ref)
      .map((measure) => ({ ...measure, byDistrict: byDistrict(measure), byCategory: byCategory(measure) })),
  }));
}

/** The current period where it lies in the year; the year's last month once it is over, its first before it begins. */
function throughOf(periods: readonly Period[], year: number): PeriodKey {
  const months = periodsOf(year).filter(({ number }) => number <= 12);
  const open = periods.find((period) => !period.closed);
  const found =
    open === undefined || open.year > year || (open.year === year && open.number > 12)
      ? months.at(-1)
      : open.year === year
        ? open
        : months[0];
  if (found === undefined) throw refused('no-period', 'The financial year of this meeting has no periods.');
  return { year: found.year, number: found.number };
}

/** The last quarters that ended before a day, the earliest first. */
function quartersBefore(day: string): Quarter[] {
  const last = yearOfDay(day);
  const numbers: QuarterNumber[] = [1, 2, 3, 4];
  return [last - 2, last - 1, last]
    .flatMap((year) => numbers.map((quarter) => ({ year, quarter })))
    .filter((quarter) => quarterSpan(quarter).endsOn < day)
    .slice(-QUARTERS_SHOWN);
}
