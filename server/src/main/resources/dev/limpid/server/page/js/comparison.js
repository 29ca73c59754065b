// Two pictures upon each other with a line between them, zoom, overlays, and the same spot of both enlarged beside them.
import {button, choices, el, say} from './dom.js';
import {Viewport} from './viewport.js';
import {arrow, watchGestures, watchHover, zoomKey} from './gestures.js';
import {Detail} from './detail.js';
import {PictureLayer} from './picture-layer.js';

const SMALL_STEP = 1;
const LARGE_STEP = 10;

export class Comparison {
    #cut = 50;
    #overlays = [];

    constructor() {
        this.viewport = new Viewport(() => this.#place());
        this.before = new PictureLayer('before', () => this.#loaded());
        this.after = new PictureLayer('after', () => this.#loaded());
        this.overlay = new PictureLayer('overlay', () => this.#loaded());
        this.detail = new Detail(this.before, this.after, () => this.#place());
        this.handle = this.#makeHandle();
        this.spot = el('div', {class: 'spot', hidden: true});
        this.names = [el('span', {class: 'tag left'}), el('span', {class: 'tag right'})];
        this.stage = el('div', {class: 'stage', tabIndex: 0, role: 'group'},
            this.before.root, this.after.root, this.overlay.root, ...this.names, this.spot, this.handle);
        this.overlayRow = el('div', {class: 'overlays'});
        this.legend = el('p', {class: 'hint', hidden: true});
        this.root = el('div', {class: 'comparison'},
            el('div', {class: 'stage-side'}, this.stage, this.#makeTools(), this.legend), this.detail.root);
        this.#listen();
    }

    #makeHandle() {
        return el('div', {class: 'handle', tabIndex: 0, role: 'slider', 'aria-valuemin': 0, 'aria-valuemax': 100, 'aria-orientation': 'horizontal'},
            el('span', {class: 'grip', ariaHidden: 'true', textContent: '‹ ›'}));
    }

    #makeTools() {
        return el('div', {class: 'tools'},
            el('div', {class: 'row'},
                button('−', () => this.viewport.zoomBy(1 / 1.5), {ariaLabel: 'Zoom out', title: 'Zoom out'}),
                button('+', () => this.viewport.zoomBy(1.5), {ariaLabel: 'Zoom in', title: 'Zoom in'}),
                button('Whole', () => this.viewport.fit()),
                button('1 : 1', () => this.viewport.actualSize(), {ariaLabel: 'Actual size'})),
            this.overlayRow);
    }

    #listen() {
        watchGestures(this.stage, this.viewport, (place, event) => this.#begin(place, event));
        watchHover(this.stage, place => this.#look(place));
        this.handle.addEventListener('keydown', event => this.#slide(event));
        this.stage.addEventListener('keydown', event => event.target === this.stage && this.#key(event));
        new ResizeObserver(() => this.#resize()).observe(this.stage);
        this.cutAt(this.#cut);
    }

    /**
     * Shows two pictures.
     *
     * @param before {url, name}; likewise after
     * @param overlays each {url, name, about}
     */
    show(before, after, overlays = []) {
        this.before.show(before.url);
        this.after.show(after.url);
        this.names[0].textContent = before.name;
        this.afterName = after.name;
        this.detail.name(before.name, after.name);
        this.stage.ariaLabel = `${before.name} and ${after.name}. Arrow keys move the spot that is enlarged, plus and minus zoom.`;
        this.handle.ariaLabel = `Line between ${before.name} and ${after.name}`;
        this.#offer(overlays);
        this.#lay(this.laid);
    }

    /** Offers overlays where there are any; the one that is shown stays. */
    #offer(overlays) {
        if (JSON.stringify(overlays) === JSON.stringify(this.#overlays)) {
            return;
        }
        this.#overlays = overlays;
        this.laid = undefined;
        const pairs = [['', 'None'], ...overlays.map(one => [one.url, one.name])];
        this.overlayRow.replaceChildren(...(overlays.length > 0
            ? [choices('Overlay', pairs, '', url => this.#lay(overlays.find(one => one.url === url)))] : []));
    }

    /** Lays an overlay over the picture after, or takes it away. */
    #lay(overlay) {
        this.laid = overlay;
        this.overlay.show(overlay?.url ?? null);
        this.names[1].textContent = overlay?.name ?? this.afterName;
        say(this.legend, overlay?.about ?? '');
    }

    #loaded() {
        const image = this.after.image.naturalWidth > 0 ? this.after.image : this.before.image;
        if (image.naturalWidth > 0) {
            this.stage.style.setProperty('--aspect', image.naturalWidth / image.naturalHeight);
            this.#resize();
            this.viewport.show(image.naturalWidth, image.naturalHeight);
        }
    }

    #resize() {
        this.viewport.resize(this.stage.clientWidth, this.stage.clientHeight);
    }

    #place() {
        for (const layer of [this.before, this.after, this.overlay]) {
            layer.place(this.viewport);
        }
        this.detail.place(this.viewport);
        const {left, top, width, height} = this.detail.frame(this.viewport);
        Object.assign(this.spot.style, {left: left + 'px', top: top + 'px', width: width + 'px', height: height + 'px'});
    }

    /** Moves the line. @param percent of the stage's width */
    cutAt(percent) {
        this.#cut = Math.min(Math.max(percent, 0), 100);
        this.stage.style.setProperty('--cut', this.#cut + '%');
        this.handle.setAttribute('aria-valuenow', Math.round(this.#cut));
        this.handle.setAttribute('aria-valuetext', Math.round(this.#cut) + ' percent');
    }

    /** The line follows where it was taken, or where nothing can be moved instead. */
    #begin(place, event) {
        const follow = ({x}) => this.cutAt(100 * x / this.stage.clientWidth);
        if (!this.handle.contains(event.target) && this.viewport.zoom > 1) {
            return null;
        }
        event.preventDefault();
        this.handle.focus({preventScroll: true});
        follow(place);
        return {move: follow};
    }

    #slide(event) {
        const way = arrow(event);
        const step = event.shiftKey ? LARGE_STEP : SMALL_STEP;
        if (way) {
            this.cutAt(this.#cut + step * (way[0] - way[1]));
        } else if (event.key === 'Home' || event.key === 'End') {
            this.cutAt(event.key === 'Home' ? 0 : 100);
        } else if (!zoomKey(event, this.viewport)) {
            return;
        }
        event.preventDefault();
    }

    #key(event) {
        const way = arrow(event);
        if (!zoomKey(event, this.viewport) && way) {
            const length = (event.shiftKey ? 80 : 20) / this.viewport.scale;
            const at = this.detail.move(way[0] * length, way[1] * length, this.viewport);
            this.spot.hidden = false;
            this.viewport.reveal(at.x, at.y);
            event.preventDefault();
        }
    }

    #look(place) {
        this.spot.hidden = place === null;
        if (place) {
            this.detail.look(this.viewport.toPicture(place.x, place.y), this.viewport);
        }
    }
}
