// Entering spend: drafts that keep themselves, suppliers and references completed while they are typed.

import { lastCoding, smallButton } from './coding.js';
import { Combobox, offeredBy } from './combobox.js';
import { Draft } from './draft.js';
import { SpendGrid } from './spend-grid.js';

/** The form of one spend: completes the supplier and the reference, and offers the supplier's last coding. */
function completeForm(form, draft) {
  const supplier = form.querySelector('#supplier');
  const encoded = encodeURIComponent;
  new Combobox(supplier, { options: offeredBy((typed) => `/spend/entry/suppliers?like=${encoded(typed)}`) });
  new Combobox(form.querySelector('#reference'), {
    options: offeredBy((typed) => `/spend/entry/references?like=${encoded(typed)}&supplier=${encoded(supplier.value)}`),
  });
  supplier.addEventListener('change', () => suggestCoding(form, draft, supplier.value));
}

async function suggestCoding(form, draft, supplier) {
  const panel = form.querySelector('[data-suggestion]');
  panel.replaceChildren();
  if (supplier.trim() === '') return;
  const coding = await lastCoding(supplier);
  const open = Object.entries(coding?.form ?? {}).filter(([name, code]) => canTake(form, name, code));
  if (open.length === 0) return;
  const button = smallButton('Use this coding', () => {
    for (const [name, code] of open) {
      if (!canTake(form, name, code)) continue;
      const field = form.querySelector(`#${name}`);
      field.value = code;
      field.classList.add('app-suggested');
      field.addEventListener('change', () => field.classList.remove('app-suggested'), { once: true });
    }
    panel.replaceChildren('The coding was put in; what was put in is marked. Look at it before you go on.');
    draft.later();
    form.querySelector('#supplier').focus();
  });
  panel.replaceChildren(`Suggestion, from ${coding.ref}: ${coding.said}. `, button);
}

/** Whether a question is a list, is still open, and has the answer. */
function canTake(form, name, code) {
  const field = form.querySelector(`select#${name}`);
  return field !== null && field.value === '' && [...field.options].some(({ value }) => value === code);
}

for (const form of document.querySelectorAll('[data-spend-form]')) completeForm(form, new Draft(form));
for (const form of document.querySelectorAll('[data-spend-grid]')) new SpendGrid(form, new Draft(form));
