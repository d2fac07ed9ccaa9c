"""Colours, shapes and strokes: how roles and kinds look in light, in dark and on paper.

Shapes and the lightness of fills differ between roles, so that a picture can be read in grey and by
people who see colours differently. `print` has no colours at all.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from minigraph.drawing.picture import Kind, Role, Side


@dataclass(frozen=True)
class Look:
    """How a role is drawn."""

    shape: str
    fill: str
    line: str
    style: str = "filled"
    ink: str = ""  # the theme's
    faint: str = ""
    margin: str = "0.11,0.05"
    peripheries: str = "1"
    width: str = "1"


@dataclass(frozen=True)
class Stroke:
    """How a kind of edge is drawn. `turned`: handed to Graphviz from head to tail."""

    word: str
    color: str
    turned: bool = False
    style: str = "solid"
    weight: str = "1"
    arrow: str = "0.7"


@dataclass(frozen=True)
class Frame:
    """How the frame round a group is drawn."""

    line: str
    fill: str
    ink: str


@dataclass(frozen=True)
class Theme:
    """All that a picture's look depends on."""

    paper: str
    ink: str
    faint: str
    muted: Look
    muted_line: str
    looks: dict[Role, Look]
    strokes: dict[Kind, Stroke]
    frames: dict[Side, Frame]
    alarm: str  # NaN and inf
    heat: tuple[str, ...]  # fills, from cold to hot


_SHAPES = {
    Role.PLACEHOLDER: Look("house", "", "", margin="0,0"),
    Role.VARIABLE: Look("cylinder", "", ""),
    Role.CONSTANT: Look("note", "", ""),
    Role.RANDOM: Look("hexagon", "", "", margin="0,0"),
    Role.OP: Look("box", "", "", "filled,rounded"),
    Role.SCOPE: Look("folder", "", "", margin="0.16,0.09"),
    Role.LOSS: Look("box", "", "", "filled,rounded", margin="0.16,0.09", peripheries="2"),
    Role.GRADIENT: Look("box", "", "", "filled,dashed"),
    Role.UPDATE: Look("component", "", "", margin="0.2,0.06"),
    Role.GROUP: Look("oval", "", "", margin="0.02,0"),
}
_STROKES = {
    Kind.DATA: Stroke("value", ""),
    Kind.BORROWED: Stroke("value used for gradients", "", weight="0", arrow="0.5"),
    Kind.MIRROR: Stroke("its gradient", "", style="dotted", arrow="0"),
    Kind.BACKWARD: Stroke("gradient", "", turned=True),
    Kind.SEED: Stroke("where gradients start", "", turned=True, style="dashed"),
    Kind.WRITE: Stroke("writes", "", turned=True),
    Kind.CONTROL: Stroke("waits for", "", style="dashed", weight="0", arrow="0.5"),
}


def _looks(colors: dict[Role, tuple[str, str]], loss_ink: tuple[str, str]) -> dict[Role, Look]:
    looks = {role: replace(_SHAPES[role], fill=c[0], line=c[1]) for role, c in colors.items()}
    looks[Role.LOSS] = replace(looks[Role.LOSS], ink=loss_ink[0], faint=loss_ink[1])
    return looks


def _strokes(colors: dict[Kind, str]) -> dict[Kind, Stroke]:
    return {kind: replace(_STROKES[kind], color=colors[kind]) for kind in _STROKES}


LIGHT = Theme(
    paper="white",
    ink="#1f2933",
    faint="#566270",
    muted=Look("box", "#fbfbfc", "#d5dbe1", "filled,rounded", "#9aa5b1", "#9aa5b1"),
    muted_line="#d5dbe1",
    looks=_looks(
        {
            Role.PLACEHOLDER: ("#dbeafb", "#2b6cb0"),
            Role.VARIABLE: ("#f8c765", "#97600f"),
            Role.CONSTANT: ("#f1f3f5", "#7b8794"),
            Role.RANDOM: ("#e6dcf7", "#6b46c1"),
            Role.OP: ("#ffffff", "#52606d"),
            Role.SCOPE: ("#e3e9f0", "#3e4c59"),
            Role.LOSS: ("#9b2335", "#9b2335"),
            Role.GRADIENT: ("#fdecee", "#c5485b"),
            Role.UPDATE: ("#bde6cc", "#2f855a"),
            Role.GROUP: ("#e4e7eb", "#3e4c59"),
        },
        ("#ffffff", "#f6d5da"),
    ),
    strokes=_strokes(
        {
            Kind.DATA: "#52606d",
            Kind.BORROWED: "#a9b4bf",
            Kind.MIRROR: "#c5485b",
            Kind.BACKWARD: "#c5485b",
            Kind.SEED: "#c5485b",
            Kind.WRITE: "#2f855a",
            Kind.CONTROL: "#7b8794",
        }
    ),
    frames={
        Side.FORWARD: Frame("#b8c4ce", "#f7f9fb", "#566270"),
        Side.BACKWARD: Frame("#e0a3ad", "#fffafa", "#a83a4c"),
        Side.UPDATE: Frame("#a3cfb4", "#f7fcf9", "#276749"),
    },
    alarm="#e00000",
    heat=(
        "#fffdf5",
        "#fff6dc",
        "#ffecbd",
        "#ffdf99",
        "#ffd077",
        "#ffbe5c",
        "#ffaa47",
        "#ff9438",
        "#ff7c2e",
        "#ff6326",
    ),
)

DARK = Theme(
    paper="#14181d",
    ink="#eef2f6",
    faint="#b4bfca",
    muted=Look("box", "#181c21", "#343c45", "filled,rounded", "#5d6873", "#5d6873"),
    muted_line="#343c45",
    looks=_looks(
        {
            Role.PLACEHOLDER: ("#173a5e", "#6aaef0"),
            Role.VARIABLE: ("#6b4a0c", "#f0b94a"),
            Role.CONSTANT: ("#2a3037", "#8c98a5"),
            Role.RANDOM: ("#3c2a66", "#b39cf0"),
            Role.OP: ("#20262d", "#9aa7b4"),
            Role.SCOPE: ("#2f3944", "#c3ced9"),
            Role.LOSS: ("#c2374d", "#c2374d"),
            Role.GRADIENT: ("#3a1c22", "#f0808f"),
            Role.UPDATE: ("#17452c", "#63c48c"),
            Role.GROUP: ("#343b43", "#a5b0bc"),
        },
        ("#ffffff", "#ffe3e7"),
    ),
    strokes=_strokes(
        {
            Kind.DATA: "#a9b5c1",
            Kind.BORROWED: "#56616c",
            Kind.MIRROR: "#f0808f",
            Kind.BACKWARD: "#f0808f",
            Kind.SEED: "#f0808f",
            Kind.WRITE: "#63c48c",
            Kind.CONTROL: "#8c98a5",
        }
    ),
    frames={
        Side.FORWARD: Frame("#434e59", "#191e24", "#b4bfca"),
        Side.BACKWARD: Frame("#7a3b46", "#1d1719", "#f0a3ad"),
        Side.UPDATE: Frame("#2f6b48", "#151c18", "#8fd4ab"),
    },
    alarm="#ff4d4d",
    heat=(
        "#221f1c",
        "#2e2620",
        "#3b2d22",
        "#4a3523",
        "#5b3c23",
        "#6d4323",
        "#804a22",
        "#945021",
        "#a9561f",
        "#bf5b1d",
    ),
)

PRINT = Theme(
    paper="white",
    ink="#000000",
    faint="#333333",
    muted=Look("box", "#ffffff", "#bbbbbb", "filled,rounded", "#999999", "#999999"),
    muted_line="#bbbbbb",
    looks=_looks(
        {
            Role.PLACEHOLDER: ("#ffffff", "#000000"),
            Role.VARIABLE: ("#d9d9d9", "#000000"),
            Role.CONSTANT: ("#ffffff", "#000000"),
            Role.RANDOM: ("#ffffff", "#000000"),
            Role.OP: ("#ffffff", "#000000"),
            Role.SCOPE: ("#f2f2f2", "#000000"),
            Role.LOSS: ("#000000", "#000000"),
            Role.GRADIENT: ("#ffffff", "#000000"),
            Role.UPDATE: ("#d9d9d9", "#000000"),
            Role.GROUP: ("#f2f2f2", "#000000"),
        },
        ("#ffffff", "#e6e6e6"),
    ),
    strokes=_strokes(
        {
            Kind.DATA: "#000000",
            Kind.BORROWED: "#aaaaaa",
            Kind.MIRROR: "#777777",
            Kind.BACKWARD: "#000000",
            Kind.SEED: "#000000",
            Kind.WRITE: "#000000",
            Kind.CONTROL: "#777777",
        }
    ),
    frames={
        Side.FORWARD: Frame("#888888", "#ffffff", "#333333"),
        Side.BACKWARD: Frame("#888888", "#ffffff", "#333333"),
        Side.UPDATE: Frame("#888888", "#ffffff", "#333333"),
    },
    alarm="#000000",
    heat=(
        "#ffffff",
        "#f7f7f7",
        "#eeeeee",
        "#e4e4e4",
        "#d9d9d9",
        "#cecece",
        "#c2c2c2",
        "#b6b6b6",
        "#a9a9a9",
        "#9c9c9c",
    ),
)
PRINT.strokes[Kind.BACKWARD] = replace(PRINT.strokes[Kind.BACKWARD], style="dashed")

THEMES = {"light": LIGHT, "dark": DARK, "print": PRINT}
