// A mask as the list of what was done to it. Painted small on the stage, and once in the picture's full size when it is sent.
import {png8} from './png.js';
import {previewUrl} from './api.js';

/** Rows that are painted at a time in full size. */
const BAND = 1024;

/**
 * The steps of one picture's mask, which can be kept as JSON: {points, size, erase} is a stroke in the picture's pixels, {clear} removes
 * everything before, {base} is an uploaded mask, by the id of its upload.
 */
export class MaskStrokes {
    #undone = [];

    constructor(steps = []) {
        this.steps = steps;
        this.bases = new Map();
    }

    add(step) {
        this.steps.push(step);
        this.#undone = [];
    }

    /** Takes back a step that was broken off, for good. */
    drop() {
        this.steps.pop();
    }

    undo() {
        if (this.steps.length > 0) {
            this.#undone.push(this.steps.pop());
        }
    }

    redo() {
        if (this.#undone.length > 0) {
            this.steps.push(this.#undone.pop());
        }
    }

    get canUndo() {
        return this.steps.length > 0;
    }

    get canRedo() {
        return this.#undone.length > 0;
    }

    /** Those that still count. */
    #standing() {
        const last = this.steps.findLastIndex(step => step.clear || step.base);
        return last < 0 || this.steps[last].base ? this.steps.slice(Math.max(last, 0)) : this.steps.slice(last + 1);
    }

    get isEmpty() {
        return !this.#standing().some(step => step.base || !step.erase);
    }

    /** The upload that is the mask as it is, or null where something was painted. */
    get uploaded() {
        const standing = this.#standing();
        return standing.length === 1 && standing[0].base ? standing[0].base : null;
    }

    /** Loads the uploaded masks among the steps, which {@link paint} needs. */
    async load() {
        for (const {base} of this.steps) {
            if (base && !this.bases.has(base)) {
                this.bases.set(base, await holes(previewUrl(base)));
            }
        }
    }

    /** Paints what is missing, in one colour. */
    paint(context, colour, width, height) {
        for (const step of this.#standing()) {
            if (step.base) {
                paintBase(context, this.bases.get(step.base), colour, width, height);
            } else {
                paintStroke(context, step, colour);
            }
        }
        context.globalCompositeOperation = 'source-over';
    }

    /** The mask as a gray PNG: white was observed, black is to be filled. */
    async png(width, height) {
        await this.load();
        const samples = new Uint8Array(width * height);
        const canvas = new OffscreenCanvas(width, Math.min(BAND, height));
        const context = canvas.getContext('2d', {willReadFrequently: true});
        for (let y = 0; y < height; y += BAND) {
            context.setTransform(1, 0, 0, 1, 0, -y);
            context.clearRect(0, y, width, BAND);
            this.paint(context, '#000', width, height);
            const band = Math.min(BAND, height - y);
            const {data} = context.getImageData(0, 0, width, band);
            for (let i = 0; i < width * band; i++) {
                samples[y * width + i] = data[4 * i + 3] >= 128 ? 0 : 255;
            }
        }
        return png8(width, height, samples);
    }
}

/** Paints a stroke. */
export function paintStroke(context, {points, size, erase}, colour) {
    context.globalCompositeOperation = erase ? 'destination-out' : 'source-over';
    context.strokeStyle = context.fillStyle = colour;
    context.beginPath();
    if (points.length === 2) {
        context.arc(points[0], points[1], size / 2, 0, 2 * Math.PI);
        context.fill();
        return;
    }
    context.lineCap = context.lineJoin = 'round';
    context.lineWidth = size;
    context.moveTo(points[0], points[1]);
    for (let i = 2; i < points.length; i += 2) {
        context.lineTo(points[i], points[i + 1]);
    }
    context.stroke();
}

function paintBase(context, base, colour, width, height) {
    if (base) {
        context.globalCompositeOperation = 'source-over';
        context.imageSmoothingEnabled = false;
        const tinted = new OffscreenCanvas(base.width, base.height);
        const tint = tinted.getContext('2d');
        tint.drawImage(base, 0, 0);
        tint.globalCompositeOperation = 'source-in';
        tint.fillStyle = colour;
        tint.fillRect(0, 0, base.width, base.height);
        context.drawImage(tinted, 0, 0, width, height);
    }
}

/** The dark pixels of a mask's preview, opaque, and nothing elsewhere. */
async function holes(url) {
    const image = new Image();
    image.src = url;
    await image.decode();
    const canvas = new OffscreenCanvas(image.naturalWidth, image.naturalHeight);
    const context = canvas.getContext('2d', {willReadFrequently: true});
    context.drawImage(image, 0, 0);
    const picture = context.getImageData(0, 0, canvas.width, canvas.height);
    for (let i = 0; i < picture.data.length; i += 4) {
        picture.data[i + 3] = picture.data[i] < 128 ? 255 : 0;
    }
    context.putImageData(picture, 0, 0);
    return canvas;
}
