"""Makes the virtual environment `.venv` and installs what the lock files name, once.

Called by the Makefile with the person's own Python as `python3 .ci/environment.py runtime|dev`. Uses the standard
library alone, and only syntax that Python 3.6 can read: a Python that is too old must get as far as the message
that says so.

What was installed is noted in `.venv/carebot-installed.json` as hashes of the lock files and of the build
configuration. While they stand, a call does nothing. The environment is made anew when the tree was moved or copied
(scripts and links in it hold absolute paths) or when another version of Python is asked for.
"""

import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys

OLDEST = (3, 11)
LOCKS = {
    # The demo needs the build backend too: it installs Carebot itself, without looking for a backend elsewhere.
    "runtime": ["requirements-build.lock", "requirements.lock"],
    "dev": ["requirements-dev.lock"],
}
PROJECT = ["pyproject.toml", ".ci/hatch_build.py"]


class Missing(Exception):
    """Something that only the person can provide; the text says what and how."""


def check_python(version):
    """Refuses a Python that is too old or comes without `venv` or `ensurepip` (Debian packs both apart)."""
    if tuple(version[:2]) < OLDEST:
        raise Missing(
            "Carebot needs Python {}.{} or newer, and {} is Python {}.{}.\n"
            "On Debian 12 or newer: sudo apt install python3 python3-venv\n"
            "If a newer one is already here, name it: make PYTHON=python3.12 ...".format(
                OLDEST[0], OLDEST[1], sys.executable or "this one", version[0], version[1]
            )
        )
    for module in ("venv", "ensurepip"):
        try:
            __import__(module)
        except ImportError:
            raise Missing(
                "This Python comes without its module '{}', which makes virtual environments.\n"
                "On Debian or Ubuntu: sudo apt install python3-venv".format(module)
            ) from None


def hash_of(root, names):
    """One SHA-256 over the contents of these files of the tree."""
    digest = hashlib.sha256()
    for name in names:
        with open(os.path.join(root, name), "rb") as file:
            digest.update(hashlib.sha256(file.read()).digest())
    return digest.hexdigest()


def read_stamp(path):
    """What an earlier call noted; empty when there was none or it was cut short."""
    try:
        with open(path) as file:
            return dict(json.load(file))
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return {}


def write_stamp(path, stamp):
    """Notes what is installed, in one step, so that an interrupted call leaves the old note."""
    with open(path + ".new", "w") as file:
        json.dump(stamp, file, indent=1, sort_keys=True)
    os.replace(path + ".new", path)


def works(python, version):
    """Whether this environment's interpreter starts and is of the wanted version."""
    try:
        answer = subprocess.check_output([python, "-c", "import sys; print('%d.%d' % sys.version_info[:2])"])
    except (OSError, subprocess.CalledProcessError):
        return False
    return answer.decode().strip() == version


def make_environment(folder):
    """Makes an empty virtual environment; a half-made one is removed again."""
    if os.path.abspath(sys.prefix) == os.path.abspath(folder):
        raise Missing("The environment in .venv has to be made anew, and it is active now. Please type: deactivate")
    print("Making the virtual environment .venv ...", flush=True)
    shutil.rmtree(folder, ignore_errors=True)
    if subprocess.call([sys.executable, "-m", "venv", folder]) != 0:
        shutil.rmtree(folder, ignore_errors=True)
        raise Missing(
            "Python could not make a virtual environment; its own words are above.\n"
            "On Debian or Ubuntu this mostly helps: sudo apt install python3-venv python3-pip"
        )


def ensure_pip(python):
    """Sees to it that the environment has pip: one made by another tool may lack it."""
    if subprocess.call([python, "-m", "pip", "--version"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) == 0:
        return
    if subprocess.call([python, "-m", "ensurepip"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) != 0:
        raise Missing(
            "The environment in .venv has no pip, which installs the libraries.\n"
            "On Debian or Ubuntu: sudo apt install python3-pip python3-venv, then remove .venv and try again"
        )


def pip_install(python, what, *arguments):
    """Runs pip quietly; its own words are shown when it fails, and then ours about `what` it was to install."""
    command = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]
    code = subprocess.call(command + list(arguments))
    if code != 0:
        raise Missing("pip could not install {}; its own words are above.".format(what))


def bring_up(root, kind):
    """Brings `.venv` under `root` to what the lock files of this kind say."""
    folder = os.path.join(root, ".venv")
    python = os.path.join(folder, "bin", "python")
    stamp_path = os.path.join(folder, "carebot-installed.json")
    version = "{}.{}".format(*sys.version_info[:2])
    stamp = read_stamp(stamp_path)

    usable = os.path.exists(python)
    if stamp:
        usable = usable and stamp.get("root") == root and stamp.get("python") == version
    else:
        usable = usable and works(python, version)
    if not usable:
        make_environment(folder)
        stamp = {}
    stamp.update(root=root, python=version)

    wanted = hash_of(root, LOCKS[kind])
    if stamp.get(kind) != wanted:
        ensure_pip(python)
        print("Installing the libraries into .venv (the first time takes about a minute) ...", flush=True)
        files = [part for name in LOCKS[kind] for part in ("-r", os.path.join(root, name))]
        pip_install(python, "the libraries (is the network reachable?)", "--require-hashes", *files)
        # Another kind's lock may pin other versions of the same libraries: let it look again when it is asked for.
        stamp = {key: value for key, value in stamp.items() if key not in LOCKS}
        stamp[kind] = wanted
        if kind == "dev":
            # The dev lock holds all of the other two, at the same versions.
            stamp["runtime"] = hash_of(root, LOCKS["runtime"])
        write_stamp(stamp_path, stamp)

    wanted = hash_of(root, PROJECT)
    if stamp.get("project") != wanted:
        ensure_pip(python)
        pip_install(python, "Carebot itself", "--no-deps", "--no-build-isolation", "--editable", root)
        stamp["project"] = wanted
        write_stamp(stamp_path, stamp)


def main(arguments):
    """The command: one word, `runtime` or `dev`. Answers with an exit code."""
    if len(arguments) != 1 or arguments[0] not in LOCKS:
        print("usage: python3 .ci/environment.py runtime|dev", file=sys.stderr)
        return 2
    root = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    try:
        check_python(sys.version_info)
        # Two calls at once would install over each other; the second waits and then finds nothing to do.
        with open(os.path.join(root, "pyproject.toml")) as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            bring_up(root, arguments[0])
    except Missing as problem:
        print(problem, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
