import { yearShown } from '../../calendar/financial-year.ts';
import { periodShown } from '../../calendar/period.ts';
import { formatPounds } from '../../money/pence.ts';
import { placeName } from '../../partners/place.ts';
import type { Page } from '../../people/door.ts';
import { errorSummary, Fields } from '../../platform/form.pages.ts';
import type { FieldError, Typed } from '../../platform/form.ts';
import { paging, rowsShown } from '../paging.ts';
import { fewApprovers, SPEND } from '../spend.pages.ts';
import type { Spend } from '../spend.ts';
import { spendRow, statusTag } from '../spend-list.pages.ts';
import type { Batch } from './batch.store.ts';

/** Where imports are listed, as the way down to their pages goes on. */
export const IMPORTS = { text: 'Imports', href: '/imports' };

/** A batch with everything that its page shows. */
export interface BatchShown {
  batch: Batch;
  lines: readonly Spend[];
  count: number;
  page: number;
  names: ReadonlyMap<number, string>;
  /** Why this person may not decide it; null when they may, or when it is decided. */
  whyNot: string | null;
  approvers: number;
}

/** A batch with its lines, and the forms to accept it against its control total or to reject it. */
export function batchPage(shown: BatchShown, errors: readonly FieldError[] = [], typed: Typed = {}): Page {
  const { batch, lines, count, page, names } = shown;
  const fields = new Fields(typed, errors);
  const name = (id: number | null) => (id === null ? '' : (names.get(id) ?? 'Somebody no longer known'));
  const decided = batch.status === 'accepted' ? 'Accepted by' : 'Rejected by';
  const awaits = batch.status === 'awaiting acceptance';
  const rows: [string, string][] = [
    ['File', batch.fileName],
    ['Kind of file', batch.profile],
    ['Initiative', batch.initiative],
    ['Place', placeName(batch.place)],
    ['Period', `${periodShown(batch.period)}, ${yearShown(batch.period.year)}`],
    ['Lines', String(batch.lines)],
    ['Already recorded before', String(batch.known)],
    ['Skipped', String(batch.skipped)],
    ['Imported by', name(batch.enteredBy)],
    ...(batch.overspendReason === null
      ? []
      : [['Reason for passing the budget', batch.overspendReason] as [string, string]]),
    ...(batch.decidedBy === null ? [] : [[decided, name(batch.decidedBy)] as [string, string]]),
    ...(batch.decisionReason === null ? [] : [['Reason given', batch.decisionReason] as [string, string]]),
    ['Fingerprint of the file', batch.fileDigest],
  ];
  return {
    title: `Import ${batch.ref}`,
    wide: true,
    breadcrumbs: [SPEND, IMPORTS, { text: batch.ref }],
    errors: errorSummary(errors),
    href: `/imports/${batch.ref}`,
    status: statusTag(batch.status),
    total: { text: formatPounds(batch.pence), href: `/spend?batch=${batch.ref}` },
    about: rows.map(([key, text]) => ({ key: { text: key }, value: { text, classes: 'app-wrap' } })),
    awaits,
    whyNot: awaits ? shown.whyNot : null,
    controlField: fields.pounds('control', 'Control total', {
      hint: 'In pounds, taken from the finance system and not from this page. A credit stands as -12.50',
    }),
    reasonField: fields.longText('reason', 'Or reject it: why', { rows: 2 }),
    few: awaits ? fewApprovers(shown.approvers) : null,
    rows: lines.map(spendRow),
    caption: `Lines of ${batch.ref}`,
    count: rowsShown(page, count),
    paging: paging(page, count, (number) => `/imports/${batch.ref}?page=${number}`),
    csv: `/spend.csv?batch=${batch.ref}&sort=oldest`,
  };
}
