/** The list of spend as the page above others, apart from what draws it: rules that name it need not carry the pages. */
export const SPEND = { text: 'Spend', href: '/spend' };
