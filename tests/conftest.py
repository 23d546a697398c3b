"""What every test shares.

Pure tests (parsers, engine, golden, house) run without Odoo:

    pytest -p no:odoo tests/parsers tests/engine

They import the pure packages as `bsi.parsers` and `bsi.engine` (tools/pure.py).
What test modules share is in tests/common/, which is on the path (pyproject.toml);
no test module imports another one.
All others need a database (`make test`), import
`odoo.addons.bank_statement_intelligence`, and are left out where there is none.
"""

import contextlib
import os
import shutil
from pathlib import Path

import pure  # noqa: F401  (registers the package `bsi`)

ROOT = Path(__file__).resolve().parent.parent
TESTS = ROOT / "tests"
PURE = ("parsers", "engine", "house", "golden")
WITHOUT_ODOO = (*PURE, "upgrade", "soak", "queue")  # in this process

IS_RANDOM = "HYPOTHESIS" in os.environ  # HYPOTHESIS=random looks for new examples

with contextlib.suppress(ImportError):  # the same examples in every run
    from hypothesis import settings
    from hypothesis.internal.conjecture import providers

    settings.register_profile("same", derandomize=not IS_RANDOM)
    settings.load_profile("same")
    if not IS_RANDOM and hasattr(providers, "_get_local_constants"):
        # examples would depend on the modules that other tests have imported
        providers._get_local_constants = lambda: providers._local_constants


def pytest_ignore_collect(collection_path, config):
    """Leave out tests that need a database when this run has none."""
    if config.getoption("--odoo-database", default=None):
        return None
    if not collection_path.is_relative_to(TESTS) or collection_path == TESTS:
        return None
    top = collection_path.relative_to(TESTS).parts[0]
    is_folder = (TESTS / top).is_dir()
    return True if is_folder and top not in WITHOUT_ODOO else None


@contextlib.contextmanager
def own_filestore(original, name):
    """Give each process of a run a filestore of its own.

    Odoo clears the filestore after each test class of what its database does not know:
    shared by several processes, one would delete the files of the other's tests.
    """
    import odoo

    folder = Path(odoo.tools.config.filestore(name))
    source = Path(odoo.tools.config.filestore(original))
    if name != original and source.is_dir():
        shutil.copytree(source, folder, copy_function=os.link, dirs_exist_ok=True)
    try:
        yield
    finally:
        if name != original:
            shutil.rmtree(folder, ignore_errors=True)


def pytest_configure(config):
    """Replace the filestore that pytest-odoo shares between its processes."""
    if config.getoption("--odoo-database", default=None):
        import pytest_odoo

        pytest_odoo._shared_filestore = own_filestore
