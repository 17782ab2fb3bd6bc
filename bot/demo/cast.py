"""Who is in the demo: the care team of a maker of packaging, and four of its key clients. All names are made up."""

from dataclasses import dataclass

from conversations.client_admin import ClientDetails
from conversations.contact_admin import ContactDetails
from conversations.team_admin import StaffDetails

TOKEN = "7400000001:the-demo-has-no-secrets"  # noqa: S105 - the pretend Telegram knows no other
USERNAME = "larkfold_care_bot"
BOT_NAME = "Larkfold Care"
DESK = "Care desk"
ZONE = "Europe/Kyiv"
"""The desk's time zone: the page's clock shows it, and the story is told by it."""


@dataclass(frozen=True, slots=True)
class Colleague:
    """One of the team. Their Telegram speaks the language of `details`."""

    name: str
    title: str
    details: StaffDetails


@dataclass(frozen=True, slots=True)
class Individual:
    """A person of a client; `name` is also that of their Telegram account.

    A person of a group needs no `details`: the group is the contact. One who is not `invited` is left to the newcomer.
    """

    name: str
    details: ContactDetails | None = None
    invited: bool = True


@dataclass(frozen=True, slots=True)
class Company:
    """A client. With a `group`, its people sit in that group, the first of them as its owner; else each has a chat."""

    name: str
    place: str
    manager: str
    details: ClientDetails
    people: tuple[Individual, ...]
    group: str | None = None
    renewal_in: int | None = None
    """Days from today."""


DANIEL = Colleague(
    "Daniel",
    "manager",
    StaffDetails(role="manager", language="en", timezone="Europe/London", hours="Mon-Thu 08:30-17:00, Fri 08:30-15:30"),
)
OLENA = Colleague(
    "Olena",
    "manager",
    StaffDetails(role="manager", language="uk", timezone="Europe/Kyiv", hours="Mon-Fri 09:00-18:00"),
)
MARTA = Colleague(
    "Marta",
    "lead and admin",
    StaffDetails(role="admin", language="en", timezone="Europe/Warsaw", hours="Mon-Fri 10:00-18:00"),
)
TEAM = (DANIEL, OLENA, MARTA)

TEA = Company(
    "Tidewick Tea",
    "London",
    "Daniel",
    ClientDetails(country="GB", language="en", timezone="Europe/London"),
    (
        Individual("Priya", ContactDetails(role="Head of purchasing", salutation="Priya", register="warm")),
        Individual("Tom", invited=False),
    ),
    renewal_in=41,
)
RUTH = Individual(
    "Ruth", ContactDetails(role="Founder", salutation="Ruth", register="warm", tradition="christian_western")
)
"""A birthday, an anniversary and a check-in come for her soon after the start (`days`)."""

OATS = Company(
    "Harbour Oats",
    "Edinburgh",
    "Daniel",
    ClientDetails(country="GB", language="en", timezone="Europe/London"),
    (RUTH,),
)
SUNFLOWER = Company(
    "Соняшник",
    "Kyiv",
    "Olena",
    ClientDetails(country="UA", language="uk", timezone="Europe/Kyiv"),
    (
        Individual("Анна", ContactDetails(role="власниця", salutation="Анно", register="warm")),
        Individual("Богдан", ContactDetails(role="бухгалтер", salutation="Богдане", register="formal")),
    ),
    renewal_in=18,
)
CARAVAN = Company(
    "Белый Керуен",
    "Almaty",
    "Olena",
    ClientDetails(country="KZ", language="ru", timezone="Asia/Almaty"),
    (Individual("Тимур"), Individual("Айгерим")),
    group="Белый Керуен + Larkfold",
)
CLIENTS = (TEA, OATS, SUNFLOWER, CARAVAN)
