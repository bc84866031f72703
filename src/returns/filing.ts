import type { Moment } from '../audit/moment.ts';
import { type Quarter, quarterLabel } from '../calendar/quarter.ts';
import type { Template } from './template.ts';

export type StepName = 'checked' | 'certified' | 'submitted';
export type FilingState = 'draft' | StepName;

/** Who did a step of a filing, when, and the fingerprint of the content that it was done to. */
export interface Step {
  doneBy: number;
  at: string;
  contentDigest: string;
}

/** A draft of a return for a quarter: prepared as at a cut-off, checked, certified, and submitted once. */
export interface Filing {
  /** Null for a draft that the command line builds and nobody prepared. */
  id: number | null;
  ref: string;
  draft: number;
  template: string;
  templateVersion: string;
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

/** The reference of a template's return for a quarter, such as `HO-2014-15-Q4`. */
export function returnRef(template: Pick<Template, 'prefix'>, quarter: Quarter): string {
  return `${template.prefix}-${quarterLabel(quarter)}`;
}

/** How far a draft has come. */
export function stateOf(filing: Pick<Filing, 'steps'>): FilingState {
  if (filing.steps.submitted !== undefined) return 'submitted';
  if (filing.steps.certified !== undefined) return 'certified';
  return filing.steps.checked === undefined ? 'draft' : 'checked';
}

/** What a file is called when it is downloaded; before submission its name says that it is a draft. */
export function returnFileName(filing: Filing, table: string): string {
  const isFiled = stateOf(filing) === 'submitted';
  return `${filing.ref}${isFiled ? '' : `-draft-${filing.draft}`}-${table}.csv`;
}
