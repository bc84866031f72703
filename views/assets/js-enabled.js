// Runs before the page is drawn, so that parts which need a script to be useful do not flash up without one.
document.body.classList.add('js-enabled');
if ('noModule' in HTMLScriptElement.prototype) document.body.classList.add('govuk-frontend-supported');
