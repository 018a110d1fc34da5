"""Reviews are read from IMDB's folders, and downloaded whole or not at all."""

import tarfile

import pytest
import torch

from starter.sequences import ReviewClassifier, TanhCell, download_reviews, read_reviews
from starter.sequences.reviews import UNKNOWN, tokens
from starter.sequences.texts import TextProblem

TEXTS = {
    ("train", "pos"): ["A great film!<br /><br />Great.", "I don't regret it, a great film"],
    ("train", "neg"): ["a bore", "A bore of 200 minutes"],
    ("test", "pos"): ["great, unforgettable"],
    ("test", "neg"): ["a bore " * 9],
}


def write_folder(folder):
    for (part, label), texts in TEXTS.items():
        (folder / part / label).mkdir(parents=True)
        for i, text in enumerate(texts):
            (folder / part / label / f"{i}_7.txt").write_text(text, encoding="utf-8")
    return folder


def test_words_are_lower_case_without_markup():
    text = "Don't<br />miss it: 10 of 10!"
    assert tokens(text) == ["don't", "miss", "it", "10", "of", "10", "!"]


def test_reviews_are_numbers_with_labels(tmp_path):
    found = read_reviews(write_folder(tmp_path / "imdb"), steps=6)
    inputs, labels = found.train
    assert labels.tolist() == [0, 0, 1, 1]
    assert inputs.shape == (4, 6)
    spelled = [[found.words[i] for i in row if i] for row in inputs]
    assert spelled[0] == ["a", "bore"]
    assert spelled[2] == ["a", "great", "film", "!", "great"]
    assert spelled[3] == ["i", "don't", "regret", "it", "a", "great"]  # cut after six
    # A word that only the test has stands for nothing known.
    great, unforgettable, *rest = found.test[0][1].tolist()
    assert (found.words[great], unforgettable, set(rest)) == ("great", UNKNOWN, {0})


def test_vocabulary_and_number_of_reviews_can_be_limited(tmp_path):
    found = read_reviews(write_folder(tmp_path / "imdb"), most=2, limit=2)
    assert found.train[1].tolist() == [0, 1]
    assert len(found.words) == 4


def test_a_missing_part_is_named(tmp_path):
    folder = write_folder(tmp_path / "imdb")
    for path in (folder / "test" / "neg").iterdir():
        path.unlink()
    with pytest.raises(TextProblem, match=r"test.neg has no reviews"):
        read_reviews(folder)


def test_padding_changes_nothing(tmp_path):
    model = ReviewClassifier(TanhCell(3, 4), 4, words=9, width=3)
    review = torch.tensor([[5, 2, 7]])
    padded = torch.tensor([[5, 2, 7, 0, 0]])
    torch.testing.assert_close(model(review), model(padded))


@pytest.fixture
def archive(tmp_path):
    """A packed folder of reviews, as the web has it."""
    write_folder(tmp_path / "web" / "aclImdb")
    path = tmp_path / "reviews.tar.gz"
    with tarfile.open(path, "w:gz") as packed:
        packed.add(tmp_path / "web" / "aclImdb", "aclImdb")
    return path


def test_reviews_are_downloaded_once(tmp_path, archive, served):
    target = tmp_path / "here" / "imdb"
    assert download_reviews(target, f"{served}/{archive.name}") == target
    assert len(read_reviews(target).train[1]) == 4
    assert [path.name for path in target.parent.iterdir()] == ["imdb"]
    assert download_reviews(target, "http://127.0.0.1:9/nothing") == target


def test_reviews_are_unpacked_by_a_python_whose_tarfile_has_no_filters(
    tmp_path, archive, served, monkeypatch
):
    whole = tarfile.TarFile.extractall
    monkeypatch.setattr(tarfile.TarFile, "extractall", lambda self, path=".": whole(self, path))
    monkeypatch.delattr(tarfile, "data_filter")
    target = download_reviews(tmp_path / "here" / "imdb", f"{served}/{archive.name}")
    assert len(read_reviews(target).train[1]) == 4


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("../../stray", tarfile.REGTYPE),
        ("aclImdb/../../../stray", tarfile.REGTYPE),
        ("{outside}/stray", tarfile.REGTYPE),
        ("aclImdb/stray", tarfile.SYMTYPE),
        ("aclImdb/stray", tarfile.LNKTYPE),
        ("aclImdb/stray", tarfile.FIFOTYPE),
    ],
)
def test_an_archive_that_reaches_beyond_its_folder_is_refused(
    tmp_path, archive, served, name, kind
):
    info = tarfile.TarInfo(name.format(outside=tmp_path))
    info.type, info.linkname = kind, "aclImdb/train/pos/0_7.txt"
    with tarfile.open(archive, "w:gz") as packed:
        packed.add(tmp_path / "web" / "aclImdb", "aclImdb")
        packed.addfile(info)
    target = tmp_path / "here" / "imdb"
    with pytest.raises(TextProblem, match=r"stray is no file below its folder"):
        download_reviews(target, f"{served}/{archive.name}")
    assert list(target.parent.iterdir()) == []
    assert list(tmp_path.rglob("stray")) == []


def test_half_an_archive_leaves_nothing(tmp_path, archive, served):
    archive.write_bytes(archive.read_bytes()[:-100])
    target = tmp_path / "here" / "imdb"
    with pytest.raises(TextProblem, match=r"is damaged .* download it once more"):
        download_reviews(target, f"{served}/{archive.name}")
    assert list(target.parent.iterdir()) == []
