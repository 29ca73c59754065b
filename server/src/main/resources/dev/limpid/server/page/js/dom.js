// Elements in short.

/**
 * An element. Keys of `properties` that begin with "on" are listeners, "class" and names with a hyphen are attributes, and all others are
 * properties of the element.
 */
export function el(tag, properties = {}, ...children) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(properties)) {
        if (name.startsWith('on')) {
            made.addEventListener(name.slice(2), value);
        } else if (name === 'class' || name === 'role' || name === 'for' || name.includes('-')) {
            made.setAttribute(name, value);
        } else {
            made[name] = value;
        }
    }
    made.append(...children.filter(child => child !== null && child !== undefined));
    return made;
}

/** The element of that id, which index.html has. */
export const byId = id => document.getElementById(id);

/** A button that does something, and never submits a form. */
export function button(text, act, properties = {}) {
    return el('button', {type: 'button', class: 'button', textContent: text, onclick: act, ...properties});
}

/** Shows one line, or hides the place for it where there is nothing to say. */
export function say(place, text) {
    place.textContent = text;
    place.hidden = text === '';
}

/** Tells screen readers, once it is new. */
export function announce(text) {
    const place = byId('spoken');
    if (place.textContent !== text) {
        place.textContent = text;
    }
}

let lastId = 0;

/** A label above its control, with a line of help below it. */
export function field(label, control, help = '') {
    control.id ||= 'field-' + (++lastId);
    const parts = [el('label', {for: control.id, textContent: label}), control];
    if (help) {
        const hint = el('p', {class: 'hint', id: control.id + '-hint', textContent: help});
        control.setAttribute('aria-describedby', hint.id);
        parts.push(hint);
    }
    return el('div', {class: 'field'}, ...parts);
}

/** A select of [value, text] pairs. */
export function select(pairs, value, act) {
    const made = el('select', {onchange: () => act(made.value)});
    made.append(...pairs.map(([key, text]) => el('option', {value: key, textContent: text})));
    made.value = value;
    if (made.selectedIndex < 0) {
        made.selectedIndex = 0;
    }
    return made;
}

/** A row of choices of which one holds, as radio buttons: [value, text] pairs. */
export function choices(legend, pairs, value, act) {
    const name = 'choice-' + (++lastId);
    const options = pairs.map(([key, text]) => el('label', {},
        el('input', {type: 'radio', name, value: key, checked: key === value, onchange: () => act(key)}),
        el('span', {textContent: text})));
    return el('fieldset', {class: 'choices'}, el('legend', {textContent: legend}), el('div', {class: 'segments'}, ...options));
}
