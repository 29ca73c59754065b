// The files of a job's result, by the pages of its picture.
import * as api from './api.js';

const PAGE = /^(page-\d+\/)?(.*)$/;

/** The folders of pages: "" alone for a picture of one page. */
export function pagesOf(job) {
    const all = new Set(job.files.filter(file => isResult(file.name)).map(file => PAGE.exec(file.name)[1] ?? ''));
    return [...all].sort();
}

const isResult = name => /^restored\.[a-z]+$/.test(PAGE.exec(name)[2]);

const has = (job, name) => job.files.some(file => file.name === name);

/** The result in the input's format: where there are two, the PNG is a preview of 8 bits. */
export function resultFile(job, page) {
    const found = job.files.filter(file => isResult(file.name) && (PAGE.exec(file.name)[1] ?? '') === page);
    return found.find(file => !file.name.endsWith('.png')) ?? found[0];
}

/** The picture of a result that a browser can show. */
export const resultUrl = (job, page) => api.fileUrl(job, page + 'restored.png');

/** The picture as it came; the measurement has the result's size. */
export const beforeUrl = (job, page) => has(job, page + 'measurement.png')
    ? api.fileUrl(job, page + 'measurement.png') : api.previewUrl(job.picture.id);

/** Pictures to lay over the result. */
export const overlaysOf = (job, page) => [['residual.png', 'Residual'], ['variability.png', 'Variability']]
    .filter(([name]) => has(job, page + name)).map(([name, text]) => ({name: text, url: api.fileUrl(job, page + name)}));

/** The record of the run. */
export const recordOf = (job, page) => [page + 'run.json', 'run.json'].find(name => has(job, name));
