"""Which Dateline this is."""

from importlib import metadata


def package_version() -> str:
    """The version of the installed package, or "0+unknown" where it runs from its source alone."""
    try:
        return metadata.version("dateline")
    except metadata.PackageNotFoundError:
        return "0+unknown"
