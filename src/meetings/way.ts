/** Where meetings are listed, as the way down to their pages begins. */
export const MEETINGS = { text: 'Meetings', href: '/meetings' };
