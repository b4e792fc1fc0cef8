"""Reads a published site back and proves that it is whole, consistent and unchanged.

Plain Python: the standard library and nothing of the writer, so that it shares no mistake with what it judges, and the
folder can be handed to a citizen who trusts nobody: `python -m verification DIR|URL` beside it is all there is to do.

The way of a verification (`verifying`): `places` reads a folder or a web address; `reading` holds every file against
the checksum that leads to it; `tree` walks root → agencies → shards → `records` and `others` (lists, pages);
`listings`, `changes`, `bulk`, `archives`, `catalogues`, `feeds`, `sitemap`, `traces` hold everything else against what
was found there; `against` compares with an earlier publication; `report` tells.
"""
