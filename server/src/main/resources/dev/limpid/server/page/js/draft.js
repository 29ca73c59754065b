// The settings of a restoration that has not begun. A draft outlives a reload of the page.
import {MaskStrokes} from './mask-strokes.js';
import {NO_KERNEL} from './kernel-painter.js';
import * as api from './api.js';

const KEY = 'limpid-draft';

const empty = () => ({
    pictures: [], shown: null, task: null, values: {}, uploads: {}, masks: {}, kernel: structuredClone(NO_KERNEL),
    prior: '', solver: '', preset: '', seed: '', samples: '', realism: 0,
});

/** Tells of `pictures` when their list or the one that is shown changes. */
export class Draft extends EventTarget {
    #masks = new Map();
    #timer = 0;

    constructor() {
        super();
        this.data = {...empty(), ...stored()};
        window.addEventListener('pagehide', () => this.#save());
    }

    /** Is kept soon: a stroke is many changes. */
    changed() {
        clearTimeout(this.#timer);
        this.#timer = setTimeout(() => this.#save(), 300);
    }

    #save() {
        for (const [id, strokes] of this.#masks) {
            this.data.masks[id] = strokes.steps;
        }
        try {
            sessionStorage.setItem(KEY, JSON.stringify(this.data));
        } catch {
            // Too long for the browser's storage: it is still here until the page is reloaded.
        }
    }

    /** The mask of a picture, which may be painted on. */
    mask(id) {
        if (!this.#masks.has(id)) {
            this.#masks.set(id, new MaskStrokes(this.data.masks[id] ?? []));
        }
        return this.#masks.get(id);
    }

    get shown() {
        return this.data.pictures.find(picture => picture.id === this.data.shown) ?? this.data.pictures[0] ?? null;
    }

    add(picture) {
        this.data.pictures.push(picture);
        this.show(this.data.shown ?? picture.id);
    }

    show(id) {
        this.data.shown = id;
        this.changed();
        this.dispatchEvent(new Event('pictures'));
    }

    remove(id) {
        this.data.pictures = this.data.pictures.filter(picture => picture.id !== id);
        this.#masks.delete(id);
        delete this.data.masks[id];
        this.show(this.data.shown === id ? null : this.data.shown);
    }

    /** Forgets pictures that the server has no more. */
    async check() {
        for (const {id} of [...this.data.pictures]) {
            await api.picture(id).catch(error => error.status === 404 && this.remove(id));
        }
    }

    /** Takes the picture and the settings of a job, to change them. */
    takeFrom({picture, request}) {
        const {prior = '', solver = '', preset = '', seed = '', samples = '', realism = 0, values = {}} = request;
        const texts = Object.entries(values).filter(([, value]) => typeof value === 'string');
        const files = Object.entries(values).filter(([, value]) => typeof value === 'object').map(([name, value]) => [name, value.picture]);
        const {mask, psf, ...uploads} = Object.fromEntries(files);
        this.#masks.clear();
        this.data = {
            ...empty(), pictures: [picture], shown: picture.id, task: request.task, values: Object.fromEntries(texts),
            uploads: Object.fromEntries(Object.entries(uploads).map(([name, id]) => [name, {id, name: 'as before'}])),
            masks: mask ? {[picture.id]: [{base: mask}]} : {}, prior, solver, preset, seed, samples, realism,
        };
        if (psf) {
            this.data.kernel = {...structuredClone(NO_KERNEL), mode: 'file', file: {id: psf, name: 'as before', width: 33, height: 33}};
        }
        this.changed();
        this.dispatchEvent(new Event('replaced'));
    }
}

function stored() {
    try {
        return JSON.parse(sessionStorage.getItem(KEY)) ?? {};
    } catch {
        return {};
    }
}
