// The report's script: sorts tables, compares two pictures with a slider, and enlarges one spot in all pictures.
'use strict';

/** Sorts by one column: the better first, then the other way round. Cells without a value stay last. */
function sortBy(head) {
    const table = head.closest('table');
    const column = [...head.parentNode.children].indexOf(head);
    const falling = head.dataset.order === 'higher-first' ? 'descending' : 'ascending';
    const rising = falling === 'descending' ? 'ascending' : 'descending';
    const direction = head.ariaSort === falling ? rising : falling;
    for (const other of head.parentNode.children) {
        other.ariaSort = other === head ? direction : 'none';
    }
    const sign = direction === 'ascending' ? 1 : -1;
    const value = row => row.children[column].dataset.value;
    const compare = head.dataset.order === 'text'
        ? (a, b) => value(a).localeCompare(value(b))
        : (a, b) => value(a) - value(b);
    const rows = [...table.tBodies[0].rows];
    const known = rows.filter(row => value(row) !== '').sort((a, b) => sign * compare(a, b));
    table.tBodies[0].append(...known, ...rows.filter(row => value(row) === ''));
}

for (const head of document.querySelectorAll('table.sortable th[data-order]')) {
    head.querySelector('button').addEventListener('click', () => sortBy(head));
}

/** One problem's pictures. */
class Pictures {
    constructor(root) {
        this.root = root;
        this.find = selector => root.querySelector(selector);
        this.strips = [...root.querySelectorAll('.strip')];
        this.stage = this.find('.stage');
        this.under = document.createElement('img');
        this.over = document.createElement('img');
        this.over.className = 'over';
        this.stage.prepend(this.under, this.over);
        for (const name of ['number', 'left', 'right']) {
            this.find('select.' + name).addEventListener('change', () => this.show());
        }
        this.find('select.zoom').addEventListener('change', event => this.zoom(event.target.value));
        this.find('.slider').addEventListener('input', event => this.cut(event.target.value));
        this.strips.forEach(strip => this.listen(strip));
        this.spots(this.stage);
        this.zoom(this.find('select.zoom').value);
        this.cut(this.find('.slider').value);
        this.show();
        root.querySelectorAll('.tools, .viewer').forEach(part => { part.hidden = false; });
    }

    listen(strip) {
        for (const figure of strip.children) {
            const tile = figure.querySelector('.tile');
            tile.addEventListener('click', () => {
                this.find('select.right').value = figure.dataset.name;
                this.show();
            });
            this.spots(tile);
        }
    }

    /** Follows the pointer, or the arrow keys, over a picture. */
    spots(box) {
        const follow = event => {
            const place = box.getBoundingClientRect();
            this.look((event.clientX - place.left) / place.width, (event.clientY - place.top) / place.height);
        };
        box.addEventListener('pointermove', follow);
        box.addEventListener('pointerleave', () => this.lookAway());
        box.addEventListener('blur', () => this.lookAway());
        box.addEventListener('keydown', event => {
            const steps = {ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1]};
            if (event.key === 'Escape') {
                this.lookAway();
            } else if (event.key in steps) {
                const [right, down] = steps[event.key];
                this.look((this.x ?? 0.5) + 0.05 * right, (this.y ?? 0.5) + 0.05 * down);
                event.preventDefault();
            }
        });
    }

    /** Enlarges the same spot everywhere; 0 is left and top, 1 right and bottom. */
    look(x, y) {
        this.x = Math.min(Math.max(x, 0), 1);
        this.y = Math.min(Math.max(y, 0), 1);
        this.root.style.setProperty('--x', this.x);
        this.root.style.setProperty('--y', this.y);
        this.root.classList.add('looking');
    }

    lookAway() {
        this.root.classList.remove('looking');
    }

    zoom(factor) {
        this.root.style.setProperty('--zoom', factor);
    }

    cut(percent) {
        this.stage.style.setProperty('--cut', percent + '%');
    }

    /** Lays the two chosen pictures upon each other. */
    show() {
        const number = this.find('select.number').value;
        const strip = this.strips.find(one => one.dataset.picture === number);
        this.strips.forEach(one => { one.hidden = one !== strip; });
        this.lay(strip, 'left', this.under);
        this.lay(strip, 'right', this.over);
    }

    lay(strip, side, image) {
        const name = this.find('select.' + side).value;
        const figure = [...strip.children].find(one => one.dataset.name === name) ?? strip.children[0];
        const shown = figure.querySelector('img');
        image.src = shown.src;
        image.alt = shown.alt;
        this.find('.' + side + '-name').value = figure.innerText.replace(/\s+/g, ' ').trim();
        for (const other of strip.children) {
            if (side === 'right') {
                other.querySelector('.tile').ariaPressed = other === figure;
            }
        }
    }
}

document.querySelectorAll('.pictures').forEach(root => new Pictures(root));
