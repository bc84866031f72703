const COUNT = new Intl.NumberFormat('en-GB');

/** A number on a page that is not money: '12,345'. */
export function formatCount(count: number): string {
  return COUNT.format(count);
}

/** A number of things: '1 line', '1,200 lines'. */
export function counted(count: number, one: string, many: string): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}
