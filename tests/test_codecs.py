"""Image files: what comes back, what damaged files do, and what there is without Pillow."""

from __future__ import annotations

import base64
import contextlib
import io
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import minigraph as tf
from minigraph.image.pillow import _blocks as gif_blocks
from minigraph.image.png import read_png, write_png

FILES = {
    name: base64.b64decode(text)
    for name, text in json.loads(
        (Path(__file__).parent / "oracle" / "pictures.json").read_text()
    ).items()
}


@pytest.fixture(autouse=True)
def graph() -> Iterator[tf.Graph]:
    with tf.Graph().as_default() as fresh:
        yield fresh


def run(fetch: Any) -> Any:
    with tf.Session() as sess:
        return sess.run(fetch)


# ---------------------------------------------------------------------------------- PNG
@settings(deadline=None)
@given(
    st.tuples(st.integers(1, 9), st.integers(1, 9), st.integers(1, 4)),
    st.sampled_from(["uint8", "uint16"]),
    st.integers(-1, 9),
    st.integers(0, 2**32 - 1),
)
def test_png_comes_back(shape: tuple[int, ...], kind: str, level: int, seed: int) -> None:
    image = np.random.default_rng(seed).integers(0, np.iinfo(kind).max + 1, shape, kind)
    image.sort(0)  # so that every filter has its turn
    np.testing.assert_array_equal(
        read_png(write_png(image, level), 0, kind == "uint16"), image, strict=True
    )


def test_png_is_read_by_pillow() -> None:
    """What is written is a PNG to others as well."""
    image = pytest.importorskip("PIL.Image")
    x = np.random.default_rng(1).integers(0, 256, (20, 30, 3), np.uint8)
    found = image.open(io.BytesIO(write_png(x, -1)))
    found.verify()
    np.testing.assert_array_equal(np.array(image.open(io.BytesIO(write_png(x, 9)))), x)


@pytest.mark.parametrize("name", [n for n in FILES if n.startswith("png ")])
def test_png_as_pillow_reads_it(name: str) -> None:
    """8-bit RGB of every file that both can read."""
    image = pytest.importorskip("PIL.Image")
    try:
        found = read_png(FILES[name], 3, False)
    except tf.errors.InvalidArgumentError:
        return  # the recorded programs know that it must fail
    if "16" in name:
        return  # Pillow has no colours of 16 bits
    wanted = np.array(image.open(io.BytesIO(FILES[name])).convert("RGBA"))[..., :3]
    np.testing.assert_array_equal(found, wanted)


@pytest.mark.parametrize("name", [n for n in FILES if n.startswith("png")])
def test_png_with_and_without_pillow(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def found() -> Any:
        try:
            return run(tf.image.decode_png(FILES[name])).tolist()
        except tf.errors.InvalidArgumentError as error:
            return error.message.splitlines()[0]

    with_it = found()
    monkeypatch.setitem(sys.modules, "PIL", None)
    assert found() == with_it


# ---------------------------------------------------------------------------------- damage
@settings(deadline=None, max_examples=300)
@given(st.sampled_from(sorted(FILES)), st.randoms(use_true_random=False))
def test_damaged_files_are_refused_or_read(name: str, random: Any) -> None:
    """No other class of error comes through, whatever the bytes."""
    data = bytearray(FILES[name])
    for _ in range(random.randint(0, 4)):
        if data:
            data[random.randrange(len(data))] = random.randrange(256)
    if random.random() < 0.3:
        del data[random.randrange(len(data) + 1) :]
    with tf.Graph().as_default(), tf.Session() as sess:
        x = tf.constant(bytes(data))
        for fetch in (tf.image.decode_image(x), tf.image.extract_jpeg_shape(x)):
            with contextlib.suppress(tf.errors.InvalidArgumentError):
                sess.run(fetch)


def test_a_frame_beyond_the_first_is_cut() -> None:
    data = bytearray(FILES["gif disposal 0"])
    second = [start for kind, start, _ in gif_blocks(bytes(data)) if kind == "frame"][1]
    found = run(tf.image.decode_gif(FILES["gif disposal 0"]))
    data[second + 1] += 15  # to the right
    moved = run(tf.image.decode_gif(bytes(data)))
    assert moved.shape == found.shape
    np.testing.assert_array_equal(moved[0], found[0])


# ---------------------------------------------------------------------------------- JPEG
def test_a_part_of_a_jpeg_is_that_of_the_whole() -> None:
    whole = tf.image.decode_jpeg(FILES["jpeg"])
    part = tf.image.decode_and_crop_jpeg(FILES["jpeg"], [2, 3, 4, 5])
    found, image = run([part, whole])
    np.testing.assert_array_equal(found, image[2:6, 3:8])


def test_a_jpeg_keeps_its_metadata() -> None:
    data = run(
        tf.image.encode_jpeg(
            np.zeros([4, 5, 3], np.uint8), density_unit="cm", x_density=30, xmp_metadata="<x/>"
        )
    )
    assert b"http://ns.adobe.com/xap/1.0/\0<x/>" in data
    assert data[6:11] == b"JFIF\0"
    assert run(tf.image.decode_jpeg(data)).shape == (4, 5, 3)


def test_a_jpeg_that_is_cut_is_filled_if_that_is_asked_for() -> None:
    cut = FILES["jpeg cut"]
    with pytest.raises(tf.errors.InvalidArgumentError, match="truncated"):
        run(tf.image.decode_jpeg(cut))
    whole, filled = run(
        [tf.image.decode_jpeg(FILES["jpeg"]), tf.image.decode_jpeg(cut, try_recover_truncated=True)]
    )
    assert filled.shape == whole.shape
    np.testing.assert_array_equal(filled[:8], whole[:8])


# ---------------------------------------------------------------------------------- without Pillow
def test_without_pillow(monkeypatch: pytest.MonkeyPatch) -> None:
    """PNG and BMP need nothing; the others say what to install."""
    monkeypatch.setitem(sys.modules, "PIL", None)
    assert run(tf.image.decode_image(FILES["png"])).shape == (19, 26, 3)
    assert run(tf.image.decode_image(FILES["bmp"])).shape == (19, 26, 3)
    fetches = [
        tf.image.decode_jpeg(FILES["jpeg"], name="mine"),
        tf.image.decode_gif(FILES["gif"], name="mine"),
        tf.image.decode_webp(FILES["webp"], name="mine"),
        tf.image.encode_jpeg(np.zeros([4, 5, 3], np.uint8), name="mine"),
    ]
    for fetch in fetches:
        with pytest.raises(
            tf.errors.UnimplementedError, match=r"(?s)pip install minigraph\[image\].*mine"
        ):
            run(fetch)
