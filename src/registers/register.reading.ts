import type { Day } from '../calendar/day.ts';
import type { Visit } from '../people/door.ts';
import type { ActName, Subject } from '../people/may.ts';
import { officeDay } from '../people/office.store.ts';
import { readNames } from '../people/person.store.ts';
import { readQuery, type Typed } from '../platform/form.ts';
import type { Answers, ChoicesByField } from './field.ts';
import { filtersOf } from './register.form.ts';
import type { ShownVersion } from './register.pages.ts';
import { findRecord, listRecords, readVersions, withBeside } from './register.store.ts';
import { type Kept, type Register, readChoicesOf } from './register.ts';

/** The choices of a register, without other districts for whoever may act for one alone, and the office's day. */
export async function readAbout(visit: Visit, register: Register, act: ActName = register.acts.read) {
  const { site, office } = visit;
  const all = await readChoicesOf(site.db, office.id, register);
  const choices: ChoicesByField = new Map(
    [...all].map(([name, offered]) => [
      name,
      offered.filter(({ value }) => visit.may(act, subjectOf(register, { [name]: value }))),
    ]),
  );
  return { choices, today: officeDay(office, site.clock) };
}

/** The records of a list that the visitor may see, narrowed as its address says. */
export async function readList(visit: Visit, register: Register) {
  const asked = readQuery(visit.req.query, filtersOf(register)) as Typed;
  const about = await readAbout(visit, register);
  const seen = await readSeen(visit, register);
  const records = seen.filter((record) => fits(register, record, asked, about.today));
  return { ...about, asked, records };
}

/** Whether a record is one of those that a list is narrowed to. */
function fits({ narrow = [] }: Register, record: Kept, asked: Typed, today: Day): boolean {
  return Object.entries(asked).every(([name, value]) => {
    const narrowing = narrow.find((candidate) => candidate.name === name);
    if (narrowing !== undefined) return narrowing.of(record, today).includes(value);
    return String(record.answers[name] ?? '') === value;
  });
}

/** The records that the visitor may see: with a district of its own, that one's and everyone's. */
export async function readSeen(visit: Visit, register: Register): Promise<Kept[]> {
  const { db } = visit.site;
  const kept = await withBeside(db, visit.office.id, register, await listRecords(db, visit.office.id, register));
  return kept.filter(({ answers, beside }) => visit.may(register.acts.read, subjectOf(register, answers, beside)));
}

/** The record that an address names, for whoever may see it. */
export async function readOne(visit: Visit, register: Register) {
  const about = await readAbout(visit, register);
  const { db } = visit.site;
  const found = await findRecord(db, visit.office.id, register, String(visit.req.params.ref));
  const [record = found] = await withBeside(db, visit.office.id, register, [found]);
  visit.demand(register.acts.read, subjectOf(register, record.answers, record.beside));
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
  const events = await site
    .db('audit_event')
    .where({ office_id: office.id })
    .whereIn(
      'seq',
      versions.map(({ seq }) => seq),
    )
    .select('seq', 'recorded_at');
  const instants = new Map<number, string>(events.map(({ seq, recorded_at }) => [seq, recorded_at]));
  return versions.map((version) => ({
    ...version,
    by: (version.enteredBy === null ? undefined : names.get(version.enteredBy)) ?? 'The program',
    at: instants.get(version.seq) as string,
  }));
}

/** Whose district a record is, for those who see one alone. */
export function subjectOf({ district }: Register, answers: Answers, beside?: Answers): Subject {
  const place = district?.(answers, beside) ?? null;
  return place === null ? {} : { district: place };
}

/** As `subjectOf`, for those who add and change: among the roles that the register names, where it names them. */
export function entering(register: Register, answers?: Answers, beside?: Answers): Subject {
  return { ...(answers === undefined ? {} : subjectOf(register, answers, beside)), among: register.enters };
}
