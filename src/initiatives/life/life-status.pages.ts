import { STATUSES, type Status } from './life-machine.ts';

const GREEN: readonly Status[] = ['live', 'accepted', 'approved'];
const OVER: readonly Status[] = ['closed', 'declined', 'withdrawn'];
const HELD: readonly Status[] = ['suspended', 'offer-declined'];

/** Where an initiative stands, in a word with the colour that helps to see it. */
export function statusTag(status: Status): { text: string; classes: string } {
  const colour = GREEN.includes(status)
    ? 'green'
    : OVER.includes(status)
      ? 'grey'
      : HELD.includes(status)
        ? 'orange'
        : 'blue';
  return { text: STATUSES[status], classes: `govuk-tag--${colour}` };
}
