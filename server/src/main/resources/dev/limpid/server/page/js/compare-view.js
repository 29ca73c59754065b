// The results of two jobs upon each other.
import {el} from './dom.js';
import {Comparison} from './comparison.js';
import {jobAddress} from './router.js';
import {nameOf} from './words.js';
import {pagesOf, resultUrl} from './results.js';
import {settingsOf} from './job-settings.js';

export class CompareView {
    constructor(root, catalogue) {
        this.catalogue = catalogue;
        this.comparison = new Comparison();
        this.title = el('h1', {id: 'compare-title'});
        this.table = el('tbody');
        this.head = el('tr');
        root.append(this.title, this.comparison.root,
            el('div', {class: 'wide'}, el('table', {class: 'differences'}, el('thead', {}, this.head), this.table)));
    }

    show(a, b) {
        this.title.textContent = `Compare #${a.number} and #${b.number}`;
        const side = job => ({url: resultUrl(job, pagesOf(job)[0] ?? ''), name: '#' + job.number});
        this.comparison.show(side(a), side(b));
        const link = job => el('th', {scope: 'col'}, el('a', {href: jobAddress(job.id), textContent: nameOf(job)}));
        this.head.replaceChildren(el('td'), link(a), link(b));
        this.table.replaceChildren(...this.#rows(new Map(settingsOf(a, this.catalogue)), new Map(settingsOf(b, this.catalogue))));
    }

    /** A row for each setting; those that differ are marked. */
    #rows(a, b) {
        return [...new Set([...a.keys(), ...b.keys()])].map(name => {
            const [left, right] = [a.get(name) ?? '–', b.get(name) ?? '–'];
            return el('tr', {class: left === right ? '' : 'differs'},
                el('th', {scope: 'row', textContent: name}), el('td', {textContent: left}), el('td', {textContent: right}));
        });
    }
}
