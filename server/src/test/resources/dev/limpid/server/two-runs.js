// The ids of two runs that are done. Where there are none they are begun, by a solver that uses no network and so takes no time.
(async () => {
    const ask = async (path, body) => (await fetch('api/' + path, body && {method: 'POST', body})).json();
    const jobs = (await ask('jobs')).filter(job => job.picture.name === 'made.png');
    const task = (await ask('tasks')).at(-1);
    for (let i = jobs.length; i < 2; i++) {
        const canvas = new OffscreenCanvas(48, 32);
        const context = canvas.getContext('2d');
        context.fillStyle = '#c84';
        context.fillRect(8, 8, 20, 16);
        const picture = await ask('pictures?name=made.png', await canvas.convertToBlob());
        const request = {picture: picture.id, task: task.name, solver: task.solvers.at(-1).name, seed: i, values: {noise: '0.05'}};
        await ask('jobs', JSON.stringify(request));
    }
    return jobs.filter(job => job.state === 'done').slice(0, 2).map(job => job.id);
})()
