import { Reading, readAs } from '../audit/gate/reading.ts';
import { formatDay, formatInstant, londonDay } from '../calendar/day.ts';
import { addFigures } from '../figures/compute.ts';
import { type OpenRelease, openRelease } from '../figures/release/open-release.ts';
import { type FrozenFigure, readFrozenFigures } from '../figures/snapshot.store.ts';
import type { Books } from '../ledger/figure.ts';
import { readNames } from '../people/person.store.ts';
import type { Db } from '../platform/database.ts';
import { SECTIONS } from './catalogue.ts';
import { changeAsks, compareFigures, yearBefore } from './compare.ts';
import { gather, type PackContext } from './context.ts';
import { opening, timesShown } from './opening.ts';
import type { PublishedPack } from './pack.store.ts';
import { PackFigures, type PackModel, type Section } from './pack.ts';
import { paperSections } from './paper-sections.ts';
import type { Planned } from './plan.ts';
import type { PackSection, Prepared, Told } from './section.ts';
import { contentDigest, type SectionState, signedShown } from './section-state.ts';
import { sinceVersion } from './sections/since-version.ts';
import { readSignOffs } from './sign-off.store.ts';

/** The highest marking of the papers in a pack; none is marked higher yet. */
const MARKING = 'OFFICIAL';

/** A pack in words and parts, with the figures it was made from. */
export interface AssembledPack {
  context: PackContext;
  model: PackModel;
  figures: FrozenFigure[];
  /** The books that its figures were computed from. */
  books: Books;
  /** Its sections in the order in which they stand, each with how far its sign-off is. */
  states: SectionState[];
  /** The counts of people in it, as they were protected. */
  release: OpenRelease;
  /** What it met of words that nobody has checked yet: in their place stands that they are held. */
  reading: Reading;
}

/**
 * The pack of a meeting as its plan says: every number in it is a figure, computed once at one cut-off. A version is
 * what it will be published as, with why where it takes the place of another; without one it is a draft. What is behind
 * each figure is read for a version, and for a draft only where it is asked for.
 */
export async function assemble(
  db: Db,
  officeId: number,
  meetingRef: string,
  version: number | null,
  why: string | null = null,
  withRows = version !== null,
): Promise<AssembledPack> {
  const reading = Reading.ofPaper();
  return readAs(reading, async () => {
    const context = await gather(db, officeId, meetingRef);
    const chosen = await prepareSections(db, officeId, context);
    const asks = chosen.flatMap(({ prepared }) => prepared.asks ?? []);
    const { books, release } = await openRelease(db, officeId, {
      kind: 'pack',
      ref: `${context.meeting.ref}/${version ?? 'draft'}`,
      audience: { kind: 'peg' },
      moment: context.books.moment,
      books: context.books,
      asked: asks,
    });
    const own = await addFigures(books, [], asks, withRows);
    const before = await frozenIn(db, officeId, context.last);
    const asked =
      context.lastYear === null
        ? own
        : await addFigures(books, own, yearBefore(own, before, context.lastYear), withRows);
    const changes = context.last === null ? null : compareFigures(asked, context.last, before);
    const newer =
      context.superseded === null
        ? null
        : compareFigures(asked, context.superseded, await frozenIn(db, officeId, context.superseded));
    const figures = await addFigures(
      books,
      asked,
      [changes, newer].flatMap((found) => (found === null ? [] : changeAsks(found))),
      withRows,
    );
    const told: Told = { context, figures: new PackFigures(figures), frozen: figures, release, changes };
    const { sections, states } = await tellSections(db, officeId, context, chosen, told);
    const first = newer === null ? [] : [sinceVersion(newer, told.figures, why)];
    const papers = await paperSections(db, officeId, context.meeting.ref, context.written.seq);
    const all = [...first, ...sections, ...papers];
    return { context, figures, books, release, reading, states, model: packModel(context, all, version) };
  });
}

interface Chosen extends Planned {
  about: PackSection;
  prepared: Prepared;
}

/** The sections of the plan that are not left out, what is annexed last; each has read its records. */
async function prepareSections(db: Db, officeId: number, context: PackContext): Promise<Chosen[]> {
  const source = { db, officeId, context, upToSeq: context.cutOff.seq, today: context.today };
  const chosen: Chosen[] = [];
  for (const placing of ['body', 'annex'] as const) {
    for (const planned of context.plan.sections.filter((one) => one.placing === placing)) {
      const about = SECTIONS.find(({ code }) => code === planned.section) as PackSection;
      chosen.push({ ...planned, about, prepared: await about.prepare(source) });
    }
  }
  return chosen;
}

async function frozenIn(db: Db, officeId: number, pack: PublishedPack | null): Promise<FrozenFigure[]> {
  return pack === null ? [] : readFrozenFigures(db, officeId, pack.snapshotId);
}

/** Every section that has something to say, with how far its sign-off is. */
async function tellSections(
  db: Db,
  officeId: number,
  { meeting }: PackContext,
  chosen: readonly Chosen[],
  told: Told,
): Promise<{ sections: Section[]; states: SectionState[] }> {
  const signed = await readSignOffs(db, officeId, meeting.ref);
  const names = await readNames(db, officeId);
  const sections: Section[] = [];
  const states: SectionState[] = [];
  for (const { about, placing, owner, prepared } of chosen) {
    const blocks = prepared.blocks(told);
    if (blocks === null) continue;
    const { code: id, title, wide = false, alone = false } = about;
    const digest = contentDigest({ title, blocks });
    const last = signed.get(id) ?? null;
    const isSigned = last?.digest === digest;
    const annex = placing === 'annex';
    states.push({ section: about, annex, owner, digest, last, isSigned });
    sections.push({ id, title, wide, alone, annex, blocks, signed: isSigned ? signedShown(last, names) : null });
  }
  return { sections, states };
}

/** The pack in words and parts, from what was gathered and computed; nothing is read here. */
function packModel(context: PackContext, sections: Section[], version: number | null): PackModel {
  const { office, meeting, cutOff } = context;
  const asAt = formatInstant(context.asAt);
  return {
    format: 2,
    title: `Partnership Executive Group, ${formatDay(meeting.heldOn)}`,
    office: office.name,
    marking: MARKING,
    demonstration: office.demonstration,
    meetingRef: meeting.ref,
    version,
    status: version === null ? 'Draft, not published' : `Version ${version}`,
    cover: [
      { label: 'Meeting', text: meeting.ref },
      { label: 'Date', text: formatDay(meeting.heldOn) },
      { label: 'Time', text: timesShown(context) },
      { label: 'Place', text: meeting.place },
      { label: 'Chair', text: meeting.chair },
      { label: 'Figures', text: `As at ${asAt}` },
    ],
    opening: opening(context),
    sections,
    written: formatInstant(context.written.at),
    asAt: context.asAt,
    chain: { seq: cutOff.seq, hash: cutOff.hash, at: cutOff.at, shown: asAt },
    day: londonDay(context.asAt),
  };
}
