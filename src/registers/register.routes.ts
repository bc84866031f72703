import { perform } from '../audit/act.ts';
import { readKnowledge } from '../audit/gate/knowledge.ts';
import type { Knowledge } from '../disclosure/words-gate.ts';
import type { Door, Visit } from '../people/door.ts';
import { actOnForm } from '../people/form-visit.ts';
import type { ActName } from '../people/may.ts';
import { joinParts, type PagePart, type ReadPart, readParts } from '../people/page-part.ts';
import { doer } from '../people/person.ts';
import { readQuery, type Typed } from '../platform/form.ts';
import type { Parameters } from '../platform/parameter.ts';
import { capital, withArticle } from '../platform/sentence.ts';
import { parametersOf, prefilledBy, readRecord } from './register.form.ts';
import { recordFormPage, recordPage, registerPage, registerTable, typedFrom } from './register.pages.ts';
import {
  demandOf,
  mayOf,
  offeredTo,
  readAbout,
  readList,
  readOne,
  readSeen,
  readShownVersions,
} from './register.reading.ts';
import { lookedDetail, saveChange, showLook } from './register.saving.ts';
import { addRecord } from './register.store.ts';
import type { Register } from './register.ts';
import { lookThrough } from './second-look.ts';

/** Which register an address means: always the same one, or one that is data and named in the address. */
type Resolve = (visit: Visit) => Promise<Register>;

/** The addresses of a register: list, file, record, and the forms that add and change one. */
export function registerRoutes(door: Door, register: Register, parts: readonly ReadPart[] = []): void {
  registerRoutesAt(door, register.path, register.acts, async () => register, {
    parts,
    parameters: parametersOf(register),
  });
}

/** As `registerRoutes`, at an address that names the register. */
export function registerRoutesAt(
  door: Door,
  path: string,
  acts: Register['acts'],
  resolve: Resolve,
  { parts = [], parameters }: { parts?: readonly ReadPart[]; parameters: Parameters },
): void {
  // Before the list, whose last part may be a name that would take `.csv` in.
  door.table(
    path,
    acts.read,
    async (visit) => {
      const register = await resolve(visit);
      const { records, choices, today } = await readList(visit, register);
      const table = registerTable(register, records, { choices, today, whole: true });
      return { name: register.path.split('/').at(-1) as string, table };
    },
    parameters,
  );

  door.get(path, acts.read, async (visit) => {
    const register = await resolve(visit);
    const { records, choices, asked, today } = await readList(visit, register);
    const warnings = records.flatMap((record) => register.warn?.(record, today) ?? []);
    const table = registerTable(register, records, { choices, today });
    visit.show(
      'platform/record',
      registerPage(register, table, { choices, asked, warnings, mayAdd: mayOf(visit, register, acts.add) }),
    );
  });

  door.get(`${path}/new`, acts.add, async (visit) => {
    const register = await resolve(visit);
    demandOf(visit, register, acts.add);
    const asked = readQuery(visit.req.query, prefilledBy(register)) as Typed;
    const { choices: all } = await readAbout(visit, register);
    const choices = offeredTo(visit, register, acts.add, all);
    const typed = typedFrom(register, null, asked);
    visit.show('platform/form', recordFormPage(register, { choices, standing: null, typed }));
  });

  door.post(`${path}/new`, acts.add, async (visit) => {
    const register = await resolve(visit);
    demandOf(visit, register, acts.add);
    const { choices, today } = await readAbout(visit, register);
    const offered = offeredTo(visit, register, acts.add, choices);
    await actOnForm(visit, readRecord(visit.req.body, register, { choices, today, standing: null }), {
      again: (typed, errors) => recordFormPage(register, { choices: offered, standing: null, typed, errors }),
      act: async (typed) => {
        const { answers } = typed;
        demandOf(visit, register, acts.add, { answers });
        const look = lookThrough(register, typed, null, { today, knowledge: await knowledgeOf(visit) });
        if (look !== null && look.token !== typed.looked)
          return showLook(visit, register, { choices: offered, standing: null, look });
        const ref = await perform(visit.site, doer(visit.person), `${register.code}.add`, visit.once(), async (act) => {
          const added = await addRecord(act, register, answers);
          return { subject: { kind: register.code, ref: added }, detail: lookedDetail(look), result: added };
        });
        visit.done(`${register.path}/${ref}`, `${capital(register.one)} ${ref} was added.`);
      },
    });
  });

  door.get(`${path}/:ref`, acts.read, async (visit) => {
    const register = await resolve(visit);
    const { choices, today, record } = await readOne(visit, register);
    const versions = await readShownVersions(visit, register, record.ref);
    const mayChange = acts.change !== undefined && mayOf(visit, register, acts.change, record);
    const page = recordPage(register, record, { choices, today, versions, mayChange });
    visit.show('platform/record', joinParts(page, await readParts(visit, record.ref, parts)));
  });

  if (acts.change !== undefined) changeRoutes(door, path, acts.change, resolve);
}

function knowledgeOf({ site, office }: Visit): Promise<Knowledge> {
  return readKnowledge(site.db, office.id);
}

/** The form that changes a record, and what it does. */
function changeRoutes(door: Door, path: string, act: ActName, resolve: Resolve): void {
  door.get(`${path}/:ref/change`, act, async (visit) => {
    const register = await resolve(visit);
    const { choices, record } = await readOne(visit, register);
    demandOf(visit, register, act, record);
    const typed = typedFrom(register, record, {});
    const offered = offeredTo(visit, register, act, choices);
    visit.show('platform/form', recordFormPage(register, { choices: offered, standing: record, typed }));
  });

  door.post(`${path}/:ref/change`, act, async (visit) => {
    const register = await resolve(visit);
    const { choices, today, record } = await readOne(visit, register);
    demandOf(visit, register, act, record);
    const offered = offeredTo(visit, register, act, choices);
    await actOnForm(visit, readRecord(visit.req.body, register, { choices, today, standing: record }), {
      again: (typed, errors) => recordFormPage(register, { choices: offered, standing: record, typed, errors }),
      act: async (typed) => {
        demandOf(visit, register, act, { answers: typed.answers, beside: record.beside });
        const look = lookThrough(register, typed, record.answers, { today, knowledge: await knowledgeOf(visit) });
        if (look !== null && look.token !== typed.looked)
          return showLook(visit, register, { choices: offered, standing: record, look });
        await saveChange(visit, register, record, typed, look);
      },
    });
  });
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
      links: mayOf(visit, register, register.acts.add)
        ? [{ text: `Add ${withArticle(register.one)} to ${ref}`, href: `${register.path}/new?${question}=${ref}` }]
        : [],
    };
  };
}
