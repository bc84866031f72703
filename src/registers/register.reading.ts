import { readRecordedAt } from '../audit/event.store.ts';
import type { Day } from '../calendar/day.ts';
import type { Visit } from '../people/door.ts';
import type { ActName, Subject } from '../people/may.ts';
import { officeDay } from '../people/office.store.ts';
import { readNames } from '../people/person.store.ts';
import { whoShown } from '../people/person.ts';
import { readQuery, type Typed } from '../platform/form.ts';
import { Refusal } from '../platform/refusal.ts';
import { answerHolds, type ChoicesByField } from './field.ts';
import { filtersOf } from './register.form.ts';
import type { ShownVersion } from './register.pages.ts';
import { findRecord, listWithBeside, readVersions, withBeside } from './register.store.ts';
import { type Kept, type Register, readChoicesOf } from './register.ts';

/** The choices of a register, each named even where it is past, and the office's day. */
export async function readAbout({ site, office }: Visit, register: Register) {
  const today = officeDay(office, site.clock);
  return { choices: await readChoicesOf(site.db, office.id, register, today), today };
}

/** The records of a list that the visitor may see, narrowed as its address says. */
export async function readList(visit: Visit, register: Register) {
  const asked = readQuery(visit.req.query, filtersOf(register)) as Typed;
  const about = await readAbout(visit, register);
  const seen = await readSeen(visit, register);
  const records = seen.filter((record) => fits(register, record, asked, about.today));
  const choices = offeredTo(visit, register, register.acts.read, about.choices);
  return { ...about, choices, asked, records };
}

/** Whether a record is one of those that a list is narrowed to. */
function fits(register: Register, record: Kept, asked: Typed, today: Day): boolean {
  return Object.entries(asked).every(([name, value]) => {
    const narrowing = register.narrow?.find((candidate) => candidate.name === name);
    if (narrowing !== undefined) return narrowing.of(record, today).includes(value);
    const field = register.fields.find((candidate) => candidate.name === name);
    return field !== undefined && answerHolds(field, record.answers[name], value);
  });
}

/** The records that the visitor may see: with a district of its own, that one's and everyone's. */
export async function readSeen(visit: Visit, register: Register): Promise<Kept[]> {
  const { db } = visit.site;
  const kept = await listWithBeside(db, visit.office.id, register);
  return kept.filter(
    (record) => mayOf(visit, register, register.acts.read, record) && register.reads?.(visit, record) !== false,
  );
}

/** The record that an address names, for whoever may see it. */
export async function readOne(visit: Visit, register: Register) {
  const about = await readAbout(visit, register);
  const { db } = visit.site;
  const found = await findRecord(db, visit.office.id, register, String(visit.req.params.ref));
  const [record = found] = await withBeside(db, visit.office.id, register, [found]);
  demandOf(visit, register, register.acts.read, record);
  if (register.reads?.(visit, record) === false) {
    const sentence = `This ${register.one} is not for you to read. Ask whoever keeps the list of its readers.`;
    throw new Refusal('forbidden', 'readers', sentence);
  }
  return { ...about, record };
}

/** Every version of a record, the oldest first, with who made it and when. */
export async function readShownVersions(
  { site, office }: Visit,
  register: Register,
  ref: string,
): Promise<ShownVersion[]> {
  const versions = await readVersions(site.db, office.id, register, { ref });
  const names = await readNames(site.db, office.id);
  const instants = await readRecordedAt(
    site.db,
    office.id,
    versions.map(({ seq }) => seq),
  );
  return versions.map((version) => ({
    ...version,
    by: whoShown(names, version.enteredBy),
    at: instants.get(version.seq) as string,
  }));
}

/** What decides whose district a record is. */
type Placed = Pick<Kept, 'answers' | 'beside'>;

/**
 * Whether the person may do this to a record, or to some record: for those who act for one district, to one of
 * theirs; to add and to change, where the register names who of the act's roles may, among these.
 */
export function mayOf(visit: Visit, register: Register, act: ActName, record?: Placed): boolean {
  return subjectsOf(register, act, record).some((subject) => visit.may(act, subject));
}

/** As `mayOf`, throwing the refusal. */
export function demandOf(visit: Visit, register: Register, act: ActName, record?: Placed): void {
  if (!mayOf(visit, register, act, record)) visit.demand(act, subjectsOf(register, act, record)[0]);
}

function subjectsOf(register: Register, act: ActName, record?: Placed): Subject[] {
  const among = act === register.acts.read ? {} : { among: register.enters };
  const places = record === undefined ? [] : [register.district?.(record.answers, record.beside) ?? []].flat();
  // Whoever acts for one district adds and changes what is of a district, and of theirs: what is of none is not.
  const isOfNone = record !== undefined && act !== register.acts.read && register.district !== undefined;
  if (places.length === 0) return [isOfNone ? { ...among, district: 'none' } : among];
  return places.map((district) => ({ ...among, district }));
}

/** What is offered to somebody: where a question asks whose district it is, only the districts that they may act for. */
export function offeredTo(visit: Visit, register: Register, act: ActName, choices: ChoicesByField): ChoicesByField {
  const isTheirs = (name: string, value: string) =>
    register.district?.({ [name]: value }) !== value || visit.may(act, { district: value });
  return new Map([...choices].map(([name, offered]) => [name, offered.filter(({ value }) => isTheirs(name, value))]));
}
