import { findSort } from '../src/initiatives/kinds/initiative-kind.ts';
import { keptRegister } from '../src/initiatives/kinds/kind-basis.ts';
import { theRecords } from './records.ts';
import { type By, type Event, known } from './timeline.ts';

const FILES: readonly [file: string, sort: string][] = [
  ['posts', 'post'],
  ['fillings', 'filling'],
  ['school-sessions', 'school-session'],
  ['foster-beds', 'foster-bed'],
  ['foster-use', 'foster-use'],
];

/** What initiatives record as their kinds say: posts and fillings, sessions in schools, beds and their use. */
export function theKindRecords(by: By): Event[] {
  return FILES.flatMap(([file, code]) => {
    const { sort } = known(findSort(code), code);
    return theRecords(by, file, ({ initiative = '', recorded = '' }) =>
      keptRegister(sort, { initiative, today: recorded.slice(0, 10) }),
    );
  });
}
