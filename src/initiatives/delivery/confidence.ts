import { formatShortDay } from '../../calendar/day.ts';
import { counted } from '../../platform/count.ts';
import { refused } from '../../platform/refusal.ts';
import type { Answers } from '../../registers/field.ts';
import type { Kept, Register } from '../../registers/register.ts';
import { INITIATIVES } from '../initiative.pages.ts';
import { INITIATIVE_FIELD } from '../initiative-choices.ts';

/** How sure those in charge are that an initiative will be delivered, from the best to the worst. */
export const CONFIDENCES = ['Green', 'Amber/Green', 'Amber', 'Amber/Red', 'Red'] as const;
export type Confidence = (typeof CONFIDENCES)[number];

/** The colour that stands beside the confidence's word. */
export const CONFIDENCE_COLOURS: Record<Confidence, 'red' | 'amber' | 'green'> = {
  Green: 'green',
  'Amber/Green': 'amber',
  Amber: 'amber',
  'Amber/Red': 'red',
  Red: 'red',
};

/** Its five words with what each means (the delivery confidence of the Government Major Projects Portfolio). */
const CONFIDENCE_CHOICES = [
  { value: 'Green', text: 'Green', hint: 'Delivery is highly likely; nothing now threatens it' },
  { value: 'Amber/Green', text: 'Amber/Green', hint: 'Delivery is probable; risks need constant attention' },
  { value: 'Amber', text: 'Amber', hint: 'Delivery is feasible; there are significant issues, which can be resolved' },
  { value: 'Amber/Red', text: 'Amber/Red', hint: 'Delivery is in doubt; there are major risks or issues' },
  { value: 'Red', text: 'Red', hint: 'Delivery appears not to be possible as it is set up' },
];

/** What is known of an initiative's confidence: the latest assessment and the one before it. */
export interface Standing {
  current: Kept;
  before: Kept | null;
}

/** Refused when confidence below Green has no reasons (`reasons-needed`). */
function demandReasons({ confidence, reasons }: Answers): void {
  if (confidence === 'Green' || (reasons ?? null) !== null) return;
  throw refused('reasons-needed', `Enter the reasons why confidence is ${confidence} and not Green`, 'reasons');
}

/** How confidence in delivery was assessed, day by day: an assessment is of its own day and never changes. */
export const CONFIDENCE_SERIES: Register = {
  code: 'confidence',
  table: 'confidence',
  path: '/confidence',
  prefix: 'DC',
  title: 'Delivery confidence',
  one: 'assessment',
  lede: ['How sure we were of delivery, day by day. An assessment never changes: a later one takes its place.'],
  empty: 'Delivery confidence has not been assessed.',
  way: [INITIATIVES],
  acts: { read: 'delivery.read', add: 'delivery.enter' },
  fields: [
    INITIATIVE_FIELD,
    { name: 'assessed', label: 'Assessed on', kind: 'day', past: true, list: true },
    {
      name: 'confidence',
      label: 'Confidence',
      kind: 'choice',
      choices: CONFIDENCE_CHOICES,
      radios: true,
      rag: (value) => CONFIDENCE_COLOURS[value as Confidence],
      list: true,
      filter: true,
    },
    {
      name: 'reasons',
      label: 'Reasons',
      kind: 'longText',
      optional: true,
      list: true,
      hint: 'Needed below Green. Write nothing about a person.',
    },
  ],
  name: ({ initiative, confidence, assessed }) =>
    `Confidence in ${initiative} on ${formatShortDay(String(assessed))}: ${confidence}`,
  check: demandReasons,
  order: byDay,
};

/** The latest day first; of one day, what was recorded last. */
function byDay(a: Kept, b: Kept): number {
  return String(b.answers.assessed).localeCompare(String(a.answers.assessed)) || b.seq - a.seq;
}

/** The latest assessment of each initiative with the one before it. */
export function standings(assessments: readonly Kept[]): Map<string, Standing> {
  const found = new Map<string, Standing>();
  for (const assessment of assessments.toSorted((a, b) => byDay(b, a))) {
    const initiative = String(assessment.answers.initiative);
    found.set(initiative, { current: assessment, before: found.get(initiative)?.current ?? null });
  }
  return found;
}

/** What confidence did since the assessment before: 'Down from Green'. */
export function trendShown({ current, before }: Standing): string {
  if (before === null) return 'First assessment';
  const was = before.answers.confidence as Confidence;
  const fell = CONFIDENCES.indexOf(current.answers.confidence as Confidence) - CONFIDENCES.indexOf(was);
  return fell === 0 ? `Same as before, ${was}` : `${fell > 0 ? 'Down' : 'Up'} from ${was}`;
}

/** What speaks against an assessment of Green: a warning, and never a refusal; null where nothing does. */
export function saysOtherwise(standing: Standing | null, { late, red }: { late: number; red: number }): string | null {
  if (standing?.current.answers.confidence !== 'Green' || late + red === 0) return null;
  const { initiative } = standing.current.answers;
  const found = [
    ...(late > 0 ? [`${counted(late, 'milestone is', 'milestones are')} late`] : []),
    ...(red > 0 ? [`${counted(red, 'open risk is', 'open risks are')} red`] : []),
  ];
  return `Confidence in ${initiative} is Green; the record says otherwise: ${found.join(' and ')}.`;
}
