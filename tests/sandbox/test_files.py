"""Uploads, downloads, and their limits."""

import pytest

from sandbox.client import Person, Sandbox
from sandbox.files import PHOTO_LIMIT, UPLOAD_LIMIT
from sandbox.samples import DEFAULTS, make, picture_size, png, sniff
from tests.sandbox.clients import Api, fails


def upload(api: Api, data: bytes, name: str) -> object:
    return api.types.BufferedInputFile(data, name) if api.name == "aiogram" else api.types.InputFile(data, name)


async def test_an_uploaded_document_can_be_fetched_by_both_sides(api: Api, box: Sandbox, anna: Person) -> None:
    sent = await api.do("send_document", chat_id=anna.id, document=upload(api, b"the offer", "offer.txt"))
    assert sent.document.file_name == "offer.txt"
    assert await box.file(sent.document.file_id) == b"the offer"
    file = await api.do("get_file", file_id=sent.document.file_id)
    path = file.file_path.removeprefix(f"{box.url}/file/bot{api.bot.token}/")  # type: ignore[attr-defined]
    async with box.session.get(f"{box.url}/file/bot{api.bot.token}/{path}") as answer:  # type: ignore[attr-defined]
        assert await answer.read() == b"the offer"


async def test_a_photo_has_sizes_read_from_the_picture(api: Api, anna: Person) -> None:
    sent = await api.do("send_photo", chat_id=anna.id, photo=upload(api, png(300, 150), "p.png"))
    assert [(size.width, size.height) for size in sent.photo] == [(90, 45), (300, 150)]
    assert sent.photo[0].file_id != sent.photo[1].file_id


async def test_a_file_id_is_sent_again_without_an_upload(api: Api, anna: Person) -> None:
    voice = (await anna.sends(anna.chat, kind="voice")).raw["file"]["file_id"]
    sent = await api.do("send_voice", chat_id=anna.id, voice=voice)
    assert sent.voice.file_id == voice
    failure = await fails(api, "send_photo", chat_id=anna.id, photo=voice)
    assert "can't use file of type voicenote as photo" in failure.text
    failure = await fails(api, "send_photo", chat_id=anna.id, photo="nonsense")
    assert "wrong file identifier" in failure.text


async def test_files_over_20_mb_cannot_be_fetched_but_can_be_copied(api: Api, box: Sandbox, anna: Person) -> None:
    sent = await anna.sends(anna.chat, kind="document", file_name="film.mkv", size=21 * 1024 * 1024)
    failure = await fails(api, "get_file", file_id=sent.raw["file"]["file_id"])
    assert "file is too big" in failure.text
    copied = await api.do("copy_message", chat_id=anna.id, from_chat_id=anna.id, message_id=sent.id)
    assert (await box.message(anna.chat, copied.message_id)).raw["document"]["file_name"] == "film.mkv"


async def test_a_photo_over_10_mb_and_any_file_over_50_mb_is_refused(api: Api, anna: Person) -> None:
    failure = await fails(
        api, "send_photo", chat_id=anna.id, photo=upload(api, b"\x89PNG" + bytes(PHOTO_LIMIT), "p.png")
    )
    assert "too big for a photo" in failure.text
    failure = await fails(api, "send_document", chat_id=anna.id, document=upload(api, bytes(UPLOAD_LIMIT + 1), "d.bin"))
    assert "request entity too large" in failure.text


async def test_a_person_uploads_a_picture_and_sends_it(box: Sandbox, anna: Person) -> None:
    file_id = await anna.uploads(png(64, 32), "screen.png", "image/png")
    sent = await anna.sends(anna.chat, "look", kind="photo", file_id=file_id)
    assert (sent.raw["file"]["width"], sent.raw["file"]["height"]) == (64, 32)
    assert await box.file(sent.raw["file"]["file_id"]) == png(64, 32)


async def test_an_uploaded_page_cannot_run_scripts_in_the_chat_page(box: Sandbox, anna: Person) -> None:
    file_id = await anna.uploads(b"<script>alert(1)</script>", "x.html", "text/html")
    async with box.session.get(f"{box.url}/control/files/{file_id}") as answer:
        assert answer.headers["Content-Security-Policy"].startswith("sandbox")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("kind", [kind for kind in DEFAULTS if kind != "document"])
def test_generated_files_are_what_they_say(kind: str) -> None:
    assert sniff(make(kind)) == DEFAULTS[kind][0]


def test_the_size_of_a_picture_is_read_from_its_header() -> None:
    assert picture_size(png(7, 5)) == (7, 5)
    assert picture_size(make("animation")) == (1, 1)
    assert picture_size(b"nothing") is None
