import type { Quarter } from '../calendar/quarter.ts';
import { type FrozenFigure, readFrozenFigures } from '../figures/snapshot.store.ts';
import type { KeptAction } from '../meetings/action.ts';
import type { Meeting } from '../meetings/meeting.ts';
import { readMeetingFile } from '../meetings/meeting-file.store.ts';
import { memberOf } from '../meetings/member.store.ts';
import type { Member } from '../meetings/member.ts';
import { expectedPlaces } from '../outcomes/completeness.ts';
import { listMeasures } from '../outcomes/measure.store.ts';
import type { Measure } from '../outcomes/measure.ts';
import { listVersions } from '../outcomes/observation.store.ts';
import { dataReturnState } from '../partners/data-return.ts';
import { readOrganisations } from '../partners/organisation.store.ts';
import { lastEndedQuarter, type Partnership, readPartnership } from '../partners/partnership.ts';
import { findPlace, type Place } from '../partners/place.ts';
import type { Person } from '../people/person.ts';
import type { Db } from '../platform/database.ts';
import type { Kept } from '../registers/register.ts';
import { lastPackBefore, listPacks, type PublishedPack } from './pack.store.ts';

/** What of a meeting's pack is a member's own. */
export interface MemberPage {
  meeting: Meeting;
  /** Who they are on the group; null for somebody who sits on it for nobody. */
  member: Member | null;
  /** The district of their body, or their own; null where neither has one. */
  district: Place | null;
  /** The last published pack that they may read, with its figures about the district. */
  published: { pack: PublishedPack; figures: FrozenFigure[] } | null;
  measures: ReadonlyMap<string, Measure>;
  partnership: Partnership;
  actions: KeptAction[];
  /** What data the district has not sent yet, and which measures it has not counted in the last quarter that ended. */
  returns: Kept[];
  quarter: Quarter;
  uncounted: Measure[];
}

/** Reads what is somebody's own: their district, their actions, and the data that they owe. */
export async function readMemberPage(
  db: Db,
  person: Person,
  { meetingRef, today }: { meetingRef: string; today: string },
): Promise<MemberPage> {
  const { officeId } = person;
  const file = await readMeetingFile(db, officeId, meetingRef);
  const member = memberOf(file.members, person.id, file.meeting.heldOn);
  const code = member === null ? person.districtCode : await districtOf(db, officeId, member);
  const place = code === null || code === undefined ? undefined : findPlace(code);
  const district = place === undefined || place.isCounty ? null : place;
  const partnership = await readPartnership(db, officeId);
  const measures = await listMeasures(db, officeId);
  const quarter = lastEndedQuarter(today);
  const owners = [member?.ref, member?.substituteFor].filter((ref) => ref !== null && ref !== undefined);
  return {
    meeting: file.meeting,
    member,
    district,
    published: await lastPublished(db, officeId, file.meeting, district),
    measures: new Map(measures.map((measure) => [measure.code, measure])),
    partnership,
    actions: file.actionsOpen.filter(({ owner }) => owner !== null && owners.includes(owner)),
    returns: partnership.returns.filter(
      ({ answers }) =>
        answers.sender === district?.code && ['due', 'overdue'].includes(dataReturnState(answers, today).state),
    ),
    quarter,
    uncounted: district === null ? [] : await uncountedIn(db, officeId, { measures, district, quarter }),
  };
}

async function districtOf(db: Db, officeId: number, { organisation }: Member): Promise<string | null> {
  const organisations = await readOrganisations(db, officeId);
  return organisations.all.find(({ id }) => id === organisation)?.districtCode ?? null;
}

/** The pack of the meeting, or of the last one before it that has one, with its frozen figures about a district. */
async function lastPublished(
  db: Db,
  officeId: number,
  { ref }: Meeting,
  district: Place | null,
): Promise<MemberPage['published']> {
  const own = (await listPacks(db, officeId, ref)).find(
    ({ withdrawal, isWithdrawn }) => withdrawal === null && !isWithdrawn,
  );
  const pack = own ?? (await lastPackBefore(db, officeId, ref));
  if (pack === null || pack === undefined || district === null) return null;
  const figures = await readFrozenFigures(db, officeId, pack.snapshotId);
  return {
    pack,
    figures: figures.filter(({ scope, figure }) => scope.place === district.code && !figure.startsWith('since')),
  };
}

/** The measures that are counted by district and that nobody has counted there in a quarter. */
async function uncountedIn(
  db: Db,
  officeId: number,
  { measures, district, quarter }: { measures: readonly Measure[]; district: Place; quarter: Quarter },
): Promise<Measure[]> {
  const versions = await listVersions(db, officeId);
  return measures.filter((measure) => {
    const own = versions.filter((one) => one.measure === measure.code);
    const places = expectedPlaces(measure, new Set(own.map(({ place }) => place)));
    if (!places.some(({ code }) => code === district.code)) return false;
    return !own.some(
      ({ place, quarter: of, state }) =>
        place === district.code && of.year === quarter.year && of.quarter === quarter.quarter && state !== 'returned',
    );
  });
}
