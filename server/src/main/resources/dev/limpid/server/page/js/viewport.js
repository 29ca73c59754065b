// The part of a picture that a stage shows.

const clamp = (value, low, high) => Math.min(Math.max(value, low), high);

/**
 * Zoom and place. A zoom of 1 shows the whole picture, and the place is kept in shares of the picture, so that a picture of more pixels
 * in the same place changes nothing.
 */
export class Viewport {
    #zoom = 1;
    #x = 0.5;
    #y = 0.5;

    /** @param changed called after every change */
    constructor(changed) {
        this.changed = changed;
        this.stage = {width: 1, height: 1};
        this.world = {width: 1, height: 1};
    }

    resize(width, height) {
        this.stage = {width: Math.max(width, 1), height: Math.max(height, 1)};
        this.#settle();
    }

    /** Takes a picture's size; the view stays where it is. */
    show(width, height) {
        this.world = {width, height};
        this.#settle();
    }

    get zoom() {
        return this.#zoom;
    }

    /** Screen pixels of one pixel of the picture. */
    get scale() {
        return this.#fitting() * this.#zoom;
    }

    /** The picture's left edge on the stage. */
    get left() {
        return this.stage.width / 2 - this.#x * this.world.width * this.scale;
    }

    get top() {
        return this.stage.height / 2 - this.#y * this.world.height * this.scale;
    }

    /** A place of the stage as a place of the picture, in its pixels. */
    toPicture(x, y) {
        return {x: (x - this.left) / this.scale, y: (y - this.top) / this.scale};
    }

    /** Shows everything. */
    fit() {
        this.#zoom = 1;
        this.#settle();
    }

    /** Shows each pixel of the picture as one of the screen, or as several where the whole would be larger anyway. */
    actualSize() {
        this.zoomBy(1 / (this.scale * devicePixelRatio));
    }

    /** Changes the zoom, while that place of the stage keeps what it shows. */
    zoomBy(factor, x = this.stage.width / 2, y = this.stage.height / 2) {
        const kept = this.toPicture(x, y);
        this.#zoom = clamp(this.#zoom * factor, 1, this.#largest());
        this.#x = (kept.x + (this.stage.width / 2 - x) / this.scale) / this.world.width;
        this.#y = (kept.y + (this.stage.height / 2 - y) / this.scale) / this.world.height;
        this.#settle();
    }

    /** Moves the picture by so many pixels of the screen. */
    pan(right, down) {
        this.#x -= right / (this.world.width * this.scale);
        this.#y -= down / (this.world.height * this.scale);
        this.#settle();
    }

    /** Moves the view no further than needed, so that a place of the picture is on the stage. */
    reveal(x, y) {
        const right = this.left + x * this.scale;
        const down = this.top + y * this.scale;
        this.pan(clamp(right, 0, this.stage.width) - right, clamp(down, 0, this.stage.height) - down);
    }

    #fitting() {
        return Math.min(this.stage.width / this.world.width, this.stage.height / this.world.height);
    }

    /** One pixel is at most 40 of the screen, but eight times is always possible. */
    #largest() {
        return Math.max(8, 40 / this.#fitting());
    }

    #settle() {
        this.#x = this.#within(this.#x, this.stage.width / (this.world.width * this.scale));
        this.#y = this.#within(this.#y, this.stage.height / (this.world.height * this.scale));
        this.changed();
    }

    /** @param seen the share of the picture's length that the stage has room for */
    #within(middle, seen) {
        return seen >= 1 ? 0.5 : clamp(middle, seen / 2, 1 - seen / 2);
    }
}
