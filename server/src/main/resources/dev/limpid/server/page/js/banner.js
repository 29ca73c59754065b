// One line on top where the server is away, or wants a token.
import {byId, say} from './dom.js';
import {connection} from './api.js';
import {jobs} from './jobs.js';

const AWAY = 'The server does not answer. Nothing is lost; this page tries again by itself.';
const TOKEN = 'This server wants its token. Open the whole address that “limpid serve” printed; it ends in ?token=…';

/** Watches the connection. */
export function watchConnection() {
    const banner = byId('banner');
    connection.addEventListener('away', () => say(banner, AWAY));
    connection.addEventListener('token', () => say(banner, TOKEN));
    connection.addEventListener('back', () => {
        if (banner.textContent === AWAY) {
            say(banner, '');
            jobs.refresh();
        }
    });
}

/** Says that something cannot be read, such as the list of tasks. */
export function complain(text) {
    const banner = byId('banner');
    if (banner.hidden) {
        say(banner, text);
    }
}
