"""Pelican's settings. `pelican` gives a preview of the site without search and bulk files; `publish.py build` gives the whole."""

import os

PUBLISH_ROOT = os.environ.get("PUBLISH_ROOT", os.path.dirname(os.path.abspath(__file__)))
PUBLISH_TODAY = os.environ.get("PUBLISH_TODAY", "")

SITEURL = "http://127.0.0.1:8000"
SITENAME = "行政执法公示平台"
# Pelican wants a folder of content; ours is read by plugins.site from PUBLISH_ROOT.
PATH = PUBLISH_ROOT
OUTPUT_PATH = "output"
TIMEZONE = "Asia/Shanghai"
DEFAULT_LANG = "zh"
THEME = os.path.join(os.path.dirname(os.path.abspath(__file__)), "theme")
SEARCH = False
DOWNLOADS = False

# Order matters: `site.plugin` prepares what the others turn into files, `open_data.root` lists all that was written.
PUBLISH_PLUGINS = [
    "plugins.site.plugin",
    "plugins.columns",
    "plugins.open_data",
    "plugins.feeds",
    "plugins.downloads",
    "plugins.search",
    "plugins.open_data.root",
]
PLUGINS = PUBLISH_PLUGINS

# Records are no articles: nothing of Pelican's own lists, feeds and caches is wanted.
ARTICLE_PATHS: list[str] = []
PAGE_PATHS: list[str] = []
STATIC_PATHS: list[str] = []
THEME_STATIC_PATHS: list[str] = []
DIRECT_TEMPLATES: list[str] = []
AUTHOR_SAVE_AS = CATEGORY_SAVE_AS = TAG_SAVE_AS = ""
FEED_ALL_ATOM = CATEGORY_FEED_ATOM = TRANSLATION_FEED_ATOM = AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = None
CACHE_CONTENT = False
