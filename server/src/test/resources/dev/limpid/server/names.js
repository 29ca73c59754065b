// Controls that nobody could name who does not see them.
[...document.querySelectorAll('a, button, input, select, canvas, progress, [role=slider], [tabindex="0"]')]
    .filter(e => e.checkVisibility() && e.ariaHidden !== 'true')
    .filter(e => !((e.ariaLabel ?? '').trim() || (e.labels?.[0]?.textContent ?? '').trim() || e.textContent.trim()))
    .map(e => e.outerHTML.slice(0, 120))
