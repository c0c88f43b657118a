"""Capture to page: decode, parse, cut into blocks, decide zone and scope. Pure."""
