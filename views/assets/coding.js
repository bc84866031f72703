// The coding that a supplier was paid with last: offered, never put in by itself.

import { ask } from './combobox.js';

/** The coding last used with a supplier, however it is spelt; undefined where there is none. */
export async function lastCoding(supplier) {
  const answer = await ask(`/spend/entry/suppliers?like=${encodeURIComponent(supplier)}`);
  return answer?.named?.coding ?? undefined;
}

/** A small button that stands beside words. */
export function smallButton(textContent, press) {
  const className = 'govuk-button govuk-button--secondary app-small-button';
  const button = Object.assign(document.createElement('button'), { type: 'button', className, textContent });
  button.addEventListener('click', press);
  return button;
}
