"""The two `round.toml`: the sheet in the kit, which the candidate reads, and the record in the round's folder.

kit/round.toml     RoundSheet    what is assessed, limits, minutes, feedback: nothing of hidden tests, no seed
round.toml         RoundRecord   which problem was frozen, with which digest, and when
"""

import json
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from runner.catalog import Finding, Table, content_digest, read_file
from runner.model import BadInput, Feedback, Problem, Round
from sandbox.limits import Limits

ROUND_FILE = "round.toml"
_KIT, _ROUND = "kit", "round"
_MOST_BYTES = 256 * 1024
_ANY = 10**6


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundSheet:
    """What a candidate may know of a round, and what `check` and `submit` need of it."""

    title: str
    slug: str
    version: str
    digest: str
    round: Round
    minutes: float
    image: str
    modules: tuple[str, ...]
    limits: Limits
    max_examples: int
    guest_per: str
    feedback: Feedback


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundRecord:
    """What was frozen; times are UTC in ISO 8601."""

    slug: str
    title: str
    label: str
    digest: str
    published_at: str
    prebrief: str


def sheet_of(problem: Problem) -> RoundSheet:
    """Return what the candidate may know of the problem."""
    return RoundSheet(
        title=problem.title,
        slug=problem.slug,
        version=problem.version,
        digest=content_digest(problem.files),
        round=problem.round,
        minutes=problem.minutes,
        image=problem.image,
        modules=problem.modules,
        limits=problem.limits,
        max_examples=problem.tests.max_examples,
        guest_per=problem.tests.guest_per,
        feedback=problem.feedback,
    )


def sheet_text(sheet: RoundSheet) -> str:
    """Return the kit's `round.toml`."""
    problem = {"title": sheet.title, "slug": sheet.slug, "version": sheet.version, "digest": sheet.digest}
    return _document(
        _KIT,
        {
            "round": {**asdict(sheet.round), "minutes": sheet.minutes},
            "problem": problem,
            "environment": {"image": sheet.image, "modules": sheet.modules},
            "limits": asdict(sheet.limits),
            "visible": {"max_examples": sheet.max_examples, "guest_per": sheet.guest_per},
            "feedback": {name: value for name, value in asdict(sheet.feedback).items() if value is not None},
        },
    )


def record_text(record: RoundRecord) -> str:
    """Return the round folder's `round.toml`."""
    return _document(_ROUND, {"frozen": asdict(record)})


def read_sheet(folder: Path) -> RoundSheet:
    """Return the sheet of the kit in `folder`; BadInput where there is none."""
    root, findings = _read(folder, _KIT, "Give the folder of a kit, or go there.")
    about, its_round, environment = root.table("problem"), root.table("round"), root.table("environment")
    limits, visible, feedback = root.table("limits"), root.table("visible"), root.table("feedback")
    bounds = {each.name: limits.number(each.name, low=0, high=_ANY) for each in fields(Limits)}
    sheet = RoundSheet(
        title=about.text("title"),
        slug=about.text("slug"),
        version=about.text("version"),
        digest=about.text("digest"),
        round=Round(
            label=its_round.text("label"),
            format=its_round.text("format"),
            assesses=its_round.texts("assesses"),
            not_assessed=its_round.texts("not_assessed"),
        ),
        minutes=its_round.number("minutes", low=0, high=_ANY),
        image=environment.text("image"),
        modules=environment.texts("modules"),
        limits=_limits(bounds),
        max_examples=visible.whole("max_examples", low=1, high=_ANY),
        guest_per=visible.text("guest_per", allowed=("test", "file")),
        feedback=Feedback(
            hidden=feedback.text("hidden"),
            release=feedback.text("release"),
            max_submissions=feedback.whole_or_none("max_submissions", low=1, high=_ANY),
        ),
    )
    for module in sheet.modules:
        if not module.isidentifier():
            environment.wrong("modules", f"has {module[:60]!r}, no module name", "Unpack the kit again.")
    _finish((root, about, its_round, environment, limits, visible, feedback), findings, folder)
    return sheet


def read_record(folder: Path) -> RoundRecord:
    """Return the record of the round in `folder`; BadInput where there is none."""
    root, findings = _read(folder, _ROUND, "Give a folder that `prebrief publish` wrote.")
    frozen = root.table("frozen")
    record = RoundRecord(**{each.name: frozen.text(each.name) for each in fields(RoundRecord)})
    _finish((root, frozen), findings, folder)
    return record


def is_round(folder: Path) -> bool:
    """Whether `folder` is a round's folder, as far as its `round.toml` says so."""
    try:
        read_record(folder)
    except BadInput:
        return False
    return True


def is_kit(folder: Path) -> bool:
    """Whether `folder` is a kit, as far as its `round.toml` says so."""
    try:
        read_sheet(folder)
    except BadInput:
        return False
    return True


def _limits(bounds: Mapping[str, float]) -> Limits:
    whole = {each.name for each in fields(Limits) if each.type in (int, "int")}
    values = {name: int(value) if name in whole else value for name, value in bounds.items()}
    return Limits(**values)  # type: ignore[arg-type]  # the names are the fields', the types just made


def _read(folder: Path, kind: str, remedy: str) -> tuple[Table, list[Finding]]:
    path = folder / ROUND_FILE
    if not path.is_file():
        raise BadInput(f"{path} is not there, so {folder} is not a {kind}. {remedy}")
    try:
        values = tomllib.loads(read_file(path, most_bytes=_MOST_BYTES).decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise BadInput(f"{path} is not TOML: {str(error)[:200]}. {remedy}") from error
    if values.get("kind") != kind:
        raise BadInput(f"{path} is not that of a {kind}. {remedy}")
    findings: list[Finding] = []
    root = Table(values, file=ROUND_FILE, where="", findings=findings)
    root.text("kind")
    root.whole("format", low=1, high=1)
    return root, findings


def _finish(tables: tuple[Table, ...], findings: list[Finding], folder: Path) -> None:
    for table in tables:
        table.finish()
    if findings:
        lines = "\n".join(f"  {finding}" for finding in findings[:10])
        raise BadInput(f"{folder} has a {ROUND_FILE} that can't be used:\n{lines}")


def _document(kind: str, tables: Mapping[str, Mapping[str, object]]) -> str:
    lines = ["format = 1", f"kind = {_value(kind)}"]
    for name, table in tables.items():
        lines += ["", f"[{name}]", *(f"{key} = {_value(value)}" for key, value in table.items())]
    return "\n".join(lines) + "\n"


def _value(value: object) -> str:
    """Write a value as TOML; JSON's strings are TOML's, but for DEL, which TOML wants escaped."""
    if isinstance(value, list | tuple):
        return f"[{', '.join(_value(item) for item in value)}]"
    if isinstance(value, bool | int | float):
        return json.dumps(value, allow_nan=False)
    return json.dumps(str(value), ensure_ascii=False).replace("\x7f", "\\u007f")
