"""The summary in words: the caption under the picture, or all there is when the reader may see no ratings."""

from html import escape

from conversations import text
from conversations.card import topic_link
from conversations.figures import promoters
from conversations.figures.satisfaction import FEWEST, Tally
from conversations.figures.times import Times
from conversations.summary import labels
from conversations.summary.collecting import Figures, Question, Summary
from locales import Wording, numbers
from locales.wording import Html
from storage import chats
from storage.records import ClientChat
from storage.unit import UnitOfWork

_PLAIN_TAGS = ("<b>", "</b>", "<i>", "</i>")


async def caption(
    uow: UnitOfWork, summary: Summary, say: Wording, *, digest: bool = False, most: int = text.MOST_CAPTION
) -> str:
    """The summary as Telegram HTML of at most `most` characters as the reader sees them.

    What does not fit is left out from the end, and said to be: the export has everything.
    """
    waiting = await chats.by_ids(uow, [row.chat_id for row in summary.waiting])
    name = escape(labels.period(summary.period, say))
    lines = [
        say.text("<b>📊 Weekly digest: {period}</b>", period=Html(name)) if digest else f"<b>📊 {name}</b>",
        say.text(
            "{days} · {zone}",
            days=numbers.days(say.language, summary.period.first, summary.period.last),
            zone=summary.zone.key.replace("_", " "),
        ),
    ]
    if not summary.access.everything:
        lines.append(say.text("Your own clients."))
    if summary.access.ratings != "hidden":
        lines += ["", *_ratings(summary, say)]
    lines += ["", *_times(summary, waiting, say)]
    if summary.access.ratings == "hidden" and summary.groups:
        lines += ["", *_times_of_groups(summary, say)]
    return _fitting(lines, say.text("… /export has the rest."), most)


def _fitting(lines: list[str], rest: str, most: int) -> str:
    if _seen("\n".join(lines)) <= most:
        return "\n".join(lines)
    kept = list(lines)
    while kept and _seen("\n".join([*kept, rest])) > most:
        kept.pop()
    return "\n".join([*kept, rest])


def _seen(html: str) -> int:
    """An upper bound of the text's length after its tags and entities are read."""
    for tag in _PLAIN_TAGS:
        html = html.replace(tag, "")
    return text.units(html)


def _ratings(summary: Summary, say: Wording) -> list[str]:
    whole, singly = summary.whole, summary.access.singly
    if whole.headline is None and not whole.asked and not whole.told:
        lines = [say.text("No ratings in this period.")]
    else:
        told = say.text(
            "<b>Satisfaction</b> after conversations: {figures}", figures=_tally(whole.satisfaction, say, singly)
        )
        lines = [told]
        if singly and whole.satisfaction.enough:
            lines.append(labels.counts(whole.satisfaction))
    others = [(question, tally) for question, tally in whole.asked.items() if question != whole.headline]
    lines += [_question(question, tally, say, singly) for question, tally in sorted(others, key=_place)]
    for question, tally in sorted(whole.told.items(), key=_place):
        lines.append(
            say.text("By the clients themselves (/rate): {figures}", figures=_judged(question, tally, say, singly))
        )
    if summary.access.ratings == "average" and summary.by is not None and not summary.groups:
        lines.append(say.text("Groups are left out: some have fewer than {few} ratings.", few=FEWEST))
    return [*lines, _answering(whole, say)]


def _place(one: tuple[Question, Tally]) -> tuple[bool, str, int]:
    return one[0].scale.promoting, one[0].kind, one[0].place


def _question(question: Question, tally: Tally, say: Wording, singly: bool) -> str:
    figures = _judged(question, tally, say, singly)
    return say.text(
        "{question} {figures}", question=Html(f"<i>{escape(labels.question(question, say))}</i>"), figures=figures
    )


def _judged(question: Question, tally: Tally, say: Wording, singly: bool) -> Html:
    if not question.scale.promoting or not tally.enough:
        return _tally(tally, say, singly)
    found = promoters.of(tally)
    return Html(
        say.text(
            "NPS <b>{score}</b> ({low} to {high}), n = {n}",
            score=numbers.signed(say.language, found.score),
            low=numbers.signed(say.language, found.interval.low),
            high=numbers.signed(say.language, found.interval.high),
            n=numbers.whole(say.language, found.n),
        )
    )


def _tally(tally: Tally, say: Wording, singly: bool) -> Html:
    """A tally in one line; below five ratings no percentage, and whoever sees averages only gets no counts either."""
    if tally.enough:
        return Html(
            say.text(
                "<b>{share}</b> ({interval}), n = {n}, mean {mean}",
                share=numbers.percent(say.language, tally.share),
                interval=numbers.percents(say.language, tally.interval.low, tally.interval.high),
                n=numbers.whole(say.language, tally.n),
                mean=numbers.tenths(say.language, tally.mean),
            )
        )
    if not singly:
        return Html(say.text("fewer than {few} ratings", few=FEWEST))
    if tally.n == 0:
        return Html(say.text("no ratings"))
    return Html(say.text("{given} (too few for a percentage)", given=labels.few(tally)))


def _answering(whole: Figures, say: Wording) -> str:
    found = whole.answering

    def write(count: int) -> str:
        return numbers.whole(say.language, count)

    if found.delivered == 0:
        told = say.text("Surveys: none delivered")
    elif found.delivered < FEWEST:
        told = say.text(
            "Surveys: {answered} of {delivered} answered",
            answered=write(found.answered),
            delivered=write(found.delivered),
        )
    else:
        told = say.text(
            "Surveys: {answered} of {delivered} answered (<b>{rate}</b>)",
            answered=write(found.answered),
            delivered=write(found.delivered),
            rate=numbers.percent(say.language, found.rate),
        )
    parts = [
        (found.skipped, say.text("{count} skipped", count=write(found.skipped))),
        (found.expired, say.text("{count} expired", count=write(found.expired))),
        (found.open, say.text("{count} open", count=write(found.open))),
        (found.withdrawn, say.text("{count} withdrawn", count=write(found.withdrawn))),
        (found.undeliverable, say.text("{count} not deliverable", count=write(found.undeliverable))),
    ]
    shown = [part for count, part in parts if count]
    return f"{told}; {', '.join(shown)}" if shown else told


def _times(summary: Summary, waiting: dict[int, ClientChat], say: Wording) -> list[str]:
    whole = summary.whole
    lines = [_first_answer(whole, say)]
    if whole.unanswered:
        named = [_waits(summary, waiting[row.chat_id], at, say) for at, row in enumerate(summary.waiting)]
        count = say.plural("{count} still waits", "{count} still wait", whole.unanswered)
        others = " …" if whole.unanswered > len(named) else ""
        lines.append(say.text("{count}: {chats}", count=count, chats=Html(", ".join(named) + others)))
    if whole.dropped:
        lines.append(say.plural("{count} closed without an answer", "{count} closed without an answer", whole.dropped))
    lines.append(_closing(whole, say))
    return lines


def _waits(summary: Summary, chat: ClientChat, at: int, say: Wording) -> str:
    since = summary.waiting[at].since
    name = escape(chat.title)
    if chat.topic is not None and chat.topic.thread_id is not None:
        name = f'<a href="{topic_link(chat.topic)}">{name}</a>'
    return say.text("{name} since {time}", name=Html(name), time=say.moment(since, summary.zone))


def _first_answer(whole: Figures, say: Wording) -> str:
    calendar, working = whole.calendar, whole.working
    if calendar.median is None or calendar.p90 is None or working.median is None or working.p90 is None:
        return say.text("First answer: no conversation was answered in this period")
    if calendar.n < FEWEST:
        return say.text(
            "First answer: median {median} (working time {working}), n = {n}",
            median=labels.duration(calendar.median, say),
            working=labels.duration(working.median, say, working=True),
            n=calendar.n,
        )
    return say.text(
        "First answer: median <b>{median}</b>, 90% within {p90}; "
        "in working time <b>{working}</b>, 90% within {p90_working}; n = {n}",
        median=labels.duration(calendar.median, say),
        p90=labels.duration(calendar.p90, say),
        working=labels.duration(working.median, say, working=True),
        p90_working=labels.duration(working.p90, say, working=True),
        n=numbers.whole(say.language, calendar.n),
    )


def _closing(whole: Figures, say: Wording) -> str:
    first, last = whole.to_first_close, whole.to_last_close
    parts = []
    if first == last and first.median is not None and first.p90 is not None:
        # Nothing was opened again: saying it twice would only be longer.
        parts.append(
            say.text(
                "median {median}, 90% within {p90}, n = {n}",
                median=labels.duration(first.median, say),
                p90=labels.duration(first.p90, say),
                n=numbers.whole(say.language, first.n),
            )
        )
        first = last = Times(0, None, None)
    if first.median is not None and first.p90 is not None:
        parts.append(
            say.text(
                "to the first close median {median}, 90% within {p90}, n = {n}",
                median=labels.duration(first.median, say),
                p90=labels.duration(first.p90, say),
                n=numbers.whole(say.language, first.n),
            )
        )
    if last.median is not None and last.p90 is not None:
        parts.append(
            say.text(
                "to the last close median {median}, 90% within {p90}, n = {n}",
                median=labels.duration(last.median, say),
                p90=labels.duration(last.p90, say),
                n=numbers.whole(say.language, last.n),
            )
        )
    if whole.still_open:
        parts.append(say.plural("{count} still open", "{count} still open", whole.still_open))
    return say.text("Resolution: {figures}", figures=Html("; ".join(parts) or "–"))


def _times_of_groups(summary: Summary, say: Wording) -> list[str]:
    return [
        say.text("{name}: {figures}", name=name, figures=Html(_first_answer(figures, say)))
        for name, figures in labels.in_order(summary, say)
    ]
