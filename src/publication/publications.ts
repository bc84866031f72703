/** Where publications are listed, as the way down to their pages begins. */
export const PUBLICATIONS = { text: 'Publication', href: '/publications' };
