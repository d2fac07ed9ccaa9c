"""Small pictures of large graphs: what is folded, what is drawn once, what is not drawn at all."""

from __future__ import annotations

from typing import Any

import pytest

from minigraph.drawing import draw
from minigraph.drawing.build import build
from minigraph.drawing.choose import choose
from minigraph.drawing.fold import fold
from minigraph.drawing.group import arrange
from minigraph.drawing.levels import lengths, shared_levels
from minigraph.drawing.options import Options
from minigraph.drawing.picture import Group, Kind, Node, Picture, Role, Side
from minigraph.drawing.repeats import merge_repeats
from tests.fake_graph import FakeGraph, regression, square, tower


def pictured(graph: FakeGraph, **settings: Any) -> Picture:
    options = Options(**settings)
    return choose(build(graph, None, options), options)


def nodes(picture: Picture) -> dict[str, Node]:
    return {node.key: node for node in picture.nodes}


def edges(picture: Picture, kind: Kind) -> set[tuple[str, str]]:
    return {(edge.tail, edge.head) for edge in picture.edges if edge.kind is kind}


def labels(group: Group) -> list[str]:
    return [label for inner in group.groups for label in (inner.label, *labels(inner))]


# Scopes


def test_a_closed_scope_is_one_node_for_each_side() -> None:
    shown = nodes(pictured(tower(), depth=0))
    assert {shown[k].side for k in ("block_0/", "block_0/ gradients")} == {
        Side.FORWARD,
        Side.BACKWARD,
    }
    assert shown["block_0/"].role is Role.SCOPE
    assert shown["block_0/"].op == "MatMul · Relu"
    assert shown["block_0/"].notes == ("1 variable of 64 numbers",)
    assert shown["block_0/"].members == ("block_0/W", "block_0/MatMul", "block_0/Relu")
    assert [value.shape for value in shown["block_0/"].values] == [(None, 8)]
    update = shown["Momentum/update_block_0/W/ApplyMomentum"]
    assert (update.side, update.title, update.mirror) == (
        Side.UPDATE,
        "block_0/update_W",
        "block_0/",
    )


def test_edges_lead_between_folded_scopes_once() -> None:
    picture = pictured(tower(), depth=0)
    assert ("block_0/", "block_1/") in edges(picture, Kind.DATA)
    assert ("block_1/ gradients", "block_0/ gradients") in edges(picture, Kind.BACKWARD)
    assert ("block_0/", "block_0/ gradients") in edges(picture, Kind.MIRROR)
    assert len(picture.edges) == len({(e.tail, e.head, e.kind) for e in picture.edges})
    assert not edges(picture, Kind.BORROWED)


def test_depth_collapse_and_expand() -> None:
    g = FakeGraph()
    for name in ("a/b/c/x", "a/b/c/y", "a/b/z", "a/w", "d/u", "d/v"):
        g.add(name, "Placeholder")
    assert set(nodes(pictured(g))) == set(g.ops)
    assert set(nodes(pictured(g, depth=0))) == {"a/", "d/"}
    assert set(nodes(pictured(g, depth=1))) == {"a/b/", "a/w", "d/u", "d/v"}
    assert set(nodes(pictured(g, depth=0, expand="d"))) == {"a/", "d/u", "d/v"}
    inner = {"a/b/c/", "a/b/z", "a/w", "d/u", "d/v"}
    assert set(nodes(pictured(g, collapse="a/b/c"))) == inner
    assert set(nodes(pictured(g, collapse=["*/c", "d"]))) == inner - {"d/u", "d/v"} | {"d/"}
    assert set(nodes(pictured(g, depth=0, expand="a/b/c/"))) == set(g.ops) - {"d/u", "d/v"} | {"d/"}


def test_a_scope_with_one_node_is_not_folded() -> None:
    g = FakeGraph()
    g.add("scope/x", "Placeholder")
    (node,) = pictured(g, depth=0).nodes
    assert (node.key, node.title, node.op, node.path) == ("scope/x", "scope/x", "Placeholder", ())


def test_scopes_of_equal_size_are_folded_together() -> None:
    picture = pictured(tower(8), gradients=False, max_nodes=12, repeats=False)
    assert {node.role for node in picture.nodes if "block" in node.key} == {Role.SCOPE}
    assert len(picture.nodes) == 10
    wide = pictured(tower(8), gradients=False, max_nodes=26, repeats=False)
    assert Role.SCOPE not in {node.role for node in wide.nodes}


def test_a_folded_loss_is_still_the_loss() -> None:
    g = FakeGraph()
    g.add("x", "Placeholder")
    g.add("cost/square", "Square", "x")
    g.add("cost/loss", "Mean", "cost/square")
    g.seed()
    g.add("gradients/cost/square_grad/Mul", "Mul", "gradients/grad_ys_0", "x")
    shown = nodes(pictured(g, depth=0))
    assert shown["cost/"].role is Role.LOSS
    assert shown["cost/ gradients"].title == "cost_grad"


def test_fold_gives_the_same_picture_where_nothing_is_closed() -> None:
    picture = build(regression())
    assert fold(picture, (), mirrored=False).nodes == picture.nodes


def test_a_composed_function_is_one_node_in_all_but_small_pictures() -> None:
    """Its last operation bears its name, and all of them lie in it."""
    g = FakeGraph()
    g.add("x", "Placeholder")
    g.add("norm/Square", "Square", "x")
    g.add("norm/Sum", "Sum", "norm/Square")
    g.add("norm", "Sqrt", "norm/Sum")
    assert set(nodes(pictured(g))) == set(g.ops)
    for i in range(40):
        g.add(f"y_{i}", "Mul", "norm", "x")
    shown = nodes(pictured(g))
    assert shown["norm/"].op == "Sqrt and 2 more"
    assert ("norm/", "y_0") in edges(pictured(g), Kind.DATA)
    for settings in ({"expand": "norm"}, {"depth": 3}, {"gradients": "full"}):
        assert "norm/Sum" in nodes(pictured(g, **settings))


# Repeated blocks


def test_equal_blocks_are_drawn_once() -> None:
    picture = pictured(tower(), max_nodes=15)
    shown = nodes(picture)
    assert labels(arrange(picture)) == ["block_0 … block_3"]
    assert picture.times == {("block_0 … block_3",): 4}
    assert [key for key in shown if "block" in key] == [
        "block_0/W",
        "block_0/MatMul",
        "block_0/Relu",
        "gradients/block_3/Relu_grad/ReluGrad",
        "block_3/MatMul_grad/ gradients",
        "Momentum/update_block_0/W/ApplyMomentum",
    ]
    assert shown["block_3/MatMul_grad/ gradients"].mirror == "block_0/MatMul"
    data = {("x", "block_0/MatMul"), ("block_0/W", "block_0/MatMul")}
    data |= {("block_0/MatMul", "block_0/Relu"), ("block_0/Relu", "loss")}
    assert edges(picture, Kind.DATA) == data
    assert "× 4" in draw(tower(), max_nodes=15).source
    closed = nodes(pictured(tower(), max_nodes=15, collapse="block_0"))
    assert "block_0/" in closed  # other than its likes now, so nothing repeats


def test_a_folded_repeat_says_how_many_it_stands_for() -> None:
    picture = pictured(tower(), depth=0, repeats=True)
    (scope,) = (node for node in picture.nodes if node.role is Role.SCOPE)
    assert (scope.title, scope.times) == ("block_0 … block_3", 4)


def test_values_of_a_run_do_not_keep_blocks_apart() -> None:
    values = {f"block_{i}/W": float(i) for i in range(4)} | {"loss": 0.5}
    shown = nodes(pictured(tower(), repeats=True, gradients="mirrored", values=values))
    assert "block_1/W" not in shown
    assert shown["block_0/W"].notes == ()  # one node for four values
    assert "now 0.5" in shown["loss"].notes


def test_blocks_of_several_things_without_a_scope() -> None:
    g = FakeGraph()
    below = g.add("x", "Placeholder", shape=[8]).name
    for i in range(5):
        end = f"_{i}" if i else ""
        g.add(f"Neg{end}", "Neg", below, shape=[8])
        below = g.add(f"Relu{end}", "Relu", f"Neg{end}", shape=[8]).name
    g.add("y", "Exp", below, shape=[8])
    picture = merge_repeats(build(g))
    assert picture.times == {("Neg, Relu",): 5}
    assert [node.key for node in picture.nodes] == ["x", "Neg", "Relu", "y"]
    assert edges(picture, Kind.DATA) == {("x", "Neg"), ("Neg", "Relu"), ("Relu", "y")}


@pytest.mark.parametrize("odd", ["shape", "wiring", "skip", "apart", "two"])
def test_what_only_looks_like_a_repeat_is_drawn_in_full(odd: str) -> None:
    g = FakeGraph()
    below = g.add("x", "Placeholder", shape=[8]).name
    for i in range(2 if odd == "two" else 4):
        shape = [9] if odd == "shape" and i in (1, 2) else [8]
        source = {"apart": "x", "skip": "x" if i != 2 else f"b_{i - 2}/r"}.get(odd, below)
        g.add(f"b_{i}/n", "Neg", source, shape=shape)
        extra = [below] if odd == "wiring" and i == 2 else [f"b_{i}/n"]
        below = g.add(f"b_{i}/r", "Add", f"b_{i}/n", *extra, shape=shape).name
    picture = build(g)
    assert merge_repeats(picture).nodes == picture.nodes


def test_repeats_within_repeats() -> None:
    g = FakeGraph()
    below = g.add("x", "Placeholder").name
    for i in range(3):
        for j in range(3):
            below = g.add(f"stage{i}/unit{j}/a", "Neg", below).name
            below = g.add(f"stage{i}/unit{j}/b", "Exp", below).name
    picture = merge_repeats(build(g))
    outer, inner = "stage0 … stage2", "unit0 … unit2"
    assert picture.times == {(outer,): 3, (outer, inner): 3}
    assert len(picture.nodes) == 3


# What is not drawn


def test_slots_and_what_an_optimizer_keeps_are_not_drawn() -> None:
    picture = pictured(tower())
    shown = nodes(picture)
    assert not [key for key in shown if key.endswith("W/Momentum")]
    assert picture.unseen["optimizer state"] == 4
    update = shown["Momentum/update_block_0/W/ApplyMomentum"]
    assert update.notes == ("slot Momentum",)
    assert "learning_rate = 0.1" in shown["Momentum"].notes
    assert "operations not drawn: initialization 17, optimizer state 4" in draw(tower()).source


def test_a_variable_that_something_else_reads_is_no_slot() -> None:
    g = tower(1)
    g.add("watch", "Abs", "block_0/W/Momentum/read", shape=[8, 8])
    assert "block_0/W/Momentum" in nodes(pictured(g))


def test_adams_powers_go_with_its_slots_and_a_decay_stays() -> None:
    g = FakeGraph()
    g.variable("w", [])
    g.variable("step", [])
    g.add("rate", "Exp", "step/read")
    g.add("loss", "Square", "w/read")
    g.seed()
    g.add("gradients/loss_grad/Mul", "Mul", "gradients/grad_ys_0", "w/read")
    g.variable("beta1_power", [])
    for slot in ("w/Adam", "w/Adam_1"):
        g.variable(slot, [])
    apply = g.add(
        *("Adam/update_w/ApplyAdam", "ApplyAdam", "w", "w/Adam", "w/Adam_1"),
        *("beta1_power/read", "rate", "gradients/loss_grad/Mul"),
        dtype="float32_ref",
    )
    g.const("Adam/beta1", 0.9)
    g.add("Adam/mul", "Mul", "beta1_power/read", "Adam/beta1", control=(apply.name,))
    g.add("Adam/Assign", "Assign", "beta1_power", "Adam/mul", dtype="float32_ref")
    g.add("Adam/update", "NoOp", outputs=[], control=(apply.name, "Adam/Assign"))
    g.const("one", 1.0)
    g.add("Adam", "AssignAdd", "step", "one", dtype="float32_ref", control=("Adam/update",))
    picture = pictured(g)
    shown = nodes(picture)
    assert {"w", "step", "rate", "loss", apply.name, "Adam"} <= set(shown)
    assert not {"beta1_power", "w/Adam", "w/Adam_1", "Adam/mul", "Adam/Assign"} & set(shown)
    assert "slots Adam, Adam_1" in shown[apply.name].notes


def test_savers_and_summaries_are_not_drawn() -> None:
    g = square()
    g.const("save/Const", "model", dtype="object")
    g.add("save/SaveV2", "SaveV2", "save/Const", "w", outputs=[])
    g.add("save/control_dependency", "Identity", "save/Const", control=("save/SaveV2",))
    g.add("save/RestoreV2", "RestoreV2", "save/Const")
    g.add("save/Assign", "Assign", "w", "save/RestoreV2", dtype="float32_ref")
    g.add("save/restore_all", "NoOp", outputs=[], control=("save/Assign",))
    g.const("cost/tags", "cost", dtype="object")
    g.add("cost", "ScalarSummary", "cost/tags", "add_1", dtype="string")
    g.add("Merge/MergeSummary", "MergeSummary", "cost", dtype="string")
    picture = pictured(g)
    plain = pictured(square())
    assert set(nodes(picture)) == set(nodes(plain))
    assert (picture.unseen["checkpoints"], picture.unseen["summaries"]) == (6, 3)


def test_everything_leaves_nothing_out() -> None:
    g = tower()
    drawing = draw(g, everything=True, max_nodes=1000)
    assert {node.key for node in drawing.picture.nodes} == set(g.ops)
    assert not drawing.picture.unseen
    folded = draw(g, everything=True, max_nodes=20, repeats=False)
    members = [name for node in folded.picture.nodes for name in node.members or (node.key,)]
    assert sorted(members) == sorted(g.ops)


def test_many_waits_for_one_operation_are_not_drawn() -> None:
    """control_dependencies round an optimizer: all of its updates wait for the moving averages."""
    g = tower()
    g.variable("mean", [])
    g.add("keep", "Assign", "mean", "loss", dtype="float32_ref")
    for i in range(4):
        g.ops[f"Momentum/update_block_{i}/W/ApplyMomentum"].control_inputs.append(g.ops["keep"])
    assert not edges(pictured(g), Kind.CONTROL)


@pytest.mark.parametrize(("count", "shape"), [(8, []), (9, []), (9, [3])])
def test_a_scalar_that_very_many_nodes_use_is_named_in_them(count: int, shape: Any) -> None:
    g = FakeGraph()
    g.add("training", "Placeholder", shape=shape, dtype="bool")
    g.add("x", "Placeholder", shape=[4])
    for i in range(count):
        g.add(f"y_{i}", "Select", "training", "x", shape=[4])
    picture = draw(g).picture
    many = count > 8 and not shape
    assert (("training", "y_0") in edges(picture, Kind.DATA)) is not many
    assert ("x", "y_0") in edges(picture, Kind.DATA)
    assert nodes(picture)["y_0"].notes == (("uses training",) if many else ())
    assert nodes(picture)["training"].notes == (("used by 9 nodes",) if many else ())


# What runs need


def test_the_rest_may_be_grey() -> None:
    g = regression()
    options = Options(rest="grey")
    picture = choose(build(g, [g.ops["accuracy"]], options), options)
    clear = {node.key for node in picture.nodes if not node.muted}
    assert clear == {"x", "y", "model/W", "model/b", "model/MatMul", "model/add"} | {
        "ArgMax",
        "accuracy",
    }
    assert [node.key for node in picture.nodes if node.fetched] == ["accuracy"]
    assert {"loss", "perplexity"} < {node.key for node in picture.nodes if node.muted}


# Levels


def test_frames_lie_above_each_other() -> None:
    """An edge into a frame is as long as what lies in the frame below its head."""
    paths = {"a": (), "v": ("f",), "m": ("f",), "n": ("f",), "b": ()}
    ranked = [("a", "m"), ("v", "m"), ("m", "n"), ("n", "b"), ("m", "b")]
    level = shared_levels(paths, [])
    assert lengths(ranked, paths, level) == [2, 1, 1, 1, 2]


def test_levels_of_circles_are_left_to_graphviz() -> None:
    paths = {"a": ("f",), "b": ("f",), "c": ()}
    ranked = [("a", "b"), ("b", "a"), ("c", "a")]
    assert lengths(ranked, paths, shared_levels(paths, [])) == [1, 1, 1]


# Settings


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ({"theme": "pink"}, "theme must be one of 'light', 'dark', 'print', not 'pink'"),
        ({"orientation": "north"}, "orientation must be one of"),
        ({"gradients": "folded"}, "gradients must be one of"),
        ({"rest": "blue"}, "rest must be one of"),
        ({"depth": -1}, "depth must be at least 0"),
        ({"max_nodes": 0}, "max_nodes must be positive"),
        ({"timeout": 0}, "timeout must be positive"),
        ({"size": -3}, "size must be positive"),
    ],
)
def test_wrong_settings(setting: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        draw(square(), **setting)


def test_words_in_nodes_can_be_left_out() -> None:
    bare = draw(square(), shapes=False, dtypes=False, values=False, legend=False).source
    words = bare.partition("->")[0]  # the nodes; edges have tooltips
    for word in ("scalar", "float32", "25.0", "operations not drawn"):
        assert word not in words
    assert "scalar</FONT>" in draw(square(), dtypes=False).source


def test_values_of_a_run_are_stated_in_their_nodes() -> None:
    shown = {n.key: n.notes for n in draw(square(), values={"w:0": 4.5, "add": [1, 2]}).full.nodes}
    assert shown["w"] == ("now 4.5",)
    assert shown["add"] == ("now [1, 2]",)
    large = draw(square(), values={"w": [[0.0] * 8] * 8}).full.nodes[0]
    assert large.notes == ("now mean 0, std 0",)


@pytest.mark.parametrize(("name", "rankdir"), [("up", "BT"), ("down", "TB"), ("left", "RL")])
def test_orientation(name: Any, rankdir: str) -> None:
    assert f"rankdir={rankdir}" in draw(square(), orientation=name).source


def test_themes_have_their_own_colours() -> None:
    sources = [draw(square(), theme=theme).source for theme in ("light", "dark", "print")]
    assert len(set(sources)) == 3
    colours = set(sources[2].lower().replace('"', " ").split("#")[1:])
    assert all(c[0:2] == c[2:4] == c[4:6] for c in colours)  # print: greys only


def test_ten_thousand_operations_are_folded_in_no_time() -> None:
    g = FakeGraph()
    below = g.add("x", "Placeholder").name
    for i in range(2500):
        for name in ("a", "b", "c", "d"):
            below = g.add(f"s{i % 50}/t{i}/{name}", "Neg", below).name
    assert len(pictured(g, repeats=False).nodes) <= 60
