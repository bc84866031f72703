import { type Choice, type FormAnswer, FormReader, type Typed } from '../platform/form.ts';
import { type ChoicesByField, type Field, formNames, readAnswer } from '../registers/field.ts';
import { BASED_ON, WHY } from '../registers/register.form.ts';
import type { Kept } from '../registers/register.ts';
import { SCHEME_CHOICES } from './identifier.ts';
import { ORGANISATION_KINDS, type OrganisationRecord, type OrganisationVersion } from './organisation.ts';
import type { EnteredOrganisation } from './organisation-entry.ts';
import { DISTRICTS, placeChoices } from './place.ts';

export const ORGANISATION_KIND_CHOICES: readonly Choice[] = Object.entries(ORGANISATION_KINDS).map(([value, text]) => ({
  value,
  text,
}));
export const DISTRICT_CHOICES: readonly Choice[] = placeChoices(DISTRICTS);
export const ANOTHER = 'another';
const LONGEST_NAME = 200;

/** What is asked of an organisation. */
export const ORGANISATION_FIELDS: readonly Field[] = [
  {
    name: 'name',
    label: 'Name',
    kind: 'text',
    longest: LONGEST_NAME,
    hint: 'Its legal name, such as Leeds City Council',
  },
  { name: 'kind', label: 'Kind', kind: 'choice', choices: ORGANISATION_KIND_CHOICES, radios: true },
  {
    name: 'district',
    label: 'District',
    kind: 'choice',
    choices: DISTRICT_CHOICES,
    optional: true,
    hint: 'Only for a body of one district',
  },
];
export const ORGANISATION_CHOICES: ChoicesByField = new Map([
  ['kind', ORGANISATION_KIND_CHOICES],
  ['district', DISTRICT_CHOICES],
]);
const NAMES = ORGANISATION_FIELDS.flatMap((field) => formNames(field, ORGANISATION_CHOICES));

/** A version of an organisation as registers keep theirs, so that it is asked, compared and told as theirs are. */
export function keptOf({ id }: OrganisationRecord, version: OrganisationVersion): Kept {
  const { name, kind, districtCode } = version;
  return {
    ref: String(id),
    version: version.version,
    answers: { name, kind, district: districtCode },
    why: version.why,
    enteredBy: null,
    seq: version.seq,
    previous: null,
  };
}

function readAnswers(form: FormReader) {
  const about = { choices: ORGANISATION_CHOICES, today: '', before: null };
  const [name, kind, district] = ORGANISATION_FIELDS.map((field) => readAnswer(form, field, about));
  return {
    name: String(name ?? ''),
    kind: String(kind ?? ''),
    districtCode: district === null ? null : String(district),
    another: form.box(ANOTHER, 'It is another one'),
  };
}

/** Reads the form that adds an organisation. */
export function readOrganisation(body: unknown): FormAnswer<EnteredOrganisation> {
  const form = new FormReader(body, [...NAMES, 'scheme', 'code', ANOTHER]);
  const answers = readAnswers(form);
  const scheme = form.choice('scheme', 'Register', SCHEME_CHOICES, { optional: true });
  const code = form.text('code', 'Number', { optional: true, longest: 40 });
  if (scheme === '' && code !== '') form.fail('scheme', 'Select whose number it is');
  if (scheme !== '' && code === '') form.fail('code', 'Enter the number');
  return form.answer(() => ({ ...answers, identifier: scheme === '' ? null : { scheme, code } }));
}

/** What somebody changed of an organisation, on which version, and why. */
export interface ChangedOrganisation {
  name: string;
  kind: string;
  districtCode: string | null;
  another: boolean;
  basedOn: number;
  why: string | null;
}

/** Reads the form that changes an organisation. */
export function readOrganisationChange(body: unknown): FormAnswer<ChangedOrganisation> {
  const form = new FormReader(body, [...NAMES, ANOTHER, BASED_ON, WHY]);
  const answers = readAnswers(form);
  const basedOn = Number(form.text(BASED_ON, 'Version'));
  const why = form.text(WHY, 'Why it changes', { optional: true, longest: 1000 }) || null;
  return form.answer(() => ({ ...answers, basedOn, why }));
}

/** Reads the form that adds another name. */
export function readAlias(body: unknown): FormAnswer<string> {
  const form = new FormReader(body, ['name']);
  const name = form.text('name', 'Other name', { longest: LONGEST_NAME });
  return form.answer(() => name);
}

/** Reads the form that adds an identifier. */
export function readTypedIdentifier(body: unknown): FormAnswer<{ scheme: string; code: string }> {
  const form = new FormReader(body, ['scheme', 'code']);
  const scheme = form.choice('scheme', 'Register', SCHEME_CHOICES);
  const code = form.text('code', 'Number', { longest: 40 });
  return form.answer(() => ({ scheme, code }));
}

/** Reads a form that asks for a reason alone. */
export function readReason(body: unknown): FormAnswer<string> {
  const form = new FormReader(body, ['reason']);
  const reason = form.text('reason', 'Reason', { longest: 1000 });
  return form.answer(() => reason);
}

/** Reads the form that merges an organisation into one of the choices. */
export function readMerge(body: unknown, choices: readonly Choice[]): FormAnswer<{ into: number; reason: string }> {
  const form = new FormReader(body, ['into', 'reason']);
  const into = form.choice('into', 'Organisation that it is', choices);
  const reason = form.text('reason', 'Reason', { longest: 1000 });
  return form.answer(() => ({ into: Number(into), reason }));
}

export type PairAnswer = 'merge-first' | 'merge-second' | 'two';

/** Reads what becomes of two organisations that look alike. */
export function readPair(body: unknown, choices: readonly Choice[]): FormAnswer<{ what: PairAnswer; reason: string }> {
  const form = new FormReader(body, ['what', 'reason']);
  const what = form.choice('what', 'What they are', choices) as PairAnswer;
  const reason = form.text('reason', 'Reason', { longest: 1000 });
  return form.answer(() => ({ what, reason }));
}

/** Reads the search of the list of organisations. */
export function searchOf(asked: Typed): { kind: string; name: string } {
  return { kind: asked.kind ?? '', name: (asked.name ?? '').trim().slice(0, LONGEST_NAME) };
}
