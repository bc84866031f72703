import { formatInstant } from '../calendar/day.ts';
import { MEETINGS } from '../meetings/way.ts';
import type { Page } from '../people/door.ts';
import type { Person } from '../people/person.ts';
import { formPage } from '../platform/form.pages.ts';
import type { FieldError } from '../platform/form.ts';
import { type Cell, columns, head, type Table, tagged, words } from '../platform/table.ts';
import type { PackContext } from './context.ts';
import { maySign, ownerShown, type SectionState, signedShown } from './section-state.ts';

/** Who looks at the sections, and by which names people are shown. */
interface Looker {
  person: Person;
  names: ReadonlyMap<number, string>;
  mayPlan: boolean;
  mayPublish: boolean;
}

/** The sections of a meeting's pack as it stands: whose each is, and how far its sign-off is. */
export function sectionListPage(
  { meeting, plan, asAt, office }: PackContext,
  states: readonly SectionState[],
  { person, names, mayPlan, mayPublish }: Looker,
): Page {
  const href = `/meetings/${meeting.ref}`;
  const unsigned = states.filter(({ isSigned }) => !isSigned).length;
  return {
    title: 'Sections of the pack',
    caption: meeting.ref,
    breadcrumbs: [MEETINGS, { text: meeting.ref, href }, { text: 'Sections' }],
    wide: true,
    lede: [
      unsigned === 0
        ? 'Every section is signed off as it stands.'
        : `${unsigned} of ${states.length} sections are not signed off as they stand. The pack is published once all are.`,
      plan.cutOff === null
        ? 'No cut-off is chosen, so figures move with every entry, and what was signed off is to be signed again.'
        : `Figures are as at ${formatInstant(asAt)}.`,
    ],
    actions: [
      ...(mayPlan ? [{ text: 'Put the pack together', href: `${href}/plan` }] : []),
      ...(mayPublish ? [{ text: 'Publish the pack', href: `${href}/publication` }] : []),
      { text: 'Read the draft', href: `${href}/pack` },
    ],
    sections: [
      {
        table: {
          caption: 'Sections in their order',
          captionHidden: true,
          columns: columns('Section', 'Where', 'Owner', 'State', 'Signed off by', 'Act'),
          rows: states.map((state) => [
            head(state.section.title, `${href}/pack#${state.section.code}`),
            words(state.annex ? 'Annexed' : 'In the pack'),
            words(ownerShown(state, names, office.commissionerTitle)),
            stateCell(state),
            words(state.last === null ? '' : signedShown(state.last, names)),
            state.isSigned || !maySign(person, state)
              ? words('')
              : {
                  ...words('Sign off', `${href}/sections/${state.section.code}/sign-off`),
                  hidden: ` ${state.section.title}`,
                },
          ]),
          notes: [],
          empty: 'The pack has no section.',
        } satisfies Table,
      },
    ],
  };
}

function stateCell({ isSigned, last }: SectionState): Cell {
  if (isSigned) return tagged({ text: 'Signed off', classes: 'govuk-tag--green' });
  return last === null
    ? tagged({ text: 'Not signed', classes: 'govuk-tag--grey' })
    : tagged({ text: 'Changed since', classes: 'govuk-tag--yellow' });
}

/** The form by which an owner signs a section off as they read it. */
export function signOffPage(
  { meeting, asAt }: PackContext,
  { section, digest, last, isSigned }: SectionState,
  names: ReadonlyMap<number, string>,
  errors: readonly FieldError[],
): Page {
  const href = `/meetings/${meeting.ref}`;
  return {
    ...formPage(
      {
        title: `Sign off “${section.title}”`,
        caption: meeting.ref,
        action: `${href}/sections/${section.code}/sign-off`,
        button: 'Sign it off',
        breadcrumbs: [
          MEETINGS,
          { text: meeting.ref, href },
          { text: 'Sections', href: `${href}/sections` },
          { text: section.title, href: `${href}/pack#${section.code}` },
        ],
        lede: [
          `You sign what the section says with its figures as at ${formatInstant(asAt)}. When it comes to say something else, your sign-off no longer counts, and it is asked again.`,
          ...(last === null || isSigned
            ? []
            : [`It says something else since ${signedShown(last, names)}, signed it.`]),
        ],
      },
      [],
      errors,
    ),
    hidden: { content: digest },
    instead: [{ text: 'Read it in the draft first', href: `${href}/pack#${section.code}` }],
  };
}
