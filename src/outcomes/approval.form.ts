import { type FormAnswer, FormReader, TICKED } from '../platform/form.ts';

/** What somebody decides about the observations that they chose. */
export type Decision = { ids: number[]; outcome: 'approved' } | { ids: number[]; outcome: 'returned'; reason: string };

/** The field of the box that chooses an observation. */
export function pickField(id: number): string {
  return `pick-${id}`;
}

/** Reads which observations were chosen, and what is decided about them. Those decided meanwhile are still read. */
export function readDecision(body: unknown, waiting: readonly number[]): FormAnswer<Decision> {
  const sent = Object.keys((body ?? {}) as object).flatMap((name) => {
    const id = /^pick-([1-9]\d{0,14})$/.exec(name)?.[1];
    return id === undefined ? [] : [Number(id)];
  });
  const form = new FormReader(body, ['do', 'reason', ...sent.map(pickField)]);
  const ids = sent.filter((id) => form.typed[pickField(id)] === TICKED);
  const outcome = form.choice('do', 'What becomes of them', [
    { value: 'approve', text: 'Approve' },
    { value: 'return', text: 'Return' },
  ]);
  if (ids.length === 0)
    form.fail(waiting[0] === undefined ? '' : pickField(waiting[0]), 'Choose at least one observation');
  const reason = form.text('reason', 'Why they are returned', { longest: 300, optional: outcome !== 'return' });
  if (outcome === 'approve' && reason !== '') {
    form.fail('reason', 'Why they are returned must be empty when you approve them');
  }
  return form.answer(() =>
    outcome === 'return' ? { ids, outcome: 'returned', reason } : { ids, outcome: 'approved' },
  );
}
