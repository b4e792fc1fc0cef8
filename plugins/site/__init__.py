"""Between Pelican and the publication: one build from begin to end. `plugin` is what Pelican loads."""
