"""Security: certificates, tokens, and files of secrets that are replaced under a running server."""
