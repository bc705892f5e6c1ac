"""`ThemeModel` keeps scikit-learn's manner."""

from __future__ import annotations

import pickle

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.exceptions import NotFittedError

from civic.analysis import AnalysisError, ThemeModel
from civic.analysis.themes.clusters import neighbours, tree_centres
from civic.analysis.themes.start import first_centres
from tests.analysis.planted import bowling_green, planted

TEXTS = [comment.text for comment in planted()]


def test_it_clones_pickles_and_tells_its_parameters() -> None:
    model = ThemeModel(3, random_state=1)
    assert clone(model).get_params() == model.get_params()
    labels = model.fit_predict(TEXTS)
    again = pickle.loads(pickle.dumps(model))
    assert (again.predict(TEXTS) == labels).all()


def test_transform_tells_how_near_each_theme_is() -> None:
    model = ThemeModel(3).fit(TEXTS)
    weights = model.transform(TEXTS)
    assert weights.shape == (72, 3)
    assert (weights.argmax(axis=1) == model.labels_).mean() > 0.95
    assert np.allclose(weights[np.arange(72), model.labels_], model.weights_, atol=1e-6)


def test_a_stream_is_read_in_chunks_with_the_same_result() -> None:
    whole = ThemeModel(3).fit(TEXTS)
    streamed = ThemeModel(3, chunk_size=10).fit(text for text in TEXTS)
    assert (streamed.labels_ == whole.labels_).all()


def test_themes_are_numbered_by_size() -> None:
    labels = ThemeModel(12).fit_predict([comment.text for comment in bowling_green()])
    sizes = np.bincount(labels[labels >= 0])
    assert (np.diff(sizes) <= 0).all()


def test_too_few_texts_hold_no_theme() -> None:
    model = ThemeModel().fit(["trotoar rusak", "lampu mati"])
    assert model.n_themes_ == 0
    assert model.predict(["trotoar rusak"]).tolist() == [-1]
    assert model.transform(["trotoar"]).shape == (1, 0)


@pytest.mark.parametrize("wanted", [0, -3, (5, 2), (0, 4)])
def test_an_impossible_number_of_themes_is_refused(wanted: int | tuple[int, int]) -> None:
    with pytest.raises(AnalysisError, match="n_themes is"):
        ThemeModel(wanted).fit(TEXTS)


def test_it_says_when_it_was_not_fitted() -> None:
    with pytest.raises(NotFittedError):
        ThemeModel().predict(TEXTS)


def test_modularity_is_that_of_the_definition() -> None:
    # Two cliques of three, each comment with its two clique mates: half of all edges in each, none between.
    places = np.repeat(np.eye(2, dtype=np.float32), 3, axis=0)
    graph = neighbours(places)
    graph = type(graph)(graph.nearest[:, :2])
    assert graph.modularity(np.array([0, 0, 0, 1, 1, 1])) == pytest.approx(0.5)
    assert graph.modularity(np.zeros(6, int)) == pytest.approx(0.0)
    assert graph.insiders(np.array([0, 1, 2])) == 1.0


def test_a_fixed_number_is_kept() -> None:
    places = np.eye(6, dtype=np.float32)[np.arange(60) % 6]
    assert len(tree_centres(places, (6, 6))) == 6
    assert len(tree_centres(places, (2, 12))) == 6
    places = np.eye(12, dtype=np.float32)[np.arange(60) % 6]
    assert len(first_centres(places, places, (6, 6), 3.0)) == 6
    assert len(first_centres(places, places, (2, 12), 3.0)) == 6, "what falls apart by itself is not guessed"
