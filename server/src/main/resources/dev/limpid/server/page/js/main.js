// Begins: asks what the server can do, makes the views, and shows the one of the address.
import * as api from './api.js';
import {byId} from './dom.js';
import {Catalogue} from './catalogue.js';
import {complain, watchConnection} from './banner.js';
import {CompareView} from './compare-view.js';
import {Draft} from './draft.js';
import {follow} from './events.js';
import {hasEnded, nameOf, stateOf} from './words.js';
import {jobs} from './jobs.js';
import {JobView} from './job-view.js';
import {MaskTools} from './mask-tools.js';
import {onRoute, route} from './router.js';
import {RunList} from './run-list.js';
import {TaskForm} from './task-form.js';
import {Tray} from './tray.js';

const AGAIN = 3000;

class Page {
    constructor(about, tasks) {
        byId('about').textContent = `${about.version} · ${about.device}`;
        const catalogue = new Catalogue(about, tasks);
        this.draft = new Draft();
        this.mask = new MaskTools(byId('painter'), this.draft);
        this.tray = new Tray(this.draft, about);
        this.form = new TaskForm(this.draft, catalogue, () => this.showPicture());
        this.job = new JobView(byId('job'), catalogue, job => this.edit(job));
        this.compare = new CompareView(byId('compare'), catalogue);
        this.runs = new RunList(byId('runs'), catalogue);
        this.draft.addEventListener('pictures', () => this.showPicture());
        jobs.addEventListener('change', () => this.show());
        onRoute(() => this.show());
        this.showPicture();
        this.draft.check();
    }

    /** Shows the picture of the form. */
    showPicture() {
        const picture = this.draft.shown;
        byId('painter').hidden = picture === null;
        if (picture) {
            this.mask.show(picture, this.form?.takesMask ?? false);
        }
    }

    edit(job) {
        this.draft.takeFrom(job);
        this.showPicture();
        location.hash = 'new';
    }

    show() {
        const {view, ids} = route();
        const found = ids.map(id => jobs.find(id));
        const known = !found.includes(undefined);
        const shown = known ? view : jobs.loaded ? 'missing' : null;
        for (const name of ['new', 'job', 'compare', 'missing']) {
            byId(name).hidden = name !== shown;
        }
        if (known && view !== 'new') {
            this[view].show(...found);
        }
        document.title = [...found.filter(Boolean).map(job => `${nameOf(job)} (${stateOf(job).toLowerCase()})`), 'Limpid'].join(' · ');
        this.#follow(view === 'job' ? found[0] : undefined);
    }

    #follow(shown) {
        const wanted = shown && !hasEnded(shown) ? shown : jobs.running();
        follow(wanted?.id ?? null);
    }
}

/** Asks until there is an answer; after a missing token it waits for a reload. */
async function begin() {
    watchConnection();
    for (;;) {
        try {
            const [about, tasks] = await Promise.all([api.about(), api.tasks()]);
            new Page(about, tasks);
            jobs.refresh();
            return;
        } catch (error) {
            if (error.status > 0) {
                complain(error.message);
                return;
            }
            await new Promise(done => setTimeout(done, AGAIN));
        }
    }
}

document.querySelector('nav a[href="#runs"]').addEventListener('click', event => {
    event.preventDefault();
    byId('runs').scrollIntoView();
    byId('runs-title')?.focus({preventScroll: true});
});

begin();
