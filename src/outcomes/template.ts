import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { findKind } from '../initiatives/kinds/initiative-kind.ts';
import { JsonPart } from '../platform/json-part.ts';
import { inProject } from '../platform/root.ts';
import { categoryCode, type Definition, definitionOf } from './measure.ts';

/** A measure that initiatives of a kind usually have. */
export interface TemplateMeasure {
  /** Its code in the template, and in an office as long as that is free there. */
  code: string;
  /** Its denominator, where it has one, by its code in the template. */
  shareOf: string | null;
  definition: Definition;
}

const CODE = /^[A-Z0-9][A-Z0-9-]{1,15}$/;

/** The measures of a folder's templates by the kind of initiative. A wrong file is named, with the place in it. */
export function readTemplates(folder: string): ReadonlyMap<string, readonly TemplateMeasure[]> {
  const names = readdirSync(folder).filter((name) => name.endsWith('.json'));
  return new Map(
    names.toSorted().map((name) => {
      const part = JsonPart.parse(
        path.join(path.basename(folder), name),
        readFileSync(path.join(folder, name), 'utf8'),
      );
      part.object('kind', 'measures');
      const kind = part.at('kind').text(40);
      if (findKind(kind) === undefined) part.at('kind').fail('a kind of initiative');
      const measures = part.at('measures').items();
      const codes = measures.map((measure) => String(measure.at('code').value));
      return [kind, measures.map((measure, index) => readTemplateMeasure(measure, codes, index))];
    }),
  );
}

function readTemplateMeasure(part: JsonPart, codes: readonly string[], index: number): TemplateMeasure {
  part.object(
    'code',
    'name',
    'unit',
    'direction',
    'basis',
    'counts',
    'rule',
    'source',
    'level',
    'doubleCount',
    'dimension',
    'categories',
    'shareOf',
    'costEach',
  );
  const code = part.at('code').matching(CODE, '2 to 16 capital letters, digits or hyphens');
  if (codes.indexOf(code) !== index) part.at('code').fail('a code of its own');
  const optional = (name: string) => (part.at(name).missing ? null : part.at(name).text());
  const categories = part.at('categories').missing
    ? []
    : part
        .at('categories')
        .items()
        .map((item) => item.text(40));
  return {
    code,
    shareOf: part.at('shareOf').missing ? null : part.at('shareOf').oneOf(codes),
    definition: definitionOf(
      {
        name: part.at('name').text(200),
        unit: part.at('unit').text(40),
        direction: part.at('direction').oneOf(['up', 'down', 'none']),
        basis: part.at('basis').oneOf(['in-period', 'cumulative', 'point-in-time']),
        counts: part.at('counts').oneOf(['people', 'events', 'other']),
      },
      {
        rule: part.at('rule').text(),
        source: part.at('source').text(300),
        doubleCount: optional('doubleCount'),
        level: part.at('level').oneOf(['districts', 'county'] as const),
        dimension: optional('dimension'),
        categories: categories.map((name) => ({ code: categoryCode(name), name })),
        costEach: part.at('costEach').missing ? null : part.at('costEach').text(40),
      },
    ),
  };
}

const TEMPLATES = readTemplates(inProject('data', 'measure-templates'));

/** What initiatives of a kind usually count; empty where there is no template for it. */
export function templateOf(kind: string): readonly TemplateMeasure[] {
  return TEMPLATES.get(kind) ?? [];
}
