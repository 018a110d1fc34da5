"""The images for the networks: drawn ones are the same everywhere, read ones survive bad files."""

import io
import shutil
import zipfile

import numpy as np
import pytest
import torch
from PIL import Image
from torch import nn

from starter.images import ImagesError, accuracy, draw_images, load_photo, read_images
from starter.images.sets import normalized


@pytest.fixture(scope="module")
def drawn():
    return draw_images(3, size=64)


def picture(value, size=(40, 30)):
    buffer = io.BytesIO()
    Image.new("RGB", size, (value, 0, 0)).save(buffer, "PNG")
    return buffer.getvalue()


@pytest.fixture
def folder(tmp_path):
    """Two domains of two classes, three images each."""
    for d, domain in enumerate(("photo", "sketch")):
        for c, label in enumerate(("cat", "dog")):
            place = tmp_path / "set" / domain / label
            place.mkdir(parents=True)
            for number in range(3):
                (place / f"{number}.png").write_bytes(picture(100 * d + 50 * c + number))
    return tmp_path / "set"


def zipped(folder):
    path = folder.with_suffix(".zip")
    with zipfile.ZipFile(path, "w") as archive:
        for file in sorted(folder.rglob("*.png")):
            archive.write(file, file.relative_to(folder.parent))
        archive.writestr("__MACOSX/set/photo/cat/._0.png", b"no image")
        archive.writestr("set/readme.txt", b"about")
    return path


# -- drawn


def test_every_class_is_drawn_in_every_domain(drawn):
    assert drawn.images.shape == (48, 3, 64, 64)
    assert drawn.images.dtype == torch.uint8
    pairs = {(int(o), int(c)) for o, c in zip(drawn.origins, drawn.labels)}
    assert len(pairs) == 16
    assert len(drawn.classes) == len(drawn.domains) == 4
    assert "48 images of fish, house" in repr(drawn)


def test_drawings_are_repeatable_differ_and_do_not_depend_on_their_number(drawn):
    assert torch.equal(draw_images(3, size=64).images, drawn.images)
    fewer = draw_images(1, size=64)
    assert torch.equal(fewer.images, drawn.images[::3])
    assert not torch.equal(draw_images(1, size=64, seed=1).images, fewer.images)
    assert len({image.numpy().tobytes() for image in drawn.images}) == len(drawn)


def test_sketches_are_grey_and_the_other_domains_are_not(drawn):
    for domain in drawn.domains:
        images = drawn.only(domain).images.float()
        colour = (images.amax(1) - images.amin(1)).mean()
        assert (colour < 1) == (domain == "sketch")


# -- sets


def test_domains_are_held_out_and_splits_are_fair(drawn):
    train, test = drawn.without("sketch").split(2 / 3)
    assert (len(train), len(test), len(drawn.only("sketch"))) == (24, 12, 12)
    for part, count in ((train, 2), (test, 1)):
        groups = part.origins * 4 + part.labels
        assert torch.bincount(groups)[:12].tolist() == [count] * 12
    seen = {image.numpy().tobytes() for image in train.images}
    assert not seen & {image.numpy().tobytes() for image in test.images}
    with pytest.raises(KeyError, match="photo, cartoon"):
        drawn.only("film")


def test_batches_come_in_a_new_order_each_time_and_the_same_for_a_seed(drawn):
    def labels(batches):
        return torch.cat([targets for _, targets in batches]).tolist()

    batches, again = drawn.batches(10), drawn.batches(10)
    first = labels(batches)
    assert len(first) == 40
    assert first == labels(again)
    assert first != labels(batches)
    inputs, _ = next(iter(drawn.batches(100)))  # fewer than a batch
    assert inputs.shape == (48, 3, 64, 64)
    assert list(draw_images(0, size=64).batches(4)) == []


def test_inputs_are_centred(drawn):
    inputs = normalized(torch.tensor([0, 255], dtype=torch.uint8))
    assert inputs.tolist() == [-2, 2]


def test_accuracy_counts_what_is_right(drawn):
    class Knows(nn.Module):
        """Answers with the labels it was given, the first `wrong` of them shifted."""

        def __init__(self, labels, wrong):
            super().__init__()
            self.weight = nn.Parameter(torch.zeros(1))
            self.answers = labels.clone()
            self.answers[:wrong] = (self.answers[:wrong] + 1) % 4

        def forward(self, x):
            assert not self.training
            answers, self.answers = self.answers[: len(x)], self.answers[len(x) :]
            return nn.functional.one_hot(answers, 4).float()

    assert accuracy(Knows(drawn.labels, 12), drawn, batch=7) == 0.75


# -- folders and archives


@pytest.mark.parametrize("pack", [lambda folder: folder, zipped])
def test_a_folder_and_an_archive_give_the_same_set(folder, pack, capsys):
    found = read_images(pack(folder), size=20)
    assert (found.classes, found.domains) == (("cat", "dog"), ("photo", "sketch"))
    assert found.images.shape == (12, 3, 20, 20)
    reds = found.only("sketch").images[:, 0, 10, 10].tolist()
    assert reds == [100, 101, 102, 150, 151, 152]
    assert found.only("sketch").labels.tolist() == [0, 0, 0, 1, 1, 1]
    assert capsys.readouterr().out == ""


def test_one_folder_level_is_one_domain(folder):
    found = read_images(folder / "photo", each=2, size=20)
    assert (found.domains, len(found)) == (("photo",), 4)


def test_an_image_is_scaled_and_its_middle_cut_out(tmp_path):
    wide = np.zeros((20, 60, 3), dtype=np.uint8)
    wide[:, 20:40] = 255
    for label in "ab":
        (tmp_path / label).mkdir()
        Image.fromarray(wide).save(tmp_path / label / "1.png")
    found = read_images(tmp_path, size=10)
    assert int(found.images.min()) > 200


def test_damaged_images_are_skipped_and_named(folder, capsys):
    whole = (folder / "photo" / "cat" / "0.png").read_bytes()
    (folder / "photo" / "cat" / "1.png").write_bytes(whole[: len(whole) // 2])
    (folder / "photo" / "cat" / "2.png").write_bytes(b"no image")
    assert len(read_images(folder, size=20)) == 10
    line = capsys.readouterr().out
    assert "photo/cat/1.png, photo/cat/2.png" in line
    assert line.count("\n") == 1


def test_damaged_images_do_not_count_towards_those_asked_for(folder):
    (folder / "photo" / "cat" / "0.png").write_bytes(b"no image")
    found = read_images(folder / "photo", each=2, size=20)
    assert found.labels.tolist() == [0, 0, 1, 1]


def test_only_some_of_many_damaged_images_are_named(folder, capsys):
    for file in folder.glob("*/cat/*.png"):
        file.write_bytes(b"")
    read_images(folder, size=20)
    assert "and 1 more" in capsys.readouterr().out


def one_line(path):
    with pytest.raises(ImagesError) as error:
        read_images(path)
    (line,) = error.value._render_traceback_()
    assert "\n" not in line
    return line


def test_what_cannot_be_used_is_one_line(folder, tmp_path):
    assert "nothing at" in one_line(tmp_path / "absent")
    archive = zipped(folder)
    archive.write_bytes(archive.read_bytes()[:-100])
    assert "broken off" in one_line(archive)
    assert "no images in folders" in one_line(folder / "photo" / "cat")
    only = tmp_path / "only"
    shutil.copytree(folder / "photo" / "cat", only / "photo" / "cat")
    assert "one class only, cat" in one_line(only)
    empty = tmp_path / "empty"
    empty.mkdir()
    assert "no images in folders" in one_line(empty)
    for file in folder.rglob("*.png"):
        file.write_bytes(b"")
    assert "none of its 12 images" in one_line(folder)


# -- the photo


def test_a_real_photo_comes_along_and_a_drawn_one_replaces_it(monkeypatch):
    assert load_photo("flower", size=50).shape == (3, 50, 50)
    with pytest.raises(KeyError, match="china"):
        load_photo("moon")
    real = load_photo("china", size=50)
    monkeypatch.setattr("starter.bundled.find_spec", lambda package: None)
    drawn = load_photo("china", size=50)
    assert drawn.shape == (3, 50, 50)
    assert not torch.equal(real, drawn)
