import type { Day } from '../../calendar/day.ts';
import { yearLabel, yearOfDay, yearShown } from '../../calendar/financial-year.ts';
import { type Quarter, quarterLabel, quarterShown, quarterSpan, readQuarter } from '../../calendar/quarter.ts';
import { schoolYearLabel, schoolYearOfDay, schoolYearShown } from '../../calendar/school-year.ts';
import { placeName } from '../../partners/place.ts';
import type { ChoicesByField } from '../../registers/field.ts';
import type { Kept } from '../../registers/register.ts';
import type { By, Question, Sort } from './initiative-kind.ts';

/** Records that have one answer in common, or none. */
export interface Group {
  key: string;
  text: string;
}

const NOT_RECORDED: Group = { key: '', text: 'Not recorded' };

/** How records fall into the groups of a row or a column. */
export interface Grouping {
  question: Question;
  keyOf(record: Kept): string;
  groups(records: readonly Kept[]): Group[];
}

/** How records fall into groups by the answer to a question, or by the time that a day falls in. */
export function groupingOf({ question: name, as }: By, sort: Sort, choices: ChoicesByField): Grouping {
  const question = questionOf(sort, name);
  const keyOf = ({ answers }: Kept): string => {
    const answer = answers[name] ?? null;
    if (answer === null) return NOT_RECORDED.key;
    return as === undefined ? String(answer) : timeKey(as, String(answer));
  };
  const offered = choices.get(name) ?? [];
  const isTime = as !== undefined || question.kind === 'schoolYear' || question.kind === 'quarter';
  const place = (key: string): number => offered.findIndex(({ value }) => value === key);
  return {
    question,
    keyOf,
    groups: (records) => {
      const keys = [...new Set(records.map(keyOf))].filter((key) => key !== NOT_RECORDED.key);
      const inOrder = keys.toSorted((a, b) => (isTime ? 0 : place(a) - place(b)) || a.localeCompare(b));
      const text = (key: string): string =>
        as !== undefined
          ? timeShown(as, key)
          : question.kind === 'place'
            ? placeName(key)
            : (offered[place(key)]?.text ?? key);
      const groups = inOrder.map((key) => ({ key, text: text(key) }));
      return records.some((record) => keyOf(record) === NOT_RECORDED.key) ? [...groups, NOT_RECORDED] : groups;
    },
  };
}

type As = NonNullable<By['as']>;

function timeKey(as: As, day: Day): string {
  if (as === 'school-year') return schoolYearLabel(schoolYearOfDay(day));
  const year = yearOfDay(day);
  if (as === 'financial-year') return yearLabel(year);
  const quarters = ([1, 2, 3, 4] as const).map((quarter) => ({ year, quarter }));
  return quarterLabel(quarters.find((quarter) => day <= quarterSpan(quarter).endsOn) as Quarter);
}

function timeShown(as: As, key: string): string {
  if (as === 'quarter') return quarterShown(readQuarter(key) as Quarter);
  const year = Number(key.slice(0, 4));
  return as === 'school-year' ? `School year ${schoolYearShown(year)}` : yearShown(year);
}

/** A question of a sort, by its name. */
export function questionOf({ questions }: Sort, name: string): Question {
  return questions.find((question) => question.name === name) as Question;
}
