/** Where what the districts and the office agreed stands in the menu. */
export const DISTRICTS_HOME = { text: 'Districts', href: '/districts' };
