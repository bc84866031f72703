import type { Act } from '../../audit/act.ts';
import { type Day, formatDay } from '../../calendar/day.ts';
import { type Quarter, quarterShown, quarterSpan, readQuarter } from '../../calendar/quarter.ts';
import { readSchoolYear, schoolYearShown, schoolYearSpan } from '../../calendar/school-year.ts';
import { isWithin } from '../../calendar/span.ts';
import { dayFields } from '../../platform/form.ts';
import { refused } from '../../platform/refusal.ts';
import type { Answers } from '../../registers/field.ts';
import { listRecords } from '../../registers/register.store.ts';
import type { Kept, Register } from '../../registers/register.ts';
import type { Question, Rule, Sort } from './initiative-kind.ts';

/**
 * Refuses answers that do not keep to the rules of their sort, by the rule's name: `order`, `at-most`, `required-if`,
 * `within`. No sentence repeats a number, which may be hidden.
 */
export function checkAnswers(sort: Sort, answers: Answers): void {
  for (const rule of sort.rules) checkRule(rule, answers, (name) => questionOf(sort, name));
}

function checkRule(rule: Rule, answers: Answers, question: (name: string) => Question): void {
  const answered = (name: string) => answers[name] ?? null;
  if (rule.rule === 'order') {
    const [first, last] = [answered(rule.first), answered(rule.last)];
    if (first === null || last === null || first <= last) return;
    const { label } = question(rule.last);
    throw refused(
      'order',
      `${label} must be on or after ${formatDay(first as Day)}, the answer to “${question(rule.first).label}”.`,
      dayFields(rule.last)[0],
    );
  }
  if (rule.rule === 'at-most') {
    const [number, most] = [answered(rule.question), answered(rule.of)];
    if (number === null || most === null || number <= most) return;
    const { label } = question(rule.question);
    throw refused('at-most', `${label} must be no more than “${question(rule.of).label}”.`, rule.question);
  }
  if (rule.rule === 'required-if') {
    const condition = answered(rule.if);
    const isAsked = condition !== null && (rule.is === undefined || rule.is.includes(String(condition)));
    if (!isAsked || answered(rule.question) !== null) return;
    const { label } = question(rule.question);
    throw refused(
      'required-if',
      `Answer “${label}” too, since “${question(rule.if).label}” is answered so.`,
      boxOf(question(rule.question)),
    );
  }
  if (rule.rule === 'within') {
    const day = answered(rule.day);
    const period = periodOf(question(rule.period), answered(rule.period) as string | null);
    if (day === null || period === null || isWithin(day as Day, period.span)) return;
    throw refused(
      'within',
      `${question(rule.day).label} must lie in ${period.shown}: ${formatDay(period.span.startsOn)} to ${formatDay(period.span.endsOn)}.`,
      dayFields(rule.day)[0],
    );
  }
}

function questionOf({ questions }: Sort, name: string): Question {
  return questions.find((question) => question.name === name) as Question;
}

/** The box of a form that an error belongs to. */
function boxOf({ name, kind }: Question): string {
  return kind === 'day' ? dayFields(name)[0] : name;
}

function periodOf({ kind }: Question, answer: string | null) {
  if (answer === null) return null;
  if (kind === 'schoolYear') {
    const year = readSchoolYear(answer) as number;
    return { span: schoolYearSpan(year), shown: `the school year ${schoolYearShown(year)}` };
  }
  const quarter = readQuarter(answer) as Quarter;
  return { span: quarterSpan(quarter), shown: quarterShown(quarter) };
}

/** Refuses a second record for the same answers where a sort keeps one for each (`one-for`). */
export async function checkOneFor(
  act: Act,
  sort: Sort,
  register: Register,
  { answers, before }: { answers: Answers; before: Kept | null },
): Promise<void> {
  const rules = sort.rules.filter((rule) => rule.rule === 'one-for');
  if (rules.length === 0) return;
  const others = (await listRecords(act.trx, act.doer.officeId, register)).filter(({ ref }) => ref !== before?.ref);
  for (const { questions } of rules) {
    const same = others.find((other) => questions.every((name) => other.answers[name] === answers[name]));
    if (same === undefined) continue;
    throw refused(
      'one-for',
      `${same.ref} already answers for this. Change ${same.ref}, or answer for something else.`,
      boxOf(questionOf(sort, questions[0] as string)),
    );
  }
}
