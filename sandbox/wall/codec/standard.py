"""Classes that both sides know by name: builtins, the standard library's and numpy's.

A class crosses as its module and name if it is in one of these tables, and only if that name still leads to that
very class: a candidate's `queue.Empty` of their own is not the standard library's. Modules are imported when a name is
asked for, never before.
"""

from __future__ import annotations

import builtins
import importlib
import sys
from collections.abc import Mapping


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_NUMPY_SCALARS = _words(
    """bool int8 int16 int32 int64 uint8 uint16 uint32 uint64 intp uintp longlong ulonglong float16
    float32 float64 longdouble complex64 complex128 clongdouble str_ bytes_ object_ datetime64 timedelta64
    generic number integer signedinteger unsignedinteger inexact floating complexfloating"""
)

VALUE_CLASSES: Mapping[str, tuple[str, ...]] = {
    "builtins": _words(
        """bool int float complex str bytes bytearray list tuple dict set frozenset range slice object type
        enumerate filter map reversed zip"""
    ),
    "types": _words("NoneType"),
    "collections": _words("deque OrderedDict defaultdict Counter"),
    "datetime": _words("date time datetime timedelta timezone"),
    "decimal": _words("Decimal"),
    "fractions": _words("Fraction"),
    "uuid": _words("UUID"),
    "numpy": ("ndarray", *_NUMPY_SCALARS),
}

EXCEPTION_CLASSES: Mapping[str, tuple[str, ...]] = {
    "builtins": tuple(
        name
        for name, found in vars(builtins).items()
        if isinstance(found, type) and issubclass(found, BaseException) and found.__name__ == name and name[0] != "_"
    ),
    "asyncio": _words(
        """BrokenBarrierError CancelledError IncompleteReadError InvalidStateError LimitOverrunError QueueEmpty
        QueueFull QueueShutDown SendfileNotAvailableError"""
    ),
    "binascii": _words("Error Incomplete"),
    "calendar": _words("IllegalMonthError IllegalWeekdayError"),
    "concurrent.futures": _words("BrokenExecutor CancelledError InvalidStateError"),
    "concurrent.futures.process": _words("BrokenProcessPool"),
    "concurrent.futures.thread": _words("BrokenThreadPool"),
    "configparser": _words(
        """DuplicateOptionError DuplicateSectionError Error InterpolationDepthError InterpolationError
        InterpolationMissingOptionError InterpolationSyntaxError MissingSectionHeaderError NoOptionError
        NoSectionError ParsingError"""
    ),
    "copy": _words("Error"),
    "csv": _words("Error"),
    "dataclasses": _words("FrozenInstanceError"),
    "decimal": _words(
        """Clamped ConversionSyntax DecimalException DivisionByZero DivisionImpossible DivisionUndefined
        FloatOperation Inexact InvalidContext InvalidOperation Overflow Rounded Subnormal Underflow"""
    ),
    "email.errors": _words("HeaderParseError MessageError MessageParseError"),
    "getopt": _words("GetoptError"),
    "graphlib": _words("CycleError"),
    "gzip": _words("BadGzipFile"),
    "http.client": _words(
        """BadStatusLine HTTPException IncompleteRead InvalidURL NotConnected RemoteDisconnected
        ResponseNotReady"""
    ),
    "io": _words("UnsupportedOperation"),
    "ipaddress": _words("AddressValueError NetmaskValueError"),
    "json": _words("JSONDecodeError"),
    "locale": _words("Error"),
    "lzma": _words("LZMAError"),
    "pickle": _words("PickleError PicklingError UnpicklingError"),  # names of exceptions: nothing is unpickled
    "queue": _words("Empty Full ShutDown"),
    "re": _words("error"),
    "shutil": _words("Error ExecError ReadError RegistryError SameFileError SpecialFileError"),
    "socket": _words("gaierror herror"),
    "sqlite3": _words(
        """DataError DatabaseError Error IntegrityError InterfaceError InternalError NotSupportedError
        OperationalError ProgrammingError Warning"""
    ),
    "ssl": _words(
        """SSLCertVerificationError SSLEOFError SSLError SSLSyscallError SSLWantReadError SSLWantWriteError
        SSLZeroReturnError"""
    ),
    "statistics": _words("StatisticsError"),
    "struct": _words("error"),
    "subprocess": _words("CalledProcessError SubprocessError TimeoutExpired"),
    "tarfile": _words("CompressionError ExtractError HeaderError ReadError StreamError TarError"),
    "threading": _words("BrokenBarrierError"),
    "tokenize": _words("TokenError"),
    "tomllib": _words("TOMLDecodeError"),
    "urllib.error": _words("ContentTooShortError HTTPError URLError"),
    "xml.etree.ElementTree": _words("ParseError"),
    "zipfile": _words("BadZipFile LargeZipFile"),
    "zlib": _words("error"),
    "zoneinfo": _words("ZoneInfoNotFoundError"),
    "numpy.exceptions": _words(
        """AxisError ComplexWarning DTypePromotionError ModuleDeprecationWarning RankWarning TooHardError
        VisibleDeprecationWarning"""
    ),
    "numpy.linalg": _words("LinAlgError"),
}

_RENAMED = {"PatternError": "error"}  # Python 3.13 calls re.error so


def _by_name(table: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Turn module -> names into name -> modules."""
    modules: dict[str, tuple[str, ...]] = {}
    for module, names in table.items():
        for name in names:
            modules[name] = (*modules.get(name, ()), module)
    return modules


_VALUE_MODULES = _by_name(VALUE_CLASSES)
_EXCEPTION_MODULES = _by_name(EXCEPTION_CLASSES)
_NAME_OF = type.__dict__["__name__"]


def value_class(module: str, name: str) -> type | None:
    """Return a class of values, or an exception class, that both sides know; None for any other name."""
    if name in VALUE_CLASSES.get(module, ()):
        return _resolve(module, name)
    return exception_class(module, name)


def exception_class(module: str, name: str) -> type[BaseException] | None:
    """Return the exception class of that name if it is in the table and this Python has it."""
    if name not in EXCEPTION_CLASSES.get(module, ()):
        return None
    found = _resolve(module, name)
    return found if found is not None and issubclass(found, BaseException) else None


def name_of_value_class(kind: type) -> tuple[str, str] | None:
    """Return the module and name by which both sides know a class of values or an exception class."""
    return _find(kind, _VALUE_MODULES) or name_of_exception_class(kind)


def name_of_exception_class(kind: type) -> tuple[str, str] | None:
    """Return the module and name by which both sides know an exception class; None for a class of one's own."""
    return _find(kind, _EXCEPTION_MODULES)


def _find(kind: type, modules: Mapping[str, tuple[str, ...]]) -> tuple[str, str] | None:
    own = str.__str__(_NAME_OF.__get__(kind))
    for name in (own, _RENAMED.get(own, own)):
        for module in modules.get(name, ()):
            loaded = sys.modules.get(module)
            if loaded is not None and vars(loaded).get(name) is kind:
                return module, name
    return None


def _resolve(module: str, name: str) -> type | None:
    try:
        found = vars(importlib.import_module(module)).get(name)
    except ImportError:
        return None
    return found if isinstance(found, type) else None
