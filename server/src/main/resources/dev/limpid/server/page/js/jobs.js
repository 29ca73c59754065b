// The jobs that the server has, kept up to date: by asking now and then, and by the events of the one that is followed.
import * as api from './api.js';
import {hasEnded} from './words.js';

const BUSY = 2000;
const IDLE = 10000;

/** Tells of `change`. */
class Jobs extends EventTarget {
    #list = [];
    #changes = 0;
    #asked = 0;
    #timer = 0;
    #others = new BroadcastChannel('limpid-jobs');
    loaded = false;

    constructor() {
        super();
        this.#others.onmessage = () => this.refresh();
        document.addEventListener('visibilitychange', () => document.hidden || this.refresh());
    }

    /** The newest first. */
    get list() {
        return this.#list;
    }

    find(id) {
        return this.#list.find(job => job.id === id);
    }

    /** The job whose events matter most: the one that runs. */
    running() {
        return this.#list.find(job => job.state === 'running');
    }

    /** Asks for all of them, and again later. An answer that is older than an event or than another question is not believed. */
    async refresh() {
        clearTimeout(this.#timer);
        const changes = this.#changes;
        const asked = ++this.#asked;
        let away = false;
        try {
            const list = await api.jobs();
            if (changes === this.#changes && asked === this.#asked) {
                this.#list = list;
                this.loaded = true;
                this.#tell();
            }
        } catch {
            away = true; // the banner says so
        }
        clearTimeout(this.#timer);
        this.#timer = setTimeout(() => this.refresh(), !away && this.#list.every(hasEnded) ? IDLE : BUSY);
    }

    /** Takes a job as the server has just told it. */
    put(job) {
        this.#changes++;
        const others = this.#list.filter(one => one.id !== job.id);
        this.#list = [job, ...others].sort((a, b) => b.number - a.number);
        this.#tell();
    }

    /** Takes the number of a newer image. */
    iterate(id, number) {
        const job = this.find(id);
        if (job && !(job.iterate >= number)) {
            this.put({...job, iterate: number});
        }
    }

    /** Does what changes a job, and takes its answer. Other tabs hear of it. */
    async change(asked) {
        const job = await asked;
        this.put(job);
        this.#others.postMessage('changed');
        this.refresh();
        return job;
    }

    async remove(id) {
        await api.remove(id);
        this.#changes++;
        this.#list = this.#list.filter(job => job.id !== id);
        this.#others.postMessage('changed');
        this.#tell();
    }

    #tell() {
        this.dispatchEvent(new Event('change'));
    }
}

export const jobs = new Jobs();
