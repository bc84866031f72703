import { formatDay, formatInstant } from '../calendar/day.ts';
import type { Page } from '../people/door.ts';
import { counted } from '../platform/count.ts';
import { columns, countCell, head, instantCell, number, type Table, tagged, words } from '../platform/table.ts';
import { daysSince, stateOfVerification, type VerificationRun } from './verification.ts';

const VERIFICATIONS = { text: 'Verifications', href: '/verifications' };
const AGREES = { text: 'Everything agrees', classes: 'govuk-tag--green' };
const DIFFERS = { text: 'Something differs', classes: 'govuk-tag--red' };

/** What the home page says of the last verification; `isLoud` when somebody must see to it. */
export interface VerificationNotice {
  text: string;
  isLoud: boolean;
  link: { text: string; href: string };
}

/** The last verification with its time, as people who answer for the books must know it. */
export function verificationNotice(last: VerificationRun | null, now: string): VerificationNotice {
  const state = stateOfVerification(last, now);
  if (last === null) {
    const text =
      'The record has not been verified yet. The server does so soon after it starts; if not, its log says why.';
    return { text, isLoud: true, link: { text: 'What is verified', href: '/verifications' } };
  }
  const at = formatInstant(last.at);
  const link = { text: 'What was verified', href: `/verifications/${last.day}` };
  if (state === 'late') {
    const text = `The record was last verified on ${at}, ${daysSince(last, now)} days ago. The server's log says why.`;
    return { text, isLoud: true, link };
  }
  if (state === 'found') {
    const found = counted(last.found, 'thing that is', 'things that are');
    const text =
      `The verification of ${at} found ${found} not as it must be. ${last.findings[0]?.sentence ?? ''}`.trim();
    return { text, isLoud: true, link: { ...link, text: 'See what was found' } };
  }
  return { text: `Verified on ${at}: everything agrees.`, isLoud: false, link };
}

/** Every verification, the latest first. */
export function verificationTable(runs: readonly VerificationRun[]): Table {
  return {
    caption: 'Verifications',
    captionHidden: true,
    columns: columns('Day', 'Recorded', 'Result', '#Found', '#Up to act'),
    rows: runs.map(({ day, at, found, throughSeq }) => [
      { ...head(formatDay(day), `/verifications/${day}`), file: { day } },
      instantCell(at),
      tagged(found === 0 ? AGREES : DIFFERS),
      countCell(found),
      countCell(throughSeq),
    ]),
    notes: [],
    empty: 'The record has not been verified yet.',
  };
}

/** The list of verifications, with what each looks at. */
export function verificationListPage(
  runs: readonly VerificationRun[],
  checks: readonly { name: string; holds: string }[],
  notice: VerificationNotice,
): Page {
  return {
    title: 'Verifications',
    breadcrumbs: [{ text: 'Verifications' }],
    lede: [
      'Each night the program adds everything up again, in ways that share nothing with how pages do it, and compares.',
      ...(notice.isLoud ? [] : [notice.text]),
    ],
    warnings: notice.isLoud ? [notice.text] : [],
    sections: [
      { table: verificationTable(runs) },
      {
        table: {
          caption: 'What is verified',
          columns: columns('Check', 'What holds'),
          rows: checks.map(({ name, holds }) => [head(name), words(holds)]),
          notes: ['The command verify looks at the same at any time.'],
          empty: '',
        } satisfies Table,
      },
    ],
    links: [{ text: 'Download as CSV', href: '/verifications.csv' }],
  };
}

/** One verification: what was found, and every check that was made. */
export function verificationPage(run: VerificationRun): Page {
  const shown = run.findings.length;
  return {
    title: `Verification of ${formatDay(run.day)}`,
    breadcrumbs: [VERIFICATIONS, { text: formatDay(run.day) }],
    lede: [
      `Recorded on ${formatInstant(run.at)}. It looked at everything up to act ${run.throughSeq}.`,
      ...(run.found === 0 ? ['Everything agrees.'] : []),
    ],
    warnings:
      run.found === 0
        ? []
        : [
            `${counted(run.found, 'thing is', 'things are')} not as it must be. Tell an administrator, and change nothing.`,
          ],
    sections: [
      ...(run.found === 0
        ? []
        : [
            {
              table: {
                caption: 'What was found',
                columns: columns('Check', 'Finding', '#Act'),
                rows: run.findings.map(({ check, seq, sentence }) => [
                  head(check),
                  words(sentence),
                  number(seq === null ? '' : String(seq)),
                ]),
                notes: run.found > shown ? [`The first ${shown} of ${run.found} are shown.`] : [],
                empty: '',
              } satisfies Table,
            },
          ]),
      {
        table: {
          caption: 'What was verified',
          columns: columns('Check', 'What holds', '#Found'),
          rows: run.checks.map(({ name, holds, findings }) => [head(name), words(holds), countCell(findings)]),
          notes: [],
          empty: 'No check was made.',
        } satisfies Table,
      },
    ],
  };
}
