import type { Act } from '../audit/act.ts';
import { spellOut } from '../audit/words.ts';
import type { Day } from '../calendar/day.ts';
import { demandFreeCode } from '../funds/code.ts';
import type { Db, Row } from '../platform/database.ts';
import { notFound, refused } from '../platform/refusal.ts';
import { type Definition, definitionOf, isProtected, type Measure } from './measure.ts';

/** When a definition began to hold and who gave it. */
export interface Defined {
  on: Day;
  enteredBy: number | null;
}

/** A version of a definition, with why it replaced the one before. */
export interface DefinitionVersion {
  version: number;
  definition: Definition;
  /** Null in the first version of an older measure, whose day the record alone knows. */
  changedOn: Day | null;
  reason: string | null;
  enteredBy: number | null;
}

/** A measure as it is added. */
export type NewMeasure = Pick<Measure, 'code' | 'initiative'> & Definition & { template?: string | null };

/** Adds a measure. Refused as `code-used` when the office has one of this code. */
export async function addMeasure(act: Act, wanted: NewMeasure, defined: Defined): Promise<void> {
  await demandFreeCode(act, 'measure', wanted.code);
  await demandDenominator(act, wanted.code, wanted.denominator);
  await act.add('measure', {
    code: wanted.code,
    initiative: wanted.initiative,
    name_words: await act.words(wanted.name),
    unit: wanted.unit,
    direction: wanted.direction,
    basis: wanted.basis,
    counts_people: isProtected(wanted) ? 1 : 0,
    denominator: wanted.denominator,
  });
  await addDefinition(act, wanted, { ...defined, version: 1, reason: null, template: wanted.template ?? null });
}

/**
 * Gives a measure another definition, which stands beside those before it. Refused by name: `changed-meanwhile` when
 * the version that was seen is no longer the newest, `no-change`, `counts-stay` when what is protected would no longer
 * be: numbers that were hidden would show.
 */
export async function changeMeasure(
  act: Act,
  code: string,
  wanted: Definition,
  { seen, reason, ...defined }: Defined & { seen: number; reason: string },
): Promise<void> {
  const measure = await findMeasure(act.trx, act.doer.officeId, code);
  if (measure.version !== seen) {
    throw refused(
      'changed-meanwhile',
      `The definition of ${code} was changed while you had it open. Open it again and change the newest.`,
    );
  }
  await demandDenominator(act, code, wanted.denominator);
  if (wanted.counts !== measure.counts && isProtected(measure)) {
    throw refused(
      'counts-stay',
      `What ${code} counts cannot be changed, since numbers that were hidden could then be shown. Add a new measure.`,
      'counts',
    );
  }
  if (!DEFINED.some((part) => JSON.stringify(wanted[part]) !== JSON.stringify(measure[part]))) {
    throw refused('no-change', 'Nothing differs from the definition that stands. Nothing was changed.');
  }
  await addDefinition(act, { ...wanted, code }, { ...defined, version: seen + 1, reason, template: measure.template });
}

const DEFINED = Object.keys(
  definitionOf({ name: '', unit: '', direction: 'none', basis: 'in-period', counts: 'other' }),
) as (keyof Definition)[];

async function demandDenominator(act: Act, code: string, denominator: string | null): Promise<void> {
  if (denominator === null) return;
  if (denominator === code) throw refused('own-share', 'A measure is no share of itself.', 'denominator');
  await findMeasure(act.trx, act.doer.officeId, denominator);
}

async function addDefinition(
  act: Act,
  wanted: Definition & { code: string },
  of: Defined & { version: number; reason: string | null; template: string | null },
): Promise<void> {
  await act.add('measure_definition', {
    measure: wanted.code,
    version: of.version,
    name_words: await act.words(wanted.name),
    unit: wanted.unit,
    direction: wanted.direction,
    basis: wanted.basis,
    counts: wanted.counts,
    rule_words: await act.optionalWords(wanted.rule),
    source_words: await act.optionalWords(wanted.source),
    double_count_words: await act.optionalWords(wanted.doubleCount),
    level: wanted.level,
    dimension: wanted.dimension,
    categories: JSON.stringify(wanted.categories.map(({ code, name }) => ({ code, name }))),
    denominator: wanted.denominator,
    baseline_value: wanted.baseline?.value ?? null,
    baseline_period: wanted.baseline?.period ?? null,
    baseline_source_words: await act.optionalWords(wanted.baseline?.source),
    template: of.template,
    changed_on: of.on,
    reason_words: await act.optionalWords(of.reason),
    entered_by: of.enteredBy,
  });
  await act.add('measure_protection', {
    measure: wanted.code,
    version: of.version,
    hides: wanted.hides,
    kept_by: wanted.keptBy,
  });
  if (wanted.costEach === null) return;
  await act.add('measure_cost', { measure: wanted.code, version: of.version, each_is: wanted.costEach });
}

/**
 * The office's measures as they were defined up to an act, in the order in which they were added. What a measure
 * counts and how it is protected is always as it is now: what is protected today is protected in every look at the past.
 */
export async function listMeasures(db: Db, officeId: number, upToSeq = Number.MAX_SAFE_INTEGER): Promise<Measure[]> {
  const rows = await db('measure').where({ office_id: officeId }).where('act_seq', '<=', upToSeq).orderBy('id');
  return measuresFrom(db, officeId, rows, upToSeq);
}

/** A measure by its code; not found when there is none. */
export async function findMeasure(db: Db, officeId: number, code: string): Promise<Measure> {
  const rows = await db('measure').where({ office_id: officeId, code });
  const [measure] = await measuresFrom(db, officeId, rows, Number.MAX_SAFE_INTEGER);
  if (measure === undefined) throw notFound(`measure ${code.slice(0, 40)}`);
  return measure;
}

async function measuresFrom(db: Db, officeId: number, rows: Row[], upToSeq: number): Promise<Measure[]> {
  const definitions: Row[] = await db('measure_definition')
    .where({ office_id: officeId })
    .whereIn(
      'measure',
      rows.map(({ code }) => code),
    )
    .orderBy('version');
  const newest = new Map(definitions.map((row) => [row.measure, row]));
  const protections = await readProtections(db, officeId);
  const costs = await readCosts(db, officeId);
  const standing = new Map(definitions.filter((row) => row.act_seq <= upToSeq).map((row) => [row.measure, row]));
  const spelled = await spellOut(
    db,
    rows.map((row) => standing.get(row.code) ?? row),
  );
  return rows.map((row, index) => {
    const found = spelled[index] as Row;
    const isDefined = standing.has(row.code);
    const definition = isDefined ? definitionFrom(found) : firstDefinition(found);
    const version = isDefined ? found.version : 1;
    return {
      ...definition,
      counts: newest.get(row.code)?.counts ?? definition.counts,
      ...(protections.get(row.code)?.at(-1)?.protection ?? UNSAID),
      costEach: costs.get(costKey(row.code, version)) ?? null,
      code: row.code,
      initiative: row.initiative,
      version,
      template: isDefined ? found.template : null,
    };
  });
}

/** Whether a measure was defined anew after one act and up to another. */
export async function wasRedefined(
  db: Db,
  officeId: number,
  code: string,
  { afterSeq, upToSeq }: { afterSeq: number; upToSeq: number },
): Promise<boolean> {
  const found = await db('measure_definition')
    .where({ office_id: officeId, measure: code })
    .where('version', '>', 1)
    .where('act_seq', '>', afterSeq)
    .where('act_seq', '<=', upToSeq)
    .first('id');
  return found !== undefined;
}

/** Every version of a measure's definition, the oldest first. */
export async function listDefinitions(db: Db, officeId: number, code: string): Promise<DefinitionVersion[]> {
  const rows = await db('measure_definition').where({ office_id: officeId, measure: code }).orderBy('version');
  const protections = (await readProtections(db, officeId)).get(code) ?? [];
  const costs = await readCosts(db, officeId);
  const protectionAt = (version: number) => protections.findLast((one) => one.version <= version)?.protection ?? UNSAID;
  const versions = (await spellOut(db, rows)).map((row: Row) => ({
    version: row.version,
    definition: {
      ...definitionFrom(row),
      ...protectionAt(row.version),
      costEach: costs.get(costKey(code, row.version)) ?? null,
    },
    changedOn: row.changed_on,
    reason: row.reason,
    enteredBy: row.entered_by,
  }));
  if (versions[0]?.version === 1) return versions;
  const first = await spellOut(db, await db('measure').where({ office_id: officeId, code }));
  const older = first.map((row: Row) => ({
    version: 1,
    definition: firstDefinition(row),
    changedOn: null,
    reason: null,
    enteredBy: null,
  }));
  return [...older, ...versions];
}

type SaidProtection = Pick<Definition, 'hides' | 'keptBy'>;

/** Of definitions that never said. */
const UNSAID: SaidProtection = { hides: 'A', keptBy: null };

/** How each measure is protected, by the versions of its definition. */
async function readProtections(
  db: Db,
  officeId: number,
): Promise<Map<string, { version: number; protection: SaidProtection }[]>> {
  const rows: Row[] = await db('measure_protection').where({ office_id: officeId }).orderBy('version');
  const byMeasure = new Map<string, { version: number; protection: SaidProtection }[]>();
  for (const { measure, version, hides, kept_by: keptBy } of rows) {
    byMeasure.set(measure, [...(byMeasure.get(measure) ?? []), { version, protection: { hides, keptBy } }]);
  }
  return byMeasure;
}

/** What one of each measure is called, by the versions of the definitions that say so. */
async function readCosts(db: Db, officeId: number): Promise<Map<string, string>> {
  const rows: Row[] = await db('measure_cost').where({ office_id: officeId });
  return new Map(rows.map(({ measure, version, each_is: each }) => [costKey(measure, version), each]));
}

function costKey(measure: string, version: number): string {
  return `${measure} ${version}`;
}

/** The definition of a measure that was added before definitions had versions. */
function firstDefinition({ name, unit, direction, basis, denominator, counts_people }: Row): Definition {
  return definitionOf(
    { name, unit, direction, basis, counts: counts_people === 1 ? 'people' : 'other' },
    { denominator },
  );
}

function definitionFrom(row: Row): Definition {
  const { name, unit, direction, basis, counts, rule, source, level, dimension, denominator } = row;
  return {
    name,
    unit,
    direction,
    basis,
    counts,
    rule,
    source,
    doubleCount: row.double_count,
    level,
    dimension,
    categories: JSON.parse(row.categories),
    denominator,
    baseline:
      row.baseline_value === null
        ? null
        : { value: row.baseline_value, period: row.baseline_period, source: row.baseline_source },
    costEach: null,
    ...UNSAID,
  };
}
