// The stage on which a picture is seen and its mask is painted, with a mouse, a pen, a finger or keys.
import {announce, el} from './dom.js';
import {previewUrl} from './api.js';
import {Viewport} from './viewport.js';
import {arrow, watchGestures, watchHover, zoomKey} from './gestures.js';
import {paintStroke} from './mask-strokes.js';

const COLOUR = '#f0287a';
const ROUNDED = 10;

const rounded = value => Math.round(value * ROUNDED) / ROUNDED;

/** Tells of `change` when the mask has changed, and of `undo` and `redo` when their keys are pressed. */
export class MaskPainter extends EventTarget {
    #frame = 0;
    #picture = null;
    #strokes = null;
    #cursor = null;
    #penDown = null;

    constructor() {
        super();
        this.size = 10;
        this.erasing = false;
        this.canvas = el('canvas', {class: 'paper', tabIndex: 0, role: 'application'});
        this.layer = document.createElement('canvas');
        this.image = new Image();
        this.viewport = new Viewport(() => this.#later());
        this.#listen();
    }

    #listen() {
        watchGestures(this.canvas, this.viewport, place => this.#strokes && this.#stroke(place));
        watchHover(this.canvas, place => this.#point(place && this.viewport.toPicture(place.x, place.y)));
        this.canvas.addEventListener('keydown', event => this.#key(event));
        this.canvas.addEventListener('blur', () => this.#point(null));
        new ResizeObserver(() => this.#resize()).observe(this.canvas);
    }

    /** Shows a picture; without strokes nothing can be painted on it. */
    async show(picture, strokes) {
        const other = picture.id !== this.#picture?.id;
        this.#picture = picture;
        this.#strokes = strokes;
        this.#penDown = null;
        this.canvas.setAttribute('aria-label', strokes
            ? `${picture.name}, to paint on. Arrow keys move the brush, Enter paints, Space keeps painting, plus and minus zoom.`
            : `${picture.name}. Plus and minus zoom, arrow keys move the view.`);
        this.canvas.style.setProperty('--aspect', picture.width / picture.height);
        this.viewport.show(picture.width, picture.height);
        if (other) {
            this.viewport.fit();
            this.image.src = previewUrl(picture.id);
        }
        await Promise.allSettled([this.image.decode(), strokes?.load()]);
        this.repaint();
    }

    /** Paints the whole mask anew. */
    repaint() {
        if (this.#picture && this.image.naturalWidth > 0) {
            this.layer.width = this.image.naturalWidth;
            this.layer.height = this.image.naturalHeight;
            this.#strokes?.paint(this.#layerContext(), COLOUR, this.#picture.width, this.#picture.height);
        }
        this.#later();
    }

    #layerContext() {
        const context = this.layer.getContext('2d');
        context.setTransform(this.layer.width / this.#picture.width, 0, 0, this.layer.height / this.#picture.height, 0, 0);
        return context;
    }

    #stroke(place) {
        const {x, y} = this.viewport.toPicture(place.x, place.y);
        const step = this.#begin(x, y);
        return {
            move: to => {
                const next = this.viewport.toPicture(to.x, to.y);
                this.#extend(step, next.x, next.y);
            },
            end: broken => {
                if (broken) {
                    this.#strokes.drop();
                    this.repaint();
                }
                this.#tell('change');
            },
        };
    }

    #begin(x, y) {
        const step = {points: [rounded(x), rounded(y)], size: rounded(this.size), erase: this.erasing};
        this.#strokes.add(step);
        paintStroke(this.#layerContext(), step, COLOUR);
        this.#later();
        return step;
    }

    #extend(step, x, y) {
        const last = step.points.slice(-2);
        step.points.push(rounded(x), rounded(y));
        paintStroke(this.#layerContext(), {...step, points: [...last, rounded(x), rounded(y)]}, COLOUR);
        this.#point({x, y});
    }

    #key(event) {
        const way = arrow(event);
        if (zoomKey(event, this.viewport)) {
            return;
        }
        if ((event.ctrlKey || event.metaKey) && 'zyZ'.includes(event.key)) {
            this.#tell(event.key === 'z' ? 'undo' : 'redo');
        } else if (way) {
            this.#strokes ? this.#step(way, event.shiftKey ? 4 : 1) : this.viewport.pan(-40 * way[0], -40 * way[1]);
        } else if (this.#strokes && (event.key === 'Enter' || event.key === ' ')) {
            this.#press(event.key === ' ');
        } else {
            return;
        }
        event.preventDefault();
    }

    /** Moves the brush by half its size, but at least by a pixel of the screen. */
    #step([right, down], times) {
        const length = times * Math.max(this.size / 2, 1 / this.viewport.scale);
        const {width, height} = this.#picture;
        const from = this.#cursor ?? {x: width / 2, y: height / 2};
        const to = {x: Math.min(Math.max(from.x + right * length, 0), width), y: Math.min(Math.max(from.y + down * length, 0), height)};
        if (this.#penDown) {
            this.#extend(this.#penDown, to.x, to.y);
        }
        this.viewport.reveal(to.x, to.y);
        this.#point(to);
    }

    #press(keeps) {
        const at = this.#cursor ?? {x: this.#picture.width / 2, y: this.#picture.height / 2};
        if (this.#penDown) {
            this.#penDown = null;
            announce('Brush lifted');
        } else {
            const step = this.#begin(at.x, at.y);
            this.#penDown = keeps ? step : null;
            announce(keeps ? 'Brush down' : 'Painted');
        }
        this.#point(at);
        this.#tell('change');
    }

    #point(place) {
        this.#cursor = place;
        this.#later();
    }

    #tell(name) {
        this.dispatchEvent(new Event(name));
    }

    #resize() {
        const {clientWidth, clientHeight} = this.canvas;
        this.canvas.width = Math.round(clientWidth * devicePixelRatio);
        this.canvas.height = Math.round(clientHeight * devicePixelRatio);
        this.viewport.resize(clientWidth, clientHeight);
    }

    /** Draws once before the next frame, however much has changed. */
    #later() {
        this.#frame ||= requestAnimationFrame(() => {
            this.#frame = 0;
            this.#draw();
        });
    }

    #draw() {
        if (!this.#picture) {
            return;
        }
        const context = this.canvas.getContext('2d');
        const {left, top, scale, world} = this.viewport;
        context.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
        context.clearRect(0, 0, this.canvas.width, this.canvas.height);
        if (this.image.complete && this.image.naturalWidth > 0) {
            context.imageSmoothingEnabled = scale * world.width < 2 * this.image.naturalWidth;
            context.drawImage(this.image, left, top, world.width * scale, world.height * scale);
            context.globalAlpha = 0.65;
            context.drawImage(this.layer, left, top, world.width * scale, world.height * scale);
            context.globalAlpha = 1;
        }
        if (this.#strokes && this.#cursor) {
            this.#drawBrush(context, left + this.#cursor.x * scale, top + this.#cursor.y * scale, this.size * scale / 2);
        }
    }

    /** A ring of light and dark, which is seen on every ground. */
    #drawBrush(context, x, y, radius) {
        for (const [colour, width] of [['#000a', 3], ['#fff', 1.5]]) {
            context.beginPath();
            context.arc(x, y, Math.max(radius, 2), 0, 2 * Math.PI);
            context.strokeStyle = colour;
            context.lineWidth = width;
            context.stroke();
        }
    }
}
