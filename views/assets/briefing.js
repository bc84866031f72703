// Puts a number where the caret stands in the text, and the caret behind it. Without this file it goes to the end.

const form = document.querySelector('[data-briefing]');

if (form) {
  const { text, caret } = form.elements;
  form.querySelector('[data-briefing-where]').textContent = 'It is put where the cursor stands in the text.';
  if (caret.value !== '') {
    const at = Number(caret.value);
    text.focus();
    text.setSelectionRange(at, at);
  }
  // A text that nobody has been in yet has its caret at the start, where no number is meant to go.
  let wasIn = caret.value !== '';
  text.addEventListener('focus', () => {
    wasIn = true;
  });
  form.querySelector('[data-briefing-put]').addEventListener('click', () => {
    caret.value = wasIn ? String(text.selectionStart) : '';
  });
}
