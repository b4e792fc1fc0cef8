#!/usr/bin/env python3
"""Says what the protection of the main branch lacks, from the host's own answer on standard input.

GitHub:          gh api repos/ORG/REPO/branches/main/protection | python3 .ci/protection.py
GitHub rulesets: gh api repos/ORG/REPO/rules/branches/main      | python3 .ci/protection.py
Gitea, Forgejo:  GET /api/v1/repos/ORG/REPO/branch_protections/main

Returns 0 where nothing is missing, 1 where something is, 2 where the answer is none of these.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from typing import Any

CHECK = "检查"
# One of the agency, one of the 法制机构.
APPROVALS = 2

Rule = tuple[str, Callable[[dict[str, Any]], bool]]


def _at(value: Any, *path: str) -> Any:
    """What stands at a path of keys, or None."""
    for key in path:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def _checked(names: Any) -> bool:
    """True where the workflow's check is among the required ones."""
    return any(CHECK in str(name) for name in names or ())


_REVIEWS = "required_pull_request_reviews"
_STATUS = "required_status_checks"

GITHUB: list[Rule] = [
    ("必须经合并请求，不能直接推送（Require a pull request before merging）", lambda it: bool(it.get(_REVIEWS))),
    (
        f"至少 {APPROVALS} 人批准：机关一人、法制机构一人（Required approvals）",
        lambda it: (_at(it, _REVIEWS, "required_approving_review_count") or 0) >= APPROVALS,
    ),
    (
        "必须有 CODEOWNERS 里的人批准（Require review from Code Owners）",
        lambda it: _at(it, _REVIEWS, "require_code_owner_reviews") is True,
    ),
    (
        "又有新提交的，原来的批准作废（Dismiss stale approvals）",
        lambda it: _at(it, _REVIEWS, "dismiss_stale_reviews") is True,
    ),
    (
        "最后的提交要由别人批准（Require approval of the most recent reviewable push）",
        lambda it: _at(it, _REVIEWS, "require_last_push_approval") is True,
    ),
    (
        f"检查通过才能合并：选中“{CHECK}”（Require status checks to pass）",
        lambda it: _checked([*(_at(it, _STATUS, "contexts") or ()), *(_at(it, _STATUS, "checks") or ())]),
    ),
    (
        "合并之前跟上主分支（Require branches to be up to date），不然两个各自通过的请求合在一起可能冲突",
        lambda it: _at(it, _STATUS, "strict") is True,
    ),
    ("管理员也要遵守（Do not allow bypassing）", lambda it: _at(it, "enforce_admins", "enabled") is True),
    ("不允许强制推送（Allow force pushes 不选）", lambda it: _at(it, "allow_force_pushes", "enabled") is False),
    ("不允许删除分支（Allow deletions 不选）", lambda it: _at(it, "allow_deletions", "enabled") is False),
]

GITEA: list[Rule] = [
    (
        "必须经合并请求，不能直接推送（禁用推送）",
        lambda it: it.get("enable_push") is False,
    ),
    (
        f"至少 {APPROVALS} 人批准：机关一人、法制机构一人（所需的批准）",
        lambda it: (it.get("required_approvals") or 0) >= APPROVALS,
    ),
    (
        "请了官方审核而没有批准的不能合并（有官方审核阻止了代码合并）：CODEOWNERS 请的人由此必须批准",
        lambda it: it.get("block_on_official_review_requests") is True,
    ),
    ("有人否决的不能合并（拒绝审核阻止了此合并）", lambda it: it.get("block_on_rejected_reviews") is True),
    ("又有新提交的，原来的批准作废（取消过时的批准）", lambda it: it.get("dismiss_stale_approvals") is True),
    (
        f"检查通过才能合并：填入“{CHECK}*”（启用状态检查）",
        lambda it: it.get("enable_status_check") is True and _checked(it.get("status_check_contexts")),
    ),
    (
        "合并之前跟上主分支（如果拉取请求已经过时，阻止合并），不然两个各自通过的请求合在一起可能冲突",
        lambda it: it.get("block_on_outdated_branch") is True,
    ),
    (
        "管理员也要遵守（Gitea：阻止管理员绕过；Forgejo：对管理员也执行此规则）",
        lambda it: it.get("block_admin_merge_override") is True or it.get("apply_to_admins") is True,
    ),
    ("不允许强制推送", lambda it: not it.get("enable_force_push")),
]


def missing(answer: Any) -> list[str]:
    """The sentences for what is missing. Raises ValueError for what is no branch protection."""
    if isinstance(answer, list):
        answer = _from_rulesets(answer)
    if _at(answer, "enable_push") is not None:
        return [sentence for sentence, holds in GITEA if not holds(answer)]
    if _at(answer, "allow_force_pushes") or _at(answer, "message") == "Branch not protected":
        return [sentence for sentence, holds in GITHUB if not holds(answer)]
    raise ValueError("neither host's form")


def _from_rulesets(rules: list[Any]) -> dict[str, Any]:
    """GitHub's newer rulesets, said the older way. Nobody goes past a rule but those whom the ruleset names."""
    found: dict[str, Any] = {}
    for rule in rules:
        if not isinstance(rule, dict) or "type" not in rule:
            raise ValueError
        found.setdefault(rule["type"], rule.get("parameters") or {})
    reviews, status = found.get("pull_request"), found.get("required_status_checks") or {}
    return {
        _REVIEWS: reviews
        and reviews
        | {
            "require_code_owner_reviews": reviews.get("require_code_owner_review"),
            "dismiss_stale_reviews": reviews.get("dismiss_stale_reviews_on_push"),
        },
        _STATUS: {
            "strict": status.get("strict_required_status_checks_policy"),
            "contexts": [_at(check, "context") for check in status.get("required_status_checks") or ()],
        },
        "enforce_admins": {"enabled": bool(rules)},
        "allow_force_pushes": {"enabled": "non_fast_forward" not in found},
        "allow_deletions": {"enabled": "deletion" not in found},
    }


def main() -> int:
    """Reads, prints, and returns the exit code."""
    try:
        lacks = missing(json.load(sys.stdin))
    except ValueError:
        sys.stderr.write("不能继续：标准输入不是分支保护的 JSON；怎样取得见 docs/guide/operators.md\n")
        return 2
    sys.stdout.writelines(_report(lacks))
    return 1 if lacks else 0


def _report(lacks: list[str]) -> Iterator[str]:
    if not lacks:
        yield "主分支的保护齐全。\n"
        return
    yield f"主分支的保护缺 {len(lacks)} 项：\n"
    for sentence in lacks:
        yield f"  缺：{sentence}\n"


if __name__ == "__main__":
    sys.exit(main())
