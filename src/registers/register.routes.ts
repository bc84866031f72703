import { perform } from '../audit/act.ts';
import type { Door, Visit } from '../people/door.ts';
import { actOnForm, sendCsv } from '../people/form-visit.ts';
import type { Subject } from '../people/may.ts';
import { officeDay } from '../people/office.store.ts';
import { joinParts, type PagePart, type ReadPart, readParts } from '../people/page-part.ts';
import { readNames } from '../people/person.store.ts';
import { doer } from '../people/person.ts';
import { readQuery, type Typed } from '../platform/form.ts';
import { tableFile } from '../platform/table.ts';
import type { Answers } from './field.ts';
import { filtersOf, prefilledBy, readRecord, type TypedRecord } from './register.form.ts';
import {
  recordFormPage,
  recordPage,
  registerPage,
  registerTable,
  type ShownVersion,
  typedFrom,
} from './register.pages.ts';
import { addRecord, changeRecord, findRecord, listRecords, readVersions, withBeside } from './register.store.ts';
import { ChangedMeanwhile, type Kept, type Register, readChoicesOf } from './register.ts';

/** Which register an address means: always the same one, or one that is data and named in the address. */
type Resolve = (visit: Visit) => Promise<Register>;

/** The addresses of a register: list, file, record, and the forms that add and change one. */
export function registerRoutes(door: Door, register: Register, parts: readonly ReadPart[] = []): void {
  registerRoutesAt(door, register.path, register.acts, async () => register, parts);
}

/** As `registerRoutes`, at an address that names the register. */
export function registerRoutesAt(
  door: Door,
  path: string,
  acts: Register['acts'],
  resolve: Resolve,
  parts: readonly ReadPart[] = [],
): void {
  door.get(path, acts.read, async (visit) => {
    const register = await resolve(visit);
    const { records, choices, asked, today } = await readList(visit, register);
    const warnings = records.flatMap((record) => register.warn?.(record, today) ?? []);
    const table = registerTable(register, records, { choices, today });
    visit.show(
      'platform/record',
      registerPage(register, table, { choices, asked, warnings, mayAdd: visit.may(acts.add) }),
    );
  });

  door.get(`${path}.csv`, acts.read, async (visit) => {
    const register = await resolve(visit);
    const { records, choices, today } = await readList(visit, register);
    const table = registerTable(register, records, { choices, today, whole: true });
    sendCsv(visit, `${register.path.split('/').at(-1)}.csv`, tableFile(table));
  });

  door.get(`${path}/new`, acts.add, async (visit) => {
    const register = await resolve(visit);
    const asked = readQuery(visit.req.query, prefilledBy(register)) as Typed;
    const choices = await readChoicesOf(visit.site.db, visit.office.id, register);
    const typed = typedFrom(register, null, asked);
    visit.show('platform/form', recordFormPage(register, { choices, standing: null, typed }));
  });

  door.post(`${path}/new`, acts.add, async (visit) => {
    const register = await resolve(visit);
    const { choices, today } = await readAbout(visit, register);
    await actOnForm(visit, readRecord(visit.req.body, register, { choices, today, standing: null }), {
      again: (typed, errors) => recordFormPage(register, { choices, standing: null, typed, errors }),
      act: async ({ answers }) => {
        visit.demand(acts.add, subjectOf(register, answers));
        const ref = await perform(visit.site, doer(visit.person), `${register.code}.add`, visit.once(), async (act) => {
          const added = await addRecord(act, register, answers);
          return { subject: { kind: register.code, ref: added }, result: added };
        });
        visit.done(`${register.path}/${ref}`, `${capital(register.one)} ${ref} was added.`);
      },
    });
  });

  door.get(`${path}/:ref`, acts.read, async (visit) => {
    const register = await resolve(visit);
    const { choices, today, record } = await readOne(visit, register);
    const versions = await readShownVersions(visit, register, record.ref);
    const mayChange = visit.may(acts.change, subjectOf(register, record.answers, record.beside));
    const page = recordPage(register, record, { choices, today, versions, mayChange });
    visit.show('platform/record', joinParts(page, await readParts(visit, record.ref, parts)));
  });

  door.get(`${path}/:ref/change`, acts.change, async (visit) => {
    const register = await resolve(visit);
    const { choices, record } = await readOne(visit, register);
    visit.demand(acts.change, subjectOf(register, record.answers, record.beside));
    const typed = typedFrom(register, record, {});
    visit.show('platform/form', recordFormPage(register, { choices, standing: record, typed }));
  });

  door.post(`${path}/:ref/change`, acts.change, async (visit) => {
    const register = await resolve(visit);
    const { choices, today, record } = await readOne(visit, register);
    visit.demand(acts.change, subjectOf(register, record.answers, record.beside));
    await actOnForm(visit, readRecord(visit.req.body, register, { choices, today, standing: record }), {
      again: (typed, errors) => recordFormPage(register, { choices, standing: record, typed, errors }),
      act: async (typed) => {
        visit.demand(acts.change, subjectOf(register, typed.answers, record.beside));
        await saveChange(visit, register, record, typed);
      },
    });
  });
}

async function saveChange(visit: Visit, register: Register, record: Kept, typed: TypedRecord): Promise<void> {
  const { ref } = record;
  try {
    await perform(visit.site, doer(visit.person), `${register.code}.change`, visit.once(), async (act) => {
      await changeRecord(act, register, { ref, ...typed });
      return { subject: { kind: register.code, ref }, result: null };
    });
  } catch (error) {
    if (!(error instanceof ChangedMeanwhile)) throw error;
    await showBoth(visit, register, typed, error);
    return;
  }
  visit.done(`${register.path}/${ref}`, `${capital(register.one)} ${ref} was changed.`);
}

/** The form again with both versions beside it; sent once more, it is a change of what stands now. */
async function showBoth(visit: Visit, register: Register, typed: TypedRecord, error: ChangedMeanwhile): Promise<void> {
  const { standing } = error;
  const choices = await readChoicesOf(visit.site.db, visit.office.id, register);
  const versions = await readShownVersions(visit, register, standing.ref);
  const after = versions.at(-1) as ShownVersion;
  const before = versions.find(({ version }) => version === typed.basedOn) ?? after;
  const { _csrf, _once, ...kept } = visit.req.body as Typed;
  const errors = [{ field: '', message: error.message }];
  const conflict = { before, after, yours: typed.answers };
  visit.show(
    'platform/form',
    recordFormPage(register, { choices, standing, typed: kept, errors, conflict }),
    error.status,
  );
}

async function readAbout({ site, office }: Visit, register: Register) {
  const choices = await readChoicesOf(site.db, office.id, register);
  return { choices, today: officeDay(office, site.clock) };
}

async function readList(visit: Visit, register: Register) {
  const asked = readQuery(visit.req.query, filtersOf(register)) as Typed;
  const about = await readAbout(visit, register);
  const seen = await readSeen(visit, register);
  const filters = new Map(
    register.derived?.flatMap(({ filter }) => (filter === undefined ? [] : [[filter.name, filter]])),
  );
  const records = seen.filter((record) =>
    Object.entries(asked).every(
      ([name, value]) =>
        (filters.get(name)?.value(record, about.today) ?? String(record.answers[name] ?? '')) === value,
    ),
  );
  return { ...about, asked, records };
}

/** The records that the visitor may see: with a district of its own, that one's and everyone's. */
async function readSeen(visit: Visit, register: Register): Promise<Kept[]> {
  const { db } = visit.site;
  const kept = await withBeside(db, visit.office.id, register, await listRecords(db, visit.office.id, register));
  return kept.filter(({ answers, beside }) => visit.may(register.acts.read, subjectOf(register, answers, beside)));
}

async function readOne(visit: Visit, register: Register) {
  const about = await readAbout(visit, register);
  const { db } = visit.site;
  const found = await findRecord(db, visit.office.id, register, String(visit.req.params.ref));
  const [record = found] = await withBeside(db, visit.office.id, register, [found]);
  visit.demand(register.acts.read, subjectOf(register, record.answers, record.beside));
  return { ...about, record };
}

async function readShownVersions({ site, office }: Visit, register: Register, ref: string): Promise<ShownVersion[]> {
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
function subjectOf({ district }: Register, answers: Answers, beside?: Answers): Subject {
  const place = district?.(answers, beside) ?? null;
  return place === null ? {} : { district: place };
}

/**
 * What a register says on the page of what its records are about: those whose answer to a question is that record's
 * reference, with a button that adds one.
 */
export function registerPart(register: Register, question: string, heading = register.title): ReadPart {
  return async (visit, ref): Promise<PagePart> => {
    if (!visit.may(register.acts.read)) return {};
    const about = await readAbout(visit, register);
    const records = (await readSeen(visit, register)).filter(({ answers }) => answers[question] === ref);
    const table = registerTable(register, records, about);
    const without = register.fields.filter(({ list }) => list === true).findIndex(({ name }) => name === question) + 1;
    const drop = <T>(cells: readonly T[]): T[] => cells.filter((_, index) => without === 0 || index !== without);
    return {
      warnings: records.flatMap((record) => register.warn?.(record, about.today) ?? []),
      sections: [
        {
          table: {
            ...table,
            caption: heading,
            captionHidden: false,
            columns: drop(table.columns),
            rows: table.rows.map((row) => drop(row)),
          },
        },
      ],
      links: visit.may(register.acts.add)
        ? [{ text: `Add ${register.one} to ${ref}`, href: `${register.path}/new?${question}=${ref}` }]
        : [],
    };
  };
}

function capital(text: string): string {
  return `${text[0]?.toUpperCase()}${text.slice(1)}`;
}
