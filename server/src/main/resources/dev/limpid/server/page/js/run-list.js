// The history of runs, the newest first. Two of them can be compared.
import * as api from './api.js';
import {button, el} from './dom.js';
import {duration, nameOf, progressOf, stateOf} from './words.js';
import {compareAddress, jobAddress, route} from './router.js';
import {pagesOf} from './results.js';
import {jobs} from './jobs.js';

const hasResult = job => pagesOf(job).length > 0;

export class RunList {
    #rows = new Map();
    #chosen = [];

    constructor(root, catalogue) {
        this.catalogue = catalogue;
        this.list = el('ol', {class: 'run-list'});
        this.empty = el('p', {class: 'hint', textContent: 'Runs that you begin appear here, and stay.'});
        this.hint = el('p', {class: 'hint', textContent: 'Tick two runs to compare them.'});
        this.compare = button('Compare', () => this.#compare(), {class: 'button primary', hidden: true});
        root.append(el('h2', {id: 'runs-title', tabIndex: -1, textContent: 'Runs'}), this.empty, this.hint, this.compare, this.list);
        jobs.addEventListener('change', () => this.show());
        window.addEventListener('hashchange', () => this.show());
    }

    /** Keeps the rows that are there, so that the focus stays. */
    show() {
        this.empty.hidden = !jobs.loaded || jobs.list.length > 0;
        this.hint.hidden = jobs.list.filter(hasResult).length < 2 || this.#chosen.length > 0;
        this.#chosen = this.#chosen.filter(id => jobs.find(id));
        const rows = jobs.list.map(job => this.#row(job));
        const gone = new Set(this.list.children);
        rows.forEach((row, i) => {
            gone.delete(row);
            if (this.list.children[i] !== row) {
                this.list.insertBefore(row, this.list.children[i] ?? null);
            }
        });
        gone.forEach(row => row.remove());
        this.#offer();
    }

    #row(job) {
        const row = this.#rows.get(job.id) ?? new Row(job, chosen => this.#choose(job.id, chosen));
        this.#rows.set(job.id, row);
        row.show(job, this.catalogue, this.#chosen.includes(job.id));
        return row.root;
    }

    /** The third that is chosen takes the place of the first. */
    #choose(id, chosen) {
        this.#chosen = this.#chosen.filter(other => other !== id).concat(chosen ? id : []).slice(-2);
        this.show();
    }

    #offer() {
        this.compare.hidden = this.#chosen.length === 0;
        this.compare.disabled = this.#chosen.length < 2;
        const numbers = this.#sorted().map(id => '#' + jobs.find(id).number);
        this.compare.textContent = numbers.length < 2 ? `Compare ${numbers} with …` : `Compare ${numbers.join(' and ')}`;
    }

    /** The older one is on the left. */
    #sorted() {
        return [...this.#chosen].sort((a, b) => jobs.find(a).number - jobs.find(b).number);
    }

    #compare() {
        location.hash = compareAddress(...this.#sorted());
    }
}

/** One job of the list. */
class Row {
    constructor(job, choose) {
        this.image = el('img', {src: api.thumbnailUrl(job.picture.id), alt: '', width: 48, height: 48, loading: 'lazy'});
        this.name = el('span', {class: 'run-name', textContent: nameOf(job)});
        this.text = el('span', {class: 'hint'});
        this.state = el('span', {class: 'state'});
        this.bar = el('progress', {ariaHidden: 'true', hidden: true});
        this.box = el('input', {type: 'checkbox', title: 'Compare', ariaLabel: 'Compare ' + nameOf(job), onchange: () => choose(this.box.checked)});
        this.link = el('a', {href: jobAddress(job.id)}, this.image,
            el('span', {class: 'run-text'}, this.name, this.text, this.state, this.bar));
        this.root = el('li', {}, this.link, this.box);
    }

    show(job, catalogue, chosen) {
        const here = route();
        this.link.ariaCurrent = here.ids.includes(job.id) ? 'page' : null;
        this.text.textContent = `${catalogue.words(job.request.task)} · ${catalogue.solverOf(job)}`;
        this.state.textContent = job.state === 'running' || job.state === 'waiting' ? progressOf(job)
            : stateOf(job) + (job.seconds ? ' · ' + duration(job.seconds) : '');
        this.state.dataset.state = job.state;
        this.bar.hidden = !(job.state === 'running' && job.progress?.total > 0);
        if (!this.bar.hidden) {
            this.bar.max = job.progress.total;
            this.bar.value = job.progress.done;
        }
        this.box.hidden = !hasResult(job);
        this.box.checked = chosen;
    }
}
