/** On which page of the PDF everything stands, by its id. */
export interface PageMap {
  total: number;
  of: Readonly<Record<string, number>>;
}

/** The name of a block that has none of its own, by its place: in the opening, or in a section. */
export function blockId(section: string | null, index: number): string {
  return `${section ?? 'opening'}-block-${index + 1}`;
}
