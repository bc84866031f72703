import type { JsonPart } from '../../platform/json-part.ts';
import type { By, Question, QuestionKind, Sort, Total } from './initiative-kind.ts';

const BASES = ['sum', 'posts', 'bed-nights'] as const;
const GROUPING: readonly QuestionKind[] = ['choice', 'place', 'schoolYear', 'quarter', 'organisation', 'record', 'day'];
const AS = ['financial-year', 'quarter', 'school-year'] as const;

/** Which kind of question each part of a basis must name; a question in brackets may be left unanswered. */
const POSTS = {
  label: 'text',
  from: 'day',
  to: 'day',
  share: 'percent',
  annualCost: 'pounds',
  vacancy: 'choice',
} as const;
const FILLINGS = { post: 'record', from: 'day', to: 'day', share: 'percent' } as const;
const BEDS = { number: 'whole', from: 'day', to: 'day', place: 'place' } as const;
const USE = { quarter: 'quarter', place: 'place', nights: 'whole', people: 'whole' } as const;
const UNANSWERED = ['to', 'vacancy'];

/** Reads how records are added up; every sort and question that it names must be there, and of the right kind. */
export function readTotal(part: JsonPart, sorts: readonly Sort[]): Total {
  const basis = part.at('basis').oneOf(BASES);
  const named = {
    code: part.at('code').matching(/^[a-z][a-z0-9-]{1,39}$/, 'small letters, digits and hyphens'),
    title: part.at('title').text(80),
  };
  if (basis === 'sum') return { basis, ...named, ...readSum(part, sorts) };
  if (basis === 'posts') {
    part.object('basis', 'code', 'title', 'posts', 'fillings');
    const posts = readParts(part.at('posts'), POSTS, sorts);
    const fillings = readParts(part.at('fillings'), FILLINGS, sorts);
    const post = questionOf(sorts, fillings.sort, fillings.post);
    if (post.kind !== 'record' || post.sort !== posts.sort || post.fixed !== true) {
      part.at('fillings').at('post').fail(`a fixed question that names records of the sort ${posts.sort}`);
    }
    return { basis, ...named, posts, fillings };
  }
  part.object('basis', 'code', 'title', 'beds', 'use');
  const beds = readParts(part.at('beds'), BEDS, sorts);
  const use = readParts(part.at('use'), USE, sorts);
  const nights = questionOf(sorts, use.sort, use.nights);
  if (nights.kind !== 'whole' || nights.standsFor !== use.people) {
    part.at('use').at('nights').fail(`a question that stands for ${use.people}, so that few children are hidden`);
  }
  return { basis, ...named, beds, use };
}

function readSum(part: JsonPart, sorts: readonly Sort[]) {
  part.object('basis', 'code', 'title', 'sort', 'add', 'rows', 'columns');
  const sort = sortOf(part, sorts);
  const numbers = sort.questions.filter(({ kind }) => kind === 'whole' || kind === 'pounds').map(({ name }) => name);
  const add = part
    .at('add')
    .items()
    .map((name) => name.oneOf(numbers, 'a question that can be added up, of'));
  const columns = part.at('columns').missing ? null : readBy(part.at('columns'), sort);
  if (add.length === 0 || (columns !== null && add.length > 1)) {
    part.at('add').fail(columns === null ? 'at least one question' : 'one question, where there are columns');
  }
  return { sort: sort.code, add, rows: readBy(part.at('rows'), sort), columns };
}

function readBy(part: JsonPart, { questions }: Sort): By {
  const isPlain = typeof part.value === 'string';
  const asked = isPlain ? part : part.object('question', 'as').at('question');
  const names = questions.filter(({ kind }) => GROUPING.includes(kind)).map(({ name }) => name);
  const question = asked.oneOf(names, 'a question whose answers make groups, of');
  const isDay = questions.find(({ name }) => name === question)?.kind === 'day';
  if (isPlain) return isDay ? part.fail(`{ "question": "${question}", "as": one of ${AS.join(', ')} }`) : { question };
  if (!isDay) part.at('as').fail('it only where the question is a day');
  return { question, as: part.at('as').oneOf(AS) };
}

function sortOf(part: JsonPart, sorts: readonly Sort[]): Sort {
  const code = part.at('sort').oneOf(
    sorts.map((sort) => sort.code),
    'a sort of this kind, of',
  );
  return sorts.find((sort) => sort.code === code) as Sort;
}

function questionOf(sorts: readonly Sort[], sort: string, name: string): Question {
  return sorts.find(({ code }) => code === sort)?.questions.find((question) => question.name === name) as Question;
}

/** A sort and a question of it for each part of the arithmetic. */
function readParts<P extends string>(
  part: JsonPart,
  parts: Record<P, QuestionKind>,
  sorts: readonly Sort[],
): Record<P | 'sort', string> {
  part.object('sort', ...Object.keys(parts));
  const sort = sortOf(part, sorts);
  const read: Record<string, string> = { sort: sort.code };
  for (const [name, kind] of Object.entries<QuestionKind>(parts)) {
    const meant = sort.questions.filter(
      (question) => question.kind === kind && (UNANSWERED.includes(name) || question.optional !== true),
    );
    read[name] = part.at(name).oneOf(
      meant.map((question) => question.name),
      `a question of the kind ${kind}${UNANSWERED.includes(name) ? '' : ' that must be answered'}, of`,
    );
  }
  return read as Record<P | 'sort', string>;
}
