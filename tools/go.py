"""Sets the project up, as far as a verb needs it, and runs the verb. Uses the standard library only, because it runs
before anything is installed."""

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
BUILD = ROOT / ".build"
PYTHON = VENV / "bin" / "python"
STATIC = ROOT / "src/aftercall/core/static/govuk"


class SetUpError(Exception):
    """What is missing on this machine, and what to do about it, in one line."""


def run(command: Sequence[str | Path], **environment: str) -> None:
    """Run a command without showing its output, unless it fails. Errors: SetUpError."""
    words = [str(word) for word in command]
    done = subprocess.run(words, cwd=ROOT, env=os.environ | environment, text=True, capture_output=True, check=False)
    if done.returncode:
        sys.stderr.write(done.stdout[-4000:] + done.stderr[-4000:])
        raise SetUpError(f"'{' '.join(words[:4])} …' failed; its output is above")


def fingerprint(*paths: Path) -> str:
    digest = hashlib.sha256(sys.version.encode())
    for path in sorted(paths):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()


def once(stamp: str, inputs: Sequence[Path], step: Callable[[], None], message: str) -> None:
    """Do a step unless it was done before with the same inputs, so that every verb can be run again at any time."""
    mark, wanted = BUILD / f"{stamp}.done", fingerprint(*inputs)
    if mark.is_file() and mark.read_text() == wanted:
        return
    print(f"go: {message}", file=sys.stderr, flush=True)
    step()
    BUILD.mkdir(exist_ok=True)
    mark.write_text(wanted)


def python_environment() -> None:
    """Create the project's own Python environment if it is missing or broken."""
    if not PYTHON.exists() or subprocess.run([PYTHON, "-c", ""], check=False).returncode:
        run([sys.executable, "-m", "venv", "--clear", VENV])


def install_python_packages(lock: str) -> None:
    python_environment()
    # A lock names every package, so nothing else is to be installed (--no-deps): see requirements/overrides.txt.
    run([PYTHON, "-m", "pip", "install", "--quiet", "--no-deps", "--require-hashes", "-r", f"requirements/{lock}.txt"])


def python_packages(lock: str) -> None:
    # The test lock includes the run lock: once it is installed, nothing is missing for running.
    mark = BUILD / "python-test.done"
    if lock == "run" and mark.is_file() and mark.read_text() == fingerprint(ROOT / "requirements/test.txt"):
        return
    once(
        f"python-{lock}",
        [ROOT / f"requirements/{lock}.txt"],
        lambda: install_python_packages(lock),
        f"installing Python packages ({lock})",
    )


def node_environment() -> dict[str, str]:
    """A PATH with node and npm: the machine's own, or else those of a PyPI wheel, installed in a separate folder."""
    if shutil.which("node") and shutil.which("npm"):
        return {}
    folder = BUILD / "node"
    python = folder / "bin/python"

    def install() -> None:
        run([sys.executable, "-m", "venv", "--clear", folder])
        run([python, "-m", "pip", "install", "--quiet", "--require-hashes", "-r", "requirements/node.txt"])

    once("node", [ROOT / "requirements/node.txt"], install, "installing Node (none is on the PATH)")
    return {"PATH": f"{folder / 'bin'}{os.pathsep}{os.environ['PATH']}"}


def build_pages() -> None:
    """Compile GOV.UK Frontend's styles without the licensed font and crest, and copy its script and neutral icons."""
    environment = node_environment()
    web = ROOT / "web"
    run(["npm", "ci", "--prefix", web, "--no-audit", "--no-fund", "--ignore-scripts"], **environment)
    run(["node", web / "build.mjs", STATIC], **environment)


def pages() -> None:
    if not STATIC.is_dir():
        (BUILD / "pages.done").unlink(missing_ok=True)
    inputs = [path for path in (ROOT / "web").iterdir() if path.is_file()]
    once("pages", inputs, build_pages, "building the pages' styles (GOV.UK Frontend)")


def page_audit() -> None:
    """Install Lighthouse, which only the long tests need."""
    folder = ROOT / "web/audit"
    environment = node_environment()

    def install() -> None:
        run(["npm", "ci", "--prefix", folder, "--no-audit", "--no-fund", "--ignore-scripts"], **environment)

    once("audit", [folder / "package-lock.json"], install, "installing Lighthouse")
    os.environ.update(environment)


def find_program(*names: str) -> str | None:
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    places = os.pathsep.join([os.environ.get("PATH", ""), *map(str, debian)])
    return next((found for name in names if (found := shutil.which(name, path=places))), None)


def try_package_manager(package: str, *programs: str) -> bool:
    """Install the package with the system's package manager if none of the programs is found. Returns whether there is
    one of them now."""
    if find_program(*programs):
        return True
    apt = shutil.which("apt-get")
    prefix = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if apt and (not prefix or shutil.which("sudo")):
        print(f"go: installing {package} from the system's packages", file=sys.stderr, flush=True)
        apt_get = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", apt, "-qq", "-y"]
        # Where packages cannot be fetched, that must soon be known; and nothing of the machine's own may go for them.
        patience = ["-o", "Acquire::Retries=1", "-o", "Acquire::http::Timeout=20"]
        for words in (["update"], ["install", "--no-remove", package]):
            subprocess.run([*apt_get, *patience, *words], check=False, capture_output=True)
    return bool(find_program(*programs))


def from_package_manager(package: str, *programs: str) -> None:
    """Install the package if none of the programs is found. Errors: SetUpError if that cannot be done."""
    if not try_package_manager(package, *programs):
        raise SetUpError(f"{programs[0]} is missing and could not be installed; install {package} and run this again")


def browser() -> None:
    """Chromium without its windows, which takes a third of the processor time; or else all of Chromium."""
    if not try_package_manager("chromium-headless-shell", "chromium-headless-shell"):
        from_package_manager("chromium", "chromium", "chromium-browser", "google-chrome")


def system_packages() -> None:
    browser()
    from_package_manager("postgresql", "initdb")
    from_package_manager("default-jre-headless", "java")  # for Spark


def hand_over(command: Sequence[str | Path]) -> NoReturn:
    words = [str(word) for word in command]
    os.environ["PYTHONPATH"] = str(ROOT / "src")
    sys.stdout.flush()
    os.execv(words[0], words)


def catalogues() -> None:
    """Compile the translations of the public pages, unless they are up to date."""
    files = [ROOT / "tools/catalogues.py", *ROOT.glob("src/aftercall/*/locale/*/LC_MESSAGES/django.po")]
    if not all(file.with_suffix(".mo").exists() for file in files[1:]):
        (BUILD / "catalogues.done").unlink(missing_ok=True)
    once("catalogues", files, lambda: run([PYTHON, "tools/catalogues.py"]), "compiling the translations")


def set_up_to_run() -> None:
    python_packages("run")
    pages()
    catalogues()


def demo(arguments: list[str]) -> NoReturn:
    """real crime records in, published figures out, then the site on localhost (--no-serve stops before)"""
    set_up_to_run()
    hand_over([PYTHON, "-m", "aftercall.cli", "demo", *arguments])


def set_up_to_test() -> None:
    python_environment()  # first, because two installations at once would both create it
    with ThreadPoolExecutor(2) as pool:
        spark = pool.submit(python_packages, "spark")  # it takes as long as all the others
        system = pool.submit(system_packages)
        python_packages("test")
        pages()
        catalogues()
        spark.result()
        system.result()


def test(arguments: list[str]) -> NoReturn:
    """every check and test: style, types, layers, SQLite, PostgreSQL, a browser (--coverage: branch coverage too)"""
    set_up_to_test()
    hand_over([PYTHON, "tools/check.py", *arguments])


def soak(arguments: list[str]) -> NoReturn:
    """the long tests, of one folder under tests or of all: hundreds of kills, whole years, a million rows on Spark"""
    set_up_to_test()
    page_audit()
    from_package_manager("r-cran-survey", "Rscript")  # for the snippets of microdata
    hand_over([PYTHON, "tools/check.py", "--soak", *arguments])


def aftercall(arguments: list[str]) -> NoReturn:
    """the console command, in the project's environment"""
    set_up_to_run()
    hand_over([PYTHON, "-m", "aftercall.cli", *arguments])


def translate(arguments: list[str]) -> NoReturn:  # noqa: ARG001 - it has none
    """collect the texts of the public pages into the catalogues, to be translated there, and compile them"""
    set_up_to_run()
    hand_over([PYTHON, "tools/catalogues.py", "update"])


def lock(arguments: list[str]) -> int:
    """write the requirement locks (needs uv on the PATH)"""
    for name in arguments or ["run", "test", "spark", "node"]:
        options = "--universal --python-version 3.12 --generate-hashes --no-emit-index-url --no-header --no-annotate"
        options += " --override requirements/overrides.txt"
        source = f"requirements/{name}.in"
        run(["uv", "pip", "compile", "--quiet", *options.split(), source, "-o", f"requirements/{name}.txt"])
    return 0


VERBS: dict[str, Callable[[list[str]], int]] = {
    "demo": demo,
    "test": test,
    "soak": soak,
    "aftercall": aftercall,
    "translate": translate,
    "lock": lock,
}


def main(words: list[str]) -> int:
    if not words or words[0] not in VERBS:
        print("usage: ./go VERB …\n" + "\n".join(f"  {name:10} {verb.__doc__}" for name, verb in VERBS.items()))
        return 0 if not words else 2
    try:
        return VERBS[words[0]](words[1:])
    except SetUpError as error:
        print(f"go: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
