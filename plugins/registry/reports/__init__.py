"""Reports for other programs: SARIF for code scanning, Markdown for the comment on a pull request."""
