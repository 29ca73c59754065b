// Pictures come here: dropped, pasted, or chosen. Each is uploaded at once, and waits for the form.
import * as api from './api.js';
import {announce, button, byId, el, say} from './dom.js';
import {bytes, count} from './words.js';

export class Tray {
    #coming = 0;

    constructor(draft, about) {
        this.draft = draft;
        this.about = about;
        byId('files').addEventListener('change', event => {
            this.take([...event.target.files]);
            event.target.value = '';
        });
        document.addEventListener('paste', event => this.take([...event.clipboardData.files]));
        this.#watchDrops();
        draft.addEventListener('pictures', () => this.show());
        draft.addEventListener('replaced', () => this.show());
        this.show();
    }

    /** A file may be dropped anywhere, so that no browser opens it in place of the page. */
    #watchDrops() {
        const over = shown => document.body.classList.toggle('dropping', shown);
        document.addEventListener('dragover', event => {
            event.preventDefault();
            over(event.dataTransfer.types.includes('Files'));
        });
        document.addEventListener('dragleave', event => event.relatedTarget ?? over(false));
        document.addEventListener('drop', event => {
            event.preventDefault();
            over(false);
            this.take([...event.dataTransfer.files]);
        });
    }

    /** Uploads files one after the other; one that is refused does not stop the others. */
    async take(files) {
        const refused = [];
        if (files.length > 0) {
            location.hash = 'new';
        }
        this.#coming += files.length;
        for (const file of files) {
            this.show();
            try {
                this.draft.add(await this.#upload(file));
                announce(file.name + ' is here');
            } catch (error) {
                refused.push(error.message);
            }
            this.#coming--;
        }
        this.show();
        say(byId('drop-error'), refused.join('\n'));
    }

    #upload(file) {
        if (file.size > this.about.uploadBytes) {
            throw new Error(`${file.name} has ${bytes(file.size)}; at most ${bytes(this.about.uploadBytes)} can be uploaded.`);
        }
        return api.upload(file.name, file);
    }

    show() {
        const {pictures} = this.draft.data;
        const tray = byId('tray');
        tray.replaceChildren(...pictures.map(picture => this.#item(picture)));
        if (this.#coming > 0) {
            tray.append(el('li', {class: 'coming', textContent: count(this.#coming, 'picture', 'pictures') + ' on the way …'}));
        }
        tray.hidden = tray.children.length === 0;
        byId('drop').classList.toggle('small', pictures.length > 0);
    }

    #item(picture) {
        const shown = picture === this.draft.shown;
        const pages = picture.pages > 1 ? ` · ${picture.pages} pages` : '';
        return el('li', {class: shown ? 'shown' : ''},
            el('button', {type: 'button', class: 'pick', ariaPressed: String(shown), onclick: () => this.#pick(picture)},
                el('img', {src: api.thumbnailUrl(picture.id), alt: '', width: 44, height: 44, loading: 'lazy'}),
                el('span', {class: 'pick-name', textContent: picture.name}),
                el('span', {class: 'hint', textContent: `${picture.width} × ${picture.height}${pages}`})),
            button('×', () => this.draft.remove(picture.id), {class: 'button quiet', ariaLabel: 'Remove ' + picture.name, title: 'Remove'}));
    }

    #pick(picture) {
        this.draft.show(picture.id);
        byId('tray').querySelector('.shown .pick').focus();
    }
}
