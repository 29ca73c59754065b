// The form: a task in plain words, its options, more settings, and the button that begins.
import {byId, el, field, say, select} from './dom.js';
import {fieldsOf} from './option-fields.js';
import {count} from './words.js';
import {MASK, beginAll} from './request.js';
import {jobs} from './jobs.js';
import {jobAddress} from './router.js';

export class TaskForm {
    /** @param changed called when another task was chosen */
    constructor(draft, catalogue, changed) {
        Object.assign(this, {draft, catalogue, changed});
        this.tasks = catalogue.tasks;
        byId('form').addEventListener('submit', event => {
            event.preventDefault();
            this.#begin();
        });
        draft.addEventListener('pictures', () => this.#label());
        draft.addEventListener('replaced', () => this.show());
        this.show();
    }

    get task() {
        return this.catalogue.task(this.draft.data.task) ?? this.tasks[0];
    }

    /** The solver that was chosen, else the default; undefined where the server alone knows that. */
    get solver() {
        const {solver, prior} = this.draft.data;
        return this.task.solvers.find(one => one.name === solver) ?? this.catalogue.usualSolver(this.task, prior);
    }

    get takesMask() {
        return this.task.options.some(option => option.name === MASK && option.file);
    }

    /** Makes every field anew. */
    show() {
        byId('tasks').replaceChildren(...this.tasks.map(task => this.#choice(task)));
        this.#showTask();
        this.#label();
    }

    #choice(task) {
        return el('label', {class: 'task'},
            el('input', {type: 'radio', name: 'task', value: task.name, checked: task === this.task, onchange: () => this.#choose(task)}),
            el('span', {class: 'task-words', textContent: task.words}),
            el('span', {class: 'hint', textContent: task.summary}));
    }

    #choose(task) {
        this.draft.data.task = task.name;
        this.draft.changed();
        this.show();
        byId('tasks').querySelector(':checked').focus();
    }

    #showTask() {
        const sought = this.tasks.find(task => task.blind);
        const unknown = sought && sought !== this.task ? () => this.#choose(sought) : null;
        byId('options').replaceChildren(...fieldsOf(this.task, this.draft, unknown), this.#realism());
        byId('settings').replaceChildren(this.#solvers(), this.#presets(), this.#priors(), this.#seed(), this.#samples());
        byId('more').open ||= this.#hasMore();
        this.changed();
    }

    #hasMore() {
        const {prior, solver, preset, seed, samples} = this.draft.data;
        return [prior, solver, preset, seed, samples].some(value => value !== '');
    }

    #set(key, value) {
        this.draft.data[key] = value;
        this.draft.changed();
    }

    /** The dial from faithful to invented, for solvers that have it. */
    #realism() {
        const range = el('input', {type: 'range', min: 0, max: 1, step: 0.05, value: this.draft.data.realism, oninput: () => {
            this.#set('realism', Number(range.value));
            range.ariaValueText = this.#realismText();
        }});
        range.ariaValueText = this.#realismText();
        const made = field('Realism', range);
        made.classList.add('realism');
        made.hidden = !this.solver?.realism;
        made.append(el('div', {class: 'ends hint', ariaHidden: 'true'}, el('span', {textContent: 'Faithful'}),
            el('span', {textContent: 'Like a photograph'})));
        return made;
    }

    #realismText() {
        const {realism} = this.draft.data;
        return realism === 0 ? 'faithful' : realism === 1 ? 'like a photograph' : String(realism);
    }

    #solvers() {
        const usual = this.catalogue.usualSolver(this.task, this.draft.data.prior);
        const known = this.task.solvers.some(solver => solver.name === this.draft.data.solver);
        const pairs = this.task.solvers.map(solver => [solver.name, `${solver.name} · ${solver.title}`]);
        return field('Solver', select([['', usual ? `Default (${usual.name})` : 'Default'], ...pairs], known ? this.draft.data.solver : '', name => {
            this.#set('solver', name);
            this.#showTask();
        }), this.#cost());
    }

    #cost() {
        const evaluations = this.solver?.evaluations;
        if (evaluations === undefined) {
            return '';
        }
        return evaluations > 0 ? count(evaluations, 'evaluation', 'evaluations') + ' of the network' : 'Uses no network';
    }

    #presets() {
        const {preset} = this.draft.data;
        const presets = this.solver?.presets;
        if (presets) {
            return field('Preset', select([['', 'Default'], ...presets.map(name => [name, name])], preset, name => this.#set('preset', name)));
        }
        const input = el('input', {type: 'text', value: preset, placeholder: 'default', oninput: () => this.#set('preset', input.value)});
        return field('Preset', input);
    }

    #priors() {
        const pairs = this.catalogue.about.priors.map(prior => [prior.name, prior.name]);
        const told = this.catalogue.prior(this.draft.data.prior);
        return field('Prior', select([['', `Default (${this.catalogue.prior()?.name})`], ...pairs], this.draft.data.prior, name => {
            this.#set('prior', name);
            this.#showTask();
        }), told?.description ?? '');
    }

    #seed() {
        return field('Seed', this.#whole('seed', 0), 'The same seed draws the same random numbers.');
    }

    #samples() {
        return field('Samples', this.#whole('samples', 1), 'Two or more show where results vary.');
    }

    #whole(key, min) {
        const input = el('input', {type: 'number', min, step: 1, value: this.draft.data[key], placeholder: String(min), inputMode: 'numeric',
            oninput: () => this.#set(key, input.value)});
        return input;
    }

    #label() {
        const {length} = this.draft.data.pictures;
        byId('start').textContent = length > 1 ? `Restore ${length} pictures` : 'Restore';
    }

    /** The reason why nothing can begin yet, and where to mend it. Whether a value is allowed, the server says. */
    #unfit() {
        if (this.draft.data.pictures.length === 0) {
            return ['Choose a picture first.', byId('files')];
        }
        const field = byId('form').querySelector('input:not(:disabled):invalid');
        const {badInput, valueMissing} = field?.validity ?? {};
        return badInput || valueMissing ? [`${field.labels[0].textContent}: give a number.`, field] : ['', null];
    }

    /** Begins a job for each picture; those that have begun leave the tray, and the settings stay. */
    async #begin() {
        const error = byId('form-error');
        const start = byId('start');
        const [wrong, place] = this.#unfit();
        say(error, wrong);
        if (wrong !== '') {
            place.focus();
            return;
        }
        const begun = [];
        start.disabled = true;
        try {
            await beginAll(this.draft, this.task, this.solver, (picture, job) => begun.push({picture, job}));
        } catch (refused) {
            say(error, refused.message);
        }
        start.disabled = false;
        this.#leave(begun);
        if (begun.length > 0 && error.textContent === '') {
            location.hash = jobAddress(begun[0].job.id);
        }
    }

    #leave(begun) {
        for (const {picture, job} of begun) {
            jobs.put(job);
            this.draft.remove(picture.id);
        }
        if (begun.length > 0) {
            jobs.refresh();
        }
    }
}
