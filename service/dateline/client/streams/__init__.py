"""Streams: articles sent as they come, and sent again when a stream breaks."""
