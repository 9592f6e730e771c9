"""What the comparisons share: commands, peers' packages, and rounds in which every engine has its turn."""
import json
import os
import pathlib
import shutil
import statistics
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
WORK = ROOT / "target/compare"
MILLRACE = ROOT / "scripts/millrace"

# Of the encoders and translators; PyTorch's wheel is large.
PYTHON_PACKAGES = ["torch==2.15.0", "transformers==5.23.0", "sentence-transformers==6.2.0", "ctranslate2==4.8.5",
                   "sentencepiece==0.2.3"]


def say(message):
    print(f"compare: {message}", file=sys.stderr, flush=True)


def run(command, **options):
    """Runs a command with its output on standard error, unless captured; ends the comparison if it fails."""
    options.setdefault("stdout", sys.stderr)
    done = subprocess.run([str(part) for part in command], text=True, **options)
    if done.returncode != 0:
        sys.exit(f"compare: exit code {done.returncode} from: {' '.join(str(part) for part in command)}")
    return done.stdout


def result_of(command, **options):
    """The object that a command prints as its last line."""
    return json.loads(run(command, stdout=subprocess.PIPE, **options).splitlines()[-1])


def need(tool, purpose):
    if shutil.which(tool) is None:
        sys.exit(f"compare: {tool} is missing, it is needed {purpose}; install it and run this again")


def peer_python():
    """The interpreter and the environment in which the peers' Python packages are importable, installed if need be."""
    names = [package.split("==")[0].replace("-", "_") for package in PYTHON_PACKAGES]
    # The variables of OpenBLAS would slow NumPy where the machine sets them for others.
    environment = {key: value for key, value in os.environ.items() if not key.startswith("OPENBLAS_")}
    environment.update(HF_HUB_OFFLINE="1", TOKENIZERS_PARALLELISM="true")
    probe = [sys.executable, "-c", "import importlib.util as u; "
             f"raise SystemExit(not all(u.find_spec(name) for name in {names}))"]
    if subprocess.run(probe).returncode != 0:
        folder = WORK / "python-encoders"
        environment["PYTHONPATH"] = str(folder)
        if subprocess.run(probe, env=environment).returncode != 0:
            say("installing " + " ".join(PYTHON_PACKAGES))
            run([sys.executable, "-m", "pip", "install", "--quiet", "--upgrade", "--target", folder, *PYTHON_PACKAGES])
    return sys.executable, environment


def rounds(count, engines):
    """engine -> its results, one a round; every engine has its turn in each, so that all see the same machine."""
    results = {engine: [] for engine in engines}
    for number in range(count):
        for engine, time in engines.items():
            say(f"round {number + 1} of {count}, {engine}")
            results[engine].append(time())
    return results


def median(results, figure):
    return statistics.median(result[figure] for result in results)


def processor():
    for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return os.uname().machine
