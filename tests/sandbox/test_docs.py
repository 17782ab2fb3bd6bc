"""docs/sandbox.md says what is so."""

import re
import textwrap
from pathlib import Path
from typing import Any

import pytest

from sandbox.server import create_app
from sandbox.world import World

DOCUMENT = (Path(__file__).parents[2] / "docs" / "sandbox.md").read_text(encoding="utf-8")


async def test_the_example_in_python_runs() -> None:
    (example,) = re.findall(r"```python\n(.*?)```", DOCUMENT, re.DOTALL)
    head, body = example.split("\n\n", 1)
    source = f"{head}\nasync def example():\n{textwrap.indent(body, '    ')}\n    return sent, replies\n"
    names: dict[str, Any] = {}
    exec(source, names)
    sent, replies = await names["example"]()
    assert sent.text == "hi there"
    assert replies == []


@pytest.mark.parametrize("verb_and_path", re.findall(r"`((?:GET|POST|PUT|PATCH|DELETE) /control/[^?` ]*)", DOCUMENT))
def test_every_address_in_the_document_is_served(verb_and_path: str) -> None:
    verb, path = verb_and_path.split(" ")
    served = {
        (route.method, re.sub(r"{[^}]*}", "{}", route.resource.canonical))
        for route in create_app(World()).router.routes()
        if route.resource is not None
    }
    assert (verb, re.sub(r"{[^}]*}|<[^>]*>", "{}", path)) in served
