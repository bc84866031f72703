import type { Act } from '../../audit/act.ts';
import type { Day } from '../../calendar/day.ts';
import { readOrganisationChoices } from '../../partners/party.ts';
import { DISTRICTS, type Place, placeChoices } from '../../partners/place.ts';
import { notFound, refused } from '../../platform/refusal.ts';
import { type Answers, answerText, type Field } from '../../registers/field.ts';
import type { Kept, Register } from '../../registers/register.ts';
import { INITIATIVES } from '../initiative.pages.ts';
import { findInitiative, type Initiative } from '../initiative.store.ts';
import { findKind, findSort, kindShown, type Sort } from './initiative-kind.ts';
import { quarterChoices, recordChoices, schoolYearChoices } from './kind-choices.ts';
import { checkAnswers, checkOneFor } from './kind-rule.ts';

/** What must be known to make a register of a sort: whose records, and for whom. */
export interface SortAbout {
  /** Null for the records of every initiative. */
  initiative: string | null;
  today: Day;
  /** The districts that are offered and shown. */
  places?: readonly Place[];
  /** What else the database knows, such as the arithmetic of posts, within the act. */
  checkKept?: (act: Act, candidate: Candidate) => Promise<void>;
}

/** A record about to be kept: of which initiative and sort, and what it takes the place of. */
export interface Candidate {
  initiative: Initiative;
  sort: Sort;
  answers: Answers;
  before: Kept | null;
}

/** A sort of records as a register: its list, file, forms and history follow from the data file alone. */
export function sortRegister(sort: Sort, about: SortAbout): Register {
  const { initiative } = about;
  const fields = sort.questions.map((question) => fieldOf(question, about));
  const place = sort.questions.find(({ kind, optional }) => kind === 'place' && optional !== true);
  const href = `/initiatives/${initiative ?? ''}`;
  return {
    code: sort.code,
    table: 'kind_record',
    inBody: true,
    path: `${href}/records/${sort.code}`,
    prefix: sort.prefix,
    title: `${sort.title}, ${initiative ?? 'all initiatives'}`,
    one: sort.one,
    lede: sort.lede,
    empty: sort.empty,
    way: [INITIATIVES, { text: initiative ?? '', href }, { text: 'What it records', href: `${href}/kind` }],
    acts: { read: 'kind-record.read', add: 'kind-record.enter', change: 'kind-record.enter' },
    enters: sort.enters,
    within: { column: 'initiative', ref: initiative },
    fields,
    name: (answers, choices) =>
      sort.name
        .map((name) => answerText(fields.find((field) => field.name === name) as Field, answers, choices))
        .join(', '),
    ...(place === undefined ? {} : { district: (answers: Answers) => (answers[place.name] as string | null) ?? null }),
    check: (answers) => checkAnswers(sort, answers),
    checkKept: async (act, answers, before) => {
      const of = await findInitiative(act.trx, act.doer.officeId, String(initiative));
      demandSort(of, sort.code);
      // Standing there too: a record may be kept by something that is no form.
      checkAnswers(sort, answers);
      await checkOneFor(act, sort, sortRegister(sort, about), { answers, before });
      await about.checkKept?.(act, { initiative: of, sort, answers, before });
    },
  };
}

/**
 * The sort of records that an initiative keeps. Refused as `not-its-kind` where another kind keeps it; not found when
 * none does.
 */
export function demandSort(initiative: Initiative, code: string): Sort {
  const own = findKind(initiative.kind)?.records.find((sort) => sort.code === code);
  if (own !== undefined) return own;
  const other = findSort(code);
  if (other === undefined) throw notFound(`sort of records ${code.slice(0, 40)}`);
  throw refused(
    'not-its-kind',
    `${initiative.ref} is of the kind ${kindShown(initiative.kind)}, which keeps no ${other.sort.title.toLowerCase()}. ` +
      `They belong to an initiative of the kind ${other.kind.label}.`,
  );
}

function fieldOf(question: Sort['questions'][number], about: SortAbout): Field {
  if (question.kind === 'place') {
    return { ...question, kind: 'choice', choices: placeChoices(about.places ?? DISTRICTS) };
  }
  if (question.kind === 'schoolYear') return { ...question, kind: 'choice', choices: schoolYearChoices(about.today) };
  if (question.kind === 'quarter') return { ...question, kind: 'choice', choices: quarterChoices(about.today) };
  if (question.kind === 'organisation') return { ...question, kind: 'choice', choices: readOrganisationChoices };
  if (question.kind === 'record') {
    const other = findSort(question.sort)?.sort as Sort;
    const register = (): Register => sortRegister(other, about);
    return {
      ...question,
      kind: 'choice',
      choices: (db, officeId, today) => recordChoices(db, officeId, register(), today),
      href: (ref) => `/initiatives/${about.initiative ?? ''}/records/${other.code}/${ref}`,
    };
  }
  return question;
}
