"""One evaluation of a local network in PyTorch, without and with the gradient at its input; the weights are random and fixed.

    python3 network_reference.py train_photo_prior.py WIDTHS BLOCKS UNSHUFFLE COLOURS SIZE ITERATIONS THREADS

The network is that of train_photo_prior.py. Prints one line of JSON: the medians and the peak memory."""
import importlib.util, json, resource, statistics, sys, time
import torch

spec = importlib.util.spec_from_file_location("train_photo_prior", sys.argv[1])
reference = importlib.util.module_from_spec(spec)
spec.loader.exec_module(reference)
widths = [int(width) for width in sys.argv[2].split(",")]
blocks, unshuffle, colours, size, iterations, threads = (int(text) for text in sys.argv[3:9])
torch.set_num_threads(threads)
net = reference.PhotoNet(widths, blocks, unshuffle, colours).requires_grad_(False)
x = torch.randn(1, colours, size, size)
sigma = torch.full((1, 1, 1, 1), 0.1)


def forward():
    with torch.no_grad():
        net(x, sigma)[..., :1].sum().item()


def gradient():
    variable = x.clone().requires_grad_()
    clean = net(variable, sigma)
    torch.autograd.grad(clean, variable, clean.detach())[0][..., :1].sum().item()


def median(run):
    seconds = []
    for i in range(-2, iterations):
        start = time.perf_counter()
        run()
        if i >= 0:
            seconds.append(time.perf_counter() - start)
    return 1000 * statistics.median(seconds)


result = {"forwardMillis": median(forward), "gradientMillis": median(gradient)}
result["peakMebibytes"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps(result))
