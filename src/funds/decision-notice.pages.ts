import { type Day, formatDay } from '../calendar/day.ts';
import type { Page } from '../people/door.ts';
import { Fields, formPage } from '../platform/form.pages.ts';
import { type FieldError, type Typed, typedDay } from '../platform/form.ts';
import type { Decision } from './decision.store.ts';
import type { NoticeRead } from './decision-notice.store.ts';
import { FUND } from './fund.pages.ts';
import { INVENTED } from './source.store.ts';

/** The way down to what is said of a decision. */
export function crumbsToDecision(ref: string) {
  return [FUND, { text: 'Decisions', href: '/decisions' }, { text: ref, href: `/decisions/${ref}` }];
}

/** Where a version of the notice stands for good. */
export function noticeHref(ref: string, version: number): string {
  return `/decisions/${ref}/notices/${version}`;
}

/** A notice as it is published: its facts in order, each as lines of words. */
export function noticePage({ notice, publication, sha256, versions }: NoticeRead): Page {
  const { decision, version } = notice;
  const others = versions.filter((of) => of !== version);
  return {
    title: `Decision notice ${decision}${version === 1 ? '' : `, version ${version}`}`,
    breadcrumbs: [...crumbsToDecision(decision), { text: 'Notice' }],
    state: publication === null ? 'Draft: not published' : null,
    mark: notice.invented ? INVENTED : null,
    office: notice.office,
    heading: notice.title,
    facts: [
      { key: 'Reference', lines: [decision] },
      { key: 'Date of the decision', lines: [formatDay(notice.decidedOn)] },
      { key: 'Decided by', lines: [notice.decidedBy] },
      { key: 'Decision', lines: notice.summary.split('\n') },
      { key: 'Amount', lines: [notice.amount ?? 'The decision names no amount'] },
      { key: 'Legal power', lines: notice.power.split('\n') },
      { key: 'Interests declared', lines: (notice.interests ?? 'None declared').split('\n') },
      { key: 'Significant public interest', lines: [notice.significant ? 'Yes' : 'No'] },
      {
        key: 'Held back from publication',
        lines: notice.heldBack === null ? ['Nothing'] : [notice.heldBack.part, `Reason: ${notice.heldBack.reason}`],
      },
      ...(notice.correction === null ? [] : [{ key: 'Why it was corrected', lines: notice.correction.split('\n') }]),
      {
        key: 'Published',
        lines: [notice.publishedOn === null ? 'Not published' : `${formatDay(notice.publishedOn)}, version ${version}`],
      },
    ],
    fingerprint: sha256,
    others: others.map((of) => ({ text: `Version ${of}`, href: noticeHref(decision, of) })),
  };
}

/** The form that publishes a notice. */
export function publicationPage(
  { ref, title }: Decision,
  version: number,
  today: Day,
  typed?: Typed,
  errors: FieldError[] = [],
): Page {
  const fields = new Fields(typed ?? typedDay('published', today), errors);
  return formPage(
    {
      title: `Publish the notice of ${ref}`,
      caption: title,
      action: publicationHref(ref, version),
      button: 'Publish the notice',
      breadcrumbs: crumbsToDecision(ref),
      lede: [
        `Version ${version} is published as it stands, and keeps its content from then on. What is wrong in it is corrected ` +
          'by a further version, beside this one. Look at the draft first.',
      ],
    },
    [fields.day('published', 'Date of publication', { hint: 'For example, 27 3 2015' })],
    errors,
  );
}

/** Where a version is published. */
export function publicationHref(ref: string, version: number): string {
  return `${noticeHref(ref, version)}/publication`;
}
