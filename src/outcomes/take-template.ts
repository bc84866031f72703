import type { Act } from '../audit/act.ts';
import type { Initiative } from '../initiatives/initiative.store.ts';
import { notFound, refused } from '../platform/refusal.ts';
import { addMeasure, type Defined, listMeasures } from './measure.store.ts';
import type { Measure } from './measure.ts';
import { type TemplateMeasure, templateOf } from './template.ts';

/** A measure of a template, and the measure that an initiative already has from it. */
export interface Offered {
  template: TemplateMeasure;
  taken: Measure | null;
  /** The code that it would get: the template's own, or one that names the initiative where that is used. */
  code: string;
}

/** What the template of an initiative's kind offers it. */
export function offeredTo(initiative: Pick<Initiative, 'ref' | 'kind'>, measures: readonly Measure[]): Offered[] {
  const own = measures.filter((measure) => measure.initiative === initiative.ref);
  return templateOf(initiative.kind).map((template) => ({
    template,
    taken: own.find((measure) => measure.template === template.code || measure.code === template.code) ?? null,
    code: freeCode(template.code, initiative.ref, measures),
  }));
}

function freeCode(code: string, initiative: string, measures: readonly Measure[]): string {
  const isUsed = measures.some((measure) => measure.code === code);
  return isUsed ? `${code.slice(0, 15)}-${initiative.replace('I-', '')}` : code;
}

/** The definition that a template gives a measure of an initiative, its share resolved to the initiative's own measure. */
export function definitionFrom(offered: readonly Offered[], { template }: Offered) {
  const whole = offered.find((other) => other.template.code === template.shareOf);
  return { ...template.definition, denominator: whole === undefined ? null : (whole.taken?.code ?? whole.code) };
}

/**
 * Adds chosen measures of the template to an initiative, as they stand there, and answers their codes. Refused as
 * `share-missing` where one is a share of another that the initiative neither has nor takes.
 */
export async function takeTemplate(
  act: Act,
  initiative: Initiative,
  chosen: readonly string[],
  defined: Defined,
): Promise<string[]> {
  const offered = offeredTo(initiative, await listMeasures(act.trx, act.doer.officeId));
  const wanted = offered.filter(({ template, taken }) => taken === null && chosen.includes(template.code));
  if (wanted.length === 0) throw notFound('measure of the template that the initiative does not have yet');
  for (const one of inOrderOfShares(wanted)) {
    const { template, code } = one;
    const whole = offered.find((other) => other.template.code === template.shareOf);
    if (whole !== undefined && whole.taken === null && !wanted.includes(whole)) {
      throw refused(
        'share-missing',
        `${template.definition.name} is a share of ${whole.template.definition.name}. Choose that one too.`,
        `take-${template.code}`,
      );
    }
    const definition = definitionFrom(offered, one);
    await addMeasure(act, { ...definition, code, initiative: initiative.ref, template: template.code }, defined);
  }
  return wanted.map(({ code }) => code);
}

/** Wholes before the shares of them, which name them. */
function inOrderOfShares(wanted: readonly Offered[]): Offered[] {
  return wanted.toSorted((a, b) => Number(a.template.shareOf !== null) - Number(b.template.shareOf !== null));
}
