// The settings of a job, as pairs of a name and a text.
import {titleOf} from './words.js';

/** The task in its plain words. */
export const wordsOf = (job, tasks) => tasks.find(task => task.name === job.request.task)?.words ?? job.request.task;

/** The solver's name; the task's default where none was asked for. */
export const solverOf = (job, tasks) => job.request.solver ?? tasks.find(task => task.name === job.request.task)?.solvers[0]?.name ?? 'default';

/** Everything that was asked for. */
export function settingsOf(job, tasks) {
    const {request, picture} = job;
    const values = Object.entries(request.values ?? {}).map(([name, value]) =>
        [titleOf(name), typeof value === 'string' ? value : 'from a file']);
    const others = ['preset', 'realism', 'samples'].filter(name => request[name] !== undefined && request[name] !== null)
        .map(name => [titleOf(name), String(request[name])]);
    const settings = Object.entries(request.settings ?? {}).map(([name, value]) => [name, value]);
    return [['Picture', `${picture.name}, ${picture.width} × ${picture.height}`], ['Task', wordsOf(job, tasks)], ...values,
        ['Solver', solverOf(job, tasks)], ['Prior', request.prior ?? 'default'], ['Seed', String(request.seed ?? 0)], ...others, ...settings];
}
