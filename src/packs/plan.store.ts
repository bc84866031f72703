import type { Act } from '../audit/act.ts';
import { listMeetings } from '../meetings/meeting.store.ts';
import type { Db, Row } from '../platform/database.ts';
import { inCatalogue, usualSections } from './catalogue.ts';
import type { Plan, Planned } from './plan.ts';

/** Keeps a plan as the next version of its meeting's. */
export async function addPlan(act: Act, meetingRef: string, { version, cutOff, sections }: Plan): Promise<void> {
  await act.add('pack_plan', {
    meeting_ref: meetingRef,
    version,
    as_at_seq: cutOff?.seq ?? null,
    as_at: cutOff?.at ?? null,
    entered_by: act.doer.personId,
  });
  await act.addMany(
    'pack_plan_section',
    sections.map(({ section, placing, owner }, index) => ({
      meeting_ref: meetingRef,
      version,
      ordinal: index + 1,
      section,
      stands: placing,
      owner,
    })),
  );
}

/**
 * The plan of a meeting's pack as it stands. While nobody has chosen anything for it, it has the sections and the owners
 * of the meeting before, and no cut-off.
 */
export async function readPlan(db: Db, officeId: number, meetingRef: string): Promise<Plan> {
  const own = await latestPlan(db, officeId, [meetingRef]);
  if (own !== null) return planFrom(own, await sectionsOf(db, own));
  const meetings = (await listMeetings(db, officeId)).map(({ ref }) => ref);
  const earlier = meetings.slice(0, Math.max(0, meetings.indexOf(meetingRef)));
  const before = await latestPlan(db, officeId, earlier.toReversed());
  const sections = before === null ? usualSections() : inCatalogue(await sectionsOf(db, before));
  return { version: 0, cutOff: null, sections };
}

/** The last plan of the first of these meetings that has one. */
async function latestPlan(db: Db, officeId: number, meetings: readonly string[]): Promise<Row | null> {
  const rows: Row[] = await db('pack_plan')
    .where({ office_id: officeId })
    .whereIn('meeting_ref', [...meetings])
    .orderBy('version', 'desc');
  for (const ref of meetings) {
    const found = rows.find(({ meeting_ref }) => meeting_ref === ref);
    if (found !== undefined) return found;
  }
  return null;
}

async function sectionsOf(db: Db, { office_id, meeting_ref, version }: Row): Promise<Planned[]> {
  const rows: Row[] = await db('pack_plan_section').where({ office_id, meeting_ref, version }).orderBy('ordinal');
  return rows.map(({ section, stands, owner }) => ({ section, placing: stands, owner }));
}

function planFrom({ version, as_at_seq, as_at }: Row, sections: Planned[]): Plan {
  return {
    version,
    cutOff: as_at_seq === null ? null : { seq: as_at_seq, at: as_at },
    sections: inCatalogue(sections),
  };
}
