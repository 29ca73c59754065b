// Asks before something is lost.
import {byId} from './dom.js';

/** Whether the answer was yes. */
export function confirmed(question) {
    const dialog = byId('confirm');
    byId('confirm-text').textContent = question;
    dialog.returnValue = 'no';
    dialog.showModal();
    return new Promise(done => dialog.addEventListener('close', () => done(dialog.returnValue === 'yes'), {once: true}));
}
