// The rows of a grid as parts of the page.

/** An empty row to stand after the last, with the names and labels of its number. */
export function nextRow(last, number) {
  const [before, after] = [String(number - 1), String(number)];
  const row = last.cloneNode(true);
  row.dataset.row = after;
  const head = row.querySelector('th');
  head.textContent = after;
  for (const input of row.querySelectorAll('[data-column] input')) {
    input.name = input.name.replace(/-\d+$/, `-${after}`);
    input.id = input.name;
    input.value = '';
    input.setAttribute('aria-label', input.getAttribute('aria-label').replace(/\d+$/, after));
    for (const name of [...input.getAttributeNames()].filter((held) => held === 'role' || held.startsWith('aria-'))) {
      if (name !== 'aria-label') input.removeAttribute(name);
    }
    input.classList.remove('govuk-input--error', 'app-suggested');
  }
  for (const error of row.querySelectorAll('.govuk-error-message')) error.remove();
  for (const button of row.querySelectorAll('button')) {
    button.value = button.value.replace(/\d+$/, after);
    const hidden = button.querySelector('.govuk-visually-hidden');
    hidden.textContent = hidden.textContent.replace(before, after);
  }
  return row;
}

/** Takes away what was said of a cell before it was changed. */
export function clearError(cell) {
  cell.classList.remove('govuk-input--error', 'app-suggested');
  cell.removeAttribute('aria-invalid');
  cell.removeAttribute('aria-describedby');
  cell.parentElement.querySelector('.govuk-error-message')?.remove();
}
