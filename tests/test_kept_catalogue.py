"""The catalogue kept for the next start."""

from explorer.hub.kept_catalogue import KeptCatalogue


def test_it_is_read_as_it_was_kept(tmp_path, catalogue):
    KeptCatalogue(tmp_path).keep(catalogue)
    assert KeptCatalogue(tmp_path).read() == catalogue


def test_that_of_other_code_is_not_read_and_goes(tmp_path, catalogue, monkeypatch):
    KeptCatalogue(tmp_path).keep(catalogue)
    monkeypatch.setattr("explorer.hub.kept_catalogue.provenance", lambda: "other")
    other = KeptCatalogue(tmp_path)
    assert other.read() is None
    other.keep(catalogue)
    assert [file.name for file in tmp_path.iterdir()] == ["catalogue-other.pickle"]


def test_a_folder_that_cannot_be_written_is_only_logged(tmp_path, catalogue, caplog):
    (tmp_path / "file").touch()
    kept = KeptCatalogue(tmp_path / "file")
    kept.keep(catalogue)
    assert kept.read() is None
    assert "not kept" in caplog.text
