// The editor of a blur kernel: drawn by hand, a straight line, a soft spot, or a file.
import * as api from './api.js';
import {button, choices, el, field, say} from './dom.js';
import {line, middleOf, spot, trail, turned} from './kernel.js';
import {png16} from './png.js';

const LARGEST = 255;

/** A kernel before anything was said of it. */
export const NO_KERNEL = {mode: 'draw', size: 33, paths: [], length: 9, angle: 0, deviation: 2, file: null};

/** The taps of a kernel, the largest being 1; null where there are none or a file has them. */
function tapsOf(kernel) {
    switch (kernel.mode) {
        case 'draw': return kernel.paths.length > 0 ? trail(kernel.size, kernel.paths) : null;
        case 'line': return line(kernel.size, kernel.length, kernel.angle);
        case 'spot': return spot(kernel.size, kernel.deviation);
        default: return null;
    }
}

/** The id of a kernel to send, or null where there is none. */
export async function sentKernel(kernel) {
    const taps = tapsOf(kernel);
    if (kernel.mode === 'file') {
        return kernel.file?.id ?? null;
    }
    return taps && (await api.upload('kernel.png', await png16(kernel.size, kernel.size, turned(taps)))).id;
}

export class KernelPainter {
    /**
     * @param draft keeps the kernel
     * @param help of the option
     * @param unknown what to do where the kernel is not known, or null where nothing can be done
     */
    constructor(draft, help, unknown) {
        this.draft = draft;
        this.error = el('p', {class: 'error', role: 'alert', hidden: true});
        this.canvas = el('canvas', {class: 'taps', role: 'img'});
        this.body = el('div', {class: 'kernel-body'});
        const modes = [['draw', 'Draw'], ['line', 'Line'], ['spot', 'Spot'], ['file', 'File']];
        this.root = el('div', {class: 'kernel'},
            choices('Blur kernel', modes, this.kernel.mode, mode => this.#set({mode}, true)),
            el('div', {class: 'kernel-row'}, this.canvas, this.body),
            unknown && el('p', {class: 'hint'}, 'Not known? ', button('Let it be found', unknown, {class: 'link'})),
            el('details', {class: 'help'}, el('summary', {textContent: 'About kernels'}), el('p', {class: 'hint', textContent: help})),
            this.error);
        this.canvas.addEventListener('pointerdown', event => this.#press(event));
        this.canvas.addEventListener('pointermove', event => this.#move(event));
        this.canvas.addEventListener('pointerup', () => this.#release());
        this.canvas.addEventListener('pointercancel', () => this.#release());
        this.#build();
    }

    get kernel() {
        return this.draft.data.kernel;
    }

    #set(changes, rebuilds = false) {
        Object.assign(this.kernel, changes);
        this.draft.changed();
        rebuilds ? this.#build() : this.#draw();
    }

    #build() {
        const {mode, file} = this.kernel;
        say(this.error, '');
        this.body.replaceChildren(...{
            draw: () => [this.#hint('Draw the trail that a point of light left. It is moved into the middle.'),
                this.#taps(), el('div', {class: 'row'}, button('Undo', () => this.#undo()), button('Clear', () => this.#set({paths: []})))],
            line: () => [this.#number('Length in pixels', 'length', 1, LARGEST, 'any'),
                this.#number('Angle in degrees', 'angle', -180, 180, 'any'), this.#taps()],
            spot: () => [this.#number('Standard deviation in pixels', 'deviation', 0.1, 50, 'any'), this.#taps()],
            file: () => [this.#hint(file ? file.name : 'PNG, TIFF or NPY with the weights of a pixel’s neighbours.'), this.#fileButton()],
        }[mode]());
        this.#draw();
    }

    #hint(text) {
        return el('p', {class: 'hint', textContent: text});
    }

    #number(label, key, min, max, step) {
        const input = el('input', {type: 'number', min, max, step, value: this.kernel[key], oninput: () => {
            if (input.value !== '' && input.checkValidity()) {
                this.#set({[key]: Number(input.value)});
            }
        }});
        return field(label, input);
    }

    /** An even number becomes the odd one above it, for a kernel has a middle. */
    #taps() {
        const input = el('input', {type: 'number', min: 3, max: LARGEST, step: 2, value: this.kernel.size, onchange: () => {
            const size = Math.min(Math.max(Math.round(input.value) || 0, 3), LARGEST) | 1;
            input.value = size;
            this.#set({size});
        }});
        return field('Taps each way, odd', input);
    }

    #fileButton() {
        const input = el('input', {class: 'spoken', type: 'file', onchange: () => this.#upload(input.files[0])});
        return el('label', {class: 'button'}, 'Choose a file', input);
    }

    async #upload(file) {
        try {
            const {id, name, width, height} = await api.upload(file.name, file);
            this.#set({file: {id, name, width, height}}, true);
        } catch (error) {
            say(this.error, error.message);
        }
    }

    #undo() {
        this.#set({paths: this.kernel.paths.slice(0, -1)});
    }

    #place(event) {
        const box = this.canvas.getBoundingClientRect();
        const {size} = this.kernel;
        const taps = (at, from, length) => Math.round(((at - from) / length * size - size / 2) * 100) / 100;
        return [taps(event.clientX, box.left, box.width), taps(event.clientY, box.top, box.height)];
    }

    #press(event) {
        if (this.kernel.mode === 'draw' && event.button === 0) {
            this.canvas.setPointerCapture(event.pointerId);
            this.path = this.#place(event);
            this.#set({paths: [...this.kernel.paths, this.path]});
        }
    }

    #move(event) {
        if (this.path) {
            this.path.push(...this.#place(event));
            this.#draw();
        }
    }

    /** Moves all that was drawn into the middle. */
    #release() {
        if (this.path) {
            this.path = null;
            const [x, y] = middleOf(this.kernel.paths);
            this.#set({paths: this.kernel.paths.map(path => path.map((value, i) => value - (i % 2 === 0 ? x : y)))});
        }
    }

    #draw() {
        const {size, mode, file} = this.kernel;
        this.canvas.classList.toggle('drawable', mode === 'draw');
        if (mode === 'file') {
            this.#drawFile(file);
            return;
        }
        const taps = tapsOf(this.kernel);
        this.canvas.ariaLabel = taps ? `Kernel of ${size} × ${size} taps` : 'Empty kernel';
        this.canvas.width = this.canvas.height = size;
        const context = this.canvas.getContext('2d');
        const pixels = context.createImageData(size, size);
        for (let i = 0; i < size * size; i++) {
            pixels.data.fill(taps ? 255 * Math.sqrt(taps[i]) : 0, 4 * i, 4 * i + 3);
            pixels.data[4 * i + 3] = 255;
        }
        context.putImageData(pixels, 0, 0);
    }

    async #drawFile(file) {
        const context = this.canvas.getContext('2d');
        this.canvas.ariaLabel = file ? `Kernel of the file ${file.name}` : 'No kernel yet';
        this.canvas.width = this.canvas.height = file ? Math.max(file.width, file.height) : 1;
        if (file) {
            const image = new Image();
            image.src = api.previewUrl(file.id);
            await image.decode().catch(() => {});
            context.drawImage(image, 0, 0);
        }
    }
}
