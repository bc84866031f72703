import { type Choice, type FormAnswer, FormReader, type Typed } from '../platform/form.ts';
import { SECTIONS } from './catalogue.ts';
import type { Plan, Planned } from './plan.ts';
import type { Placing } from './section.ts';

/** Where a section may stand. */
export const PLACINGS: readonly Choice[] = [
  { value: 'body', text: 'In the pack' },
  { value: 'annex', text: 'Annexed' },
  { value: 'out', text: 'Left out' },
];

const LONGEST_PLACE = 99;

/** What a plan's form answers: the plan without its cut-off, and the cut-off as it was typed. */
export interface PlanTyped {
  plan: Omit<Plan, 'cutOff'>;
  asAt: string | null;
}

/** Reads the form that puts a pack together. Sections of the same place stand in the order of the form. */
export function readPlanForm(body: unknown, people: readonly Choice[]): FormAnswer<PlanTyped> {
  const fields = SECTIONS.flatMap(({ code }) => [`position-${code}`, `placing-${code}`, `owner-${code}`]);
  const form = new FormReader(body, ['version', 'as-at', ...fields]);
  const version = form.wholeNumber('version', 'Version', { most: 1_000_000 });
  const asAt = form.text('as-at', 'Cut-off', { optional: true, longest: 30 });
  const read = SECTIONS.map(({ code, title }): Planned & { position: number } => {
    const position = form.wholeNumber(`position-${code}`, `Place of “${title}”`, { most: LONGEST_PLACE });
    const placing = form.choice(`placing-${code}`, `Where “${title}” stands`, PLACINGS) as Placing;
    const owner = form.choice(`owner-${code}`, `Who signs “${title}” off`, people, { optional: true });
    return { section: code, placing, owner: owner === '' ? null : Number(owner), position: position ?? 0 };
  });
  return form.answer(() => ({
    plan: {
      version: version as number,
      sections: read
        .toSorted((a, b) => a.position - b.position)
        .map(({ section, placing, owner }) => ({ section, placing, owner })),
    },
    asAt: asAt === '' ? null : asAt,
  }));
}

/** What the form shows of a plan as it stands. */
export function typedOfPlan({ version, cutOff, sections }: Plan): Typed {
  const typed: Typed = { version: String(version), 'as-at': cutOff?.at ?? '' };
  for (const [index, { section, placing, owner }] of sections.entries()) {
    typed[`position-${section}`] = String(index + 1);
    typed[`placing-${section}`] = placing;
    typed[`owner-${section}`] = owner === null ? '' : String(owner);
  }
  return typed;
}
