"""From a fresh clone to a working .venv and built assets, with nothing but Python's standard library.

`python3 config/bootstrap.py run|dev [MODULE ARGUMENT...]` installs what the lock files say, then becomes
`.venv/bin/python -m MODULE`. What was done is remembered in .build/, so that a later start does only what changed.
"""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
VENV = os.path.join(ROOT, ".venv")
PYTHON = os.path.join(VENV, "bin", "python")
BUILD = os.environ.get("TAIZHANG_BUILD") or os.path.join(ROOT, ".build")
FRONTEND = os.path.join(ROOT, "frontend")
# What the style sheets are built from: their own sources, and the pages they are trimmed to.
ASSET_SOURCES = ("frontend", "templates")
# The development lock holds the run lock's packages at the same versions (a test says so).
LOCKS = {"run": ("requirements.lock",), "dev": ("requirements.lock", "requirements-dev.lock")}
OLDEST_PYTHON = (3, 11)


def stop(sentence):
    sys.exit("taizhang: " + sentence)


def say(sentence):
    print("taizhang: " + sentence, flush=True)


def digest(paths):
    """One digest over names and contents."""
    sha = hashlib.sha256()
    for path in sorted(paths):
        sha.update(os.path.relpath(path, ROOT).encode())
        with open(path, "rb") as file:
            sha.update(hashlib.sha256(file.read()).digest())
    return sha.hexdigest()


def remembered(name):
    try:
        with open(os.path.join(BUILD, name + ".stamp")) as file:
            return json.load(file)
    except (OSError, ValueError):
        return None


def remember(name, value):
    os.makedirs(BUILD, exist_ok=True)
    path = os.path.join(BUILD, name + ".stamp")
    with open(path + ".new", "w") as file:
        json.dump(value, file)
    os.replace(path + ".new", path)


def run(command, failure, **options):
    """Run quietly; show what it said only when it fails, then end with one sentence."""
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **options)
    if done.returncode:
        sys.stderr.write(done.stdout)
        stop(failure)
    return done.stdout


def make_venv():
    shutil.rmtree(VENV, ignore_errors=True)
    if shutil.which("uv"):
        run(["uv", "venv", "--quiet", "--python", sys.executable, VENV], "uv could not make .venv.")
        return
    done = subprocess.run(
        [sys.executable, "-m", "venv", VENV], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    if done.returncode:
        shutil.rmtree(VENV, ignore_errors=True)
        if "ensurepip" in done.stdout:
            stop("Python's venv is missing; on Debian: apt-get install python3-venv")
        stop("python3 -m venv failed: " + done.stdout.strip())


def install(*locks):
    files = [os.path.join(ROOT, lock) for lock in locks]
    failure = "the packages could not be installed; this needs a network to the Python package registry."
    if shutil.which("uv"):
        # Compiled once here, as pip does, or every process would compile what it imports where caches are forbidden.
        command = ["uv", "pip", "install", "--quiet", "--compile-bytecode", "--python", PYTHON, "--require-hashes"]
    else:
        command = [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes"]
    for file in files:
        run([*command, "-r", file], failure, cwd=ROOT)


def ensure_venv(tier):
    """Install the packages of `run` or `dev`, unless the very same lock files were installed before."""
    ours = {"home": VENV, "python": sys.version}
    state = remembered("venv") or {}
    if {key: state.get(key) for key in ours} != ours or not os.path.exists(PYTHON):
        state = {}
    locks = {lock: digest([os.path.join(ROOT, lock)]) for lock in LOCKS[tier]}
    if state.get("locks") and all(state["locks"].get(lock) == value for lock, value in locks.items()):
        return
    if not state:
        say("making .venv with Python %d.%d" % sys.version_info[:2])
        make_venv()
    say("installing Python packages")
    install(LOCKS[tier][-1])
    remember("venv", {**ours, "locks": locks})


def new_enough(version):
    """Vite 8 wants Node ^20.19 or 22.12 and later."""
    found = re.match(r"v(\d+)\.(\d+)", version)
    if not found:
        return False
    major, minor = int(found.group(1)), int(found.group(2))
    return (major == 20 and minor >= 19) or (major == 22 and minor >= 12) or major > 22


def node_folder():
    """The folder that holds a usable node and npm: the system's, or the one from the Python registry."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm:
        answer = subprocess.run([node, "--version"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        if answer.returncode == 0 and new_enough(answer.stdout):
            return os.path.dirname(node)
    lock = digest([os.path.join(ROOT, "requirements-assets.lock")])
    if remembered("node") != [VENV, lock] or not os.path.exists(os.path.join(VENV, "bin", "npm")):
        say("installing Node, since the system's is missing or older than 20.19")
        install("requirements-assets.lock")
        remember("node", [VENV, lock])
    return os.path.join(VENV, "bin")


def asset_sources():
    for top in ASSET_SOURCES:
        for folder, folders, files in os.walk(os.path.join(ROOT, top)):
            folders[:] = [name for name in folders if name not in ("node_modules", "dist")]
            for name in files:
                yield os.path.join(folder, name)


def ensure_assets():
    """Build frontend/dist, unless its sources are the very same as at the last build."""
    manifest = os.path.join(FRONTEND, "dist", "manifest.json")
    sources = digest(asset_sources())
    if os.path.exists(manifest) and remembered("assets") == sources:
        return
    node = node_folder()
    environment = {**os.environ, "PATH": node + os.pathsep + os.environ.get("PATH", ""), "CI": "1"}
    npm = os.path.join(node, "npm")
    packages = digest([os.path.join(FRONTEND, name) for name in ("package.json", "package-lock.json")])
    if remembered("npm") != packages or not os.path.isdir(os.path.join(FRONTEND, "node_modules")):
        say("installing browser packages")
        failure = "npm ci failed; this needs a network to the npm registry."
        run([npm, "ci", "--no-audit", "--no-fund", "--loglevel=error"], failure, cwd=FRONTEND, env=environment)
        remember("npm", packages)
    say("building browser assets")
    run(
        [npm, "run", "build", "--loglevel=error"],
        "the browser assets could not be built.",
        cwd=FRONTEND,
        env=environment,
    )
    remember("assets", sources)


def ensure_translations():
    run([PYTHON, "-m", "config.translations", "compile"], "the translations could not be compiled.", cwd=ROOT)


def main(arguments):
    if sys.version_info < OLDEST_PYTHON:
        wanted = "%d.%d" % OLDEST_PYTHON
        stop(
            "Python %s or newer is needed, this is %d.%d; on Debian: apt-get install python3"
            % (wanted, *sys.version_info[:2])
        )
    tier, module = arguments[0], arguments[1:]
    ensure_venv(tier)
    ensure_assets()
    ensure_translations()
    if module:
        os.chdir(ROOT)
        os.execv(PYTHON, [PYTHON, "-m", *module])


if __name__ == "__main__":
    main(sys.argv[1:])
