"""What counts as a bare thank-you, a farewell or an emoji, and what must never be taken for one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conversations.pleasantries import Sense, _phrases, sense

THANKS = [
    "Thanks!",
    "THANK YOU!!!",
    "thaaanks",
    "thx :D",
    "Many thanks, Olena",
    "ok thanks, bye 👋",
    "Thank you so much for your quick help!",
    "Дякую",
    "дякую, Олено!",
    "Щиро дякуємо за допомогу 🙏🇺🇦",
    "Дуже дякую вам 💙💛",
    "спасибі",
    "Спасибо)))",
    "спасибо большое, всё отлично",
    "Хорошо, спасибо. До свидания!",
    "СПС",
    "благодарю :)",
]
FAREWELLS = [
    "ok",
    "Ок.",
    "👌 ok",
    "Perfect!",
    "Have a nice day!",
    "гарного дня",
    "Навзаєм 🤗",
    "Взаимно)",
    "хорошего вечера",
    "👍",
    "👍🏽👍🏽👍🏽",
    "❤️",
    "🙏 🙏",
    "👨‍👩‍👧",
    "🏴󠁧󠁢󠁳󠁣󠁴󠁿",
    "🇺🇦",
    "))",
    ":)",
    "<3",
]
ORDINARY = [
    "Thanks?",
    "Thanks, and when?",
    "Thank you — it works",
    "Thanks but no",
    "No thanks",
    "Ні, дякую",
    "нет, спасибо",
    "Thanks for nothing",
    "спасибо, да",
    "Дякую, але",
    "Пока не знаю",
    "Да",
    "так",
    "8)",
    "d)",
    "2",
    "1️⃣",
    "?",
    "❓",
    "‼️",
    "🆘",
    "...",
    "!",
    "+",
    "",
    " ",
    "ok 5",
    "👍 tomorrow",
    "Olena",
    "a lot",
    "P",
]


@pytest.mark.parametrize("text", THANKS)
def test_bare_thanks_are_thanks(text: str) -> None:
    assert sense("text", text, ["Olena", "Олена"]) is Sense.THANKS


@pytest.mark.parametrize("text", FAREWELLS)
def test_farewells_and_emoji_say_that_all_is_said(text: str) -> None:
    assert sense("text", text) is Sense.FAREWELL


@pytest.mark.parametrize("text", ORDINARY)
def test_whatever_may_ask_or_tell_something_is_an_ordinary_message(text: str) -> None:
    assert sense("text", text, ["Olena"]) is None


@pytest.mark.parametrize("kind", ["sticker", "dice"])
def test_a_picture_of_a_feeling_says_that_all_is_said(kind: str) -> None:
    assert sense(kind, "") is Sense.FAREWELL


@pytest.mark.parametrize("kind", ["photo", "voice", "document", "video_note", "location", "contact", "poll", "story"])
def test_thanks_under_anything_else_are_an_ordinary_message(kind: str) -> None:
    assert sense(kind, "thanks") is None


def test_a_name_alone_is_no_pleasantry_and_a_stranger_s_name_spoils_one() -> None:
    assert sense("text", "Olena!", ["Olena"]) is None
    assert sense("text", "Thanks, Petro", ["Olena"]) is None


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Olena", "Дякую, Олено!"),
        ("Олена Коваль", "Thanks, Olena"),
        ("Serhii", "Дякую, Сергію"),
        ("Yuliia", "Спасибо, Юля!"),
        ("Петро", "дякуємо Петре"),
        ("Hryhorii", "Дякую, Григорію"),
    ],
)
def test_the_manager_may_be_addressed_in_another_alphabet_and_case(name: str, text: str) -> None:
    assert sense("text", text, [name]) is Sense.THANKS


LISTED = [
    (" ".join(phrase), kind)
    for kind, phrases in ((Sense.THANKS, _phrases().thanks), (Sense.FAREWELL, _phrases().farewells))
    for phrase in sorted(phrases)
]
DRESSES = st.sampled_from([str.upper, str.lower, str.title, str.capitalize])
ENDS = st.lists(st.sampled_from(["!", ".", ",", " ", "🙏", "👍🏻", ")", "…", ":)", "❤️", "\n"]), max_size=4).map(
    " ".join
)


@given(st.sampled_from(LISTED), DRESSES, ENDS, ENDS)
def test_case_punctuation_and_emoji_around_a_listed_phrase_change_nothing(listed, dress, before, after) -> None:
    phrase, kind = listed
    said = sense("text", f"{before} {dress(phrase)} {after}")
    assert said is (Sense.THANKS if kind is Sense.THANKS else said)
    assert said is not None


@given(
    st.sampled_from(LISTED),
    st.text(alphabet="бвгджзклмнпрстфхцчшщbcdfghjklmnpqrstvwxz0123456789", min_size=6, max_size=12),
)
def test_one_unknown_word_makes_it_an_ordinary_message(listed, word) -> None:
    assert sense("text", f"{listed[0]} {word}") is None
    assert sense("text", f"{word} {listed[0]}") is None


@given(st.text(max_size=60))
def test_any_text_is_read_without_error_and_a_question_mark_always_makes_it_ordinary(text) -> None:
    assert sense("text", text) in (None, *Sense)
    assert sense("text", text + "?") is None
