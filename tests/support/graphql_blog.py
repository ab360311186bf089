"""A small GraphQL server with posts: bodies say what is asked for, and errors are answered 200."""

import json
from typing import Any, Final

from aiohttp import web

from tests.support.api_client import ApiClient
from tests.support.tiny_web import Routes

LIST: Final = (
    "query Posts($page: Int!, $size: Int!) { posts(page: $page, size: $size) { id title author } }"
)
ONE: Final = "query Post($id: ID!) { post(id: $id) { id title author comments { id body } } }"
COMMENT: Final = (
    "mutation Comment($post: ID!, $body: String!) { comment(post: $post, body: $body) { id body } }"
)
COUNT: Final = "{ count }"
ME: Final = "query Me { me { name } }"
"""Asked by every page, and refused to strangers."""


class GraphqlBlog:
    """State of one instance; ids are as this instance makes them."""

    def __init__(self, first_id: int, *, is_broken: bool = False, is_closed: bool = False) -> None:
        self._posts = {str(first_id + one): f"Post {one}" for one in range(6)}
        self._is_broken, self._is_closed = is_broken, is_closed
        self.comments: list[str] = []

    @property
    def routes(self) -> Routes:
        return {"POST /graphql": self._answer}

    async def _answer(self, request: web.Request) -> web.Response:
        asked = json.loads(await request.read())
        given, name = asked.get("variables", {}), asked.get("operationName")
        if request.query:
            return _error("no such operation", "BAD_REQUEST")
        match asked["query"]:
            case _ if name not in (None, "Posts", "Post", "Comment", "Me"):
                return _error(f'Unknown operation named "{name}".', "BAD_REQUEST")
            case query if query == LIST:
                found = [{"id": key, "title": text} for key, text in self._posts.items()]
                return _data({"posts": found[: given["size"]]})
            case query if query == ONE and given["id"] in self._posts:
                return _data({"post": {"id": given["id"], "title": self._posts[given["id"]]}})
            case query if query == COMMENT and given["post"] in self._posts:
                if self._is_broken:
                    return _error("null is not an object", "INTERNAL_SERVER_ERROR")
                if self._is_closed:
                    refusal = {"__typename": "ClosedError", "message": "nobody comments here"}
                    return _data({"comment": refusal})
                self.comments.append(given["body"])
                return _data({"comment": {"id": str(len(self.comments)), "body": given["body"]}})
            case query if query == COUNT:
                return _data({"count": len(self._posts)})
            case query if query == ME:
                return _error("who are you?", "UNAUTHENTICATED")
        return _error("no such post", "BAD_USER_INPUT")


def read_blog(client: ApiClient) -> None:
    """A person reads and comments."""
    random = client.random
    _ask(client, COUNT, None)
    _ask(client, ME, "Me")
    listed = _ask(client, LIST, "Posts", page=1, size=random.randrange(3, 7))["posts"]
    for _ in range(random.randrange(1, 4)):
        post = random.choice(listed)["id"]
        _ask(client, ONE, "Post", id=post)
        if random.random() < 0.6:
            _ask(client, COMMENT, "Comment", post=post, body=f"I like it {random.random()}")


def _ask(client: ApiClient, query: str, name: str | None, **variables: object) -> Any:
    named = {"operationName": name} if name else {}
    return client.post("/graphql", {**named, "query": query, "variables": variables})["data"]


def _data(data: object) -> web.Response:
    return web.json_response({"data": data})


def _error(message: str, code: str) -> web.Response:
    said = {"message": message, "extensions": {"code": code}}
    return web.json_response({"errors": [said], "data": None})
