"""From rows of a spreadsheet to records, or refusals with a reason. Takes bytes; only `files` touches a disk.

1. `tables` reads the bytes, `headers` and `columns` find out which column is what, with the help of a `mapping`.
2. `drafts` turns each row into values (`cells` reads single cells, `parties` tells who a row is about).
3. `masking` masks natural persons across each notice, and refuses where a name may be left.
4. `agencies` finds or makes the agency, `matching` the records that are there already and the next free number.
5. `importer` runs it all into an `outcome.Result`; `registry.writing` makes YAML of it, `report` the list of refusals.
"""
