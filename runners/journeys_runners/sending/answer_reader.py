"""Reads answers as browsers do: what a server sends behind the end of one is left.

aiohttp's parser refuses all that has come at once if one byte of it is too many, such as the second
end of an empty body. A head that is given to it alone is taken, and so is a body that is whole.
"""

from typing import Final

from aiohttp.client_proto import ResponseHandler

_END_OF_HEAD: Final = b"\r\n\r\n"


class AnswerReader(ResponseHandler):
    """A connection of aiohttp's."""

    _awaits_head = False

    def await_head(self) -> None:
        """Expect the head of an answer: a request is about to be sent."""
        self._awaits_head = True

    def data_received(self, data: bytes) -> None:
        """Read what has come."""
        if self._awaits_head:
            head, end, data = data.partition(_END_OF_HEAD)
            self._awaits_head = not end
            super().data_received(head + end)
            if not data:
                return
        super().data_received(data)
