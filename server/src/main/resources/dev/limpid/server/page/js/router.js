// The address after # says which page is shown, so that reloading, going back and bookmarks work.

/** Such as {view: 'job', ids: ['4f…']}. */
export function route() {
    const [view, ...ids] = location.hash.slice(1).split('/');
    const wanted = {job: 1, compare: 2}[view] ?? 0;
    const valid = ids.length === wanted && ids.every(id => /^[0-9a-f]{32}$/.test(id));
    return valid && wanted > 0 ? {view, ids} : {view: 'new', ids: []};
}

export const jobAddress = id => '#job/' + id;
export const compareAddress = (a, b) => `#compare/${a}/${b}`;

/** Calls it now and whenever the address changes. */
export function onRoute(act) {
    window.addEventListener('hashchange', act);
    act();
}
