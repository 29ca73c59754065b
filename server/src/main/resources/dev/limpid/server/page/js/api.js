// The server's interface, as openapi.yaml describes it.

/** A refusal in the server's words, or the lack of an answer. */
export class ApiError extends Error {
    /** @param status of HTTP; 0 where there was no answer */
    constructor(message, status) {
        super(message);
        this.status = status;
    }
}

/** Tells of `away`, `back` and `token`. */
export const connection = new EventTarget();

const tell = name => connection.dispatchEvent(new Event(name));

async function answerTo(path, options) {
    try {
        const answer = await fetch('api' + path, {cache: 'no-store', ...options});
        tell('back');
        return answer;
    } catch {
        tell('away');
        throw new ApiError('The server does not answer. Your settings are kept; try again when it is back.', 0);
    }
}

async function refusal(answer) {
    if (answer.status === 401) {
        tell('token');
    }
    const said = await answer.json().catch(() => ({}));
    return new ApiError(said.error ?? `The server refused with status ${answer.status}.`, answer.status);
}

async function ask(path, options = {}) {
    const answer = await answerTo(path, options);
    if (!answer.ok) {
        throw await refusal(answer);
    }
    return answer.status === 204 ? null : answer.json();
}

const post = (path, body) => ask(path, {method: 'POST', ...body});
const json = value => ({headers: {'Content-Type': 'application/json'}, body: JSON.stringify(value)});
const binary = blob => ({headers: {'Content-Type': 'application/octet-stream'}, body: blob});

export const about = () => ask('');
export const tasks = () => ask('/tasks');
export const upload = (name, blob) => post('/pictures?name=' + encodeURIComponent(name), binary(blob));
export const picture = id => ask('/pictures/' + id);
export const jobs = () => ask('/jobs?limit=200');
export const job = id => ask('/jobs/' + id);
export const begin = request => post('/jobs', json(request));
export const cancel = id => post(`/jobs/${id}/cancel`);
export const resume = id => post(`/jobs/${id}/resume`);
export const rerun = id => post(`/jobs/${id}/rerun`);
export const remove = id => ask('/jobs/' + id, {method: 'DELETE'});

export const thumbnailUrl = id => `api/pictures/${id}/thumbnail.png`;
export const previewUrl = id => `api/pictures/${id}/preview.png`;
export const eventsUrl = id => `api/jobs/${id}/events`;
export const iterateUrl = (id, number) => `api/jobs/${id}/iterate.png?number=${number}`;

/** A file of a result; another attempt of the job has another address, so that no old picture is shown. */
export const fileUrl = (job, file) => `api/jobs/${job.id}/files/${file}?attempt=${Math.round((job.seconds ?? 0) * 1000)}`;
export const downloadUrl = (job, file) => `api/jobs/${job.id}/files/${file}?download=true`;
