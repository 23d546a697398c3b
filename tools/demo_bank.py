"""The bank's side of the demo: files in a folder, and the scheduled action."""

import shutil

import demo_company

FILES = demo_company.DATA / "files"
MORNINGS = ("morning-1", "morning-2")
ACTION = "bank_statement_intelligence.ir_cron_fetch_and_match"


def make_source(books, folder):
    """Create the folder and the source that reads it; return the source."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return books.odoo["bank.import.source"].create(
        {
            "name": "Demo folder",
            "company_id": books.company.id,
            "url": str(folder),
            "file_pattern": "*.xml",
            "after_import": "move",
            "move_to": "done",
        }
    )


def deliver(morning, folder):
    """Drop the files of one morning into the folder; return their names."""
    names = sorted(path.name for path in (FILES / morning).glob("*.xml"))
    for name in names:
        shutil.copy(FILES / morning / name, folder / name)
    return names


def run_scheduled_action(odoo):
    """Run the scheduled action as the scheduler does, in transactions of its own.

    The caller's transaction sees what it wrote after its own next commit.
    """
    problem = odoo.ref(ACTION).method_direct_trigger()
    if isinstance(problem, dict):
        data = problem.get("params", problem).get("data") or problem
        raise RuntimeError(f"the scheduled action failed: {data}")
    odoo.invalidate_all()
