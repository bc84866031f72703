import { formatInstant } from '../../calendar/day.ts';
import { leavesOutNote } from '../../figures/registry.ts';
import { isGuarded } from '../../figures/release/open-release.ts';
import type { FrozenFigure } from '../../figures/snapshot.store.ts';
import { traceTable } from '../../figures/trace.pages.ts';
import { scopeShown } from '../../ledger/scope.ts';
import { figureHref } from '../../ledger/shown-figure.ts';
import type { Page } from '../../people/door.ts';
import { Fields, formPage } from '../../platform/form.pages.ts';
import type { FieldError, Typed } from '../../platform/form.ts';
import { frozenText } from '../pack.ts';
import { KIND_CHOICES, MARKING_CHOICES } from './briefing.form.ts';
import type { BriefingIssue, KeptText } from './briefing.store.ts';
import { BRIEFING_KINDS, typedAmounts } from './briefing.ts';
import type { MadeBriefing } from './issue-briefing.ts';
import { type PutChoices, partsOfPut } from './put-figure.form.ts';

const BRIEFINGS = { text: 'Letters and briefings', href: '/briefings' };

/** Every letter and briefing, the newest first. */
export function briefingListPage(
  texts: readonly KeptText[],
  issues: readonly BriefingIssue[],
  mayWrite: boolean,
): Page {
  return {
    title: BRIEFINGS.text,
    add: mayWrite ? '/briefings/new' : null,
    briefings: texts.map(({ ref, kind, title, addressee, marking }) => {
      const [last] = issues.filter((issue) => issue.ref === ref);
      return {
        ref,
        href: `/briefings/${ref}`,
        title,
        kind: BRIEFING_KINDS[kind],
        addressee,
        marking,
        standing: last === undefined ? 'Draft' : `Issued on ${formatInstant(last.issuedAt)}`,
      };
    }),
  };
}

/** The form of a briefing's text, new or changed, with the question which number is to be put into it; `done` names the one that was. */
export function briefingFormPage(
  ref: string | null,
  choices: PutChoices,
  typed: Typed,
  errors: FieldError[] = [],
  done: string | null = null,
): Page {
  const fields = new Fields(typed, errors);
  const about =
    ref === null
      ? {
          title: 'Write a letter or briefing',
          action: '/briefings/new',
          button: 'Save the text',
          breadcrumbs: [BRIEFINGS],
        }
      : {
          title: 'Change the text',
          caption: ref,
          action: `/briefings/${ref}/text`,
          button: 'Save the text',
          breadcrumbs: [BRIEFINGS, { text: ref, href: `/briefings/${ref}` }],
        };
  const form = formPage(
    {
      ...about,
      lede: [
        'A number stands in the text by its reference, in double square brackets, and shows as it stands. When the text is issued, every number is frozen with what is behind it.',
      ],
    },
    [
      fields.radios('kind', 'Kind', KIND_CHOICES),
      fields.text('title', 'Subject'),
      fields.longText('addressee', 'To', { rows: 3, hint: 'Name of office or body, and address' }),
      fields.longText('text', 'Text', {
        rows: 24,
        hint: 'A blank line begins a paragraph. A line that begins with "# " is a heading, and lines that begin with "- " are a list. Name no child, victim, suspect or carer.',
      }),
      fields.longText('signatory', 'Signed by', { rows: 2, hint: 'Name and office' }),
      fields.radios('marking', 'Marking', MARKING_CHOICES),
      fields.text('handling', 'Handling instruction', {
        optional: true,
        hint: 'What its readers may do with it. Needed for OFFICIAL-SENSITIVE.',
      }),
    ],
    errors,
  );
  return {
    ...form,
    put: {
      action: ref === null ? '/briefings/put' : `/briefings/${ref}/put`,
      fields: [
        fields.select('put-figure', 'Number', choices.figure, { any: 'Choose one', full: true }),
        ...partsOfPut(choices).map(({ name, label, choices: of }) =>
          fields.select(name, label, of, { any: 'All', full: true }),
        ),
      ],
      caret: errors.length === 0 ? (typed.caret ?? '') : '',
      done,
    },
  };
}

/** What a form shows of a text that was saved. */
export function typedText(text: KeptText): Typed {
  const { kind, title, addressee, signatory, marking, handling } = text;
  return { kind, title, addressee, signatory, text: text.text, marking, handling: handling ?? '' };
}

/** A briefing as it stands, with every number live, and what was issued of it. */
export function briefingPage(
  made: MadeBriefing,
  texts: readonly KeptText[],
  issues: readonly BriefingIssue[],
  names: ReadonlyMap<number, string>,
  may: { write: boolean; issue: boolean },
  refusal: string | null = null,
): Page {
  const { model, figures, text } = made;
  const href = `/briefings/${model.ref}`;
  const amounts = typedAmounts(text.text);
  const shown = issues[0]?.textVersion === text.version;
  return {
    title: model.title,
    caption: `${model.ref}, ${BRIEFING_KINDS[model.kind].toLowerCase()} to ${model.addressee.split('\n')[0]}`,
    breadcrumbs: [BRIEFINGS, { text: model.ref }],
    errors: refusal === null ? [] : [{ text: refusal, href: '#issue' }],
    marking: model.marking,
    handling: model.handling,
    asAt: model.chain.shown,
    parts: model.parts.map((part) => ({
      ...part,
      lines: (part.kind === 'list' ? part.items : [part.runs]).map((runs) =>
        runs.map(({ text: words, figure }) => {
          const found = figure === null ? undefined : figures[figure - 1];
          const isHidden = found === undefined || isGuarded(made.release, found.figure, found.scope);
          return { text: words, href: isHidden ? null : figureHref(found.figure, found.scope) };
        }),
      ),
    })),
    warning:
      amounts.length === 0
        ? null
        : `${amounts.join(', ')} ${amounts.length === 1 ? 'is' : 'are'} typed, so ${amounts.length === 1 ? 'it opens' : 'they open'} to nothing. Put a reference in its place where the record has the number.`,
    change: may.write ? `${href}/text` : null,
    draftPdf: `${href}/draft.pdf`,
    issue:
      may.issue && !shown
        ? { action: `${href}/issue`, button: `Issue version ${(issues[0]?.version ?? 0) + 1}` }
        : null,
    issued: issues.map((issue) => ({
      name: `Version ${issue.version}`,
      href: issue.isWithdrawn ? null : `${href}/${issue.version}`,
      pdf: issue.isWithdrawn ? null : `${href}/${issue.version}.pdf`,
      said: `Issued on ${formatInstant(issue.issuedAt)} by ${names.get(issue.issuedBy) ?? ''}, figures as at ${formatInstant(issue.asAt)}${issue.isWithdrawn ? '. Withdrawn, and its copies destroyed: two people removed personal data that it carried.' : ''}`,
      code: issue.code,
      fingerprint: issue.pdfFingerprint,
    })),
    versions: texts.map(({ version, writtenBy, writtenAt }) => ({
      text: `Version ${version} of the text, by ${names.get(writtenBy) ?? ''} on ${formatInstant(writtenAt)}`,
    })),
  };
}

/** A number of an issued briefing, with the rows that were behind it. */
export function briefingFigurePage(issue: BriefingIssue, frozen: FrozenFigure, maySeeSpend: boolean): Page {
  const href = `/briefings/${issue.ref}`;
  const text = frozenText(frozen);
  return {
    title: frozen.label,
    caption: scopeShown(frozen.scope),
    breadcrumbs: [
      BRIEFINGS,
      { text: issue.ref, href },
      { text: `Version ${issue.version}`, href: `${href}/${issue.version}` },
    ],
    text,
    note: leavesOutNote(frozen, frozen.leavesOut),
    means: frozen.means,
    frozen: `Frozen as figure F${frozen.number} of ${issue.ref}, version ${issue.version}, as at ${formatInstant(issue.asAt)} (act ${issue.asAtSeq} of the record).`,
    now: figureHref(frozen.figure, frozen.scope),
    table: traceTable(frozen, frozen.rows, { caption: 'What was behind this figure', text, maySeeSpend }),
  };
}
