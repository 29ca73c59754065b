// Blur kernels as numbers: the trail that a point of light leaves on a grid of taps.

/** Softness of the brush, in taps. */
const SOFTNESS = 0.7;

/** Places along a path are so far apart, in taps. */
const STEP = 0.1;

/** Places along a path of taps [x, y, x, y, …], the same distance apart. */
function* along(points) {
    yield [points[0], points[1]];
    for (let i = 2; i < points.length; i += 2) {
        const [x, y, right, down] = [points[i - 2], points[i - 1], points[i] - points[i - 2], points[i + 1] - points[i - 1]];
        const steps = Math.ceil(Math.hypot(right, down) / STEP);
        for (let k = 1; k <= steps; k++) {
            yield [x + right * k / steps, y + down * k / steps];
        }
    }
}

/** Adds a soft spot; its sum over a grid without borders is 1. */
function addSpot(taps, size, x, y, softness) {
    const reach = Math.ceil(4 * softness);
    const weight = 1 / (2 * Math.PI * softness ** 2);
    for (let row = Math.max(0, Math.floor(y) - reach); row <= Math.min(size - 1, Math.ceil(y) + reach); row++) {
        for (let column = Math.max(0, Math.floor(x) - reach); column <= Math.min(size - 1, Math.ceil(x) + reach); column++) {
            taps[row * size + column] += weight * Math.exp(-((column - x) ** 2 + (row - y) ** 2) / (2 * softness ** 2));
        }
    }
}

/** The middle of the light of several paths. A trail that is not in the middle would shift the picture. */
export function middleOf(paths) {
    let [n, x, y] = [0, 0, 0];
    for (const path of paths) {
        for (const place of along(path)) {
            n++;
            x += place[0];
            y += place[1];
        }
    }
    return n > 0 ? [x / n, y / n] : [0, 0];
}

/**
 * The trail of paths around the grid's middle, the largest tap being 1.
 *
 * @param paths each [x, y, x, y, …] in taps from the middle
 */
export function trail(size, paths, softness = SOFTNESS) {
    const taps = new Float64Array(size * size);
    const half = (size - 1) / 2;
    for (const path of paths) {
        for (const [x, y] of along(path)) {
            addSpot(taps, size, half + x, half + y, softness);
        }
    }
    return scaled(taps);
}

/** A straight motion of that length, counterclockwise from the right. */
export function line(size, length, degrees) {
    const half = Math.max(length - 1, 0) / 2;
    const [right, up] = [half * Math.cos(degrees * Math.PI / 180), half * Math.sin(degrees * Math.PI / 180)];
    return trail(size, [[-right, up, right, -up]], 0.5);
}

/** A soft spot of that standard deviation. */
export const spot = (size, deviation) => trail(size, [[0, 0]], deviation);

function scaled(taps) {
    const largest = taps.reduce((a, b) => Math.max(a, b), 0);
    return largest > 0 ? taps.map(value => value / largest) : taps;
}

/** Turned by 180°: kernels are kept as the weights of a pixel's neighbours, which is the trail of a point turned that way. */
export const turned = taps => taps.slice().reverse();
