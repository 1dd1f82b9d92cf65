"""What validation reads is the same from the cache folder as from the package."""

import pytest

from tierwise.reasoner.kept_vocabulary import kept_vocabulary
from tierwise.reasoner.namespaces import tw
from tierwise.reasoner.validate.vocabulary import bundled_vocabulary


@pytest.fixture(scope="module")
def made():
    return bundled_vocabulary()


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("TIERWISE_CACHE_DIR", str(tmp_path))
    return tmp_path


def test_what_is_kept_is_what_was_read(made, folder):
    kept_vocabulary()
    found = kept_vocabulary()
    assert (found.names, found.unit_of, found.functional) == (
        made.names, made.unit_of, made.functional
    )
    assert found.peers == made.peers
    assert found.units.units == made.units.units


def test_a_damaged_file_is_read_anew(made, folder):
    kept_vocabulary()
    (file,) = folder.glob("vocabulary-*.json")
    file.write_text(file.read_text()[:-40])
    assert kept_vocabulary().facts.instances(tw("Standing")) == made.facts.instances(tw("Standing"))
