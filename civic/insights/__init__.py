"""Analysis applied: runs, curation, published summaries, exports."""
