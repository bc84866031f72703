import type { DeadlineReader } from '../../notices/deadline.ts';
import { moveOf } from './life-machine.ts';
import { readSteps } from './life-shown.ts';

/**
 * The next step of each initiative, where something says by when: each for the role that owes it. One of which no step
 * was ever recorded is left out: an office that begins to record lives would get a letter for each of its old ones.
 */
export const readStepDeadlines: DeadlineReader = async (db, officeId) =>
  (await readSteps(db, officeId)).flatMap(({ initiative: { ref }, life, next }) =>
    life.events.length === 0 || next === null || next.due === null
      ? []
      : {
          kind: `step-${next.move}`,
          ref,
          dueOn: next.due,
          what: `Next step of ${ref}: ${moveOf(next.move).past}`,
          path: `/initiatives/${ref}`,
          to: { roles: [next.owedBy] },
        },
  );
