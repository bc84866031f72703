import type { AgendaItem } from '../../meetings/meeting.ts';
import type { PackContext } from '../context.ts';

/** The agenda items of a meeting that it is asked to decide, with their numbers. */
export function itemsToDecide({ papers: { agenda } }: PackContext): (AgendaItem & { number: number })[] {
  return agenda.map((item, index) => ({ ...item, number: index + 1 })).filter(({ purpose }) => purpose === 'decision');
}
