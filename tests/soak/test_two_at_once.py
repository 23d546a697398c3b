"""Two real processes at once: nothing doubled, and who loses reads a sentence.

The first process stops in the middle of its work, with what it wrote uncommitted, until
the second has begun.
"""

import json

import env
import pytest
import soak

STORING = ("bank.statement.store", "_create_keys")
MATCHING = ("bank.match.service", "_propose")
LINES = """
SELECT payment_ref, count(*) FROM account_bank_statement_line line
  JOIN account_move move ON move.id = line.move_id
 GROUP BY payment_ref HAVING count(*) > 1
"""


@pytest.fixture(scope="module")
def bank():
    """Books and files of a bank, in a database of their own."""
    with soak.Soak(11) as books:
        yield books


@pytest.fixture
def house(bank):
    """The books as they were in the beginning."""
    bank.begin()
    return bank


class Pair:
    """Two processes; the first waits at a place for the second to begin."""

    def __init__(self, house, acts, place, files=("01.sta", "01.sta"), seconds=3):
        self.house = house
        first, second = house.folder / "first", house.folder / "second"
        pause = (*place, seconds)
        one = house.child(acts[0], answer=first, pause=pause, name=files[0])
        one.wait_for_pause()
        two = house.child(acts[1], answer=second, name=files[1])
        one.wait(), two.wait()
        self.answers = [json.loads(path.read_text()) for path in (first, second)]
        house.check("after two at once")

    def assert_well(self):
        """Nothing is doubled, no text of the database is told, the books add up."""
        assert self.house.wrong == [], self.house.wrong
        assert env.sql(LINES, database=self.house.database) == []
        for answer in self.answers:
            for words in ("serialize", "constraint", "SELECT", "relation", "psycopg"):
                assert words not in json.dumps(answer), answer


def test_two_importers_of_one_file(house):
    pair = Pair(house, ("import", "import"), STORING)
    pair.assert_well()
    states = sorted(answer["done"]["state"] for answer in pair.answers)
    assert states == ["ignored", "imported"], pair.answers


def test_importer_against_fetch(house):
    pair = Pair(house, ("fetch", "import"), STORING)
    pair.assert_well()
    assert pair.answers[1]["done"]["state"] == "ignored", pair.answers


def test_importer_against_a_run(house):
    house.child("import", name="01.sta").wait()
    pair = Pair(house, ("match", "import"), MATCHING, ("", "02.sta"))
    pair.assert_well()
    assert pair.answers[1]["done"]["new"] == 8, pair.answers


def test_two_runs(house):
    house.child("import", name="01.sta").wait()
    pair = Pair(house, ("match", "again"), MATCHING)
    pair.assert_well()


def test_who_waits_too_long_reads_a_sentence(house):
    house.child("import", name="01.sta").wait()
    pair = Pair(house, ("match", "match"), MATCHING, seconds=14)
    pair.assert_well()
    assert "Try again" in pair.answers[1]["error"], pair.answers
