import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { ACTS } from '../../people/may.ts';
import { JsonPart } from '../../platform/json-part.ts';
import type { Kind, Question, QuestionKind, Rule, Sort } from './initiative-kind.ts';
import { readTotal } from './kind-file-totals.ts';

const CODE = /^[a-z][a-z0-9-]{1,39}$/;
const NAME = /^[a-z][A-Za-z0-9]{0,29}$/;
const SMALL_CODE = 'small letters, digits and hyphens, beginning with a letter';
const SMALL_NAME = 'letters and digits, beginning with a small letter';

/** Reads every kind of a folder, in the order in which forms list them. A wrong file is named, with the place in it. */
export function readKinds(folder: string): Kind[] {
  const names = readdirSync(folder).filter((name) => name.endsWith('.json'));
  const files = names.toSorted().map((name) => {
    const part = JsonPart.parse(path.join(path.basename(folder), name), readFileSync(path.join(folder, name), 'utf8'));
    return { part, kind: readKind(part, name.slice(0, -'.json'.length)) };
  });
  const kinds = files.map(({ kind }) => kind);
  for (const [index, { part, kind }] of files.entries()) {
    const others = kinds.filter((_, other) => other !== index);
    const sorts = others.flatMap(({ records }) => records);
    if (others.some(({ order }) => order === kind.order)) part.at('order').fail('a place of its own among the kinds');
    for (const [at, record] of part.at('records').items().entries()) {
      const { code, prefix } = kind.records[at] as Sort;
      if (sorts.some((other) => other.code === code)) record.at('code').fail('a code that no other kind uses');
      if (sorts.some((other) => other.prefix === prefix)) record.at('prefix').fail('a prefix that no other kind uses');
    }
  }
  return kinds.toSorted((a, b) => a.order - b.order);
}

/** Reads one kind; its file has the name of its code. */
function readKind(part: JsonPart, named: string): Kind {
  part.object('code', 'label', 'order', 'leadTimeDays', 'guidance', 'records', 'totals');
  const code = part.at('code').matching(CODE, SMALL_CODE);
  if (code !== named) part.at('code').fail(`${named}, as the file is called`);
  const lead = part.at('leadTimeDays');
  const sorts = part.at('records').items();
  const records = sorts.map((sort) => readSort(sort));
  unlike(sorts, 'code');
  unlike(sorts, 'prefix');
  for (const [index, sort] of sorts.entries()) checkOtherRecords(sort, records[index] as Sort, records);
  const totals = part.at('totals').items();
  unlike(totals, 'code');
  const worked = totals.filter((total) => total.at('basis').value !== 'sum');
  unlike(worked, 'basis');
  return {
    code,
    label: part.at('label').text(80),
    order: part.at('order').whole(1, 999),
    leadTimeDays: lead.value === null ? null : lead.whole(0, 999),
    guidance: part.at('guidance').text(),
    records,
    totals: totals.map((total) => readTotal(total, records)),
  };
}

function unlike(parts: readonly JsonPart[], name: string): void {
  const seen = new Set<unknown>();
  for (const part of parts) {
    const { value } = part.at(name);
    if (seen.has(value)) part.at(name).fail('one that no other part of this list has');
    seen.add(value);
  }
}

function readSort(part: JsonPart): Sort {
  part.object('code', 'prefix', 'title', 'one', 'lede', 'empty', 'name', 'enters', 'questions', 'rules');
  const asked = part.at('questions').items();
  if (asked.length === 0) part.at('questions').fail('at least one question');
  const questions = asked.map(readQuestion);
  unlike(asked, 'name');
  const names = questions.map(({ name }) => name);
  const people = questions.filter((question) => question.kind === 'whole' && question.people === true);
  for (const question of asked) {
    const standsFor = question.at('standsFor');
    if (!standsFor.missing)
      standsFor.oneOf(
        people.map(({ name }) => name),
        'a question that counts people, of',
      );
  }
  const enters = part.at('enters');
  const roles = enters.items().map((role) => role.oneOf(ACTS['kind-record.enter']));
  const isOfDistrict = questions.some(({ kind, optional }) => kind === 'place' && optional !== true);
  if (roles.length === 0) enters.fail('at least one role');
  if (roles.includes('district-contact') && !isOfDistrict) {
    enters.fail('no district-contact where no question of the kind place must be answered');
  }
  return {
    code: part.at('code').matching(CODE, SMALL_CODE),
    prefix: part.at('prefix').matching(/^[A-Z]{1,4}$/, 'one to four capital letters'),
    title: part.at('title').text(80),
    one: part.at('one').text(40),
    lede: part
      .at('lede')
      .items()
      .map((sentence) => sentence.text()),
    empty: part.at('empty').text(),
    name: part
      .at('name')
      .items()
      .map((name) => name.oneOf(names, 'a question of')),
    enters: roles,
    questions,
    rules: part
      .at('rules')
      .items()
      .map((rule) => readRule(rule, questions)),
  };
}

/** What else each kind of question may say. */
const OWN: Record<QuestionKind, readonly string[]> = {
  text: ['longest'],
  longText: [],
  choice: ['choices'],
  place: [],
  schoolYear: [],
  quarter: [],
  organisation: [],
  record: ['sort'],
  day: ['past'],
  pounds: [],
  whole: ['most', 'people', 'standsFor'],
  percent: [],
};
const NARROWING: readonly QuestionKind[] = ['choice', 'place', 'schoolYear', 'quarter', 'organisation', 'record'];

function readQuestion(part: JsonPart): Question {
  const kind = part.at('kind').oneOf(Object.keys(OWN) as QuestionKind[]);
  part.object('name', 'label', 'heading', 'hint', 'optional', 'fixed', 'list', 'filter', 'kind', ...OWN[kind]);
  if (part.at('filter').flag() && !NARROWING.includes(kind)) {
    part.at('filter').fail(`it only for the kinds ${NARROWING.join(', ')}`);
  }
  if (kind === 'choice') {
    const choices = part.at('choices').items();
    if (choices.length === 0) part.at('choices').fail('at least one choice');
    unlike(choices, 'value');
    for (const choice of choices) {
      choice.object('value', 'text').at('value').matching(CODE, SMALL_CODE);
      choice.at('text').text(120);
    }
  }
  for (const [name, most] of [
    ['longest', 4000],
    ['most', 10_000_000],
  ] as const) {
    if (!part.at(name).missing) part.at(name).whole(1, most);
  }
  for (const name of ['heading', 'hint'] as const) if (!part.at(name).missing) part.at(name).text();
  for (const name of ['optional', 'fixed', 'list', 'past', 'people'] as const) part.at(name).flag();
  part.at('name').matching(NAME, SMALL_NAME);
  part.at('label').text(120);
  return part.value as Question;
}

/** A question may name records of another sort of the same kind. */
function checkOtherRecords(part: JsonPart, sort: Sort, records: readonly Sort[]): void {
  const others = records.filter((other) => other !== sort).map(({ code }) => code);
  for (const question of part.at('questions').items()) {
    if (question.at('kind').value === 'record') question.at('sort').oneOf(others, 'another sort of this kind, of');
  }
}

const RULES = ['order', 'at-most', 'required-if', 'within', 'one-for'] as const;

function readRule(part: JsonPart, questions: readonly Question[]): Rule {
  const of = (name: string, ...kinds: QuestionKind[]): string => {
    const meant = questions.filter(({ kind }) => kinds.length === 0 || kinds.includes(kind));
    return part.at(name).oneOf(
      meant.map((question) => question.name),
      `a question${kinds.length === 0 ? '' : ` of the kind ${kinds.join(' or ')}`}, of`,
    );
  };
  const rule = part.at('rule').oneOf(RULES);
  if (rule === 'order') {
    part.object('rule', 'first', 'last');
    return { rule, first: of('first', 'day'), last: of('last', 'day') };
  }
  if (rule === 'at-most') {
    part.object('rule', 'question', 'of');
    const number = of('question', 'whole', 'pounds', 'percent');
    const kind = questions.find(({ name }) => name === number)?.kind as QuestionKind;
    return { rule, question: number, of: of('of', kind) };
  }
  if (rule === 'within') {
    part.object('rule', 'day', 'period');
    return { rule, day: of('day', 'day'), period: of('period', 'schoolYear', 'quarter') };
  }
  if (rule === 'one-for') {
    part.object('rule', 'questions');
    const names = questions.map(({ name }) => name);
    return {
      rule,
      questions: part
        .at('questions')
        .items()
        .map((name) => name.oneOf(names, 'a question of')),
    };
  }
  part.object('rule', 'question', 'if', 'is');
  const is = part.at('is').missing
    ? {}
    : {
        is: part
          .at('is')
          .items()
          .map((value) => value.text(40)),
      };
  return { rule, question: of('question'), if: of('if'), ...is };
}
