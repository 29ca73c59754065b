// Writes gray PNG files. A canvas writes colours and alpha, and a mask or a kernel must have neither.

const SIGNATURE = [137, 80, 78, 71, 13, 10, 26, 10];

const CRC = Uint32Array.from({length: 256}, (_, n) => {
    for (let k = 0; k < 8; k++) {
        n = n & 1 ? 0xedb88320 ^ (n >>> 1) : n >>> 1;
    }
    return n;
});

function crc(bytes) {
    let c = 0xffffffff;
    for (const byte of bytes) {
        c = CRC[(c ^ byte) & 255] ^ (c >>> 8);
    }
    return (c ^ 0xffffffff) >>> 0;
}

function chunk(type, data) {
    const bytes = new Uint8Array(12 + data.length);
    const view = new DataView(bytes.buffer);
    view.setUint32(0, data.length);
    bytes.set([...type].map(letter => letter.charCodeAt(0)), 4);
    bytes.set(data, 8);
    view.setUint32(8 + data.length, crc(bytes.subarray(4, 8 + data.length)));
    return bytes;
}

function header(width, height, depth) {
    const data = new Uint8Array(13);
    const view = new DataView(data.buffer);
    view.setUint32(0, width);
    view.setUint32(4, height);
    data[8] = depth;
    return chunk('IHDR', data);
}

/** Every row with a zero before it, which says that it is not filtered. */
function rows(width, height, samples) {
    const length = samples.length / height;
    const all = new Uint8Array(height * (length + 1));
    for (let y = 0; y < height; y++) {
        all.set(samples.subarray(y * length, (y + 1) * length), y * (length + 1) + 1);
    }
    return all;
}

async function deflated(bytes) {
    const stream = new Blob([bytes]).stream().pipeThrough(new CompressionStream('deflate'));
    return new Uint8Array(await new Response(stream).arrayBuffer());
}

async function png(width, height, depth, samples) {
    const data = await deflated(rows(width, height, samples));
    const parts = [new Uint8Array(SIGNATURE), header(width, height, depth), chunk('IDAT', data), chunk('IEND', new Uint8Array(0))];
    return new Blob(parts, {type: 'image/png'});
}

/** A gray picture of 8 bits. */
export const png8 = (width, height, samples) => png(width, height, 8, samples);

/** A gray picture of 16 bits, of numbers from 0 to 1. */
export function png16(width, height, numbers) {
    const bytes = new Uint8Array(2 * numbers.length);
    const view = new DataView(bytes.buffer);
    numbers.forEach((value, i) => view.setUint16(2 * i, Math.round(65535 * Math.min(Math.max(value, 0), 1))));
    return png(width, height, 16, bytes);
}
