"""Texts from one encoding to another: unicode_transcode."""

from __future__ import annotations

import codecs
import re
from typing import Any

import numpy as np

from minigraph.core.errors import InvalidArgumentError
from minigraph.core.nodes import Tensor
from minigraph.core.op_record import Call, bad, case, op
from minigraph.core.shapes import Dims
from minigraph.text.elements import each

__all__ = ["unicode_transcode"]

_OUTPUTS = {"UTF-8": "utf-8", "UTF-16-BE": "utf-16-be", "UTF-32-BE": "utf-32-be"}
_ERRORS = ("strict", "replace", "ignore")
_CONTROLS = re.compile(r"[\x00-\x1f]")


def _checked(call: Call) -> Dims:
    for key, allowed in (("output_encoding", tuple(_OUTPUTS)), ("errors", _ERRORS)):
        if call.attrs[key] not in allowed:
            raise ValueError(
                f"Attr {key!r} of 'UnicodeTranscode' must be one of {', '.join(allowed)}, not "
                f"{call.attrs[key]!r}."
            )
    return call.shapes[0]


@op(
    "UnicodeTranscode",
    "input: string -> output: string",
    shape=_checked,
    no_gradient="text has none",
    samples=[
        case(
            np.array(["h\u00e9".encode(), b"a\xffb"], object),
            input_encoding="UTF-8",
            output_encoding="UTF-16-BE",
        ),
        bad(
            b"a\xff",
            input_encoding="UTF-8",
            output_encoding="UTF-8",
            errors="strict",
            error=InvalidArgumentError,
            match="Invalid formatting",
        ),
        bad(b"a", input_encoding="UTF-8", output_encoding="X", error=ValueError, match="one of"),
    ],
)
def unicode_transcode_op(
    input: Any,
    *,
    input_encoding: str,
    output_encoding: str,
    errors: str = "replace",
    replacement_char: int = 65533,
    replace_control_characters: bool = False,
) -> Any:
    """Each text in the other encoding."""
    if not 0 <= replacement_char <= 0x10FFFF:
        raise InvalidArgumentError(
            None, None, f"replacement_char out of unicode codepoint range: {replacement_char}"
        )
    try:
        codec = codecs.lookup(input_encoding)
    except LookupError:
        raise InvalidArgumentError(
            None, None, f"Could not create converter for input encoding: {input_encoding}"
        ) from None
    surrogate = 0xD800 <= replacement_char < 0xE000  # no character: U+FFFD stands for it
    instead = "\ufffd" if surrogate else chr(replacement_char)

    def replaced(error: UnicodeError) -> tuple[str, int]:
        assert isinstance(error, UnicodeDecodeError)
        return instead, error.end

    codecs.register_error("minigraph.replace", replaced)

    def transcoded(text: Any) -> bytes:
        try:
            handler = "minigraph.replace" if errors == "replace" else errors
            decoded = codec.decode(text, handler)[0]
        except UnicodeDecodeError:
            raise InvalidArgumentError(
                None, None, f"Invalid formatting on input string: {text!r} is not {input_encoding}"
            ) from None
        if replace_control_characters:
            decoded = _CONTROLS.sub("" if errors == "ignore" else lambda _: instead, decoded)
        return decoded.encode(_OUTPUTS[output_encoding], "replace")

    return each(transcoded, input)


def unicode_transcode(
    input: Any,
    input_encoding: str,
    output_encoding: str,
    errors: str = "replace",
    replacement_char: int = 65533,
    replace_control_characters: bool = False,
    name: str | None = None,
) -> Tensor:
    """Texts in another encoding.

    Args:
        input: strings.
        input_encoding: the name of their encoding: "UTF-8", "latin1", "shift_jis", ...; Python's
            codecs read it.
        output_encoding: "UTF-8", "UTF-16-BE" or "UTF-32-BE".
        errors: what to do with bytes that are no text: "strict" raises, "replace" puts
            `replacement_char` in their place, "ignore" leaves them out.
        replacement_char: a code point.
        replace_control_characters: whether the characters below U+0020 are replaced as well.
        name: of the node.

    Returns:
        A string Tensor of the same shape. No gradient.

    Raises:
        ValueError: there is no such output encoding or way with errors.
        tf.errors.InvalidArgumentError: there is no such input encoding; text is damaged and
            `errors` is "strict".

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.strings.unicode_transcode(b"h\\xe9", "latin1", "UTF-8")).decode()
        'h\u00e9'
    """
    result: Tensor = unicode_transcode_op(
        input,
        input_encoding=input_encoding,
        output_encoding=output_encoding,
        errors=errors,
        replacement_char=replacement_char,
        replace_control_characters=replace_control_characters,
        name=name,
    )
    return result
