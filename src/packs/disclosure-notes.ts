import type { OpenRelease } from '../figures/release/open-release.ts';
import type { Block } from './pack.ts';

/** By which rules counts of people were protected, and what was withheld. */
export function disclosureNotes({ answer, request }: OpenRelease): Block[] {
  const measuresBy = new Map<string, string[]>();
  for (const { code, counts } of request.release.measures) {
    const rule = answer.rules[code] as string;
    if (counts !== 'neither') measuresBy.set(rule, [...(measuresBy.get(rule) ?? []), code]);
  }
  if (measuresBy.size === 0) return [];
  const rules = [...measuresBy].map(([rule, measures]) =>
    measuresBy.size === 1 ? rule : `${measures.join(', ')}: ${rule}`,
  );
  const withheld = answer.tables.map(
    ({ table, what, why }) =>
      `${table}: ${what === 'table' ? 'every number of this release' : 'everything but the county’s own number'} is withheld. ${why}`,
  );
  return [
    { kind: 'heading', id: 'notes-disclosure', text: 'How counts of people are protected', aside: [] },
    {
      kind: 'words',
      paragraphs: [
        ...rules,
        ...(withheld.length === 0 ? ['No breakdown is withheld.'] : withheld),
        'Every hidden number was proved safe from each reader of this paper, who knows what was published before and ' +
          'what is their own.',
      ],
    },
  ];
}
