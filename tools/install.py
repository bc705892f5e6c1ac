"""Make a virtual environment and install a lock file into it: with uv where it is present, else with pip.

Needs the standard library only, and must be readable by an old Python to tell its user so.
"""

import shutil
import subprocess
import sys
from pathlib import Path

IMPORT_ALL = """
import pkgutil, civic
for module in pkgutil.walk_packages(civic.__path__, "civic."):
    module.name.endswith("__main__") or __import__(module.name)
"""


def main(venv, lock):
    if sys.version_info < (3, 11):
        stop("Civic needs Python 3.11 or newer; this is %d.%d. Try: make run PYTHON=python3.11" % sys.version_info[:2])
    python = Path(venv) / "bin" / "python"
    uv = shutil.which("uv")
    print("Installing from %s with %s ..." % (lock, "uv" if uv else "pip"), flush=True)
    if not python.exists():
        if uv:
            call(uv, "venv", "-q", "--python", sys.executable, venv)
        else:
            call(sys.executable, "-m", "venv", venv)
    if uv:
        install = [uv, "pip", "install", "-q", "--python", str(python)]
    else:
        install = [str(python), "-m", "pip", "install", "-q", "--disable-pip-version-check"]
    call(*install, "--require-hashes", "-r", lock)
    # The build tool comes from the lock as well, so nothing unpinned is fetched here.
    call(*install, "--no-deps", "--no-build-isolation", "-e", ".")
    # uv leaves compiling to the first import: done here, the first start does not wait for it.
    call(str(python), "-c", IMPORT_ALL)


def call(*command):
    if subprocess.run(command, check=False).returncode:
        stop("this step failed: %s" % " ".join(command[:6]))


def stop(message):
    print("civic: %s" % message, file=sys.stderr)
    sys.exit(2)


if __name__ == "__main__":
    main(*sys.argv[1:])
