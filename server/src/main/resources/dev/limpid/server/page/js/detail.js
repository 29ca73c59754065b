// The same spot of two pictures, enlarged, one below the other or side by side.
import {el, field, select} from './dom.js';

const FACTORS = [['2', '2 ×'], ['4', '4 ×'], ['8', '8 ×']];

export class Detail {
    #spot = null;
    #factor = 4;
    #world = {width: 1, height: 1};
    #scale = 1;
    #frame = 0;

    /**
     * @param before layer of a picture; likewise after
     * @param changed called when another part of the pictures is enlarged
     */
    constructor(before, after, changed) {
        this.layers = [before, after];
        this.panes = [el('canvas', {role: 'img'}), el('canvas', {role: 'img'})];
        this.captions = [el('figcaption'), el('figcaption')];
        const figures = this.panes.map((pane, i) => el('figure', {}, pane, this.captions[i]));
        const factor = select(FACTORS, String(this.#factor), value => {
            this.#factor = Number(value);
            changed();
        });
        this.root = el('div', {class: 'detail'}, ...figures, field('Detail', factor));
        new ResizeObserver(changed).observe(this.root);
    }

    name(before, after) {
        [before, after].forEach((name, i) => {
            this.captions[i].textContent = name;
            this.panes[i].ariaLabel = 'Detail of ' + name;
        });
    }

    /** Enlarges around that place of the picture, in its pixels. */
    look(place, viewport) {
        const {width, height} = viewport.world;
        this.#spot = {x: Math.min(Math.max(place.x / width, 0), 1), y: Math.min(Math.max(place.y / height, 0), 1)};
        viewport.changed();
    }

    /** Moves the spot by so many pixels of the picture; returns where it is. */
    move(right, down, viewport) {
        const {x, y} = this.#middle(viewport);
        this.look({x: x + right, y: y + down}, viewport);
        return this.#middle(viewport);
    }

    #middle({world}) {
        const {x, y} = this.#spot ?? {x: 0.5, y: 0.5};
        return {x: x * world.width, y: y * world.height};
    }

    /** Where the enlarged part lies on the stage. */
    frame(viewport) {
        const {left, top, scale} = viewport;
        const middle = this.#middle(viewport);
        const width = this.panes[0].clientWidth / this.#factor;
        const height = this.panes[0].clientHeight / this.#factor;
        return {left: left + middle.x * scale - width / 2, top: top + middle.y * scale - height / 2, width, height};
    }

    /** Draws before the next frame. */
    place({world, scale}) {
        this.#world = world;
        this.#scale = scale;
        this.#frame ||= requestAnimationFrame(() => {
            this.#frame = 0;
            this.panes.forEach((pane, i) => this.#draw(pane, this.layers[i].image));
        });
    }

    #draw(pane, image) {
        const {clientWidth, clientHeight} = pane;
        if (image.naturalWidth === 0 || clientWidth === 0) {
            return;
        }
        pane.width = clientWidth * devicePixelRatio;
        pane.height = clientHeight * devicePixelRatio;
        const context = pane.getContext('2d');
        const scale = this.#scale * this.#factor * devicePixelRatio;
        const {x, y} = this.#spot ?? {x: 0.5, y: 0.5};
        const [width, height] = [this.#world.width * scale, this.#world.height * scale];
        context.imageSmoothingEnabled = width < 2 * image.naturalWidth;
        context.drawImage(image, pane.width / 2 - x * width, pane.height / 2 - y * height, width, height);
    }
}
