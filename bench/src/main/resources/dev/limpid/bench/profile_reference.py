"""The time of every operation in an iteration of DMILO in PyTorch, with random weights that are fixed.

    python3 profile_reference.py reference_bench.py MODEL ITERATIONS THREADS

The iteration is that of reference_bench.py. Prints one line of JSON: the median time of an iteration without the profiler, and its
operations with it."""
import contextlib, importlib.util, io, json, os, sys
import torch

path, model = sys.argv[1:3]
iterations, threads = (int(text) for text in sys.argv[3:5])
sys.path.insert(0, os.path.dirname(os.path.abspath(path)))
spec = importlib.util.spec_from_file_location("reference_bench", path)
reference = importlib.util.module_from_spec(spec)
spec.loader.exec_module(reference)

# Weights are drawn once, and are no part of an iteration.
DRAWN = {"aten::normal_", "aten::uniform_", "aten::any", "aten::rand", "aten::randn"}


def run(count):
    """The script's own times of so many iterations and one before them."""
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        reference.child(model, "dmilo-frozen", 1, count, threads)
    return json.loads(printed.getvalue())


def profiled(count):
    with torch.profiler.profile(activities=[torch.profiler.ProfilerActivity.CPU]) as profile:
        run(count)
    return {event.key: event for event in profile.key_averages() if event.key not in DRAWN}


# Two runs of different lengths: their difference has nothing of the preparations.
short, long = profiled(2), profiled(2 + iterations)
operations = []
for key, event in long.items():
    if not key.startswith("aten::"):
        continue
    less = short.get(key)
    calls = event.count - (less.count if less else 0)
    millis = (event.self_cpu_time_total - (less.self_cpu_time_total if less else 0)) / 1000
    if calls > 0:
        operations.append({"name": key, "shapes": [], "calls": calls / iterations, "millis": millis / iterations, "flop": 0})
print(json.dumps({"wallMillis": 1000 * run(iterations)["wall_s"], "operations": operations}))
