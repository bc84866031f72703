import type { Moment } from '../audit/moment.ts';
import { yearLabel, yearShown } from '../calendar/financial-year.ts';
import { type Quarter, quarterLabel, quarterShown } from '../calendar/quarter.ts';
import type { Template } from './template.ts';

export type StepName = 'checked' | 'offered' | 'certified' | 'returned' | 'submitted' | 'acknowledged';

/** How far a draft has come on its way out; what became of it after that, `answerTo` says. */
export type FilingState = 'draft' | 'checked' | 'offered' | 'certified' | 'returned' | 'submitted';

/** Whether a filing is still an estimate, is meant to last, or was audited. */
export type Standing = (typeof STANDINGS)[number]['value'];

export const STANDINGS = [
  { value: 'provisional', text: 'Provisional' },
  { value: 'final', text: 'Final' },
  { value: 'audited', text: 'Audited' },
] as const;

/** Who did a step of a filing, when, and the fingerprint of the content that it was done to. */
export interface Step {
  doneBy: number;
  at: string;
  contentDigest: string;
}

/** A draft of a return for a quarter or a year: prepared as at a cut-off, checked, certified, and submitted once. */
export interface Filing {
  /** Null for a draft that the command line builds and nobody prepared. */
  id: number | null;
  ref: string;
  draft: number;
  template: string;
  templateVersion: string;
  /** Where the template is kept as it was; null for a filing of before they were kept, and for one nobody prepared. */
  templateId: number | null;
  /** The one funding source that it is about; null for all the money. */
  source: string | null;
  standing: Standing;
  /** The submitted filing that it takes the place of, which stays as it was. */
  followsId: number | null;
  /** Of a return for a whole year, its last quarter. */
  quarter: Quarter;
  /** Its numbers are those of this moment, whatever is recorded later. */
  cutoff: Moment;
  preparedBy: number | null;
  preparedAt: string | null;
  steps: Partial<Record<StepName, Step>>;
  /** The latest draft of its reference: earlier ones have been replaced. */
  latest: boolean;
  /** What was explained, by the row that it explains, the latest text of each. */
  explanations: Map<string, string>;
  /** The act of the latest explanation, by which two people working at once are told apart. */
  explainedSeq: number;
}

/** Which return is meant: what it is made by, of which quarter or year, and of which source where there are several. */
export interface WantedReturn {
  template: Template;
  quarter: Quarter;
  source: string | null;
}

/** The reference of a return, such as `HO-2014-15-Q4` or, of a source and a year, `SGU-PCC-2014-15`. */
export function returnRef({ template, quarter, source }: WantedReturn): string {
  const period = template.every === 'year' ? yearLabel(quarter.year) : quarterLabel(quarter);
  return [template.prefix, ...(source === null ? [] : [source]), period].join('-');
}

/** What a return is about, in words: its quarter, or its year where there is one return for each. */
export function spanOf(filing: Pick<Filing, 'quarter'>, template: Pick<Template, 'every'>): string {
  return template.every === 'year' ? yearShown(filing.quarter.year) : quarterShown(filing.quarter);
}

/** How far a draft has come. */
export function stateOf({ steps }: Pick<Filing, 'steps'>): FilingState {
  if (steps.submitted !== undefined) return 'submitted';
  if (steps.returned !== undefined) return 'returned';
  if (steps.certified !== undefined) return 'certified';
  if (steps.offered !== undefined) return 'offered';
  return steps.checked === undefined ? 'draft' : 'checked';
}

/** What whoever received a submitted return answered: that changes are to be made, or that they have it. */
export function answerTo({ steps }: Pick<Filing, 'steps'>): 'returned' | 'acknowledged' | null {
  if (steps.submitted === undefined) return null;
  if (steps.returned !== undefined) return 'returned';
  return steps.acknowledged === undefined ? null : 'acknowledged';
}

/** Whether a further filing may follow one that was submitted: it was asked for, or it is more certain. */
export function mayFollow(before: Filing, standing: Standing): boolean {
  const rank = (one: Standing): number => STANDINGS.findIndex(({ value }) => value === one);
  return before.steps.returned !== undefined || rank(standing) > rank(before.standing);
}

/** The files' names begin with this: fund, template, source, year and quarter; before submission that it is a draft. */
export function fileStem(filing: Filing, fund: string): string {
  const isFiled = stateOf(filing) === 'submitted';
  return `${fund}-${filing.ref}${isFiled ? '' : `-draft-${filing.draft}`}`;
}
