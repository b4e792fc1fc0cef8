"""The protection of a main branch as GitHub, its rulesets and Gitea tell it, with nothing lacking."""

from __future__ import annotations

GITHUB_GOOD = {
    "required_pull_request_reviews": {
        "required_approving_review_count": 2,
        "require_code_owner_reviews": True,
        "dismiss_stale_reviews": True,
        "require_last_push_approval": True,
    },
    "required_status_checks": {"strict": True, "contexts": ["检查"], "checks": [{"context": "检查", "app_id": 15368}]},
    "enforce_admins": {"enabled": True},
    "allow_force_pushes": {"enabled": False},
    "allow_deletions": {"enabled": False},
}
RULESET_GOOD = [
    {"type": "deletion"},
    {"type": "non_fast_forward"},
    {
        "type": "pull_request",
        "parameters": {
            "required_approving_review_count": 2,
            "require_code_owner_review": True,
            "dismiss_stale_reviews_on_push": True,
            "require_last_push_approval": True,
        },
    },
    {
        "type": "required_status_checks",
        "parameters": {
            "strict_required_status_checks_policy": True,
            "required_status_checks": [{"context": "检查"}],
        },
    },
]
GITEA_GOOD = {
    "enable_push": False,
    "required_approvals": 2,
    "block_on_official_review_requests": True,
    "block_on_rejected_reviews": True,
    "dismiss_stale_approvals": True,
    "enable_status_check": True,
    "status_check_contexts": ["检查*"],
    "block_on_outdated_branch": True,
    "block_admin_merge_override": True,
    "enable_force_push": False,
}
