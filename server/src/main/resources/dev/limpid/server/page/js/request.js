// Requests for jobs, of what has been said.
import * as api from './api.js';
import {sentMask} from './mask-tools.js';
import {sentKernel} from './kernel-painter.js';

/** Options whose values are drawn: on each picture, and for all of them. */
export const MASK = 'mask';
export const KERNEL = 'psf';

/** The settings beside a task's own, without those that were left as they are. */
function settings(data, solver) {
    const numbers = {seed: data.seed, samples: data.samples};
    const given = Object.entries({prior: data.prior, solver: data.solver, preset: data.preset}).filter(([, text]) => text !== '');
    const counted = Object.entries(numbers).filter(([, text]) => String(text) !== '').map(([name, text]) => [name, Number(text)]);
    const realism = solver?.realism && data.realism > 0 ? [['realism', data.realism]] : [];
    return Object.fromEntries([...given, ...counted, ...realism]);
}

/** The options that are the same for every picture. */
async function commonValues(data, task) {
    const values = {};
    for (const {name} of task.options) {
        const text = (data.values[name] ?? '').trim();
        if (data.uploads[name]) {
            values[name] = {picture: data.uploads[name].id};
        } else if (text !== '') {
            values[name] = text;
        } else if (name === KERNEL) {
            const kernel = await sentKernel(data.kernel);
            Object.assign(values, kernel && {[name]: {picture: kernel}});
        }
    }
    return values;
}

/**
 * Makes a job of each picture.
 *
 * @param begun called for each of them, with the picture and the job
 */
export async function beginAll(draft, task, solver, begun) {
    const {data} = draft;
    const common = await commonValues(data, task);
    const takesMask = task.options.some(option => option.name === MASK && option.file);
    for (const picture of [...data.pictures]) {
        const mask = takesMask ? await sentMask(draft.mask(picture.id).steps, picture) : null;
        const values = {...common, ...(mask && {[MASK]: {picture: mask}})};
        const request = {picture: picture.id, task: task.name, values, ...settings(data, solver)};
        begun(picture, await api.begin(request).catch(error => {
            error.message = data.pictures.length > 1 ? `${picture.name}: ${error.message}` : error.message;
            throw error;
        }));
    }
}
