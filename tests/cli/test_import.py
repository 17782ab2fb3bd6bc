"""carebot import: clients and contacts from a table, all or nothing."""

import csv
import re
import stat
from pathlib import Path

import pytest
from rich.console import Console

from bot.cli import imports
from bot.cli.table import COLUMNS
from conversations import onboarding
from conversations.onboarding import Account

HEADINGS = (
    "client,manager,country,timezone,language,desk,renewal,contact,contact role,salutation,contact language,birthday"
)
GOOD = f"""{HEADINGS}
ACME,101,UA,,uk,,2027-03-31,Anna,CFO,Анно,ru,05-23
ACME,,,,,,,Boris,,,,
Bolt,Petro,PL,Europe/Warsaw,en,,,,,,,
"""


GUIDE = Path(__file__).parents[2] / "docs" / "import.md"


def write(text: str, encoding: str = "utf-8") -> str:
    Path("clients.csv").write_text(text, encoding=encoding)
    return "clients.csv"


def everything(house) -> list[str]:
    """What there is: each client with its contacts."""
    found = []
    for client in house.gets("client", "list"):
        contacts = house.gets("contact", "list", "--client", client["name"])
        found.append(f"{client['name']}: {', '.join(contact['name'] for contact in contacts)}")
    return found


def problems(house, text: str) -> list[tuple[int, str | None, str]]:
    answer = house.types("import", write(text), "--json")
    assert answer.code == 1
    return [(found["line"], found["column"], found["reason"]) for found in answer.data["problems"]]


def test_a_table_brings_clients_and_contacts_with_their_links(team):
    done = team.gets("import", write(GOOD))
    assert done["clients"] == ["ACME", "Bolt"]
    assert [(row["client"], row["contact"]) for row in done["contacts"]] == [("ACME", "Anna"), ("ACME", "Boris")]
    assert everything(team) == ["ACME: Anna, Boris", "Bolt: "]
    acme, bolt = team.gets("client", "list")
    assert (acme["manager"], acme["country"], acme["timezone"], acme["renewal_on"]) == (
        *("Olena", "UA", "Europe/Kyiv", "2027-03-31"),
    )
    assert (bolt["manager"], bolt["timezone"]) == ("Petro", "Europe/Warsaw")
    anna = team.gets("contact", "list", "--client", "ACME")[0]
    assert (anna["role"], anna["salutation"], anna["language"], anna["birthday"]) == ("CFO", "Анно", "ru", "--05-23")


def test_the_links_of_an_import_open_the_door(team):
    team.gets("desk", "add", "--chat-id", "-1001", "--name", "Kyiv")
    link = team.gets("import", write(GOOD))["contacts"][0]["link"]
    team.unit(lambda uow: onboarding.open_link(uow, Account(500, "Anna", None, "en"), link.split("start=")[1]))
    assert team.gets("client", "list")[0]["joined"] == 1


def test_the_links_are_printed_one_to_a_line(team):
    lines = team.types("import", write(GOOD)).out.splitlines()
    assert [line.split(": https")[0] for line in lines] == ["ACME, Anna", "ACME, Boris"]


def test_the_links_can_be_written_into_a_file_that_only_its_owner_reads(team):
    team.gets("import", write(GOOD), "-o", "links.csv")
    path = Path("links.csv")
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["client"], row["contact"]) for row in rows] == [("ACME", "Anna"), ("ACME", "Boris")]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_file_of_links_is_never_overwritten(team):
    Path("links.csv").write_text("precious")
    assert "links.csv is there already" in team.refused("import", write(GOOD), "-o", "links.csv")
    assert everything(team) == []
    assert Path("links.csv").read_text() == "precious"


def test_a_dry_run_checks_everything_and_changes_nothing(team):
    done = team.gets("import", write(GOOD), "--dry-run", "-o", "links.csv")
    assert done == {
        "dry_run": True,
        "clients": ["ACME", "Bolt"],
        "contacts": [{"client": "ACME", "contact": "Anna"}, {"client": "ACME", "contact": "Boris"}],
    }
    assert everything(team) == []
    assert not Path("links.csv").exists()


def test_one_bad_row_keeps_all_of_the_table_out(team):
    said = team.refused("import", write(GOOD + "Cargo,101,Poland,,,,,,,,,\n"))
    assert said == (
        "clients.csv, line 5, column country: “Poland” is not a country code. For Poland write PL.\n"
        "Nothing was imported.\n"
    )
    assert everything(team) == []


def test_every_bad_row_is_named_with_line_column_and_reason(team):
    found = problems(
        team,
        "client,manager,country,timezone,contact,birthday,desk\n"
        "ACME,101,ZZ,Kyiv,Anna,yesterday,\n"
        ",101,,,Boris,,\n"
        "Bolt,,,,,,\n"
        "Cargo,999,,,,,\n"
        "Dune,101,,,,05-23,\n"
        "Etna,101,,,,,Nowhere\n",
    )
    assert [(line, column) for line, column, _ in found] == [
        (2, "country"),
        (2, "timezone"),
        (2, "birthday"),
        (3, "client"),
        (4, "manager"),
        (5, "manager"),
        (6, "birthday"),
        (7, "desk"),
    ]
    reasons = [reason for *_, reason in found]
    assert "Did you mean Europe/Kyiv?" in reasons[1]
    assert "A new client needs a manager" in reasons[4]
    assert "Nobody of the team has the Telegram id 999" in reasons[5]
    assert "the row names none" in reasons[6]


def test_a_row_over_several_lines_is_named_by_its_first(team):
    found = problems(team, 'client,manager,salutation,contact\nACME,101,"An\nna",Anna\nBolt,999,,\n')
    assert [(line, column) for line, column, _ in found] == [(4, "manager")]


def test_a_contact_who_stands_there_twice_is_refused(team):
    found = problems(team, "client,manager,contact\nACME,101,Anna\nACME,,anna\n")
    assert [(line, column) for line, column, _ in found] == [(3, "contact")]


def test_what_two_rows_say_of_a_client_must_agree(team):
    found = problems(team, "client,manager,country,contact\nACME,101,UA,Anna\nACME,Petro,PL,Boris\n")
    assert found[0][:2] == (3, "manager")
    assert "ACME has Olena here, not Petro" in found[0][2]


def test_a_client_that_is_there_gets_the_new_contacts(team):
    team.gets("client", "add", "--name", "ACME", "--manager", "101", "--country", "UA")
    done = team.gets("import", write("client,manager,country,contact\nacme,Olena,ua,Anna\n"))
    assert (done["clients"], everything(team)) == ([], ["ACME: Anna"])


def test_a_table_imported_twice_is_refused_the_second_time(team):
    team.gets("import", write(GOOD))
    found = problems(team, GOOD)
    assert [(line, column) for line, column, _ in found] == [(2, "contact"), (3, "contact")]


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_a_table_as_excel_saves_it_is_read(team, delimiter):
    write(GOOD.replace(",", delimiter).replace("\n", "\r\n"), encoding="utf-8-sig")
    assert len(team.gets("import", "clients.csv")["contacts"]) == 2


def test_headings_may_be_written_in_capitals_or_with_underscores(team):
    team.gets("import", write("Client,MANAGER,Contact,contact_language\nACME,101,Anna,uk\n"))
    assert team.gets("contact", "list", "--client", "ACME")[0]["language"] == "uk"


def test_empty_lines_and_cells_beyond_the_headings_do_no_harm(team):
    assert team.gets("import", write("client,manager\nACME,101,,\n,,\n\nBolt,101\n"))["clients"] == ["ACME", "Bolt"]


def test_a_cell_without_a_heading_is_refused(team):
    [(line, column, reason)] = problems(team, "client,manager\nACME,101,what is this\n")
    assert (line, column, reason) == (2, None, "3 columns, but there are 2 headings.")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "There is no column “client”"),
        ("name,manager\nACME,101\n", "There is no column “client”. Unknown: name. The columns are: client, manager"),
        ("client,manger\nACME,101\n", "Unknown: manger."),
        ("client,client\nA,B\n", "Twice: client."),
        ("client,manager\n", "has headings but no rows"),
        ('client,manager\n"ACME,101\n', "this is not a CSV table"),
    ],
)
def test_what_is_no_such_table_is_refused(team, text, reason):
    assert reason in team.refused("import", write(text))


def test_a_table_in_another_encoding_is_refused_with_what_to_do(team):
    write("client,manager\nКлієнт,101\n", encoding="cp1251")
    assert "In Excel choose “CSV UTF-8” when saving" in team.refused("import", "clients.csv")


def test_a_file_that_is_not_there_is_refused(team):
    assert team.refused("import", "nowhere.csv") == "nowhere.csv cannot be read: No such file or directory.\n"


def test_the_guide_explains_every_column():
    explained = re.findall(r"^\| `([a-z ]+)` \|", GUIDE.read_text(), re.MULTILINE)
    assert tuple(explained) == COLUMNS


def test_the_example_in_the_guide_can_be_imported(team):
    [example] = re.findall(r"```csv\n(.*?)```", GUIDE.read_text(), re.DOTALL)
    assert len(team.gets("import", write(example))["contacts"]) == 2


def test_a_bar_shows_the_progress_while_a_person_watches(team, monkeypatch):
    screens = []

    def terminal(**options):
        screens.append(Console(**options, force_terminal=True, width=80))
        return screens[-1]

    monkeypatch.setattr("rich.console.Console", terminal)
    answer = team.types("import", write(GOOD))
    assert "Checking" in answer.err
    assert "Checking" not in answer.out
    assert imports.HELP.count("contact timezone") == 1
