"""What no file of the project may say: where packages are fetched from, where somebody's checkout lies, whose secret it is."""

import re
import sys
from pathlib import Path

import pytest

from tests.house.source import PROJECT, short, tracked_files

# Written in pieces, so that this file may be searched like any other.
REGISTRY_HOSTS = [
    "".join(pieces)
    for pieces in [
        ("py", "pi", ".org"), ("python", "hosted", ".org"), ("npm", "js", ".org"), ("npm", "js", ".com"), ("yarn", "pkg", ".com"),
        ("deb.", "debian", ".org"), ("security.", "debian", ".org"), ("un", "pkg", ".com"), ("js", "delivr", ".net"),
        ("google", "apis", ".com"), ("docker", ".io"), ("ghcr", ".io"),
    ]
]  # fmt: skip
SOMEBODYS_FOLDER = re.compile(r"(?<![\w.])/(?:home|Users|root)/[\w.-]+")
PRIVATE_KEY = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY")


def _texts() -> list[tuple[str, str]]:
    found = []
    for path in tracked_files():
        data = path.read_bytes()
        if b"\0" not in data[:4096]:
            found.append((short(path), data.decode("utf-8", errors="replace")))
    return found


@pytest.mark.parametrize("host", REGISTRY_HOSTS)
def test_no_file_names_the_host_of_a_package_registry(host: str) -> None:
    assert [name for name, text in _texts() if host in text] == []


def test_no_file_names_a_folder_of_the_machine_it_was_written_on() -> None:
    here = {f"{PROJECT}/", f"{Path(sys.prefix)}/"}
    assert [name for name, text in _texts() if any(folder in text for folder in here)] == []
    assert [(name, found[0]) for name, text in _texts() if (found := SOMEBODYS_FOLDER.search(text))] == []


def test_no_file_holds_a_private_key() -> None:
    assert [name for name, text in _texts() if PRIVATE_KEY.search(text)] == []


def test_locked_packages_carry_hashes_and_no_address() -> None:
    for kind in ("run", "dev"):
        text = (PROJECT / "requirements" / f"{kind}.txt").read_text()
        entries = re.split(r"\n(?=[a-z])", text.strip())
        assert len(entries) > 20
        assert [entry.split()[0] for entry in entries if "==" not in entry or "--hash=sha256:" not in entry] == []
        assert "://" not in text
        assert not re.search(r"^-", text, re.MULTILINE)
