// The id of a run that fills a hole of a wide picture.
(async () => {
    const ask = async (path, body) => (await fetch('api/' + path, {method: 'POST', body})).json();
    const canvas = new OffscreenCanvas(2400, 40);
    const context = canvas.getContext('2d');
    context.fillStyle = '#48c';
    context.fillRect(0, 0, 1600, 30);
    const picture = await ask('pictures?name=wide.png', await canvas.convertToBlob());
    const request = {picture: picture.id, task: 'inpainting', solver: 'harmonic-fill', values: {mask: 'centre:16'}};
    return (await ask('jobs', JSON.stringify(request))).id;
})()
