// One picture on the stage of a comparison.
import {el} from './dom.js';

export class PictureLayer {
    #url = null;

    /** @param loaded called when another picture is shown */
    constructor(name, loaded) {
        this.image = new Image();
        this.root = el('div', {class: 'layer ' + name, ariaHidden: 'true', hidden: true}, this.image);
        this.loaded = loaded;
    }

    /** Shows a picture once it is there; until then the one before it stays. Null shows none. */
    async show(url) {
        if (url === this.#url) {
            return;
        }
        this.#url = url;
        if (url === null) {
            this.root.hidden = true;
            return;
        }
        const coming = el('img', {alt: '', draggable: false, src: url});
        try {
            await coming.decode();
        } catch {
            return; // such as an iterate that a newer one has replaced
        }
        if (url === this.#url) {
            this.image.replaceWith(coming);
            this.image = coming;
            this.root.hidden = false;
            this.loaded();
        }
    }

    /** Lays it where the view wants the picture; one of fewer pixels is enlarged. */
    place({left, top, scale, world}) {
        const {style} = this.image;
        style.width = world.width * scale + 'px';
        style.height = world.height * scale + 'px';
        style.transform = `translate(${left}px, ${top}px)`;
        style.imageRendering = world.width * scale > 2 * this.image.naturalWidth ? 'pixelated' : 'auto';
    }
}
