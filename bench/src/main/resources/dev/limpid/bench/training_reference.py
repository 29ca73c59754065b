"""The steps of a recorded training in PyTorch: the same first weights, pictures, noise, times and rates.

    python3 training_reference.py train_prior.py recording.safetensors THREADS

The network is that of train_prior.py. Prints one line of JSON: the losses, seconds of a step, peak memory."""
import importlib.util, json, resource, statistics, sys, time
import torch

spec = importlib.util.spec_from_file_location("train_prior", sys.argv[1])
reference = importlib.util.module_from_spec(spec)
spec.loader.exec_module(reference)
torch.set_num_threads(int(sys.argv[3]))
recording = reference.load_safetensors(sys.argv[2])
clean, noise, times, rates = (recording.pop(name) for name in ("clean", "noise", "times", "rates"))
net = reference.UNet(64, 32, (1, 2, 3, 4), 1, (16,), 32)
net.load_state_dict({name.removeprefix("weights."): value for name, value in recording.items()})
optimiser = torch.optim.AdamW(net.parameters(), lr=1.0, betas=(0.9, 0.99), eps=1e-8, weight_decay=0.0)
alpha_bar = torch.cumprod(1 - torch.linspace(1e-4, 0.02, 1000, dtype=torch.float64), 0).float()
snr = alpha_bar / (1 - alpha_bar)
weight = torch.clamp(snr, max=5.0) / snr

losses, seconds = [], []
for i in range(len(clean)):
    start = time.perf_counter()
    t = times[i].long()
    a = alpha_bar[t][:, None, None, None]
    predicted = net(a.sqrt() * clean[i] + (1 - a).sqrt() * noise[i], times[i])
    loss = (weight[t] * (predicted - noise[i]).square().mean((1, 2, 3))).mean()
    optimiser.zero_grad(set_to_none=True)
    loss.backward()
    torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
    for group in optimiser.param_groups:
        group["lr"] = rates[i].item()
    optimiser.step()
    losses.append(loss.item())
    seconds.append(time.perf_counter() - start)
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps({"losses": losses, "wallMillis": 1000 * statistics.median(seconds), "peakMebibytes": peak}))
