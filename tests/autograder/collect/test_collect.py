"""What an LMS gives out lands in nbgrader's folders: nothing else is touched, nothing is lost."""

import csv
import io
import json
import os
import stat
import zipfile
from datetime import datetime, timezone

import pytest

from autograder.collect import CollectError, collect
from autograder.collect.archive import Most, open_inner, open_source
from autograder.collect.choosing import assignment_of
from autograder.collect.roster import Person, Roster, folder_name, read_roster, write_roster
from autograder.course.sheets import SheetError
from tests.support import ROOT

RNN = (ROOT / "notebooks" / "rnn" / "rnn.ipynb").read_bytes()
CNN = (ROOT / "notebooks" / "cnn" / "cnn.ipynb").read_bytes()
DATE = (2026, 3, 1, 10, 0, 0)


def version(text, notebook=RNN):
    """Return a notebook that differs from others by a text."""
    return notebook + f"\n{text}\n".encode()


@pytest.fixture
def zipped(tmp_path):
    """Writes a zip of names and contents, or of ZipInfos and contents."""

    def write(*members, name="class.zip"):
        with zipfile.ZipFile(tmp_path / name, "w", zipfile.ZIP_DEFLATED) as file:
            for member, data in members:
                if isinstance(member, str):
                    member = zipfile.ZipInfo(member, DATE)
                    member.compress_type = zipfile.ZIP_DEFLATED
                file.writestr(member, data)
        return tmp_path / name

    return write


@pytest.fixture
def root(tmp_path):
    """A project without a course."""
    (tmp_path / "project").mkdir()
    return tmp_path / "project"


def submitted(root):
    folder = root / "course" / "submitted"
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in _files(folder)}


def _files(folder):
    return [path for path in folder.rglob("*") if path.is_file()]


def roster(root):
    with open(root / "course" / "roster.csv", encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_canvas(root, zipped):
    source = zipped(
        ("lovelaceada_101_5001_rnn.ipynb", version("first")),
        ("lovelaceada_101_5009_rnn-1.ipynb", version("second")),
        ("lovelaceada_101_5007_figure.png", b"png"),
        ("noetheremmy_LATE_102_5003_Untitled.ipynb", CNN),
    )
    found = collect(root, source)
    assert found.layout == "Canvas"
    files = submitted(root)
    assert files == {
        "lovelaceada/rnn/rnn.ipynb": version("second"),
        "lovelaceada/rnn/figure.png": b"png",
        "noetheremmy/cnn/cnn.ipynb": CNN,
    }
    assert list(roster(root)[0]) == ["student", "name", "email", "lms_id", "section", "group"]
    assert [(p["student"], p["lms_id"]) for p in roster(root)] == [
        ("lovelaceada", "101"),
        ("noetheremmy", "102"),
    ]


def test_a_late_mark_without_a_time_counts_after_the_deadline(root, zipped):
    source = zipped(("noetheremmy_LATE_102_5003_rnn.ipynb", RNN))
    collect(root, source, due=datetime(2026, 3, 5, tzinfo=timezone.utc))
    assert submitted(root)["noetheremmy/rnn/timestamp.txt"] == b"2026-03-05 00:00:01 UTC\n"


@pytest.mark.parametrize("spelling", ["file/rnn.ipynb", "file_/rnn.ipynb", "file_rnn.ipynb"])
def test_moodle_with_its_worksheet(root, zipped, tmp_path, spelling):
    worksheet = tmp_path / "worksheet.csv"
    worksheet.write_text(
        "Identifier,Full name,Email address,Status,Grade,Last modified (submission)\n"
        'Participant 71,"Müller, Zoë",zoe@example.org,Submitted,,'
        '"Sunday, 1 March 2026, 10:30 AM"\n'
        "Participant 72,Never Came,never@example.org,No submission,,-\n",
        encoding="utf-8",
    )
    source = zipped(
        (f"Zoe Mueller_71_assignsubmission_{spelling}", RNN),
        ("Ada_72x_assignsubmission_onlinetext/onlinetext.html", b"<p>"),
    )
    found = collect(root, source, roster=worksheet)
    assert found.layout == "Moodle"
    files = submitted(root)
    assert files["Müller-Zoë/rnn/rnn.ipynb"] == RNN
    assert files["Müller-Zoë/rnn/timestamp.txt"] == b"2026-03-01 10:30:00 UTC\n"
    people = {p["student"]: p for p in roster(root)}
    assert people["Müller-Zoë"]["lms_id"] == "71"
    assert people["Müller-Zoë"]["name"] == "Müller, Zoë"
    assert people["Never-Came"]["email"] == "never@example.org"


@pytest.mark.parametrize(
    "names",
    [
        ["ada/rnn/rnn.ipynb", "max/rnn/rnn.ipynb"],
        ["submissions/ada/rnn/rnn.ipynb", "submissions/max/rnn/rnn.ipynb"],
        ["ada/homework.ipynb", "max/final.ipynb"],
        ["ada.ipynb", "rnn_max.ipynb"],
    ],
)
def test_plain_layouts(root, zipped, tmp_path, names):
    source = zipped(*((name, RNN) for name in names), ("__MACOSX/._x", b"x"))
    assert collect(root, source).layout == "plain folders"
    assert {n for n in submitted(root) if n.endswith("ipynb")} == {
        "ada/rnn/rnn.ipynb",
        "max/rnn/rnn.ipynb",
    }


def test_a_folder_with_timestamps(root, tmp_path):
    folder = tmp_path / "class" / "ada" / "rnn"
    folder.mkdir(parents=True)
    (folder / "rnn.ipynb").write_bytes(RNN)
    (folder / "timestamp.txt").write_text("2026-02-03 04:05:06 UTC")
    (folder / "link.ipynb").symlink_to("/etc/passwd")
    (folder / "all").symlink_to("/etc")
    os.mkfifo(folder / "pipe.ipynb")
    (tmp_path / "class" / "eve").symlink_to(tmp_path / "class" / "ada")
    found = collect(root, tmp_path / "class")
    assert submitted(root)["ada/rnn/timestamp.txt"] == b"2026-02-03 04:05:06 UTC\n"
    assert found.refused == [
        "ada/rnn/all: refused, it is a link",
        "ada/rnn/link.ipynb: refused, it is a link",
        "ada/rnn/pipe.ipynb: refused, it is no regular file",
        "eve: refused, it is a link",
    ]
    assert [one.student for one in found.placed] == ["ada"]


@pytest.mark.parametrize("inner", ["rnn", "rnn/rnn.ipynb"])
@pytest.mark.parametrize("there", [True, False])
def test_a_link_in_the_place_of_a_submission_is_moved_aside(root, zipped, tmp_path, inner, there):
    other = tmp_path / "other" / "rnn"
    if there:
        other.mkdir(parents=True)
        (other / "rnn.ipynb").write_bytes(RNN)
        (other / "timestamp.txt").write_text("2026-03-01 10:00:00 UTC\n")
    before = _files(other)
    link = root / "course" / "submitted" / "ada" / inner
    link.parent.mkdir(parents=True)
    link.symlink_to(other if inner == "rnn" else other / "rnn.ipynb")
    if inner != "rnn" and there:
        (link.parent / "timestamp.txt").write_text("2026-03-01 10:00:00 UTC\n")
    (placed,) = collect(root, zipped(("ada/rnn/rnn.ipynb", RNN))).placed
    assert placed.state == "replaced"
    assert not link.is_symlink()
    assert submitted(root)["ada/rnn/rnn.ipynb"] == RNN
    assert (root / placed.aside / inner.removeprefix("rnn").strip("/")).is_symlink()
    assert _files(other) == before


def test_nothing_is_written_through_a_link_of_a_student(root, zipped):
    collect(root, zipped(("ada/rnn/rnn.ipynb", RNN)))
    before = submitted(root)
    (root / "course" / "submitted" / "eve").symlink_to(root / "course" / "submitted" / "ada")
    source = zipped(("eve/rnn/rnn.ipynb", version("eve")), ("max/rnn/rnn.ipynb", RNN))
    found = collect(root, source)
    assert found.refused == [
        "eve/rnn: left out, course/submitted/eve is a link; remove it and collect again"
    ]
    assert [one.student for one in found.placed] == ["max"]
    assert {n: d for n, d in submitted(root).items() if n.startswith("ada")} == before


def test_scripts_and_wrong_endings(root, zipped):
    source = zipped(
        ("a_1_1_rnn.ipynb.txt", RNN),
        ("b_2_2_notebook.json", RNN),
        ("c_3_3_rnn.py", b"# %%\nclass GRUCell: pass\n"),
        ("d_4_4_all.zip", _inner("work/rnn.ipynb", RNN)),
    )
    assert collect(root, source).unplaced == []
    names = {name for name in submitted(root) if "timestamp" not in name}
    assert names == {"a/rnn/rnn.ipynb", "b/rnn/rnn.ipynb", "c/rnn/rnn.py", "d/rnn/rnn.ipynb"}


def _inner(name, data):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as inner:
        inner.writestr(name, data)
    return file.getvalue()


def test_what_is_there_is_kept_aside_and_said(root, zipped):
    collect(root, zipped(("a_1_1_rnn.ipynb", version("first"))))
    again = collect(root, zipped(("a_1_1_rnn.ipynb", version("first"))))
    assert [one.state for one in again.placed] == ["unchanged"]
    newer = zipped(("a_1_2_rnn.ipynb", version("second")))
    dry = collect(root, newer, dry_run=True)
    assert dry.placed[0].state == "replaced"
    assert submitted(root)["a/rnn/rnn.ipynb"] == version("first")
    found = collect(root, newer)
    line = "a/rnn: an earlier one was there, kept in course/replaced/a/rnn/1"
    assert [one.line for one in found.placed] == [line] == [one.line for one in dry.placed]
    assert submitted(root)["a/rnn/rnn.ipynb"] == version("second")
    kept = root / "course" / "replaced" / "a" / "rnn" / "1" / "rnn.ipynb"
    assert kept.read_bytes() == version("first")
    older = zipfile.ZipInfo("a_1_1_rnn.ipynb", (2026, 2, 1, 0, 0, 0))
    found = collect(root, zipped((older, version("zeroth"))))
    assert [one.line for one in found.placed] == [
        "a/rnn: left out, what is there was handed in later"
    ]
    assert submitted(root)["a/rnn/rnn.ipynb"] == version("second")


def test_a_dry_run_writes_nothing(root, zipped):
    found = collect(root, zipped(("a_1_1_rnn.ipynb", RNN)), dry_run=True)
    assert [one.state for one in found.placed] == ["new"]
    assert list(root.iterdir()) == []


def test_groups(root, zipped, tmp_path):
    people = tmp_path / "roster.csv"
    people.write_text(
        "student,name,lms_id,group\nada,Ada,1,Team A\nmax,Max,2,Team A\nzoe,Zoe,3,\n"
        "eve,Eve,4,Team B\nivy,Ivy,5,Team B\n"
    )
    source = zipped(
        ("Ada_1_10_rnn.ipynb", version("ada")),
        ("zoe_3_11_rnn.ipynb", version("zoe")),
        ("teamb_900_12_rnn.ipynb", version("b")),
    )
    people.write_text(people.read_text().replace("Team B", "teamb"))
    found = collect(root, source, roster=people)
    files = submitted(root)
    assert files["max/rnn/rnn.ipynb"] == files["ada/rnn/rnn.ipynb"] == version("ada")
    assert files["eve/rnn/rnn.ipynb"] == files["ivy/rnn/rnn.ipynb"] == version("b")
    assert files["zoe/rnn/rnn.ipynb"] == version("zoe")
    assert "max: has what ada handed in for the group" in found.notes
    assert len(found.placed) == 5


def test_names_of_all_scripts_stay_apart(root, zipped):
    source = zipped(
        ("李小龍_1_1_rnn.ipynb", RNN),
        ("Müller_2_2_rnn.ipynb", RNN),
        ("Mu\u0308ller_3_3_rnn.ipynb", RNN),
        ("MÜLLER_4_4_rnn.ipynb", RNN),
        ("حسن_5_5_rnn.ipynb", RNN),
        ("नेहा_6_6_rnn.ipynb", RNN),
    )
    collect(root, source)
    students = [p["student"] for p in roster(root)]
    assert len({s.casefold() for s in students}) == 6
    assert {"李小龍", "Müller", "Müller-3", "MÜLLER-4", "حسن", "नेहा"} == set(students)
    collect(root, source)
    assert [p["student"] for p in roster(root)] == students


@pytest.mark.parametrize(
    ("name", "folder"),
    [
        ("Ada Lovelace", "Ada-Lovelace"),
        ("../../etc", "etc"),
        (".hidden", "hidden"),
        ("a/b\\c:d", "a-b-c-d"),
        ("***", "student"),
        ("=cmd|'x'!A1", "cmd-x-A1"),
        ("x" * 60, "x" * 60),
        ("x" * 61, "x" * 60),
        ("𐎠" * 45, "𐎠" * 45),
        ("𐎠" * 46, "𐎠" * 45),
        ("-" * 999 + "x", "x"),
        ("-" * 1000 + "x", "student"),
    ],
    ids=lambda text: text[:12],
)
def test_folder_names_are_safe(name, folder):
    assert folder_name(name) == folder


def _link():
    info = zipfile.ZipInfo("a_1_1_rnn.ipynb", DATE)
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    return info


@pytest.mark.parametrize(
    ("member", "words"),
    [
        ("/etc/x_1_1_rnn.ipynb", "absolute"),
        ("C:/x/rnn.ipynb", "absolute"),
        ("..\\x_1_1_rnn.ipynb", "absolute"),
        ("../../x_1_1_rnn.ipynb", "leads out of the zip"),
        ("ok/../../x.ipynb", "leads out of the zip"),
        (_link(), "a link"),
    ],
)
def test_unsafe_entries_are_refused_and_the_others_are_not(root, zipped, tmp_path, member, words):
    before = {path for path in tmp_path.rglob("*") if path.is_file()}
    found = collect(root, zipped((member, RNN), ("b_2_2_rnn.ipynb", RNN)))
    (line,) = found.refused
    assert "refused" in line
    assert words in line
    course = root / "course"
    new = {path for path in tmp_path.rglob("*") if path.is_file()} - before
    assert {p for p in new if course not in p.parents} == {tmp_path / "class.zip"}
    assert [one.student for one in found.placed] == ["b"]


# Files of 1,000 bytes, and what of them is read with such a bound.
BOUNDS = [
    (Most(file=1000), "read"),
    (Most(file=999), "it is larger than 0 MB"),
    (Most(harmless=1000, growth=1), "read"),
    (Most(harmless=999, growth=1), "it grows too much when unpacked"),
    (Most(harmless=999, growth=1000), "read"),
    (Most(entries=2), "read"),
    (Most(entries=1), "is too large to be a class"),
    (Most(in_all=2000), "read"),
    (Most(in_all=1999), "is too large to be a class"),
]


@pytest.mark.parametrize(("most", "words"), BOUNDS)
def test_bombs_are_not_unpacked(zipped, most, words):
    source = zipped(("a_1_1_rnn.ipynb", b" " * 1000), ("b_2_2_rnn.ipynb", b" " * 1000))
    try:
        entries, refused = open_source(source, most)
    except CollectError as error:
        entries, refused = [], [str(error)]
    assert len(entries) == (2 if words == "read" else 0)
    assert all(words in line for line in refused)


def test_what_a_class_may_hold_by_itself():
    """Submissions with outputs are read, and no machine is filled."""
    most = Most()
    assert 10_000_000 < most.harmless < most.file <= 200_000_000
    assert most.file < most.in_all <= 50_000_000_000
    assert 10_000 < most.entries <= 1_000_000
    assert 50 < most.growth <= 1000


@pytest.mark.parametrize("more", [0, 1])
def test_what_a_zip_grows_by_is_bounded(zipped, more):
    source = zipped(("rnn.ipynb", b" " * 1000))
    (info,) = zipfile.ZipFile(source).infolist()
    growth = 1000 / info.compress_size
    entries, _ = open_source(source, Most(harmless=0, growth=growth - more))
    assert len(entries) == 1 - more


@pytest.mark.parametrize(("most", "count"), [(1000, 1), (999, 0)])
def test_a_large_file_in_a_folder_is_not_read(tmp_path, most, count):
    (tmp_path / "rnn.ipynb").write_bytes(bytes(1000))
    entries, refused = open_source(tmp_path, Most(file=most))
    assert (len(entries), len(refused)) == (count, 1 - count)


@pytest.mark.parametrize(("most", "line"), [(2000, None), (1999, "it is too large when unpacked")])
def test_a_zip_in_a_zip_has_its_own_bounds(zipped, most, line):
    inside = zipped(("rnn.ipynb", bytes(1000)), ("more.ipynb", bytes(1000)))
    entries, _ = open_source(zipped(("ada.zip", inside.read_bytes()), name="outer.zip"))
    found, refused = open_inner(entries[0], Most(in_all=most))
    assert len(found) == (0 if line else 2)
    assert refused == ([f"ada.zip: refused, {line}"] if line else [])


def test_one_damaged_member_does_not_stop_the_others(root, zipped):
    source = zipped(("a_1_1_rnn.ipynb", RNN), ("b_2_2_rnn.ipynb", RNN))
    data = bytearray(source.read_bytes())
    data[200:260] = bytes(60)
    source.write_bytes(bytes(data))
    found = collect(root, source)
    assert [one.student for one in found.placed] == ["b"]
    assert any("a_1_1_rnn.ipynb is damaged in the zip" in line for line in found.unplaced)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("none.zip", None, "is not there"),
        ("x.zip", b"no zip", "is no zip, or a damaged one"),
        ("x.zip", _inner("readme.txt", b""), "holds no submissions: it begins with readme.txt"),
    ],
)
def test_what_is_no_class(root, tmp_path, name, content, words):
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(CollectError, match=words):
        collect(root, tmp_path / name)
    assert not (root / "course").exists()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("colour,size\nred,3\n", "names nobody"),
        ("student\n../x\n", "cannot be the name of a folder"),
        ("name\nAda\n", "'' cannot be the name of a folder"),
        ("student\nada\nmax\nada\n", "has ada twice; take one line out"),
        ("student,name,name\nada,,\n", "has two columns called 'name'"),
        ("", "is empty"),
    ],
)
def test_a_roster_that_is_none(root, zipped, tmp_path, text, words):
    path = root / "course" / "roster.csv"
    path.parent.mkdir()
    path.write_text(text)
    with pytest.raises(SheetError, match=words):
        collect(root, zipped(("a_1_1_rnn.ipynb", RNN)))
    assert path.read_text() == text


def test_a_folder_that_cannot_be_written(root, zipped):
    (root / "course").write_text("a file is in the way")
    with pytest.raises(CollectError, match="cannot be written"):
        collect(root, zipped(("a_1_1_rnn.ipynb", RNN)))


def test_canvas_gradebooks_are_rosters(root, zipped, tmp_path):
    path = tmp_path / "gradebook.csv"
    path.write_text(
        "Student,ID,SIS User ID,SIS Login ID,Section,RNN (17)\n"
        "    Points Possible,,,,,24\n"
        '"Lovelace, Ada",101,s1,ada@example.org,Monday,\n'
    )
    collect(root, zipped(("lovelaceada_101_1_rnn.ipynb", RNN)), roster=path)
    assert roster(root) == [
        {
            "student": "Lovelace-Ada",
            "name": "Lovelace, Ada",
            "email": "",
            "lms_id": "101",
            "section": "Monday",
            "group": "",
        }
    ]


@pytest.mark.parametrize(("count", "layout"), [(2, "Canvas"), (1, "plain folders")])
def test_half_of_the_names_must_be_canvas(root, zipped, count, layout):
    canvas = [(f"ada_{n}_{n}_rnn.ipynb", RNN) for n in range(count)]
    others = [(f"{name}.ipynb", RNN) for name in ("max", "zoe")]
    assert collect(root, zipped(*canvas, *others)).layout == layout


@pytest.mark.parametrize("order", [1, -1])
def test_the_latest_attempt_counts_wherever_it_stands(root, zipped, order):
    files = [("a_1_9_rnn.ipynb", "first"), ("a_1_10_rnn-1.ipynb", "second")]
    collect(root, zipped(*((name, version(text)) for name, text in files[::order])))
    assert submitted(root)["a/rnn/rnn.ipynb"] == version("second")


@pytest.mark.parametrize("order", [1, -1])
def test_the_latest_attempt_of_a_group_counts(root, zipped, tmp_path, order):
    """Canvas's numbers say which it is, where no times are known."""
    people = tmp_path / "roster.csv"
    people.write_text("student,name,lms_id,group\nada,Ada,1,A\nmax,Max,2,A\nzoe,Zoe,3,A\n")
    files = [("Ada_1_9_rnn.ipynb", "first"), ("Max_2_10_rnn.ipynb", "second")]
    source = zipped(*((name, version(text)) for name, text in files[::order]))
    collect(root, source, roster=people)
    assert submitted(root)["zoe/rnn/rnn.ipynb"] == version("second")


@pytest.mark.parametrize(("count", "lines"), [(5, 5), (6, 6), (7, 6)])
def test_a_zip_with_much_to_refuse_is_a_few_lines(root, zipped, count, lines):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as inner:
        inner.writestr("rnn.ipynb", RNN)
        for number in range(count):
            inner.writestr(f"../{number}", b"")
    found = collect(root, zipped(("ada/work.zip", file.getvalue()), ("max/rnn.ipynb", RNN)))
    assert len(found.refused) == lines
    assert [line for line in found.refused if "more" in line] == (
        [f"ada: and {count - 5} more"] if count > 5 else []
    )


def test_the_assignment_is_told_by_content_then_by_name():
    assert assignment_of("Untitled.ipynb", RNN) == "rnn"
    assert assignment_of("rnn.ipynb", CNN) == "cnn"
    assert assignment_of("my_rnn.ipynb", b"{}") == "rnn"
    assert assignment_of("x.ipynb", b"{}") is None
    assert assignment_of("x.json", json.dumps({"source": "class LSTMCell(nn.Module):"}).encode())


def test_a_roster_is_read_as_it_was_written_and_holds_no_formula(tmp_path):
    people = [Person("eve", "=HYPERLINK(1)", "+e@x.org"), Person("o", "O'Neill", group="'A'")]
    path = tmp_path / "roster.csv"
    write_roster(Roster(people), path)
    assert "'=HYPERLINK(1)" in path.read_text("utf-8-sig")
    assert list(read_roster(path).people.values()) == people


def test_rosters_are_read_in_the_spellings_of_spreadsheets(tmp_path):
    path = tmp_path / "roster.csv"
    for data in (
        "student;name;;\nada;Zoé;;\n".encode("utf-16"),
        "Student,Name\nada,Zoé\n".encode(),
    ):
        path.write_bytes(data)
        assert read_roster(path).people == {"ada": Person("ada", "Zoé")}


def _nameless(name):
    info = zipfile.ZipInfo("x", DATE)
    info.filename = name
    return info


# One hand-in, and what is said of it; the notebook in it is collected where there is one.
ODD = {
    "a folder called timestamp.txt": (
        [("ada/rnn/rnn.ipynb", RNN), ("ada/rnn/timestamp.txt/x", b"1")],
        "timestamp.txt/x: left out",
    ),
    "a time that is none": (
        [("ada/rnn/rnn.ipynb", RNN), ("ada/rnn/timestamp.txt", b"\0\xff" * 40)],
        "ada: its timestamp.txt names no time",
    ),
    "a time of 5,000 digits": (
        [("ada/rnn/rnn.ipynb", RNN), ("ada/rnn/timestamp.txt", b"1" * 5000)],
        "ada: its timestamp.txt names no time",
    ),
    "the end of all times": (
        [("ada/rnn/rnn.ipynb", RNN), ("ada/rnn/timestamp.txt", b"9999-12-31 23:59:59 -1200")],
        "ada: its timestamp.txt names no time",
    ),
    "a file and a folder of one name": (
        [("ada/rnn/rnn.ipynb", RNN), ("ada/rnn/a", b"1"), ("ada/rnn/a/b", b"2")],
        "ada: a/b: left out, its folder has the name of a file",
    ),
    "a folder of the notebook's name": (
        [("ada/rnn/rnn.ipynb", RNN), ("ada/rnn/rnn.ipynb/data.txt", b"2")],
        None,
    ),
    "the longest name": (
        [("ada/rnn/rnn.ipynb", RNN), (f"ada/rnn/{'é' * 125}a.txt", b"1")],
        None,
    ),
    "a longer name": (
        [("ada/rnn/rnn.ipynb", RNN), (f"ada/rnn/{'é' * 126}.txt", b"1")],
        "left out, its name is too long",
    ),
    "a zip that grows": ([("ada/rnn.zip", "bomb")], "too large when unpacked"),
    "a zip of damaged names": ([("ada/rnn.zip", "garbled")], "it is a damaged zip"),
    "no name at all": (
        [("ada/rnn/rnn.ipynb", RNN), (_nameless(""), b"1"), (_nameless("."), b"1")],
        "refused, it has no name",
    ),
    "files of 4 GB each": (
        [("ada/rnn/rnn.ipynb", RNN), *((f"ada/rnn/{n}-huge.bin", b"x") for n in range(6))],
        "5-huge.bin: refused, it is larger than 100 MB",
    ),
}


def _claiming(count, size, name="rnn.ipynb"):
    """A zip whose members say that they are larger than they are."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        for number in range(count):
            file.writestr(f"{number}{name}", b"x")
        for info in file.filelist:
            info.file_size = info.compress_size = size
    return buffer.getvalue()


def _with_huge_files(path):
    """Have the zip say that the files called huge are."""
    with zipfile.ZipFile(path, "a") as file:
        for info in file.filelist:
            if "huge" in info.filename:
                info.file_size = info.compress_size = 4_000_000_000
        file.comment = b"so that the list is written anew"
    return path


def _contents(data):
    if data == "bomb":
        return _claiming(300, 90_000_000)
    if data == "garbled":
        return _inner("é.ipynb", RNN).replace("é".encode(), b"\xff\xff")
    return data


@pytest.mark.parametrize("odd", list(ODD))
def test_one_odd_hand_in_does_not_stop_the_others(root, zipped, odd):
    members, words = ODD[odd]
    members = [*((name, _contents(data)) for name, data in members), ("max/rnn/rnn.ipynb", RNN)]
    source = _with_huge_files(zipped(*members))
    found = collect(root, source)
    lines = [*found.refused, *found.unplaced, *found.notes]
    assert any((words or "left out") in line for line in lines) == bool(words), lines
    collected = {one.student for one in found.placed}
    assert collected == ({"max"} if members[0][0].endswith(".zip") else {"ada", "max"})
    assert submitted(root)["max/rnn/rnn.ipynb"] == RNN
    if "ada" in collected:
        assert submitted(root)["ada/rnn/rnn.ipynb"] == RNN
    assert collect(root, source).placed
