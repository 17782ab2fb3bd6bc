"""`carebot demo`: a whole Carebot in a pretend Telegram, for whoever wants to see it before setting anything up.

`serving` is the program, `stage` the pretend Telegram before the bot comes, `cast` who is in it, `seed` how the team
and the clients come to be, `story` what was said before you looked, `times` its clock, `guide` what a newcomer reads.

The only package of `bot` that may import `sandbox`; it speaks to it over HTTP alone, as the bot does.
"""


def main(port: int, host: str) -> int:
    """Serve the demo until Ctrl-C; the exit code. Port 0 takes any free port; a taken one is refused, not replaced."""
    from bot.demo.serving import main as serve

    return serve(port, host)
