import type { Day } from '../calendar/day.ts';
import { type Choice, dayFields, type FormAnswer, FormReader, type Typed, typedDay } from '../platform/form.ts';
import type { NewAction } from './action.store.ts';
import type { KeptAction } from './action.ts';

const FIELDS = ['what', 'owner', 'who', 'item', ...dayFields('due')];

/** What the form can choose from: members, and the items of the meeting. */
export interface ActionChoices {
  members: readonly Choice[];
  items: readonly Choice[];
}

/** Reads the form that records an action: its owner is a member, or somebody whom words name. */
export function readActionForm(body: unknown, choices: ActionChoices): FormAnswer<NewAction> {
  const form = new FormReader(body, FIELDS);
  const read = readAction(form, choices);
  return form.answer(read);
}

/** Reads the form that changes an action or takes it off. */
export function readActionChange(
  body: unknown,
  choices: ActionChoices,
): FormAnswer<NewAction & { withdrawn: boolean; basedOn: number; why: string }> {
  const form = new FormReader(body, [...FIELDS, 'withdrawn', 'version', 'reason']);
  const read = readAction(form, choices);
  const withdrawn = form.box('withdrawn', 'Withdrawn');
  const basedOn = form.wholeNumber('version', 'Version') ?? 0;
  const why = form.text('reason', 'Why it changes', { longest: 1000 });
  return form.answer(() => ({ ...read(), withdrawn, basedOn, why }));
}

function readAction(form: FormReader, { members, items }: ActionChoices): () => NewAction {
  const what = form.text('what', 'What will be done', { longest: 1000 });
  const owner = form.choice('owner', 'Member who answers for it', members, { optional: true }) || null;
  const who = form.text('who', 'Somebody else', { optional: true });
  if (owner === null && who === '') form.fail('owner', 'Select the member who answers for it, or say who else does');
  if (owner !== null && who !== '') form.fail('who', 'Leave this empty, or choose no member');
  const item = form.choice('item', 'Agenda item', items, { optional: true }) || null;
  const dueOn = form.day('due', 'Date due');
  const named = members.find(({ value }) => value === owner)?.text ?? who;
  return () => ({ what, who: named, owner, item, dueOn: dueOn as Day });
}

/** An action as its form was filled in with it. */
export function typedAction({ what, who, owner, item, dueOn, withdrawn }: KeptAction): Typed {
  return {
    what,
    owner: owner ?? '',
    who: owner === null ? who : '',
    item: item ?? '',
    ...typedDay('due', dueOn),
    ...(withdrawn ? { withdrawn: 'yes' } : {}),
  };
}

/** Reads what an owner reports. */
export function readActionReport(body: unknown, today: Day): FormAnswer<{ said: string; doneOn: Day | null }> {
  const form = new FormReader(body, ['said', ...dayFields('done')]);
  const said = form.text('said', 'How far it is', { longest: 2000 });
  const doneOn = form.day('done', 'Done', { optional: true, notAfter: today });
  return form.answer(() => ({ said, doneOn }));
}
