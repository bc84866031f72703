import { initAll } from './govuk-frontend.js';

initAll();

// What is under way is looked at again by itself; without a script there is a link that does the same.
const underWay = document.querySelector('[data-look-again]');
if (underWay !== null) setTimeout(() => window.location.reload(), Number(underWay.dataset.lookAgain));
