// The files of a job's result, by the pages of its picture.
import * as api from './api.js';
import {MASK} from './request.js';

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

/** Folders of the page that a preview shows. */
const FIRST = ['', 'page-001/'];

/** The picture as it came. The measurement has the result's size, but holes where a mask was painted: then the picture itself is shown. */
export function beforeUrl(job, page) {
    const {picture, request} = job;
    const holes = request.values?.[MASK] && FIRST.includes(page);
    const measured = has(job, page + 'measurement.png') && !holes;
    return measured ? api.fileUrl(job, page + 'measurement.png') : api.previewUrl(picture.id);
}

/** Pictures to lay over the result, and how they are read. */
const OVERLAYS = [
    ['residual.png', 'Residual', 'White where the result disagrees with the picture by four times the noise, black where it agrees.'],
    ['variability.png', 'Variability', 'White where the samples differ most, black where they are the same.'],
];

export const overlaysOf = (job, page) => OVERLAYS.filter(([file]) => has(job, page + file))
    .map(([file, name, about]) => ({name, about, url: api.fileUrl(job, page + file)}));

/** The record of the run. */
export const recordOf = (job, page) => [page + 'run.json', 'run.json'].find(name => has(job, name));
