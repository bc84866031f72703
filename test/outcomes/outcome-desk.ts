import type { Visitor } from '../world.ts';

/** The questions of a measure that every form asks, answered for a plain count of things by district. */
export const PLAIN_MEASURE = {
  unit: 'things',
  counts: 'other',
  basis: 'in-period',
  direction: 'up',
  rule: 'Each thing once',
  source: 'A log',
  level: 'districts',
};

export const EVIDENCE = { source: 'A log', grade: 'measured' };

/** Sends a form from its own page. */
export function post(visitor: Visitor, path: string, fields: Record<string, string>) {
  return visitor.send(path, path, fields);
}

/** What awaits a decision on somebody's queue: each box's field with what it is beside. */
export async function queueOf(visitor: Visitor): Promise<[field: string, said: string][]> {
  const { text } = await visitor.get('/measures/approvals');
  return [...text.matchAll(/name="(pick-\d+)".*?visually-hidden">([^<]*)</gs)].map(([, field = '', said = '']) => [
    field,
    said,
  ]);
}

/** Chooses what the queue says of these and approves or returns it. */
export async function decide(visitor: Visitor, said: RegExp, fields: Record<string, string>) {
  const chosen = (await queueOf(visitor)).filter(([, of]) => said.test(of)).map(([field]) => [field, 'yes']);
  return visitor.send('/measures/approvals', '/measures/approvals', { ...Object.fromEntries(chosen), ...fields });
}
