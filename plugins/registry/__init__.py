"""The heart: plain Python that knows neither Pelican nor HTML nor a terminal.

The way of a record:

 1. `repository` finds the files of a site and hands on (path, bytes); `folders` knows what the file system says of them.
 2. `source` reads one file strictly: every scalar is text, and every key has a place.
 3. `kinds` knows the fields of each kind from its schema; `shape` holds the text against that schema.
 4. `records` names what was read: a government, an agency, a decision, a list, a guide.
 5. `rules` look at one record, then at all of them together, and yield `problems`.
 6. `inspecting` does 2 to 5 for a file, `looking` for many (with `memory` of earlier runs and `parallel` workers),
    `checking` for a site;
    `reporting` turns problems into text for people and machines.
 7. `publication` is the one door to the public: a record's public form on a given day, or its tombstone, or nothing.
 8. `importing` goes the other way: rows of a spreadsheet become records, or refusals with a reason.
"""
