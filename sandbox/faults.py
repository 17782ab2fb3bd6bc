"""Faults on demand: errors, hangs, lost answers, and latency, by rule and repeatable."""

import random
from dataclasses import dataclass, field
from typing import Any

from sandbox.errors import Refused

KINDS = ("status", "hang", "reset_before", "reset_after", "latency", "error")
_KEYS = {
    "kind", "methods", "chat_id", "share", "times", "after", "code", "description", "parameters", "seconds", "apply",
}  # fmt: skip
_STATUS_TEXT = {500: "Internal Server Error", 502: "Bad Gateway", 503: "Service Unavailable", 504: "Gateway Timeout"}


@dataclass
class Rule:
    """One rule; see ``docs/sandbox.md`` for the meaning of the fields."""

    kind: str
    methods: frozenset[str] = frozenset()
    chat_id: int | None = None
    share: float | None = None
    times: int | None = None
    after: int = 0
    code: int = 500
    description: str = ""
    parameters: dict[str, Any] | None = None
    seconds: float | None = None
    apply: bool = False
    struck: int = 0
    seen: int = 0
    given: dict[str, Any] = field(default_factory=dict)

    def matches(self, method: str, chat_id: int | None) -> bool:
        """Whether the rule concerns this call at all; getUpdates only when it is named."""
        if self.methods:
            if method.lower() not in self.methods:
                return False
        elif method.lower() == "getupdates":
            return False
        return self.chat_id is None or self.chat_id == chat_id

    def strikes(self, chance: random.Random) -> bool:
        """Whether this matching call is hit; counts it."""
        self.seen += 1
        if self.seen <= self.after or (self.times is not None and self.struck >= self.times):
            return False
        if self.share is not None and chance.random() >= self.share:
            return False
        self.struck += 1
        return True

    def text(self) -> str:
        """The description of the error answer."""
        return self.description or _STATUS_TEXT.get(self.code, "Error")


def rule_from(given: dict[str, Any]) -> Rule:
    """A rule from its JSON.

    Raises:
        Refused: 400 for an unknown kind or key, or a share outside 0 to 1.
    """
    if given.get("kind") not in KINDS:
        raise Refused(400, f"kind must be one of {', '.join(KINDS)}")
    unknown = set(given) - _KEYS
    if unknown:
        raise Refused(400, f"unknown fields: {', '.join(sorted(unknown))}")
    share = given.get("share")
    if share is not None and not 0 <= share <= 1:
        raise Refused(400, "share must lie between 0 and 1")
    return Rule(
        kind=given["kind"],
        methods=frozenset(name.lower() for name in given.get("methods") or ()),
        chat_id=given.get("chat_id"),
        share=share,
        times=given.get("times"),
        after=int(given.get("after") or 0),
        code=int(given.get("code") or (400 if given["kind"] == "error" else 500)),
        description=given.get("description") or "",
        parameters=given.get("parameters"),
        seconds=given.get("seconds"),
        apply=bool(given.get("apply")),
        given=given,
    )


class Faults:
    """The rules in force. The random sequence starts anew with each `replace`, so that runs repeat."""

    def __init__(self) -> None:
        self.rules: list[Rule] = []
        self._chance = random.Random(0)

    def replace(self, rules: list[dict[str, Any]], seed: int = 0) -> None:
        """Only these rules from now on."""
        self.rules = [rule_from(rule) for rule in rules]
        self._chance = random.Random(seed)

    def add(self, rule: dict[str, Any]) -> None:
        """One more rule, after the others."""
        self.rules.append(rule_from(rule))

    def strike(self, method: str, chat_id: int | None) -> tuple[float, Rule | None]:
        """Extra latency in seconds, and the fault that hits this call, if any."""
        latency = 0.0
        for rule in self.rules:
            if not rule.matches(method, chat_id) or not rule.strikes(self._chance):
                continue
            if rule.kind == "latency":
                latency += rule.seconds or 0.0
                continue
            return latency, rule
        return latency, None

    def as_json(self) -> dict[str, Any]:
        """The answer of ``GET /control/faults``."""
        return {"rules": [{**rule.given, "struck": rule.struck} for rule in self.rules]}
