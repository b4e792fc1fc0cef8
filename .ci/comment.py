#!/usr/bin/env python3
"""Puts the summary of a check under its pull request: one comment, edited at every run.

The summary was made by the pull request's own program, so it is a stranger's text: it is cut, and nothing in it can
call people, load pictures, lead elsewhere or pass for another comment. Which request it belongs to is never read from
it but from the event and the host. Needs nothing but Python; its environment is that of a workflow.
"""

from __future__ import annotations

import json
import os
import re
import sys
from itertools import count
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import quote, urlencode
from urllib.request import HTTPRedirectHandler, Request, build_opener

# The report ends with the same line.
MARKER = "<!-- publish-check -->"
HEAD = "以下由本合并请求里的程序写成，以运行记录为准。\n\n"

_MOST_BYTES = 400_000
# GitHub takes 65,536 characters.
_MOST_CHARACTERS = 60_000
_A_PAGE = 100
_SECONDS = 30
# Invisible, and stops whatever would begin at this place.
_STOP = "\u200b"
# What the report writes for signs that Markdown would take for its own, and what parts the rest.
_QUIET = "|".join(str(ord(sign)) for sign in "&<>|`*_[]()\\~!$" + _STOP)
_FOLDING = "/?(?:details|summary)>"


def harmless(text: str, own: str) -> str:
    """A stranger's Markdown that can only be read. own: the address below which links may lead."""
    text = "".join(_visible(letter) for letter in text)
    text = text.replace(MARKER, "")
    text = re.sub(rf"&(?=#|\w)(?!#(?:{_QUIET});)", f"&{_STOP}", text)
    text = re.sub(rf"<(?!{_FOLDING})", f"<{_STOP}", text)
    text = re.sub(r"@(?=[\w-])", f"@{_STOP}", text)
    text = re.sub(r"(?<!&)#(?=\d)", f"#{_STOP}", text)
    text = text.replace("![", f"!{_STOP}[").replace("]:", f"]{_STOP}:")
    text = re.sub(rf"\]\((?!{re.escape(own)})", f"]{_STOP}(", text)
    text = re.sub(rf"(?!{re.escape(own)})\b(\w+:)//", rf"\1{_STOP}//", text)
    text = re.sub(r"\bwww\.", f"www{_STOP}.", text)
    if len(text) > _MOST_CHARACTERS:
        text = text[:_MOST_CHARACTERS].rpartition("\n")[0] + "\n\n……太长，余下的见运行记录。"
    return text.strip()


def _visible(letter: str) -> str:
    """Blanks stay blanks; what cannot be seen, and could turn the text around, goes."""
    if letter == "\n" or letter.isprintable():
        return letter
    return " " if letter.isspace() else ""


def read(path: Path) -> str:
    """The beginning of the summary; a link is not followed."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
    with open(descriptor, "rb") as file:
        return file.read(_MOST_BYTES).decode("utf-8", "replace")


class _Stay(HTTPRedirectHandler):
    """The token goes to the host it is for, and to no other."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


def ask(method: str, path: str, body: dict[str, Any] | None = None) -> Any:
    """One call of the host's API, below the repository. Raises HTTPError."""
    api, repository = os.environ["GITHUB_API_URL"], os.environ["GITHUB_REPOSITORY"]
    # The address is the workflow's own, set by its host.
    request = Request(  # noqa: S310
        f"{api}/repos/{repository}{path}",
        method=method,
        data=json.dumps(body).encode() if body else None,
        headers={
            "Authorization": f"Bearer {os.environ['GITHUB_TOKEN']}",
            "Accept": "application/json",
            "Content-Type": "application/json",
        },
    )
    with build_opener(_Stay).open(request, timeout=_SECONDS) as answer:
        return json.load(answer)


def pull_request(event: dict[str, Any]) -> int | None:
    """The number of the open request that an event is about; None where it has gone on or is closed."""
    if "pull_request" in event:
        return int(event["pull_request"]["number"])
    run = event["workflow_run"]
    head = f"{run['head_repository']['owner']['login']}:{run['head_branch']}"
    for found in ask("GET", f"/pulls?{urlencode({'state': 'open', 'head': head}, quote_via=quote)}"):
        if found["head"]["sha"] == run["head_sha"]:
            return int(found["number"])
    return None


def present(number: int) -> int | None:
    """Our comment under a request, by its marker and by who wrote it: anybody can write a marker."""
    author = os.environ.get("COMMENT_AUTHOR", "github-actions[bot]")
    seen: set[int] = set()
    for page in count(1):
        comments = ask("GET", f"/issues/{number}/comments?per_page={_A_PAGE}&page={page}")
        for comment in comments:
            if comment["user"]["login"] == author and comment["body"].rstrip().endswith(MARKER):
                return int(comment["id"])
        ids = {comment["id"] for comment in comments}
        # Gitea knows no pages here: it gives all of them, every time.
        if len(comments) < _A_PAGE or ids <= seen:
            break
        seen |= ids
    return None


def main(arguments: list[str]) -> int:
    """Posts or edits the comment; says what it did."""
    own = f"{os.environ['GITHUB_SERVER_URL']}/{os.environ['GITHUB_REPOSITORY']}/"
    event = json.loads(Path(os.environ["GITHUB_EVENT_PATH"]).read_text("utf-8"))
    summary = harmless(read(Path(arguments[0])), own) or "这一次没有摘要，见运行记录。"
    body = {"body": f"{HEAD}{summary}\n\n{MARKER}"}
    try:
        number = pull_request(event)
        if number is None:
            return _say("合并请求已经关闭，或者又有了新的提交，不评论。")
        comment = present(number)
        if comment is None:
            ask("POST", f"/issues/{number}/comments", body)
            return _say(f"已在合并请求 {number} 下评论。")
        ask("PATCH", f"/issues/comments/{comment}", body)
        return _say(f"已更新合并请求 {number} 下的评论。")
    except HTTPError as error:
        if error.code in (401, 403, 404):
            return _say(f"没有评论的权限（{error.code}），摘要见运行记录。")
        raise


def _say(text: str) -> int:
    sys.stdout.write(f"{text}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
