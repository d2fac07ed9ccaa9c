"""Patterns: regex_replace and regex_full_match.

TensorFlow's patterns are those of RE2. They are rewritten for Python's `re`, which has all of them
but for `\\p{...}` and `\\C`; what RE2 refuses (references back, looking around) is refused.
"""

from __future__ import annotations

import functools
import re
from typing import Any

import numpy as np

from minigraph.core.errors import InvalidArgumentError
from minigraph.core.nodes import Tensor
from minigraph.core.op_record import bad, case, op, same
from minigraph.text.elements import each

__all__ = ["regex_full_match", "regex_replace"]

_POSIX = {
    "alnum": "0-9A-Za-z",
    "alpha": "A-Za-z",
    "ascii": r"\x00-\x7f",
    "blank": r"\t ",
    "cntrl": r"\x00-\x1f\x7f",
    "digit": "0-9",
    "graph": "!-~",
    "lower": "a-z",
    "print": " -~",
    "punct": r"!-/:-@\[-`{-~",
    "space": r"\t\n\v\f\r ",
    "upper": "A-Z",
    "word": "0-9A-Za-z_",
    "xdigit": "0-9A-Fa-f",
}
# One token of a pattern: an escape, the opening of a group, a class of POSIX, a single character.
_TOKEN = re.compile(r"\\[QE]|\\.|\(\?[^)]?[=!<]?|\[:\^?\w+:\]|.", re.DOTALL)


def _refuse(pattern: str, why: str) -> Exception:
    return InvalidArgumentError(None, None, f"Invalid pattern: {pattern}, error: {why}")


def _translated(pattern: str) -> str:
    """The pattern as Python writes it."""
    pieces: list[str] = []
    in_class = literal = False
    for token in _TOKEN.findall(pattern):
        if token == r"\Q":
            literal = True
        elif token == r"\E":
            literal = False
        elif literal:
            pieces.append(re.escape(token))
        elif token[0] == "\\" and len(token) == 2:
            pieces.append(_escape(pattern, token))
        elif in_class:
            if token.startswith("[:"):
                token = _posix(pattern, token)
            in_class = token != "]" or pieces[-1] in ("[", "[^")
            pieces.append(token if token != "[" else r"\[")
        elif token == "[":
            in_class = True
            pieces.append(token)
        elif token.startswith("[:"):
            raise _refuse(pattern, f"missing brackets around {token}")
        elif token.startswith("(?") and token[2:3] in ("=", "!", "<", "(", "#"):
            raise _refuse(pattern, f"invalid perl operator: {token}")
        elif token == "$":
            pieces.append(r"\Z")
        else:
            pieces.append(token)
    return "".join(pieces)


def _escape(pattern: str, token: str) -> str:
    if token == r"\z":
        return r"\Z"
    if token[1] in "123456789ZGkKgpPC" or (
        token[1].isalpha() and token[1] not in "aAbBdDfnrsStvwWx"
    ):
        raise _refuse(pattern, f"invalid escape sequence: {token}")
    return token


def _posix(pattern: str, token: str) -> str:
    name = token[2:-2].lstrip("^")
    if name not in _POSIX or token[2] == "^":
        raise _refuse(pattern, f"invalid character class range: {token}")
    return _POSIX[name]


@functools.lru_cache(maxsize=256)
def _compiled(pattern: bytes) -> re.Pattern[str]:
    text = pattern.decode("utf-8", "surrogateescape")
    try:
        return re.compile(_translated(text), re.ASCII)
    except re.error as error:
        raise _refuse(text, str(error)) from None


def _text(value: Any) -> str:
    return value.decode("utf-8", "surrogateescape")  # type: ignore[no-any-return]


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


def _rewritten(match: re.Match[str], rewrite: str) -> str:
    r"""`rewrite` with \0 ... \9 for what groups matched; a backslash for two."""
    return re.sub(
        r"\\([0-9\\])",
        lambda m: "\\" if m[1] == "\\" else (match[int(m[1])] or ""),
        rewrite,
    )


def _replaced(value: Any, pattern: Any, rewrite: Any, replace_global: bool) -> bytes:
    found, new, text = _compiled(pattern), _text(rewrite), _text(value)
    wanted = [int(d) for d in re.findall(r"\\(?:\\|([0-9]))", new) if d]
    if wanted and max(wanted) > found.groups:
        return value  # type: ignore[no-any-return]
    made, at, after_match = [], 0, -1
    for match in found.finditer(text):
        if match.start() == match.end() == after_match:
            continue  # nothing, directly behind a match: RE2 does not count it
        made += [text[at : match.start()], _rewritten(match, new)]
        at = after_match = match.end()
        if not replace_global:
            break
    return _bytes("".join(made) + text[at:])


_NAMES = np.array([b"hello", b"ola", b""], object)
_SAMPLES = [
    case(_NAMES, pattern="l(.)", rewrite=r"[\1\0]"),
    case(_NAMES, pattern="a*", rewrite="x"),
    case(_NAMES, pattern="[[:alpha:]]$", rewrite="", replace_global=False),
    bad(_NAMES, pattern="(", rewrite="x", error=InvalidArgumentError, match="Invalid pattern"),
    bad(_NAMES, pattern="a(?=b)", rewrite="x", error=InvalidArgumentError, match="perl operator"),
]


@op(
    "StaticRegexReplace",
    "input: string -> output: string",
    shape=same,
    no_gradient="text has none",
    samples=_SAMPLES,
)
def static_regex_replace(
    input: Any, *, pattern: str, rewrite: str, replace_global: bool = True
) -> Any:
    """Each string with what matches replaced; the pattern is known beforehand."""
    old, new = pattern.encode(), rewrite.encode()
    return each(lambda s: _replaced(s, old, new, replace_global), input)


@op(
    "RegexReplace",
    "input: string, pattern: string, rewrite: string -> output: string",
    shape=lambda call: (call.rank(1, 0), call.rank(2, 0), call.shapes[0])[2],
    no_gradient="text has none",
    samples=[case(_NAMES, b"l+", b"_")],
)
def regex_replace_op(input: Any, pattern: Any, rewrite: Any, *, replace_global: bool = True) -> Any:
    """Each string with what matches replaced."""
    return each(lambda s: _replaced(s, pattern, rewrite, replace_global), input)


def regex_replace(
    input: Any, pattern: Any, rewrite: Any, replace_global: bool = True, name: str | None = None
) -> Tensor:
    r"""Strings in which what matches a pattern is replaced.

    Args:
        input: strings.
        pattern: a regular expression in the syntax of RE2, a string or a scalar string tensor.
            Classes of Unicode (`\p{...}`) are refused.
        rewrite: what comes instead; `\1` ... `\9` stand for groups, `\0` for all that matched.
        replace_global: whether all matches are replaced, or the first one only.
        name: of the node.

    Returns:
        A string Tensor of the same shape.

    Raises:
        tf.errors.InvalidArgumentError: the pattern makes no sense, or is not one of RE2.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.regex_replace("hello", "l+", "L"))
        b'heLo'
    """
    if isinstance(pattern, str) and isinstance(rewrite, str):
        result: Tensor = static_regex_replace(
            input, pattern=pattern, rewrite=rewrite, replace_global=replace_global, name=name
        )
    else:
        result = regex_replace_op(input, pattern, rewrite, replace_global=replace_global, name=name)
    return result


def _matches(value: Any, pattern: Any) -> bool:
    return _compiled(pattern).fullmatch(_text(value)) is not None


@op(
    "StaticRegexFullMatch",
    "input: string -> output: bool",
    shape=same,
    no_gradient="text has none",
    samples=[case(_NAMES, pattern="[a-m]*")],
)
def static_regex_full_match(input: Any, *, pattern: str) -> Any:
    """Whether each string matches as a whole; the pattern is known beforehand."""
    wanted = pattern.encode()
    return each(lambda s: _matches(s, wanted), input, dtype=np.bool_)


@op(
    "RegexFullMatch",
    "input: string, pattern: string -> output: bool",
    shape=lambda call: (call.rank(1, 0), call.shapes[0])[1],
    no_gradient="text has none",
    samples=[case(_NAMES, b"h.*o")],
)
def regex_full_match_op(input: Any, pattern: Any) -> Any:
    """Whether each string matches as a whole."""
    return each(lambda s: _matches(s, pattern), input, dtype=np.bool_)


def regex_full_match(input: Any, pattern: Any, name: str | None = None) -> Tensor:
    """Whether strings match a pattern, from the first character to the last.

    Args:
        input: strings.
        pattern: a regular expression in the syntax of RE2; see `tf.regex_replace`.
        name: of the node.

    Returns:
        A bool Tensor of the same shape.

    Raises:
        tf.errors.InvalidArgumentError: the pattern makes no sense, or is not one of RE2.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.strings.regex_full_match(["cat", "cart"], "c.t")).tolist()
        [True, False]
    """
    if isinstance(pattern, str):
        result: Tensor = static_regex_full_match(input, pattern=pattern, name=name)
    else:
        result = regex_full_match_op(input, pattern, name=name)
    return result
