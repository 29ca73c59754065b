// The fields of a task's options. Options are known by what the server says of them; mask, kernel and noise have editors of their own.
import * as api from './api.js';
import {choices, el, field, say, select} from './dom.js';
import {KernelPainter} from './kernel-painter.js';
import {titleOf} from './words.js';
import {KERNEL, MASK} from './request.js';

const NOISE = 'noise';
const LONG = 140;

/** The fields of a task. @param unknown see KernelPainter */
export function fieldsOf(task, draft, unknown) {
    return task.options.map(option => {
        switch (option.name) {
            case MASK: return maskField(option, draft);
            case KERNEL: return new KernelPainter(draft, option.help, unknown).root;
            case NOISE: return noiseField(option, draft);
            default: return plainField(option, draft);
        }
    });
}

/** A mask is painted on the picture; a rule is for those who know what they want. */
function maskField(option, draft) {
    return el('details', {class: 'help', open: Boolean(draft.data.values[option.name])},
        el('summary', {textContent: 'Mask by a rule instead of the brush'}),
        textField(option, draft, 'Rule, for every picture that is not painted on'));
}

/** Automatic, or a number. */
function noiseField(option, draft) {
    const {values} = draft.data;
    const input = el('input', {type: 'number', min: 0, max: 1, step: 'any', required: true, value: values[option.name] ?? '', inputMode: 'decimal'});
    const number = field('Standard deviation, where black is 0 and white is 1', input);
    const set = text => {
        values[option.name] = text;
        draft.changed();
    };
    const show = given => {
        number.hidden = !given;
        set(given ? input.value : '');
        input.disabled = !given;
    };
    input.addEventListener('input', () => set(input.value));
    const given = Boolean(values[option.name]) && values[option.name] !== 'auto';
    show(given);
    const modes = [['auto', 'Automatic'], ['given', 'A number']];
    return el('div', {class: 'noise'}, choices('Noise', modes, given ? 'given' : 'auto', mode => {
        show(mode === 'given');
        input.focus();
    }), number);
}

function plainField(option, draft) {
    const words = wordsOf(option);
    const made = words.length > 0
        ? field(titleOf(option.name), select([['', 'Default'], ...words.map(word => [word, word])], draft.data.values[option.name] ?? '',
            value => keep(draft, option, value)))
        : textField(option, draft, titleOf(option.name));
    const help = helpOf(option);
    made.append(...(option.file ? [fileRow(option, draft)] : []), ...(help ? [help] : []));
    return made;
}

/** The values that an option can have, where it tells them all: in its label, or as indented lines of the help of a NAME. */
function wordsOf({label, help}) {
    if (/^[a-z0-9.-]+(\|[a-z0-9.-]+)+$/.test(label)) {
        return label.split('|');
    }
    return label === 'NAME' ? [...help.matchAll(/^ {2}([a-z0-9-]+) {2}/gm)].map(match => match[1]) : [];
}

function textField(option, draft, title) {
    const input = el('input', {type: 'text', value: draft.data.values[option.name] ?? '', placeholder: option.label.toLowerCase(),
        spellcheck: false, autocomplete: 'off', oninput: () => keep(draft, option, input.value)});
    const made = field(title, input);
    if (option.name === MASK) {
        made.append(el('p', {class: 'hint lines', textContent: option.help}));
    }
    return made;
}

function keep(draft, option, value) {
    draft.data.values[option.name] = value;
    draft.changed();
}

/** Short help is shown, long help is folded. */
function helpOf({help}) {
    const hint = el('p', {class: 'hint lines', textContent: help});
    return help.length <= LONG ? hint : el('details', {class: 'help'}, el('summary', {textContent: 'About this value'}), hint);
}

/** Uploads a file as the value. */
function fileRow(option, draft) {
    const error = el('p', {class: 'error', role: 'alert', hidden: true});
    const name = el('span', {class: 'hint', textContent: draft.data.uploads[option.name]?.name ?? ''});
    const input = el('input', {class: 'spoken', type: 'file', onchange: async () => {
        try {
            const uploaded = await api.upload(input.files[0].name, input.files[0]);
            draft.data.uploads[option.name] = {id: uploaded.id, name: uploaded.name};
            name.textContent = uploaded.name;
            draft.changed();
            say(error, '');
        } catch (refused) {
            say(error, refused.message);
        }
    }});
    return el('div', {}, el('div', {class: 'row'}, el('label', {class: 'button'}, 'Choose a file', input), name), error);
}
