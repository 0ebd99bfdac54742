import re

from support.paths import ROOT

README = ROOT / "README.md"


def test_readme_is_finished():
    """No line of README is a placeholder, and every file it links to exists."""
    text = README.read_text(encoding="utf-8")
    assert not re.search(r"^[A-Z_]{5,}$", text, re.MULTILINE)
    for target in re.findall(r"\]\(([^)#]+)\)", text):
        assert (README.parent / target).exists()
