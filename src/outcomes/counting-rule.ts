import type { DefinitionVersion } from './measure.store.ts';
import type { Definition } from './measure.ts';

/** The parts of a definition by which people count; what is only named otherwise is counted alike. */
const COUNTED_BY = ['rule', 'counts', 'basis', 'unit', 'level'] as const satisfies readonly (keyof Definition)[];

/** How many different counting rules these versions of a definition are: numbers of two are not one number. */
export function rulesAmong(definitions: readonly DefinitionVersion[], versions: Iterable<number>): number {
  const wanted = new Set(versions);
  const used = definitions.filter(({ version }) => wanted.has(version));
  return new Set(used.map(({ definition }) => JSON.stringify(COUNTED_BY.map((part) => definition[part])))).size;
}
