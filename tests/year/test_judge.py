"""The judge of the year can find fault: each wrong, done once, is said in one sentence."""

import datetime as dt
import random
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from conversations.calendar.choices import Pause
from storage.care_records import CareMessage
from tests.year.judge import Judge, Received
from tests.year.souls import Days, Soul, cast
from tests.year.verdict import Evidence
from tests.year.wire import Arrival, Post

BERLIN = ZoneInfo("Europe/Berlin")
EVE = dt.datetime(2027, 5, 11, 12, tzinfo=dt.UTC)
TEN = dt.datetime(2027, 5, 12, 10, tzinfo=BERLIN)
WISH = "All the best, Olena"


@pytest.fixture
def anna() -> Soul:
    """A contact in Berlin whose birthday is on Wednesday, 12 May."""
    (soul,) = cast(random.Random(1), 1, 1)
    soul.firm.country, soul.firm.zone, soul.firm.mode, soul.firm.since = "DE", BERLIN.key, "auto", None
    soul.country = soul.zone_name = soul.tradition = None
    soul.birthday, soul.no_birthday, soul.no_holiday_greetings, soul.pace = "--05-12", False, False, "normal"
    soul.id, soul.joined_at = 7, EVE
    return soul


@pytest.fixture
def judge(anna: Soul) -> Judge:
    """A judge who has seen Anna's birthday go by."""
    watching = Judge([anna], Days())
    watching.begin(EVE)
    watching.pass_until(TEN.astimezone(dt.UTC))
    return watching


def row(**known: Any) -> CareMessage:
    """What the program wrote down about Anna's birthday."""
    values: dict[str, Any] = dict.fromkeys(CareMessage.__dataclass_fields__) | {
        "id": 1,
        "kind": "greeting",
        "contact_id": 7,
        "occasion": "birthday",
        "slot": "birthday",
        "year": 2027,
        "on_day": TEN.date(),
        "due_at": TEN,
        "state": "sent",
        "title": "Birthday",
    }
    return CareMessage(**values | known)


def arrives(judge: Judge, at: dt.datetime = TEN, care_id: int = 1, text: str = WISH) -> Received:
    judge.arrived(Arrival(at.astimezone(dt.UTC), 5000, text, care_id), judge.souls[0])
    return judge.received[-1]


def complaints(judge: Judge, *rows: CareMessage, said: str = "", **known: Any) -> list[str]:
    posts = [Post(1, -1001, 5, [(TEN.astimezone(dt.UTC), said)], [])]
    given: dict[str, Any] = {"touched": {}, "troubled": set(), "end": TEN + dt.timedelta(days=30)} | known
    return Evidence(judge, {one.id: one for one in rows}, {0: posts}, **given).complaints()


def test_a_wish_at_ten_is_fine(judge: Judge):
    arrives(judge)
    assert complaints(judge, row()) == []


def test_a_wish_that_never_came_is_missed_even_when_it_was_reported(judge: Judge):
    (said,) = complaints(judge, row(state="dropped"), said="🔕 <b>Birthday</b>: not sent")
    assert "never arrived" in said


def test_a_wish_that_somebody_skipped_must_be_reported(judge: Judge):
    skipped = row(state="skipped")
    assert complaints(judge, skipped, said="⏭ Birthday: skipped", touched={1: {"skip"}}) == []
    (said,) = complaints(judge, skipped, touched={1: {"skip"}})
    assert "neither arrived nor was reported" in said


def test_what_changes_in_the_minute_of_a_wish_leaves_open_whether_it_comes(judge: Judge, anna: Soul):
    judge.changed(anna, TEN.astimezone(dt.UTC))
    assert complaints(judge, row(state="dropped")) == []


def test_what_changes_an_hour_after_a_wish_does_not(judge: Judge, anna: Soul):
    judge.changed(anna, TEN.astimezone(dt.UTC) + dt.timedelta(hours=1))
    assert len(complaints(judge, row(state="dropped"))) == 1


def test_two_wishes_are_too_many(judge: Judge):
    arrives(judge)
    arrives(judge)
    assert any("2 times" in said for said in complaints(judge, row()))


def test_a_second_row_for_the_same_slot_does_not_hide_the_second_wish(judge: Judge):
    arrives(judge)
    arrives(judge, care_id=2)
    assert any("2 times" in said for said in complaints(judge, row(), row(id=2)))


def test_a_wish_that_is_late_is_noticed(judge: Judge):
    arrives(judge, TEN + dt.timedelta(hours=3))
    (said,) = complaints(judge, row())
    assert "late" in said


@pytest.mark.parametrize("hour", [3, 21])
def test_a_wish_at_night_is_noticed(judge: Judge, hour: int):
    arrives(judge, TEN.replace(hour=hour))
    assert any("there" in said for said in complaints(judge, row()))


def test_a_wish_during_a_pause_is_noticed(judge: Judge):
    judge.days.pauses.append((Pause("all", EVE - dt.timedelta(days=1)), None, None))
    judge.days.changed()
    arrives(judge)
    assert any("quiet day" in said for said in complaints(judge, row()))


def test_a_wish_on_a_solemn_day_is_noticed(judge: Judge):
    solemn = dt.datetime(2027, 11, 14, 10, tzinfo=BERLIN)
    arrives(judge, solemn)
    assert any("quiet day" in said for said in complaints(judge, row(on_day=solemn.date())))


def test_a_wish_to_somebody_who_wants_none_is_noticed(judge: Judge, anna: Soul):
    anna.no_birthday = True
    anna.version += 1
    arrives(judge)
    assert any("nothing of that kind was due" in said for said in complaints(judge, row()))


def test_a_wish_to_somebody_who_left_is_noticed(judge: Judge, anna: Soul):
    anna.left = True
    arrives(judge)
    assert any("has left" in said for said in complaints(judge, row()))


def test_a_wish_in_the_minute_of_silence_is_noticed(judge: Judge, anna: Soul):
    anna.firm.country, anna.firm.zone = "UA", "Asia/Riyadh"
    anna.version += 1
    arrives(judge, dt.datetime(2027, 1, 12, 10, 0, tzinfo=ZoneInfo("Asia/Riyadh")))
    assert any("keeps silent" in said for said in complaints(judge, row()))


def test_a_birthday_on_a_quiet_day_must_be_reported(anna: Soul):
    anna.birthday = "--11-14"
    judge = Judge([anna], Days())
    judge.begin(dt.datetime(2027, 11, 13, 12, tzinfo=dt.UTC))
    judge.pass_until(dt.datetime(2027, 11, 14, 12, tzinfo=dt.UTC))
    told = Post(1, -1001, 5, [(dt.datetime(2027, 11, 12, tzinfo=dt.UTC), "🔕 <b>Birthday</b>: a quiet day")], [])
    evidence = Evidence(judge, {}, {0: [told]}, {}, set(), dt.datetime(2028, 1, 1, tzinfo=dt.UTC))
    assert [said for said in evidence.complaints() if "Birthday" in said] == []
    (said,) = [said for said in replace(evidence, topics={}).complaints() if "Birthday" in said]
    assert "nobody was told" in said


def test_the_same_check_in_twice_running_is_noticed(judge: Judge):
    for care_id, day in ((1, 13), (2, 20)):
        arrives(judge, dt.datetime(2027, 5, day, 10, tzinfo=BERLIN), care_id, "How are you?")
    rows = [row(id=one, kind="check_in", slot=f"check_in:{one}") for one in (1, 2)]
    assert any("twice running" in said for said in complaints(judge, *rows))


def test_a_check_in_at_the_weekend_is_noticed(judge: Judge):
    arrives(judge, dt.datetime(2027, 5, 15, 10, tzinfo=BERLIN))
    assert any("no time for check-ins" in said for said in complaints(judge, row(kind="check_in", slot="check_in:1")))


def test_a_check_in_soon_after_a_talk_is_noticed(judge: Judge, anna: Soul):
    anna.last_word = EVE
    arrives(judge, dt.datetime(2027, 5, 13, 10, tzinfo=BERLIN))
    assert any("in touch" in said for said in complaints(judge, row(kind="check_in", slot="check_in:1")))


def test_a_check_in_on_the_day_of_a_wish_is_noticed(judge: Judge):
    arrives(judge)
    arrives(judge, TEN.replace(hour=12), 2)
    said = complaints(judge, row(), row(id=2, kind="check_in", slot="check_in:1"))
    assert any("a greeting came on the same day" in one for one in said)


def test_a_row_that_says_something_else_than_what_happened_is_noticed(judge: Judge):
    arrives(judge)
    assert any("is noted as dropped" in said for said in complaints(judge, row(state="dropped")))


def test_a_rhythm_that_is_changed_twice_within_a_minute_goes_on_from_where_it_was(judge: Judge, anna: Soul):
    anna.hands_off = True
    noon = dt.datetime(2027, 5, 18, 12, tzinfo=BERLIN).astimezone(dt.UTC)
    judge.pass_until(noon)
    for days in (5, 30):
        anna.firm.check_in_days = days
        judge.changed(anna, noon)
    judge.pass_until(dt.datetime(2027, 6, 20, tzinfo=dt.UTC))
    assert [one.slot for one in judge.due if one.slot.startswith("check_in")] == ["check_in:2027-06-10"]


def test_a_turn_that_was_just_being_taken_when_everything_stopped_leaves_the_rhythm_open(judge: Judge, anna: Soul):
    """Left out, since they were in touch: nothing was due, and yet the next one hangs on whether it was seen."""
    anna.hands_off, anna.firm.check_in_days = True, 14
    noon = dt.datetime(2027, 5, 25, 10, tzinfo=BERLIN).astimezone(dt.UTC)
    anna.last_word = anna.last_client_word = noon - dt.timedelta(days=1)
    judge.pass_until(noon)
    judge.stop(noon + dt.timedelta(minutes=1))
    judge.start(noon + dt.timedelta(days=7))
    judge.pass_until(dt.datetime(2027, 6, 20, tzinfo=dt.UTC))
    (due,) = [one for one in judge.due if one.slot.startswith("check_in")]
    assert (due.slot, due.sure, due.told) == ("check_in:2027-06-08", False, False)


def test_whoever_finds_out_reads_what_moved_the_check_ins_of_the_contact_of_a_complaint(judge: Judge, anna: Soul):
    judge.doing = "_sets_pace"
    judge.changed(anna, TEN.astimezone(dt.UTC))
    evidence = Evidence(judge, {1: row(kind="check_in", slot="check_in:1")}, {}, {}, {1}, TEN + dt.timedelta(days=1))
    said = "\n".join(evidence.stories([f"{anna.title} got nothing"]))
    assert "12.05. 10:00:00 CEST _sets_pace: changed" in said
    assert "check_in:1: due" in said and "trouble" in said
    assert list(evidence.stories(["Firm 9 · Soul99 got nothing"])) == []


def test_a_wish_that_somebody_sent_early_on_the_day_of_a_check_in_is_their_choice(judge: Judge):
    arrives(judge)
    arrives(judge, TEN.replace(hour=12), 2)
    said = complaints(judge, row(), row(id=2, kind="check_in", slot="check_in:1"), touched={1: {"now"}})
    assert not any("a greeting came on the same day" in one for one in said)
