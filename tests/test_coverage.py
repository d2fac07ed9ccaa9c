"""The command that tells how much of TensorFlow 1 is there."""

from tests.coverage import Name, names, report, share


def test_names_are_weighted_by_files():
    group = [Name("tf.a", 3, True), Name("tf.b", 1, False), Name("tf.c", 0, False)]
    assert share(group) == 0.75
    assert share(group[2:]) == 1.0
    assert Name("tf.nn.relu", 1, True).family == "tf.nn"
    assert Name("tf.add", 1, True).family == "tf"


def test_the_report_lists_families_and_what_is_missing():
    text = report(3).splitlines()
    assert text[0].split() == ["family", "uses", "there", "names"]
    assert text[-2].split()[0] == "all"
    assert text[-1].count("(") == 3
    by_symbol = {name.symbol: name for name in names()}
    assert by_symbol["tf.placeholder"].there
    assert by_symbol["tf.placeholder"].files > 500
