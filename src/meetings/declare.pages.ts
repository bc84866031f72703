import { formatDay } from '../calendar/day.ts';
import type { Page } from '../people/door.ts';
import { Fields, formPage } from '../platform/form.pages.ts';
import type { Choice, FieldError, Typed } from '../platform/form.ts';
import type { Meeting } from './meeting.ts';
import type { Member } from './member.ts';
import { MEETINGS } from './way.ts';

/** The form by which a member declares an interest of their own before a meeting. */
export function declarePage(
  { ref, heldOn }: Meeting,
  member: Member,
  papers: readonly Choice[],
  typed: Typed = {},
  errors: FieldError[] = [],
): Page {
  const fields = new Fields(typed, errors);
  const href = `/meetings/${ref}`;
  return formPage(
    {
      title: 'Declare an interest',
      caption: ref,
      breadcrumbs: [MEETINGS, { text: ref, href }],
      action: `${href}/interests`,
      button: 'Declare it',
      lede: [
        `For the meeting on ${formatDay(heldOn)}. You sit for ${member.organisationName}.`,
        'Every member reads it, and the pack prints it. What you do when the matter comes up is recorded at the meeting.',
      ],
    },
    [
      fields.select('paper', 'Paper', papers, { hint: 'Leave it open where it concerns the whole meeting' }),
      fields.longText('interest', 'Interest', {
        rows: 4,
        hint: 'What you or your body would gain, or why you could not judge freely',
      }),
    ],
    errors,
  );
}
