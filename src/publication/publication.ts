import type { Moment } from '../audit/moment.ts';
import { type Month, monthLabel, monthShown } from '../calendar/month.ts';
import type { KindCode } from './kind.ts';

export type StepName = 'reviewed' | 'sent-back' | 'published';
export type PublicationState = 'draft' | StepName;

/** A step of a publication: who did it, when, and to which content. */
export interface Step {
  step: StepName;
  doneBy: number;
  at: string;
  contentDigest: string;
  /** Why it was sent back. */
  reason: string | null;
}

/** One kind of publication for one month: prepared as at a cut-off, reviewed by somebody else, published once. */
export interface Publication {
  id: number;
  kind: KindCode;
  month: Month;
  /** Prepared again, it becomes the next draft; once published, the next draft is a correction. */
  draft: number;
  cutoff: Moment;
  /** Why a month that was published is published again; null for the first time. */
  why: string | null;
  preparedBy: number;
  preparedAt: string;
  steps: readonly Step[];
  latest: boolean;
}

/** How far a publication has come. */
export function stateOf({ steps }: Pick<Publication, 'steps'>): PublicationState {
  return steps.at(-1)?.step ?? 'draft';
}

/** What names a publication in the record: 'spend/2015-06'. */
export function publicationRef({ kind, month }: Pick<Publication, 'kind' | 'month'>): string {
  return `${kind}/${monthLabel(month)}`;
}

/** Where a draft of a publication is. */
export function publicationHref(of: Pick<Publication, 'kind' | 'month' | 'draft'>): string {
  return `/publications/${publicationRef(of)}/${of.draft}`;
}

/** A publication in a sentence: 'Spend over £500 of June 2015'. */
export function publicationName(title: string, month: Month): string {
  return `${title}, ${monthShown(month)}`;
}
