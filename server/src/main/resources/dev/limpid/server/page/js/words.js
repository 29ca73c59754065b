// Numbers, times and names as people read them.

const STATES = {waiting: 'Waiting', running: 'Running', done: 'Done', failed: 'Failed', cancelled: 'Cancelled'};

/** A job's state. */
export const stateOf = job => STATES[job.state] ?? job.state;

/** Whether nothing more happens unless somebody asks for it. */
export const hasEnded = job => job.state !== 'waiting' && job.state !== 'running';

/** Such as "3 min". */
export function duration(seconds) {
    if (seconds < 1) {
        return 'less than 1 s';
    }
    if (seconds < 90) {
        return Math.round(seconds) + ' s';
    }
    return seconds < 5400 ? Math.round(seconds / 60) + ' min' : (seconds / 3600).toFixed(1) + ' h';
}

/** Such as "3.1 MB". */
export function bytes(count) {
    const units = ['bytes', 'kB', 'MB', 'GB'];
    let i = 0;
    for (; count >= 1000 && i < units.length - 1; i++) {
        count /= 1000;
    }
    return (i === 0 || count >= 100 ? Math.round(count) : count.toFixed(1)) + ' ' + units[i];
}

/** A time of day, with its date where it is not today. */
export function time(iso) {
    const when = new Date(iso);
    const today = when.toDateString() === new Date().toDateString();
    return when.toLocaleString([], today ? {timeStyle: 'short'} : {dateStyle: 'medium', timeStyle: 'short'});
}

/** "Kernel size" of kernel-size. */
export function titleOf(name) {
    const words = name.replaceAll('-', ' ');
    return words.charAt(0).toUpperCase() + words.slice(1);
}

/** "3 pictures". */
export const count = (number, one, many) => number + ' ' + (number === 1 ? one : many);

/** A job at the moment, in one line. */
export function progressOf(job) {
    if (job.state === 'waiting') {
        return job.ahead ? 'Waits for ' + count(job.ahead, 'run', 'runs') + ' before it' : 'Begins soon';
    }
    const progress = job.progress;
    if (!progress) {
        return 'Begins';
    }
    const parts = [progress.total > 0 ? `Step ${progress.done} of ${progress.total}` : 'At work'];
    if (progress.page && job.picture.pages > 1) {
        parts.unshift(`Page ${progress.page} of ${job.picture.pages}`);
    }
    if (progress.secondsLeft !== undefined && progress.secondsLeft !== null) {
        parts.push((progress.secondsLeft < 1 ? '' : 'about ') + duration(progress.secondsLeft) + ' left');
    }
    return parts.concat(progress.remark || []).join(' · ');
}

/** A job in a few words. */
export const nameOf = job => `#${job.number} ${job.picture.name}`;
