"""Streams of articles, which are sent as they come, and sent again where a stream breaks."""
