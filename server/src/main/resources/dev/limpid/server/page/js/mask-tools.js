// The tools around the stage: brush, eraser, size, undo, redo, clear, zoom, and a mask from a file.
import * as api from './api.js';
import {button, choices, el, say} from './dom.js';
import {MaskPainter} from './mask-painter.js';
import {MaskStrokes} from './mask-strokes.js';

/** The largest brush, as a share of the picture's shorter side. */
const LARGEST = 0.5;

/** Shows pictures; paints masks where a task takes one. Each picture has a mask of its own. */
export class MaskTools {
    #strokes = null;
    #picture = null;

    /** @param draft keeps the masks */
    constructor(root, draft) {
        this.draft = draft;
        this.painter = new MaskPainter();
        this.error = el('p', {class: 'error', role: 'alert', hidden: true});
        this.tools = this.#makeTools();
        this.call = el('p', {class: 'hint', textContent: 'Paint over everything that is to be filled in. With keys: arrows move the brush, Enter paints.'});
        root.append(this.tools, this.painter.canvas, this.#makeZoom(), this.call, this.error);
        this.painter.addEventListener('change', () => this.#changed());
        this.painter.addEventListener('undo', () => this.#redone('undo'));
        this.painter.addEventListener('redo', () => this.#redone('redo'));
    }

    #makeTools() {
        this.size = el('input', {type: 'range', min: 1, max: 100, value: 32, oninput: () => this.#resize()});
        this.sizeText = el('output');
        this.undo = button('Undo', () => this.#redone('undo'));
        this.redo = button('Redo', () => this.#redone('redo'));
        this.clear = button('Clear', () => this.#step({clear: true}));
        const modes = [['paint', 'Brush'], ['erase', 'Eraser']];
        return el('div', {class: 'tools', role: 'group', 'aria-label': 'Mask'},
            choices('Tool', modes, 'paint', mode => { this.painter.erasing = mode === 'erase'; }),
            el('label', {class: 'size'}, 'Size', this.size, this.sizeText),
            el('div', {class: 'row'}, this.undo, this.redo, this.clear));
    }

    #makeZoom() {
        const {viewport} = this.painter;
        const input = el('input', {class: 'spoken', type: 'file', onchange: () => this.#upload(input)});
        this.file = el('label', {class: 'button'}, 'Mask from a file', input);
        return el('div', {class: 'row zooms'},
            button('−', () => viewport.zoomBy(1 / 1.5), {title: 'Zoom out', ariaLabel: 'Zoom out'}),
            button('+', () => viewport.zoomBy(1.5), {title: 'Zoom in', ariaLabel: 'Zoom in'}),
            button('Whole picture', () => viewport.fit()), this.file);
    }

    /** Shows a picture. @param paints whether its mask is painted */
    show(picture, paints) {
        this.#picture = picture;
        this.#strokes = paints ? this.draft.mask(picture.id) : null;
        this.tools.hidden = this.call.hidden = this.file.hidden = !paints;
        say(this.error, '');
        this.#resize();
        this.#update();
        return this.painter.show(picture, this.#strokes);
    }

    #resize() {
        const {width, height} = this.#picture;
        this.painter.size = Math.max(1, LARGEST * Math.min(width, height) * (this.size.value / 100) ** 2);
        this.sizeText.value = Math.round(this.painter.size) + ' px';
        this.painter.repaint();
    }

    #redone(way) {
        this.#strokes?.[way]();
        this.painter.repaint();
        this.#changed();
    }

    #step(step) {
        this.#strokes.add(step);
        this.painter.repaint();
        this.#changed();
    }

    #changed() {
        this.#update();
        this.draft.changed();
    }

    #update() {
        this.undo.disabled = !this.#strokes?.canUndo;
        this.redo.disabled = !this.#strokes?.canRedo;
        this.clear.disabled = this.#strokes?.isEmpty ?? true;
    }

    /** A mask of the right size becomes one step, which can be painted on and undone. */
    async #upload(input) {
        const [file] = input.files;
        input.value = '';
        const picture = this.#picture;
        const strokes = this.#strokes;
        try {
            const mask = await api.upload(file.name, file);
            if (mask.width !== picture.width || mask.height !== picture.height) {
                throw new Error(`${file.name} has ${mask.width} × ${mask.height} pixels. A mask of ${picture.name} has `
                    + `${picture.width} × ${picture.height}, white where it was observed.`);
            }
            strokes.add({base: mask.id});
            await strokes.load();
            say(this.error, '');
            this.painter.repaint();
            this.#changed();
        } catch (error) {
            say(this.error, error.message);
        }
    }
}

/** The id of a mask to send, or null where nothing was painted. */
export async function sentMask(steps, picture) {
    const strokes = new MaskStrokes(steps);
    if (strokes.isEmpty) {
        return null;
    }
    const blob = strokes.uploaded ? null : await strokes.png(picture.width, picture.height);
    return strokes.uploaded ?? (await api.upload('mask of ' + picture.name.replace(/\.[^.]*$/, '') + '.png', blob)).id;
}
