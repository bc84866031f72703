import { disclosureNotes } from '../disclosure-notes.ts';
import { heading } from '../pack.ts';
import { OWNERS, type PackSection } from '../section.ts';

/** What the figures of the pack mean, and what stands where a number would. */
export const NOTES: PackSection = {
  code: 'notes',
  title: 'Definitions and notes',
  owners: OWNERS.secretariat,
  placing: 'annex',
  always: true,
  prepare: () => ({
    blocks: ({ frozen, release }) => [
      heading('notes-figures', 'What the figures mean'),
      {
        kind: 'facts',
        rows: [...new Map(frozen.map(({ figure, label, means }) => [figure, { label, paragraphs: [means] }])).values()],
      },
      heading('notes-markers', 'Markers'),
      {
        kind: 'facts',
        rows: [
          {
            label: '[c]',
            paragraphs: ['Confidential: hidden by the rule below, or because it would give such a number away.'],
          },
          { label: '[x]', paragraphs: ['Not available, or an amount that was never published. It is not zero.'] },
          { label: '[z]', paragraphs: ['Not applicable: nothing of the kind is due here.'] },
          { label: '[p]', paragraphs: ['Beside a number: provisional, since something it needs is still missing.'] },
          { label: '[r]', paragraphs: ['Beside a number: revised, since an approved correction changed it.'] },
        ],
      },
      ...disclosureNotes(release),
      heading('notes-record', 'The record behind this pack'),
      {
        kind: 'words',
        paragraphs: [
          'Every figure is as at the instant that the cover names, and each number opens, on the screen, to the entries ' +
            'behind it. What people wrote for the meeting stands as they left it when the pack was made.',
        ],
      },
    ],
  }),
};
