"""A small JSON-RPC server with posts: bodies say what is called, and errors are answered 200."""

from typing import Any, Final

from aiohttp import web

from tests.support.api_client import ApiClient
from tests.support.tiny_web import Routes

_ADDRESS: Final = "/api_rpc"


class JsonRpcBlog:
    """State of one instance; ids are as this instance makes them.

    `error` is the code with which each comment is refused.
    """

    def __init__(self, first_id: int, *, error: int | None = None) -> None:
        self._posts = {str(first_id + one): f"Post {one}" for one in range(6)}
        self._error = error
        self.comments: list[str] = []

    @property
    def routes(self) -> Routes:
        return {f"POST {_ADDRESS}": self._answer}

    async def _answer(self, request: web.Request) -> web.Response:
        asked = await request.json()
        if "id" not in asked:
            return web.Response()  # A notification: nobody waits for an answer.
        said = self._called(asked["method"], asked["params"])
        return web.json_response({"jsonrpc": "2.0", "id": asked["id"], **said})

    def _called(self, method: str, given: dict[str, Any]) -> dict[str, object]:
        match method:
            case "post.list":
                found = [{"postid": key, "title": text} for key, text in self._posts.items()]
                return {"result": found[: given["limit"]]}
            case "post.get" if given["postid"] in self._posts:
                return {"result": {"title": self._posts[given["postid"]]}}
            case "comment.create" if self._error:
                return {"error": {"code": self._error, "message": "no comments"}}
            case "comment.create" if given["postid"] in self._posts:
                self.comments.append(given["text"])
                return {"result": {"count": len(self.comments)}}
        return {"error": {"code": -32602, "message": "Invalid params.", "data": "no such post"}}


def read_blog(client: ApiClient) -> None:
    """A person reads and comments."""
    random = client.random
    listed = _call(client, 1, "post.list", limit=random.randrange(3, 7))["result"]
    for number in range(2, random.randrange(4, 8), 2):
        post = random.choice(listed)["postid"]
        _call(client, number, "post.get", postid=post)
        if random.random() < 0.6:
            text = f"I like it {random.random()}"
            _call(client, number + 1, "comment.create", postid=post, text=text)


def _call(client: ApiClient, number: int, method: str, **params: object) -> Any:
    asked = {"jsonrpc": "2.0", "method": method, "params": params, "id": number}
    return client.post(_ADDRESS, asked)
