"""From public records to the tables that national data standards ask for. Pure: takes values and bytes, returns bytes.

1. `profiles` reads a version of the templates from templates/: which columns, and what fills them.
2. `exporter` makes a row of each public record, or says why it cannot (`cells` writes single values), and puts the
   rows together into sheets; `private` holds what never stands in a record and is added for this one file only.
3. `tables` turns the sheets into xlsx or csv.
"""
