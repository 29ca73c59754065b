// Texts that can be seen and have less contrast than 4.5 : 1 with what is behind them, computed as WCAG 2 does.
(() => {
    const parse = colour => {
        const context = new OffscreenCanvas(1, 1).getContext('2d', {willReadFrequently: true});
        context.fillStyle = colour;
        context.fillRect(0, 0, 1, 1);
        const [r, g, b, a] = context.getImageData(0, 0, 1, 1).data;
        return {rgb: [r, g, b], a: a / 255};
    };
    const over = (top, below) => top.rgb.map((value, i) => top.a * value + (1 - top.a) * below[i]);
    const behind = element => {
        const layers = [];
        for (let at = element; at; at = at.parentElement) {
            layers.unshift(parse(getComputedStyle(at).backgroundColor));
        }
        return layers.reduce((below, top) => over(top, below), [255, 255, 255]);
    };
    const luminance = rgb => {
        const [r, g, b] = rgb.map(v => v / 255).map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const ratio = (a, b) => (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    const seen = e => e.checkVisibility({visibilityProperty: true, opacityProperty: true}) && !e.closest(':disabled, .spoken');
    const hasText = e => [...e.childNodes].some(n => n.nodeType === Node.TEXT_NODE && n.data.trim() !== '');
    const texts = [...document.body.querySelectorAll('*')].filter(e => (hasText(e) || e.matches('input[type=text], input[type=number], select')) && seen(e));
    if (texts.length < 15) {
        return ['only ' + texts.length + ' texts are seen'];
    }
    return texts.map(e => {
        const ground = behind(e);
        const text = over(parse(getComputedStyle(e).color), ground);
        return [e, ratio(luminance(text), luminance(ground))];
    }).filter(([, contrast]) => contrast < 4.5).map(([e, contrast]) => `${e.tagName} .${e.className} "${e.textContent.slice(0, 30)}" ${contrast.toFixed(2)}`);
})()
