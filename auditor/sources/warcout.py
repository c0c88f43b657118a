"""Writing what was fetched as WARC, so that a scan can be repeated offline with the same result."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import msgspec
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from auditor.errors import SourceError
from auditor.model import Capture, Limit, Skipped
from auditor.sources.warc import LIMITS, REQUESTED, SKIP_TYPE, STEP

if TYPE_CHECKING:
    from auditor.sources.answers import Answer

# The body is kept as it came but for its chunks, so these no longer say what follows.
_TRANSPORT = frozenset({"transfer-encoding", "content-length", "connection", "keep-alive"})


class WarcLog:
    """A compressed WARC file that grows by every fetch; what an earlier scan wrote stays."""

    def __init__(self, path: str) -> None:
        try:
            self._file = open(path, "ab", buffering=0)  # noqa: PTH123, SIM115 - closed with the log
        except OSError as error:
            raise SourceError(
                f"{path}: cannot be written: {(error.strerror or str(error)).lower()}"
            ) from error
        # A fetch is written at one stroke, so that a killed scan leaves no half of it.
        self._stroke = io.BytesIO()
        self._writer = WARCWriter(self._stroke, gzip=True, warc_version="1.1")

    def write(self, answers: list[Answer], result: Capture | Skipped, request: dict[str, str]) -> None:
        """The exchanges of one fetch, and its skip if it ended as one.

        The last answer carries the address that was asked for; answers on the way say that they are steps.
        """
        moment = result.captured_at if isinstance(result, Capture) else result.subject.captured_at
        for number, answer in enumerate(answers):
            marks = {"WARC-Date": moment}
            if isinstance(result, Capture) and number == len(answers) - 1:
                # The one thing a header could not carry is a line break, and addresses have none.
                marks[REQUESTED] = result.uri if result.extent != "fragment" else answer.url
                marks[LIMITS] = " ".join(
                    limit.value for limit in result.limits if limit is Limit.ROBOTS_IGNORED
                )
            else:
                marks[STEP] = "yes"
            self._exchange(answer, request, marks)
        if isinstance(result, Skipped):
            record = self._writer.create_warc_record(
                result.subject.uri,
                "metadata",
                payload=io.BytesIO(msgspec.json.encode(result)),
                warc_content_type=SKIP_TYPE,
                warc_headers_dict={"WARC-Date": moment},
            )
            self._writer.write_record(record)
        rest = self._stroke.getbuffer()
        while rest:
            rest = rest[self._file.write(rest) :]
        rest.release()
        self._stroke.seek(0)
        self._stroke.truncate()

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def _exchange(self, answer: Answer, request: dict[str, str], marks: dict[str, str | None]) -> None:
        headers = [(name, value) for name, value in answer.raw if name.lower() not in _TRANSPORT]
        headers.append(("Content-Length", str(len(answer.body))))
        status = StatusAndHeaders(f"{answer.status} {answer.reason}".strip(), headers, protocol="HTTP/1.1")
        response = self._writer.create_warc_record(
            answer.url,
            "response",
            payload=io.BytesIO(answer.body),
            http_headers=status,
            warc_headers_dict={name: value for name, value in marks.items() if value},
        )
        parts = urlsplit(answer.url)
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        asked = StatusAndHeaders(
            f"GET {target} HTTP/1.1", [("Host", parts.netloc), *request.items()], is_http_request=True
        )
        sent = self._writer.create_warc_record(
            answer.url, "request", http_headers=asked, warc_headers_dict={"WARC-Date": marks["WARC-Date"]}
        )
        self._writer.write_request_response_pair(sent, response)
