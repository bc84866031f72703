import type { Day } from '../calendar/day.ts';
import { type Cell, tagged } from '../platform/table.ts';
import type { Answers } from '../registers/field.ts';

/** A state that is derived, in a word and with the colour that helps to see it. */
export interface State {
  text: string;
  classes: string;
}

/** A state as a cell of a table or of a record. */
export function stateCell(state: State): Cell {
  return tagged(state);
}

/** The states of a noun as the choices by which its list is narrowed. */
export function stateChoices(states: Record<string, State>): { value: string; text: string }[] {
  return Object.entries(states).map(([value, { text }]) => ({ value, text }));
}

export const RED = 'govuk-tag--red';
export const YELLOW = 'govuk-tag--yellow';
export const BLUE = 'govuk-tag--light-blue';
export const GREEN = 'govuk-tag--green';
export const GREY = 'govuk-tag--grey';

/** Whether a day that somebody promised has passed. */
export function isPast(due: Answers[string] | undefined, today: Day): boolean {
  return typeof due === 'string' && due < today;
}
