"""Mailboxes of newsletters, and single messages."""

from __future__ import annotations

from email.message import EmailMessage

from tests.sources.check import outcome, read, write
from tests.sources.makers import html, mailbox, message, url, zipped


def test_every_message_of_a_mailbox_is_a_page(tmp_path):
    text = "From the harbour in 2025\nand >From here: words.\n"
    data = mailbox(
        message(1),
        message(2, page=False, text=text),
        message(3, Archived_At=f"<{url(3)}>"),
        message(4, text=""),
    )
    for name, content in (
        ("news.mbox", data),
        ("mail/all.mbox", data),
        ("mail.zip", zipped({"a.mbox": data})),
    ):
        found = read(write(tmp_path, name, content))
        assert [item.uri.rpartition("/")[2].rpartition("#")[2] for item in found] == [
            "1%40courier.example",
            "2%40courier.example",
            "3",
            "4%40courier.example",
        ]
        assert [item.extent for item in found] == ["page", "text", "page", "page"]
        assert found[0].body.decode().strip() == html(1).decode()
        assert found[1].body.decode().rstrip().splitlines() == text.splitlines()
        assert found[0].fields == (
            ("title", "Grüße 1"),
            ("site_name", "Example Courier"),
            ("published", "2025-03-05T09:00:01+00:00"),
        )


def test_what_has_no_text_or_is_cut_costs_no_other_message(tmp_path):
    picture = EmailMessage()
    picture.set_content(b"\x89PNG", maintype="image", subtype="png")
    data = mailbox(message(1), picture.as_bytes(), message(2), message(3))
    found = read(write(tmp_path, "a.mbox", data[:-300]))
    assert [getattr(item, "reason", "page") for item in found] == ["page", "empty", "page", "page"]


def test_single_messages_are_pages(tmp_path):
    write(tmp_path, "m/a.eml", message(1))
    write(tmp_path, "m/b.eml", message(2, page=False))
    page, text = read(tmp_path / "m")
    assert (page.body.decode().strip(), page.extent) == (html(1).decode(), "page")
    assert (text.body, text.extent) == (b"Paragraph of a story.\n", "text")
    assert len(outcome([page, text])) == 2
