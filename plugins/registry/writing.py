"""Values as YAML text that the strict reader takes back unchanged: block style, key order kept, nothing guessed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import yaml
from yaml.cyaml import CSafeDumper

from .kinds import Kind


class _Dumper(CSafeDumper):
    """A dumper for texts only: without implicit types no date or number needs quotes, and no alias is ever made."""

    def ignore_aliases(self, _data: Any) -> bool:
        return True


def _represent_text(dumper: _Dumper, text: str) -> yaml.ScalarNode:
    block = "\n" in text and not any(line != line.strip() for line in text.split("\n"))
    # What the strict reader takes for nothing is a text only in quotes.
    style = "|" if block else "'" if text.lower() in ("~", "null") else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.yaml_implicit_resolvers = {}
_Dumper.add_representer(str, _represent_text)


def dump(values: Mapping[str, Any]) -> str:
    """The YAML text of a mapping of texts, lists and mappings, in the order given."""
    return yaml.dump(dict(values), Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=2**30)


def ordered(values: Mapping[str, Any], of_kind: Kind) -> dict[str, Any]:
    """The values in the order of the kind's schema."""
    return {name: values[name] for name in of_kind.fields if name in values}
