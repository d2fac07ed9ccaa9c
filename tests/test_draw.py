"""What a picture shows of a graph, tested on graphs written by hand: no engine needed."""

from __future__ import annotations

import pathlib
import xml.etree.ElementTree as ET
from typing import Any

import numpy as np
import pytest

from minigraph.drawing import draw
from minigraph.drawing.build import build as read
from minigraph.drawing.choose import choose
from minigraph.drawing.dot import to_dot
from minigraph.drawing.group import arrange
from minigraph.drawing.labels import printable, shorten
from minigraph.drawing.notes import slice_text
from minigraph.drawing.options import Options
from minigraph.drawing.picture import Group, Kind, Node, Picture, Role
from tests.fake_graph import PICTURES, FakeGraph, regression, square

GOLDENS = pathlib.Path(__file__).parent / "goldens" / "draw"


def build(graph: FakeGraph, fetches: Any = None, **settings: Any) -> Picture:
    """The picture that is drawn of a graph."""
    options = Options(**settings)
    return choose(read(graph, fetches, options), options)


def nodes(picture: Picture) -> dict[str, Node]:
    return {node.key: node for node in picture.nodes}


def edges(picture: Picture, kind: Kind) -> set[tuple[str, str]]:
    return {(edge.tail, edge.head) for edge in picture.edges if edge.kind is kind}


def frames(group: Group) -> dict[str, set[str]]:
    found = {}
    for inner in group.groups:
        found[inner.label] = {node.title for node in inner.nodes}
        found |= frames(inner)
    return found


# Nodes


def test_variable_is_one_node_and_its_initialization_is_not_drawn() -> None:
    shown = nodes(build(square()))
    assert shown["w"].role is Role.VARIABLE
    assert not {"w/read", "w/Assign", "w/initial_value", "init"} & set(shown)


def test_what_initializes_is_drawn_when_a_fetch_asks_for_it() -> None:
    g = square()
    picture = build(g, fetches=[g.ops["init"]])
    assert set(nodes(picture)) == {"w", "w/Assign", "init"}
    assert nodes(picture)["w/Assign"].notes == ("initial_value = 0.0",)
    assert edges(picture, Kind.WRITE) == {("w/Assign", "w")}


def test_roles() -> None:
    roles = {key: node.role for key, node in nodes(build(regression())).items()}
    assert roles["x"] is Role.PLACEHOLDER
    assert roles["model/MatMul"] is Role.OP
    assert roles["gradients/grad_ys_0"] is Role.GRADIENT
    assert roles["GradientDescent/update_model/W/ApplyGradientDescent"] is Role.UPDATE
    assert roles["GradientDescent"] is Role.GROUP


def test_random_and_lonely_constant() -> None:
    g = FakeGraph()
    g.const("noise/shape", [3], dtype="int32")
    g.add("noise/RandomStandardNormal", "RandomStandardNormal", "noise/shape", shape=[3])
    g.const("noise/stddev", 0.5)
    g.add("noise", "Mul", "noise/RandomStandardNormal", "noise/stddev", shape=[3])
    g.const("c", 7.0)
    shown = nodes(build(g))
    assert shown["noise/RandomStandardNormal"].role is Role.RANDOM
    assert shown["noise/RandomStandardNormal"].notes == ("shape = [3]",)
    assert shown["noise"].notes == ("stddev = 0.5",)
    assert shown["c"].role is Role.CONSTANT
    assert shown["c"].notes == ("7.0",)


@pytest.mark.parametrize(
    ("graph", "loss"),
    [(square, "add_1"), (regression, "loss")],
    ids=["last before the gradients", "called so"],
)
def test_loss_is_found(graph: type[FakeGraph], loss: str) -> None:
    picture = build(graph())
    assert [key for key, node in nodes(picture).items() if node.role is Role.LOSS] == [loss]
    assert edges(picture, Kind.SEED) == {(loss, "gradients/grad_ys_0")}


def test_loss_in_the_collection_comes_first() -> None:
    g = regression()
    g.collections["losses"] = [g.ops["perplexity"].outputs[0]]
    assert nodes(build(g))["perplexity"].role is Role.LOSS


def test_no_loss_without_gradients() -> None:
    shown = nodes(build(regression(), gradients=False))
    assert Role.LOSS not in {node.role for node in shown.values()}


def test_small_constants_become_notes() -> None:
    shown = nodes(build(regression()))
    assert shown["loss"].notes == ("axis = [0]",)
    assert shown["ArgMax"].notes == ("dimension = 1",)
    assert shown["GradientDescent"].notes == ("runs 2 operations", "learning_rate = 0.5")


def test_an_optimizers_constants_are_in_its_updates_where_its_group_is_not_drawn() -> None:
    g = regression()
    update = "GradientDescent/update_model/b/ApplyGradientDescent"
    shown = nodes(build(g, fetches=[g.ops[update]]))
    assert shown[update].notes == ("learning_rate = 0.5",)


def test_constant_that_the_user_named_or_that_is_large_is_a_node() -> None:
    g = FakeGraph()
    g.add("x", "Placeholder", shape=[8])
    g.const("table", 3.0)
    g.add("add", "AddV2", "x", "table", shape=[8])
    g.const("mul/y", np.arange(8.0))
    g.add("mul", "Mul", "add", "mul/y", shape=[8])
    assert set(nodes(build(g))) == {"x", "table", "add", "mul/y", "mul"}


def test_slice_is_written_as_python_writes_it() -> None:
    g = FakeGraph()
    g.add("x", "Placeholder", shape=[3, 4])
    for name, value in (("stack", [1, 0]), ("stack_1", [2, 0]), ("stack_2", [1, 2])):
        g.const(f"s/{name}", value, dtype="int32")
    masks = dict.fromkeys(("ellipsis_mask", "new_axis_mask"), 0)
    masks |= {"begin_mask": 2, "end_mask": 2, "shrink_axis_mask": 1}
    g.add("s", "StridedSlice", "x", "s/stack", "s/stack_1", "s/stack_2", shape=[2], **masks)
    assert nodes(build(g))["s"].notes == ("[1, ::2]",)
    assert slice_text([0, 0], [0, 0], [1, 1], {"ellipsis_mask": 1, "new_axis_mask": 2}) == (
        "[..., newaxis]"
    )


def test_gradients_that_nothing_uses_are_not_drawn() -> None:
    assert "gradients/pow_grad/Log" not in nodes(build(square()))
    assert "gradients/model/MatMul_grad/MatMul" not in nodes(build(regression()))


def test_gradients_that_are_the_result_are_drawn() -> None:
    g = FakeGraph()
    g.add("x", "Placeholder")
    g.add("y", "Square", "x")
    g.seed()
    g.add("gradients/y_grad/Mul", "Mul", "gradients/grad_ys_0", "x")
    assert {"gradients/grad_ys_0", "gradients/y_grad/Mul"} <= set(nodes(build(g)))


def test_shape_that_nothing_reads_is_not_drawn() -> None:
    assert not [key for key in nodes(build(regression())) if key.endswith("/Shape")]


def test_tuple_machinery_is_passed_over() -> None:
    g = FakeGraph()
    g.add("x", "Placeholder")
    g.add("y", "Square", "x")
    g.seed()
    g.add("gradients/y_grad/Mul", "Mul", "gradients/grad_ys_0", "x")
    g.add("gradients/y_grad/tuple/group_deps", "NoOp", control=("gradients/y_grad/Mul",))
    passed = "gradients/y_grad/tuple/control_dependency"
    barrier = ("gradients/y_grad/tuple/group_deps",)
    g.add(passed, "Identity", "gradients/y_grad/Mul", control=barrier)
    g.add("norm", "Abs", passed)
    picture = build(g)
    assert not [key for key in nodes(picture) if "tuple" in key]
    assert ("gradients/y_grad/Mul", "norm") in edges(picture, Kind.BACKWARD)


# Which part


def test_fetches_draw_what_a_run_needs() -> None:
    g = regression()
    shown = nodes(build(g, fetches=[g.ops["accuracy"]]))
    assert set(shown) == {"x", "y", "model/W", "model/b", "model/MatMul", "model/add"} | {
        "ArgMax",
        "accuracy",
    }


def test_without_gradients_only_the_forward_pass_is_drawn() -> None:
    shown = nodes(build(regression(), gradients=False))
    assert not [key for key in shown if "radient" in key]
    assert {"x", "y", "model/W", "loss", "accuracy"} <= set(shown)


def test_folded_gradients_are_one_node_for_each_operation() -> None:
    picture = build(regression(), gradients="mirrored")
    node = nodes(picture)["model/add_grad/ gradients"]
    assert (node.title, node.mirror) == ("add_grad", "model/add")
    assert node.members == ("gradients/model/add_grad/Sum", "gradients/model/add_grad/Reshape")
    assert node.role is Role.GRADIENT
    assert [value.shape for value in node.values] == [(10,)]
    update = "GradientDescent/update_model/b/ApplyGradientDescent"
    assert (node.key, update) in edges(picture, Kind.BACKWARD)
    assert "gradients/model/add_grad/Sum" in nodes(build(regression(), gradients="full"))
    assert ("model/add", node.key) in edges(picture, Kind.MIRROR)
    assert not edges(picture, Kind.BORROWED)


def test_large_pictures_fold_gradients_by_themselves() -> None:
    g = square()
    for i in range(60):
        g.add(f"more_{i}", "Neg", "w/read")
    assert "pow_grad/ gradients" in nodes(build(g))
    assert "gradients/pow_grad/mul" in nodes(build(g, gradients="full"))


# Edges


def test_kinds_of_edges() -> None:
    picture = build(square())
    update = "GradientDescent/update_w/ApplyGradientDescent"
    assert edges(picture, Kind.WRITE) == {(update, "w")}
    assert ("gradients/AddN", update) in edges(picture, Kind.BACKWARD)
    assert edges(picture, Kind.BORROWED) == {("w", "gradients/pow_grad/mul_1")}
    assert edges(picture, Kind.DATA) == {
        ("w", "pow"),
        ("w", "mul"),
        ("pow", "add"),
        ("mul", "add"),
        ("add", "add_1"),
    }
    assert edges(picture, Kind.CONTROL) == {(update, "GradientDescent")}


def test_a_wide_fan_in_to_a_group_is_not_drawn() -> None:
    g = FakeGraph()
    for i in range(4):
        g.variable(f"v{i}", [])
        g.const(f"c{i}", 1.0)
        g.add(f"keep{i}", "Assign", f"v{i}", f"c{i}", dtype="float32_ref")
    g.add("all", "NoOp", outputs=[], control=tuple(f"keep{i}" for i in range(4)))
    assert not edges(build(g), Kind.CONTROL)
    assert nodes(build(g))["all"].notes == ("runs 4 operations",)


def test_what_is_computed_from_gradients_flows_down_with_them() -> None:
    g = square()
    g.add("clip", "Minimum", "gradients/AddN")
    g.add("w/step", "AssignSub", "w", "clip", dtype="float32_ref")
    backward = edges(build(g), Kind.BACKWARD)
    assert {("gradients/AddN", "clip"), ("clip", "w/step")} <= backward


def test_control_edges_are_drawn_once_and_only_where_no_path_says_the_same() -> None:
    g = FakeGraph()
    g.add("x", "Placeholder")
    g.variable("v", [])
    g.add("keep", "Assign", "v", "x", dtype="float32_ref")
    g.add("y", "Square", "x")
    g.add("a", "Neg", "y", control=("keep",))
    g.add("b", "Neg", "a", control=("keep",))
    g.const("c/y", 1.0).control_inputs = [g.ops["keep"]]
    g.add("c", "AddV2", "x", "c/y")
    assert edges(build(g), Kind.CONTROL) == {("keep", "a"), ("keep", "c")}


def test_backward_pass_waits_once() -> None:
    g = FakeGraph()
    g.add("x", "Placeholder", shape=[None])
    g.variable("v", [])
    g.add("keep", "Assign", "v", "x", dtype="float32_ref")
    g.add("y", "Sum", "x")
    g.seed().control_inputs = [g.ops["keep"]]
    g.add("gradients/y_grad/Shape", "Shape", "x", shape=[1], dtype="int32", control=("keep",))
    g.add("gradients/y_grad/Tile", "Tile", "gradients/grad_ys_0", "gradients/y_grad/Shape")
    assert edges(build(g), Kind.CONTROL) == {("keep", "gradients/grad_ys_0")}


def test_second_gradients_are_gradients_of_gradients() -> None:
    g = FakeGraph()
    g.add("x", "Placeholder")
    g.add("y", "Square", "x")
    g.seed()
    g.add("gradients/y_grad/Mul", "Mul", "gradients/grad_ys_0", "x")
    g.seed("gradients_1")
    second = "gradients_1/gradients/y_grad/Mul_grad/Mul"
    g.add(second, "Mul", "gradients_1/grad_ys_0", "gradients/grad_ys_0")
    picture = build(g)
    assert nodes(picture)[second].role is Role.GRADIENT
    assert nodes(picture)["y"].role is Role.LOSS
    assert ("gradients/y_grad/Mul", "gradients_1/grad_ys_0") in edges(picture, Kind.SEED)


# Groups


def test_scopes_are_frames_and_updates_lie_beside_their_variables() -> None:
    found = frames(arrange(build(regression())))
    forward = {"W", "b", "MatMul", "add", "update_W", "update_b"}
    assert found["model"] == forward | {"MatMul_grad"}
    assert found["add_grad"] == {"Sum", "Reshape"}
    assert "gradients" not in found
    mirrored = frames(arrange(build(regression(), gradients="mirrored")))
    assert mirrored == {"model": forward | {"MatMul_grad", "add_grad"}}


def test_frame_round_a_single_node_is_dissolved() -> None:
    titles = {node.title for node in build(regression()).nodes}
    assert "SparseSoftmaxCrossEntropyWithLogits" in titles


def test_deep_scopes_stay_in_the_name() -> None:
    g = FakeGraph()
    deep = "/".join("s" * 5000)
    g.add(f"{deep}/a", "Neg")
    g.add(f"{deep}/b", "Neg", f"{deep}/a")
    source = to_dot(build(g))
    assert source.count("subgraph") == 1


# DOT


@pytest.mark.parametrize("name", PICTURES)
def test_golden(name: str) -> None:
    graph, options = PICTURES[name]
    source = draw(graph(), **options).source
    assert source == draw(graph(), **options).source
    assert source == (GOLDENS / f"{name}.dot").read_text(encoding="utf-8")


HOSTILE = {
    "quotes": "a\"b'c",
    "markup": "<b>&amp;</b><TABLE>",
    "backslashes": "a\\b\\N\\",
    "newlines": "one\ntwo\r\n",
    "control": "nul\0 bell\7 escape\x1b",
    "unicode": "größe_重み_🙂",
    "right to left": "a\u202eb",
    "half a character": "a\ud800b",
    "port": "a:b:c",
    "html": "<>",
    "long": "x" * 10_000,
    "empty": "",
    "keyword": "subgraph",
    "script": "</text></script><script>alert(1)</script>",
    "comment": "--><!-- ]]> /* */ //",
    "entity": "&lt;&#38;&",
    "dot": '"]; evil [label="x',
    "link": '" href="https://example.org" onload="alert(1)',
    "escapes": "\\N\\G\\E\\l%s{}|",
}


SHAPES = {"svg", "g", "title", "polygon", "polyline", "path", "ellipse", "text", "a"}


@pytest.mark.parametrize("settings", [{}, {"depth": 0}, {"repeats": True}], ids=str)
@pytest.mark.parametrize("name", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_names_break_nothing(name: str, settings: dict[str, Any]) -> None:
    g = FakeGraph()
    g.add(f"{name}/a", name or "Neg", dtype=name)
    g.add(f"{name}/b", "Neg", f"{name}/a")
    g.ops[f"{name}/b"].type = f"Neg{name}"
    g.const(f"{name}/c/Const", name, dtype="object")
    g.add(f"{name}/c", "Print", f"{name}/b", f"{name}/c/Const", control=(f"{name}/a",))
    for i in range(3):
        g.add(f"{name}{i}/x", name or "Neg", f"{name}{i - 1}/y" if i else f"{name}/c")
        g.add(f"{name}{i}/y", "Neg", f"{name}{i}/x")
    drawing = draw(g, title=name, values={f"{name}/b": name}, **settings)
    assert max(len(line) for line in drawing.source.splitlines()) < 2500
    image = drawing._repr_svg_()
    assert image is not None
    elements = list(ET.fromstring(image).iter())
    assert {element.tag.rpartition("}")[2] for element in elements} <= SHAPES
    assert not [key for e in elements for key in e.attrib if key.lower().startswith("on")]
    assert {e.get("{http://www.w3.org/1999/xlink}href") for e in elements} == {None}
    texts = ["".join(e.itertext()) for e in elements if e.tag.endswith("text")]
    assert texts.count("operation") + texts.count("folded scope") >= 1  # the legend is whole
    if name and len(name) < 20:
        assert any(printable(name) in text.replace("\\\\", "\\") for text in texts)


def test_shorten_keeps_both_ends() -> None:
    assert shorten("abcdefghij", 10) == "abcdefghij"
    assert shorten("abcdefghijk", 10) == "abcde…hijk"
    assert len(shorten("x" * 10_000, 44)) == 44


def test_chain_of_ten_thousand_operations() -> None:
    g = FakeGraph()
    g.add("x_0", "Placeholder")
    for i in range(10_000):
        g.add(f"x_{i + 1}", "Neg", f"x_{i}")
    assert len(build(g, repeats=False).edges) == 10_000
    folded = build(g)
    assert [(node.key, node.times) for node in folded.nodes] == [("x_0", 1), ("x_1", 10_000)]


# The face


def test_fetches_may_be_nested_and_names() -> None:
    g = regression()
    whole = draw(g, fetches=[g.ops["accuracy"]]).source
    tensor = g.ops["accuracy"].outputs[0]
    assert draw({"a": [tensor, (tensor,)]}).source == whole
    assert draw(g, fetches="accuracy:0").source == whole
    assert draw(tensor).source == whole


def test_what_cannot_be_drawn() -> None:
    g = square()
    with pytest.raises(TypeError, match=r"cannot draw 3: it is not a graph"):
        draw([3])
    with pytest.raises(TypeError, match="which graph"):
        draw("w")
    with pytest.raises(TypeError, match="first argument must be a graph"):
        draw(g.ops["w"], fetches="w")
    with pytest.raises(ValueError, match="'nothing': it is not in the graph"):
        draw(g, fetches="nothing")
    with pytest.raises(ValueError, match="'w': it is not in the graph"):
        draw(g, fetches=square().ops["w"])
    with pytest.raises(ValueError, match="gradients must be"):
        draw(g, gradients="some")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="no filename"):
        draw(g, format="png")
