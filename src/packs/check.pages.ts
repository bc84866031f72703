import { formatInstant } from '../calendar/day.ts';
import { formatCount } from '../platform/count.ts';
import type { Checked } from './check.ts';

/** What was found of a copy, as a sentence for a page and for the command line. */
export interface CheckSaid {
  /** The state in a word: published, superseded, withdrawn, altered or unknown. */
  state: 'published' | 'superseded' | 'withdrawn' | 'altered' | 'unknown';
  heading: string;
  sentences: string[];
}

/** Says what was found, of a paper only what stands on its cover. */
export function checkSaid(checked: Checked): CheckSaid {
  if (checked.found === 'nothing') {
    return {
      state: 'unknown',
      heading: 'This is no paper that this office published',
      sentences: [
        'Nothing published here has this code, these bytes, or most of them. Look at the code again: it holds no letter O, I or L.',
      ],
    };
  }
  const { known } = checked;
  if (checked.found === 'altered') {
    return {
      state: 'altered',
      heading: 'Altered: these are not the bytes that were published',
      sentences: [
        `It says that it is ${known.named}, and it differs from it${whereShown(checked.at)}. Do not rely on it: ask for the published file.`,
      ],
    };
  }
  const whole = checked.found === 'same';
  return {
    state: known.standing,
    heading: whole ? HEADINGS[known.standing] : CODE_HEADINGS[known.standing],
    sentences: [
      `${whole ? 'Byte by byte it is' : 'The code is that of'} ${known.named}, published on ${formatInstant(known.publishedAt)}.`,
      ...(known.standing === 'superseded' ? [`Version ${known.latest} has taken its place.`] : []),
      ...(known.standing === 'withdrawn' ? ['It was withdrawn: do not use it.'] : []),
      ...(whole ? [] : ['A code alone does not prove that nothing on the paper was changed: compare the file too.']),
    ],
  };
}

const HEADINGS = {
  published: 'This is the published version',
  superseded: 'Superseded: this was published, and a later version has taken its place',
  withdrawn: 'Withdrawn: this was published, and no longer stands',
} as const;

const CODE_HEADINGS = {
  published: 'This code belongs to the published version',
  superseded: 'Superseded: a later version has taken the place of the one with this code',
  withdrawn: 'Withdrawn: the version with this code no longer stands',
} as const;

function whereShown(at: number | null): string {
  return at === null ? '' : `, from byte ${formatCount(at + 1)} on`;
}
