"""Builds a gazetteer from a made-up dump of GeoNames: `python benchmarks/geonames_build.py --rows 1000000`.

Writes allCountries.zip, alternateNamesV2.zip and hierarchy.zip with so many places into a folder: by a seed, in about
the full dump's mixture of feature classes, scripts, codes, further names and order of ids. Then the command line builds
from them in a process of its own, and its seconds, rows a second, peak resident memory, scratch and final size are
printed. The folder is removed in the end unless `--keep` names it. The full dump has about 13.4 million rows.
"""

import argparse
import itertools
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from dateline.gazetteer import tables

_ADM1_PER_COUNTRY = 16
_ADM2_PER_ADM1 = 12
_NAMES_PER_ROW = 1.35
# Shares of the full dump's classes, with a usual code of each.
_FEATURES = (
    ("P", "PPL", 0.37), ("P", "PPLX", 0.01), ("P", "PPLL", 0.02), ("H", "STM", 0.17), ("S", "HTL", 0.2),
    ("T", "HLL", 0.14), ("A", "ADM4", 0.035), ("L", "LCTY", 0.035), ("R", "RD", 0.01), ("V", "FRST", 0.009),
    ("U", "SMU", 0.001),
)  # fmt: skip
_SHARES = tuple(share for *_, share in _FEATURES)
_HAS_ADMIN1 = 0.85
_HAS_ADMIN2 = 0.7
_LANGUAGES = ("", "en", "de", "fr", "ru", "ar", "zh", "fa", "uk", "link", "wkdt", "post", "iata", "unlc")
_LANGUAGE_WEIGHTS = (14, 10, 5, 5, 8, 6, 8, 4, 5, 20, 8, 4, 0.2, 0.5)
_SYLLABLES = {
    "latin": "ka lo mi ta ru ven berg dal ster ham ton vik ora né ül gan san to pe ri au nor wa ces bel mont".split(),
    "cyrillic": "но во ка ма ло ли бин ти град до ёл жен ни ла".split(),
    "arabic": "ال قر ية مد ين وا دي جب ل بي ت عر ب شر ق".split(),
    "chinese": list("上下东西南北山河水村镇新大小石龙安平"),
}
_SCRIPTS = {"ru": "cyrillic", "uk": "cyrillic", "ar": "arabic", "fa": "arabic", "zh": "chinese"}


@dataclass(frozen=True, slots=True)
class _Row:
    """The columns of a row that are set before the rest is made up."""

    number: int
    feature_class: str
    feature_code: str
    country_code: str
    admin1_code: str
    admin2_code: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Usage:
    """The time that a process took, and the most memory and scratch that it used."""

    seconds: float
    processor_seconds: float
    peak_resident_mib: float
    peak_scratch_mib: float


def main() -> None:
    """Runs the benchmark from the command line."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rows", type=int, nargs="+", default=[300_000, 1_000_000])
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--keep", type=Path, help="a folder for the files, which then stay there")
    chosen = arguments.parse_args()
    print("rows, names, zipped MiB, seconds, of a processor, rows/s of it, peak resident MiB, scratch MiB, file MiB")
    for row_count in chosen.rows:
        with tempfile.TemporaryDirectory() as folder:
            where = chosen.keep or Path(folder)
            where.mkdir(parents=True, exist_ok=True)
            name_count = write_dump(where, row_count, random.Random(chosen.seed))
            zipped = sum(path.stat().st_size for path in where.glob("*.zip"))
            target = where / f"{row_count}.sqlite"
            usage = build(where, target)
            print(
                f"{row_count:,}", f"{name_count:,}", f"{zipped / 2**20:.0f}", f"{usage.seconds:.0f}",
                f"{usage.processor_seconds:.0f}", f"{row_count / usage.processor_seconds:,.0f}",
                f"{usage.peak_resident_mib:.0f}", f"{usage.peak_scratch_mib:.0f}",
                f"{target.stat().st_size / 2**20:.0f}", sep=" | ", flush=True,
            )  # fmt: skip


def build(folder: Path, target: Path) -> Usage:
    """Builds `target` in a process of its own, and returns the process's usage."""
    command: list[str | Path] = [
        Path(sys.executable).with_name("dateline"), "gazetteer", "build", "--force", "--output", target,
        "--geonames", folder / "allCountries.zip", "--alternate-names", folder / "alternateNamesV2.zip",
        "--hierarchy", folder / "hierarchy.zip",
    ]  # fmt: skip
    started = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    scratch_bytes, is_over = [0], threading.Event()
    watcher = threading.Thread(target=_watch, args=(process.pid, scratch_bytes, is_over))
    watcher.start()
    _, status, usage = os.wait4(process.pid, 0)
    is_over.set()
    watcher.join()
    if status:
        sys.exit("the build failed")
    return Usage(
        time.perf_counter() - started,
        usage.ru_utime + usage.ru_stime,
        usage.ru_maxrss / 1024,
        max(scratch_bytes) / 2**20,
    )


def _watch(pid: int, scratch_bytes: list[int], is_over: threading.Event) -> None:
    """Adds up, now and then, the sizes of the deleted files that the process has open (Linux)."""
    while not is_over.wait(0.2):
        total = 0
        try:
            for link in Path(f"/proc/{pid}/fd").iterdir():
                if os.readlink(link).endswith(" (deleted)"):  # noqa: PTH115  # its target is no path
                    total += link.stat().st_size
        except OSError:
            continue  # a file was closed meanwhile
        scratch_bytes.append(total)


def write_dump(folder: Path, row_count: int, rng: random.Random) -> int:
    """Writes the three files, and returns how many alternate names they have."""
    with _zipped(folder / "allCountries.zip") as file:
        for line in _places(row_count, rng):
            file.write(line)
    name_count = 0
    with _zipped(folder / "alternateNamesV2.zip") as file:
        for line in _names(row_count, rng):
            file.write(line)
            name_count += 1
    with _zipped(folder / "hierarchy.zip") as file:
        for _ in range(row_count // 28):
            parent, child = rng.randrange(_division_count()), rng.randrange(row_count)
            file.write(f"{_number(parent, row_count)}\t{_number(child, row_count)}\tADM\n".encode())
    return name_count


@contextmanager
def _zipped(path: Path) -> Iterator[zipfile.ZipExtFile]:
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open(f"{path.stem}.txt", "w", force_zip64=True) as file,
    ):
        yield file  # type: ignore[misc]  # typeshed has one class for reading and writing


def _number(index: int, row_count: int) -> int:
    """Returns the id of a row: GeoNames gave most ids country by country, and a third later, anywhere."""
    return index * 2 + 1 if index % 3 else 2 * row_count + index * 7_919 % (4 * row_count + 1) * 2


def _division_count() -> int:
    return len(tables.countries()) * (1 + _ADM1_PER_COUNTRY * (1 + _ADM2_PER_ADM1))


def _places(row_count: int, rng: random.Random) -> Iterator[bytes]:
    countries = tables.countries()
    rest = max(0, row_count - _division_count()) / len(countries)
    numbers = (_number(index, row_count) for index in itertools.count())
    for i, country in enumerate(countries):
        code = country.country_code
        yield _place(_Row(int(country.geonames_id), "A", "PCLI", code, "00", name=country.name), rng)
        for first in range(_ADM1_PER_COUNTRY):
            yield _place(_Row(next(numbers), "A", "ADM1", code, f"{first:02}"), rng)
            for second in range(_ADM2_PER_ADM1):
                yield _place(_Row(next(numbers), "A", "ADM2", code, f"{first:02}", f"{second:03}"), rng)
        for _ in range(int(rest * (i + 1)) - int(rest * i)):
            ((feature_class, feature_code, _),) = rng.choices(_FEATURES, _SHARES)
            admin1, admin2 = "00", ""
            if rng.random() < _HAS_ADMIN1:
                admin1 = f"{rng.randrange(_ADM1_PER_COUNTRY):02}"
                admin2 = f"{rng.randrange(_ADM2_PER_ADM1):03}" if rng.random() < _HAS_ADMIN2 else ""
            yield _place(_Row(next(numbers), feature_class, feature_code, code, admin1, admin2), rng)


def _place(row: _Row, rng: random.Random) -> bytes:
    further = ",".join(_name(rng, rng.choice(tuple(_SYLLABLES))) for _ in range(_how_many(rng)))
    people = int(10 ** rng.uniform(0, 6)) if row.feature_class == "P" and rng.random() < 0.1 else 0
    name = row.name or _name(rng, "latin")
    columns = (
        row.number, name, name.encode("ascii", "ignore").decode(), further, f"{rng.uniform(-60, 75):.5f}",
        f"{rng.uniform(-180, 180):.5f}", row.feature_class, row.feature_code, row.country_code, "", row.admin1_code,
        row.admin2_code, "", "", people, "", 100, "Etc/UTC", "2024-01-01",
    )  # fmt: skip
    return ("\t".join(map(str, columns)) + "\n").encode()


def _names(row_count: int, rng: random.Random) -> Iterator[bytes]:
    written = 0
    while written < row_count * _NAMES_PER_ROW:
        number = _number(rng.randrange(row_count), row_count)
        for _ in range(1 + _how_many(rng)):
            (language,) = rng.choices(_LANGUAGES, _LANGUAGE_WEIGHTS)
            name = _name(rng, _SCRIPTS.get(language, "latin"))
            if language == "link":
                name = f"https://en.wikipedia.org/wiki/{name}"
            preferred = "1" if rng.random() < 0.1 else ""
            yield f"{written + 1}\t{number}\t{language}\t{name}\t{preferred}\t\t\t\t\t\n".encode()
            written += 1


def _how_many(rng: random.Random) -> int:
    return min(100, int(rng.paretovariate(1.1))) if rng.random() < 0.35 else 0


def _name(rng: random.Random, script: str) -> str:
    words = ("".join(rng.choices(_SYLLABLES[script], k=rng.randint(2, 4))) for _ in range(1 + (rng.random() < 0.35)))
    return " ".join(word.capitalize() for word in words)


if __name__ == "__main__":
    main()
