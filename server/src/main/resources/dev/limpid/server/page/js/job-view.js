// One job: its progress while it runs, and its result.
import * as api from './api.js';
import {announce, button, byId, el, field, say, select} from './dom.js';
import {bytes, duration, hasEnded, nameOf, progressOf, stateOf, time} from './words.js';
import {Comparison} from './comparison.js';
import {confirmed} from './confirm.js';
import {jobs} from './jobs.js';
import {jobAddress} from './router.js';
import {beforeUrl, overlaysOf, pagesOf, recordOf, resultFile, resultUrl} from './results.js';
import {settingsOf} from './job-settings.js';

const quarterOf = ({progress}) => progress?.total > 0 ? Math.floor(4 * progress.done / progress.total) : 0;

const ACTIONS = ['cancel', 'resume', 'rerun', 'change', 'remove'];

export class JobView {
    #job = null;
    #page = '';
    #stopping = null;

    /** @param edit called with a job whose settings are to be changed */
    constructor(root, catalogue, edit) {
        Object.assign(this, {root, catalogue, edit});
        this.title = el('h1', {id: 'job-title'});
        this.state = el('span', {class: 'state'});
        this.bar = el('progress', {ariaLabel: 'Progress'});
        this.progress = el('p', {class: 'progress-text'});
        this.message = el('p', {class: 'error', role: 'alert', hidden: true});
        this.actions = this.#makeActions();
        this.comparison = new Comparison();
        this.pages = el('div', {class: 'pages'});
        this.downloads = el('div', {class: 'row downloads'});
        this.notes = el('ul', {class: 'notes'});
        this.settings = el('dl', {class: 'settings'});
        root.append(el('div', {class: 'head'}, this.title, this.state), el('div', {class: 'progress'}, this.bar, this.progress),
            this.message, el('div', {class: 'row actions'}, this.downloads, ...ACTIONS.map(name => this.actions[name])), this.pages,
            this.comparison.root, el('div', {class: 'about-run'}, this.settings, this.notes));
    }

    #makeActions() {
        return {
            cancel: button('Cancel', () => this.#act(this.#cancel())),
            resume: button('Go on', () => this.#act(jobs.change(api.resume(this.#job.id)))),
            rerun: button('Run again', () => this.#act(this.#rerun())),
            change: button('Change settings', () => this.edit(this.#job)),
            remove: button('Delete', () => this.#act(this.#remove()), {class: 'button danger'}),
        };
    }

    /** Does something with the job; a refusal is said where the buttons are. */
    async #act(asked) {
        try {
            await asked;
            say(this.message, this.#job?.message ?? '');
        } catch (error) {
            say(this.message, error.message);
        }
    }

    async #cancel() {
        this.#stopping = this.#job.id;
        this.#showState(this.#job);
        try {
            await jobs.change(api.cancel(this.#job.id));
        } catch (error) {
            this.#stopping = null;
            this.#showState(this.#job);
            throw error;
        }
    }

    async #rerun() {
        const job = await jobs.change(api.rerun(this.#job.id));
        location.hash = jobAddress(job.id);
    }

    async #remove() {
        const job = this.#job; // another one may be shown by the time of the answer
        if (await confirmed(`Delete ${nameOf(job)} and its results?`)) {
            await jobs.remove(job.id);
            location.hash = 'new';
            byId('runs').querySelector('h2').focus();
        }
    }

    /** Shows a job, or what has changed of it. */
    show(job) {
        const before = this.#job;
        this.#job = job;
        if (hasEnded(job)) {
            this.#stopping = null;
        }
        if (job.id !== before?.id) {
            this.#page = '';
            this.comparison.viewport.fit();
        }
        if (job !== before) {
            this.title.textContent = nameOf(job);
            this.#showState(job);
            this.#showPages(job);
            this.#showPictures(job);
            this.#showDownloads(job);
            this.#showAbout(job);
        }
        if (job.id === before?.id) {
            this.#announce(job, before);
        }
    }

    /** Tells screen readers of a new state, and of every quarter. */
    #announce(job, before) {
        if (job.state !== before.state) {
            announce(`${nameOf(job)}: ${stateOf(job)}`);
        } else if (job.state === 'running' && quarterOf(job) > quarterOf(before)) {
            announce(progressOf(job));
        }
    }

    #showState(job) {
        const ended = hasEnded(job);
        const stopping = this.#stopping === job.id && !ended;
        this.state.textContent = stopping ? 'Stopping' : stateOf(job);
        this.state.dataset.state = job.state;
        this.bar.parentNode.hidden = ended;
        this.progress.textContent = progressOf(job);
        if (job.progress?.total > 0) {
            this.bar.max = job.progress.total;
            this.bar.value = job.progress.done;
        } else {
            this.bar.removeAttribute('value');
        }
        say(this.message, job.message ?? '');
        this.#showActions(job, ended, stopping);
    }

    #showActions(job, ended, stopping) {
        this.actions.cancel.hidden = ended;
        this.actions.cancel.disabled = stopping;
        this.actions.resume.hidden = !ended || job.state === 'done';
        this.actions.rerun.hidden = this.actions.remove.hidden = !ended;
        const focus = document.activeElement;
        if (focus?.hidden && this.root.contains(focus)) {
            this.root.querySelector('.actions .button:not([hidden])').focus();
        }
    }

    /** A choice of the page, where the picture has several. */
    #showPages(job) {
        const pages = pagesOf(job);
        if (!pages.includes(this.#page)) {
            this.#page = pages[0] ?? '';
        }
        const text = pages.join();
        if (this.pages.dataset.all !== text) {
            this.pages.dataset.all = text;
            const pairs = pages.map((page, i) => [page, 'Page ' + (i + 1)]);
            this.pages.replaceChildren(...(pages.length > 1 ? [field('Page', select(pairs, this.#page, page => {
                this.#page = page;
                this.#showPictures(this.#job);
                this.#showDownloads(this.#job);
            }))] : []));
        }
    }

    #showPictures(job) {
        const has = pagesOf(job).length > 0;
        const picture = {url: api.previewUrl(job.picture.id), name: 'Before'};
        if (has && hasEnded(job)) {
            const after = job.state === 'done' ? 'After' : 'As far as it came';
            this.comparison.show({url: beforeUrl(job, this.#page), name: 'Before'}, {url: resultUrl(job, this.#page), name: after},
                overlaysOf(job, this.#page));
        } else if (job.iterate > 0) {
            this.comparison.show(picture, {url: api.iterateUrl(job.id, job.iterate), name: 'So far'});
        } else {
            this.comparison.show(picture, {url: picture.url, name: hasEnded(job) ? 'No result' : 'Nothing yet'});
        }
    }

    #showDownloads(job) {
        const file = hasEnded(job) && resultFile(job, this.#page);
        const record = hasEnded(job) && recordOf(job, this.#page);
        const link = (name, text, kind) => el('a', {class: 'button ' + kind, href: api.downloadUrl(job, name), download: '', textContent: text});
        const links = [];
        if (file) {
            links.push(link(file.name, `Download ${file.name.split('.').pop().toUpperCase()} (${bytes(file.bytes)})`, 'primary'));
        }
        if (record) {
            links.push(link(record, 'run.json', ''));
        }
        this.downloads.replaceChildren(...links);
    }

    #showAbout(job) {
        const pairs = [...settingsOf(job, this.catalogue), ['Begun', time(job.created)],
            ...(job.seconds ? [['Time', duration(job.seconds)]] : [])];
        this.settings.replaceChildren(...pairs.flatMap(([name, value]) => [el('dt', {textContent: name}), el('dd', {textContent: value})]));
        this.notes.replaceChildren(...job.notes.map(note => el('li', {textContent: note})));
        this.notes.hidden = job.notes.length === 0;
    }
}
