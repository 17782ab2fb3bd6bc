"""What a newcomer reads: on the page and in the terminal."""

import datetime as dt

from rich.console import Console
from rich.table import Table
from rich.text import Text

TITLE = "Carebot demo"
HIGHEST_PORT = 65535
STARTING = "Carebot is starting. In a few seconds it has joined, and the chats fill."


def steps(link: str, pause_until: dt.date) -> list[str]:
    """What to try first; `link` is the invitation that nobody has opened, `pause_until` a day after what is held."""
    return [
        "Priya is waiting: open the topic “Tidewick Tea · Priya” and answer as Daniel. It reaches her phone.",
        "Then /tag delivery and /done there. Priya is asked how it was: tap 2 and write why. The topic and Marta, the "
        "lead, hear of it, with buttons for what to do.",
        "As Marta, on the right: /summary, then the buttons below it (Quarter, Clients, Low ratings), and /export for "
        "a workbook.",
        "Open Ruth’s phone and her topic. Press “to 10:00” until her birthday stands in the topic, reply to it with a "
        "wish of your own, and press once more: she gets your words.",
        "Write nothing else to her, and press until an anniversary and a check-in stand there. "
        f"/pause {pause_until:%d.%m} holds both, /resume ends it; /care shows what comes.",
        "As Marta: /calendar shows the coming 30 days of all clients. /pause GB is for a whole country, and /resume "
        "ends it.",
        "Write, reply, edit, react (⋯) on either side. // begins a note that stays inside, /unsend as a reply takes a "
        "message back, /assign hands a client over. A deleted topic comes back with the client’s next word.",
        f"Let Tom in with his invitation, in the desk’s General topic: {link}",
    ]


def starting(console: Console, url: str) -> None:
    """The page is there, the bot is not yet."""
    console.print(f"{TITLE}: {url}", style="bold", soft_wrap=True)
    console.print("The page is there; the bot joins in a few seconds …", style="dim")


def ready(console: Console, url: str, try_first: list[str]) -> None:
    """Everything is there. Without a terminal each step is one line, for whoever reads it from a file."""
    console.print(f"\nReady. Open {url} and try this first:\n", soft_wrap=True)
    if console.is_terminal:
        table = Table.grid(padding=(0, 1, 0, 0))
        table.add_column(justify="right", width=3, style="bold")
        table.add_column(overflow="fold")
        for number, step in enumerate(try_first, 1):
            table.add_row(f"{number}.", Text(step))
        console.print(table)
    else:
        for number, step in enumerate(try_first, 1):
            console.print(f"  {number}. {step}", soft_wrap=True)
    console.print("\nNobody real gets a message, and every demo starts fresh. Ctrl-C ends it.", soft_wrap=True)


def taken(console: Console, port: int) -> None:
    """Why there is no demo: something else listens there."""
    other = port + 1 if port < HIGHEST_PORT else port - 1
    console.print(
        f"Port {port} is taken, perhaps by another demo. End that one, or take another port:\n"
        f"  carebot demo --port {other}   (or: make PORT={other} demo)\n"
        "  carebot demo --port 0   takes any free one",
        style="red",
        soft_wrap=True,
    )


def refused(console: Console, host: str, port: int, reason: str) -> None:
    """Why there is no demo: the system does not let us listen there."""
    console.print(
        f"The demo cannot listen on {host}, port {port}: {reason}.\n"
        "Leave out --host, and take a port of 1024 or more: carebot demo --port 8081",
        style="red",
        soft_wrap=True,
    )


def stopped(console: Console) -> None:
    """The last word."""
    console.print("\nThe demo has ended; nothing of it is kept.")
