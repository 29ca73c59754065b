// Mouse, pen, touch and wheel on a stage. One finger or button does what the stage says, two fingers zoom and move the view.

const placeOf = (element, event) => {
    const box = element.getBoundingClientRect();
    return {x: event.clientX - box.left - element.clientLeft, y: event.clientY - box.top - element.clientTop};
};

/** Zooms with the wheel. Where nothing would change, the page scrolls. */
function watchWheel(element, viewport) {
    element.addEventListener('wheel', event => {
        const before = viewport.zoom;
        const place = placeOf(element, event);
        const lines = event.deltaMode === 1 ? 16 : 1;
        viewport.zoomBy(Math.exp(-event.deltaY * lines * (event.ctrlKey ? 0.01 : 0.002)), place.x, place.y);
        if (viewport.zoom !== before) {
            event.preventDefault();
        }
    }, {passive: false});
}

/** Fingers on a stage, or a mouse or a pen. */
class Pointers {
    #down = new Map();
    #drag = null;

    constructor(element, viewport, begin) {
        Object.assign(this, {element, viewport, begin});
        element.addEventListener('pointerdown', event => this.#press(event));
        element.addEventListener('pointermove', event => this.#move(event));
        element.addEventListener('pointerup', event => this.#release(event, false));
        element.addEventListener('pointercancel', event => this.#release(event, true));
    }

    #press(event) {
        if (event.pointerType === 'mouse' && event.button > 1) {
            return;
        }
        const place = placeOf(this.element, event);
        this.element.setPointerCapture(event.pointerId);
        this.#down.set(event.pointerId, place);
        if (this.#down.size > 1) {
            this.#drag?.end?.(true);
            this.#drag = null;
        } else {
            this.#drag = (event.button === 1 ? null : this.begin(place, event)) ?? this.#panning(place);
        }
    }

    #panning(from) {
        let last = from;
        return {
            move: place => {
                this.viewport.pan(place.x - last.x, place.y - last.y);
                last = place;
            },
        };
    }

    #move(event) {
        const before = this.#down.get(event.pointerId);
        if (!before) {
            return;
        }
        if (this.#down.size === 2) {
            this.#pinch(event.pointerId, placeOf(this.element, event));
        } else if (this.#drag) {
            // A browser may have several places for one event; a stroke needs them all.
            const all = event.getCoalescedEvents?.() ?? [];
            (all.length ? all : [event]).forEach(one => this.#drag.move(placeOf(this.element, one)));
        }
        this.#down.set(event.pointerId, placeOf(this.element, event));
    }

    #pinch(id, place) {
        const [other] = [...this.#down].filter(([key]) => key !== id).map(([, value]) => value);
        const before = this.#down.get(id);
        const span = from => Math.max(Math.hypot(from.x - other.x, from.y - other.y), 10);
        const middle = {x: (place.x + other.x) / 2, y: (place.y + other.y) / 2};
        this.viewport.pan((place.x - before.x) / 2, (place.y - before.y) / 2);
        this.viewport.zoomBy(span(place) / span(before), middle.x, middle.y);
    }

    #release(event, broken) {
        if (this.#down.delete(event.pointerId) && this.#down.size === 0) {
            this.#drag?.end?.(broken);
            this.#drag = null;
        }
    }
}

/**
 * Watches a stage.
 *
 * @param begin is given the place where a finger or button goes down; it returns what follows it ({move, end}; end is told whether it was
 *     broken off), or null to move the view
 */
export function watchGestures(element, viewport, begin) {
    watchWheel(element, viewport);
    new Pointers(element, viewport, begin);
}

/** Where the pointer is on the stage, without a button; null once it has left. */
export function watchHover(element, act) {
    element.addEventListener('pointermove', event => act(placeOf(element, event)));
    element.addEventListener('pointerleave', () => act(null));
}

/** Zooms with + - 0; says whether the key was one of them. */
export function zoomKey(event, viewport) {
    const acts = {
        '+': () => viewport.zoomBy(1.5), '=': () => viewport.zoomBy(1.5), '-': () => viewport.zoomBy(1 / 1.5), '0': () => viewport.fit(),
    };
    if (!(event.key in acts) || event.ctrlKey || event.metaKey || event.altKey) {
        return false;
    }
    acts[event.key]();
    event.preventDefault();
    return true;
}

/** The way that an arrow key goes, or null. */
export function arrow(event) {
    const ways = {ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1]};
    return ways[event.key] ?? null;
}
