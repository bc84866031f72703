import type { Quantity, Row, Statement } from './quantity.ts';

/**
 * The parts of a statement that have nothing to do with one another, each with its numbers in the order of their names,
 * so that what is decided does not depend on the order in which they came.
 */
export function groupsOf(statement: Statement): Statement[] {
  const parents = statement.quantities.map((_, index) => index);
  const rootOf = (index: number): number => {
    let root = index;
    while (parents[root] !== root) root = parents[root] as number;
    parents[index] = root;
    return root;
  };
  const tie = (indexes: readonly number[]): void => {
    for (const index of indexes) parents[rootOf(index)] = rootOf(indexes[0] as number);
  };
  for (const { terms } of statement.rows) tie(terms.map(([index]) => index));
  for (const { of, per } of statement.ratios) tie([of, per]);
  const members = new Map<number, number[]>();
  for (const index of statement.quantities.keys()) {
    const root = rootOf(index);
    const fellows = members.get(root);
    if (fellows === undefined) members.set(root, [index]);
    else fellows.push(index);
  }
  const keyOf = (index: number): string => (statement.quantities[index] as Quantity).key;
  const groups = [...members.values()].map((indexes) => indexes.toSorted((a, b) => compare(keyOf(a), keyOf(b))));
  return groups
    .toSorted((a, b) => compare(keyOf(a[0] as number), keyOf(b[0] as number)))
    .map((indexes) => only(statement, indexes));
}

function only(statement: Statement, indexes: readonly number[]): Statement {
  const places = new Map(indexes.map((index, place) => [index, place]));
  const placeOf = (index: number): number => places.get(index) as number;
  const moved = ({ terms, ...bounds }: Row): Row => ({
    ...bounds,
    terms: terms
      .map(([index, coefficient]): Row['terms'][number] => [placeOf(index), coefficient])
      .toSorted((a, b) => a[0] - b[0] || a[1] - b[1]),
  });
  const rows = statement.rows.filter(({ terms }) => places.has(terms[0]?.[0] as number)).map(moved);
  return {
    quantities: indexes.map((index) => statement.quantities[index] as Quantity),
    rows: withoutDoubles(rows),
    ratios: statement.ratios
      .filter(({ of }) => places.has(of))
      .map((ratio) => ({ ...ratio, of: placeOf(ratio.of), per: placeOf(ratio.per), rows: ratio.rows.map(moved) }))
      .toSorted((a, b) => compare(a.key, b.key)),
  };
}

/** In one order whichever table brought them, each once. */
function withoutDoubles(rows: readonly Row[]): Row[] {
  const byText = new Map(rows.map((row) => [JSON.stringify([row.terms, row.least, row.most]), row]));
  return [...byText].toSorted(([a], [b]) => compare(a, b)).map(([, row]) => row);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
