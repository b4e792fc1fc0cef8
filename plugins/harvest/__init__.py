"""Collects what lower-level sites publish: from each root down its hash tree, only what moved, verified to the last byte.

Every file that was taken lies in a store under its SHA-256, a snapshot names the files of a source, and
content/harvest.lock names the snapshots; so a build is a function of the repository alone and the store needs no trust.
To the build each file is one more file of the repository (registry.harvested), which goes through the same reading,
rules, memory and workers as the site's own, with its origin attached.
"""
