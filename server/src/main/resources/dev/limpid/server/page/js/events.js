// The events of one job, for as long as it has not ended. Begins again by itself when the server was away.
import {eventsUrl} from './api.js';
import {hasEnded} from './words.js';
import {jobs} from './jobs.js';

const SHORTEST = 1000;
const LONGEST = 10000;

let source = null;
let followed = null;
let pause = SHORTEST;
let timer = 0;

/** Follows that job alone, or none. A browser has few connections to a server, and other tabs need some. */
export function follow(id) {
    if (id !== followed) {
        stop();
        followed = id;
        pause = SHORTEST;
        open();
    }
}

function stop() {
    clearTimeout(timer);
    source?.close();
    source = null;
}

function open() {
    if (followed === null || document.hidden) {
        return;
    }
    source = new EventSource(eventsUrl(followed));
    source.onopen = () => { pause = SHORTEST; };
    source.onerror = later;
    source.addEventListener('job', event => hear(JSON.parse(event.data)));
    const id = followed;
    source.addEventListener('iterate', event => jobs.iterate(id, Number(event.data)));
}

function hear(job) {
    jobs.put(job);
    if (hasEnded(job) && job.id === followed) {
        stop();
        followed = null;
    }
}

function later() {
    stop();
    timer = setTimeout(open, pause);
    pause = Math.min(2 * pause, LONGEST);
}

document.addEventListener('visibilitychange', () => {
    stop();
    open();
});
