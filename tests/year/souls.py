"""The contacts of the year, as the world knows them: what the judge reckons with, never asked from the store."""

import datetime as dt
import random
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from conversations.calendar import tones
from conversations.calendar.choices import Choices, Mark, Pause
from conversations.calendar.personal import OwnDate
from conversations.calendar.plan import Person
from conversations.calendar.tones import Tone
from conversations.checks import PACES, TRADITIONS
from locales import phrase

ZONES = {
    "AE": "Asia/Dubai",
    "AT": "Europe/Vienna",
    "AU": "Australia/Sydney",
    "AZ": "Asia/Baku",
    "BR": "America/Sao_Paulo",
    "CA": "America/St_Johns",
    "CH": "Europe/Zurich",
    "CN": "Asia/Shanghai",
    "CZ": "Europe/Prague",
    "DE": "Europe/Berlin",
    "ES": "Atlantic/Canary",
    "FR": "Europe/Paris",
    "GB": "Europe/London",
    "GE": "Asia/Tbilisi",
    "IL": "Asia/Jerusalem",
    "IN": "Asia/Kolkata",
    "IT": "Europe/Rome",
    "JP": "Asia/Tokyo",
    "KR": "Asia/Seoul",
    "KZ": "Asia/Almaty",
    "NL": "Europe/Amsterdam",
    "PL": "Europe/Warsaw",
    "SA": "Asia/Riyadh",
    "SE": "Europe/Stockholm",
    "TR": "Europe/Istanbul",
    "UA": "Europe/Kyiv",
    "US": "America/New_York",
    "UZ": "Asia/Tashkent",
}
"""One zone a country, by hand; with a country that has more than one, a place that is easily forgotten."""

COUNTRIES = sorted(tones.load().countries)

_KEPT_IN = {"jewish": "IL", "islamic": "SA", "hindu": "IN", "lunar": "CN", "christian_orthodox": "UA", "nowruz": "AZ"}

_LANGUAGES = {"UA": "uk", "PL": "pl", "DE": "de", "AT": "de", "CH": "de", "KZ": "ru", "UZ": "ru", "AZ": "ru"}


@dataclass
class Days:
    """What leads decided about days and pauses. `version` grows with each decision."""

    tones: dict[str, Tone] = field(default_factory=dict)
    marks: dict[tuple[str, dt.date], Mark] = field(default_factory=dict)
    pauses: list[tuple[Pause, str | None, int | None]] = field(default_factory=list)
    version: int = 0
    choices: Choices = field(default_factory=Choices)

    def changed(self) -> None:
        self.version += 1
        self.choices = Choices(dict(self.tones), dict(self.marks))


@dataclass
class Firm:
    """A client."""

    number: int
    country: str
    zone: str
    language: str | None
    since: dt.date | None
    check_in_days: int | None
    mode: str
    own_dates: list[OwnDate] = field(default_factory=list)
    id: int = 0
    archived: bool = False
    case: int | None = None

    @property
    def name(self) -> str:
        return f"Firm {self.number}"


@dataclass
class Soul:
    """A contact. `reachable` is what the bot can know; `talks`: days between two words of theirs, None for never.

    `hands_off`: no manager touches their check-ins, so their rhythm can be reckoned exactly.
    """

    number: int
    firm: Firm
    country: str | None
    zone_name: str | None
    language: str | None
    register: str
    salutation: str | None
    tradition: str | None
    birthday: str | None
    pace: str
    talks: int | None
    hands_off: bool
    no_holiday_greetings: bool = False
    no_birthday: bool = False
    own_dates: list[OwnDate] = field(default_factory=list)
    facts: list[OwnDate] = field(default_factory=list)
    joined_at: dt.datetime | None = None
    blocked: bool = False
    left: bool = False
    last_word: dt.datetime | None = None
    last_client_word: dt.datetime | None = None
    id: int = 0
    chat_id: int = 0
    version: int = 0

    @property
    def name(self) -> str:
        return f"Soul{self.number}"

    @property
    def title(self) -> str:
        return f"{self.firm.name} · {self.name}"

    @property
    def telegram_id(self) -> int:
        return 5000 + self.number

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.zone_name or self.firm.zone)

    @property
    def lives_in(self) -> str:
        return self.country or self.firm.country

    @property
    def in_ukraine(self) -> bool:
        return "UA" in (self.lives_in, self.firm.country)

    @property
    def here(self) -> bool:
        """Joined, and neither gone nor of an archived client."""
        return self.joined_at is not None and not self.left and not self.firm.archived

    def holding(self, days: Days) -> list[Pause]:
        """The pauses that hold for this person, past ones too."""
        mine = {self.lives_in, self.firm.country}
        return [
            pause
            for pause, country, firm in days.pauses
            if pause.scope == "all" or country in mine or (firm is not None and firm == self.firm.number)
        ]

    def person(self, days: Days) -> Person:
        """What the calendar knows of this person, apart from what was sent to them."""
        return Person(
            contact=self.name,
            zone=self.zone,
            country=self.lives_in,
            client_country=self.firm.country,
            tradition=self.tradition,
            birthday=self.birthday,
            pace=self.pace,
            no_holiday_greetings=self.no_holiday_greetings,
            no_birthday=self.no_birthday,
            joined=self.joined_at is not None,
            unreachable=phrase("not sent: the contact has blocked the bot") if self.blocked else None,
            since=self.firm.since,
            own_dates=[*self.firm.own_dates, *self.own_dates],
            facts=list(self.facts),
            check_in_days=self.firm.check_in_days,
            begins=self.joined_at,
            pauses=self.holding(days),
            choices=days.choices,
        )


def cast(dice: random.Random, count: int, firms: int) -> list[Soul]:
    """So many contacts of so many clients: every country, every tradition, every register and pace."""
    made = [_firm(dice, number) for number in range(firms)]
    return [_soul(dice, number, made[number % firms]) for number in range(count)]


def _firm(dice: random.Random, number: int) -> Firm:
    country = COUNTRIES[number % len(COUNTRIES)]
    return Firm(
        number,
        country,
        ZONES[country],
        dice.choice((None, "en", _LANGUAGES.get(country, "en"))),
        _some_day(dice, 2015, 2025) if dice.random() < 0.6 else None,
        dice.choice((None, None, 14, 21, 45, 60)),
        "review" if dice.random() < 0.2 else "auto",
    )


def _soul(dice: random.Random, number: int, firm: Firm) -> Soul:
    abroad = dice.random() < 0.15
    country = dice.choice(COUNTRIES) if abroad else None
    zone = ZONES[country] if country is not None and dice.random() < 0.7 else None
    if firm.country == "UA" and dice.random() < 0.5:
        # In winter ten o'clock there is nine in Kyiv: a greeting meets the minute of silence.
        zone = dice.choice(("Europe/Istanbul", "Asia/Riyadh"))
    tradition = TRADITIONS[number % len(TRADITIONS)] if number % 2 else None
    if number % 7 == 3:
        tradition = next((kept for kept, where in _KEPT_IN.items() if where == firm.country), tradition)
    return Soul(
        number,
        firm,
        country,
        zone,
        dice.choice((None, None, "en", _LANGUAGES.get(country or firm.country, "en"))),
        dice.choice(("formal", "warm")),
        dice.choice((None, "Anna", "пане Тарасе", "Łucja <b>")),
        tradition,
        _birthday(dice, number, country or firm.country),
        dice.choice(("normal", "normal", *PACES)),
        dice.choice((None, 20, 35, 50)),
        hands_off=number % 2 == 0,
        no_holiday_greetings=dice.random() < 0.08,
        no_birthday=dice.random() < 0.08,
    )


def _birthday(dice: random.Random, number: int, country: str) -> str | None:
    if number == 3:
        return "1988-02-29"
    if number == 17:
        return "--02-29"
    if country == "UA":
        return "--02-24"
    if number % 9 == 4:
        return "1979-01-27"
    if dice.random() < 0.15:
        return None
    day = _some_day(dice, 1950, 2005)
    return day.isoformat() if dice.random() < 0.5 else f"--{day:%m-%d}"


def _some_day(dice: random.Random, first: int, last: int) -> dt.date:
    return dt.date(dice.randint(first, last), 1, 1) + dt.timedelta(days=dice.randint(0, 364))
