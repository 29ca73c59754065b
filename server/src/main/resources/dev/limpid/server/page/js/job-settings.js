// The settings of a job, as pairs of a name and a text.
import {titleOf} from './words.js';

const NOT_ALWAYS = ['preset', 'realism', 'samples', 'range'];

/** Everything that was asked for. */
export function settingsOf(job, catalogue) {
    const {request, picture} = job;
    const values = Object.entries(request.values ?? {}).map(([name, value]) =>
        [titleOf(name), typeof value === 'string' ? value : 'drawn or uploaded']);
    const others = NOT_ALWAYS.filter(name => (request[name] ?? null) !== null).map(name => [titleOf(name), String(request[name])]);
    return [
        ['Picture', `${picture.name}, ${picture.width} × ${picture.height}`], ['Task', catalogue.words(request.task)], ...values,
        ['Solver', catalogue.solverOf(job)], ['Prior', catalogue.priorOf(job)], ['Seed', String(request.seed ?? 0)], ...others,
        ...Object.entries(request.settings ?? {}),
    ];
}
