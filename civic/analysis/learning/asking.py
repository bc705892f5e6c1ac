"""Which texts to ask a person about next: doubtful, unlike what was asked, and in small themes first.

Margin sampling (Scheffer, Decomain and Wrobel 2001) asks about the same doubt many times in one list. So the more
doubtful part of the texts is cut into as many groups as texts are wanted, by k-means weighted with the doubt (Zhdanov
2019), and of each group the middle one is asked.
"""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
from sklearn.cluster import KMeans
from threadpoolctl import threadpool_limits

from civic.analysis.arrays import Floats, Longs, Places
from civic.analysis.learning.evidence import nearest_example
from civic.analysis.learning.features import Features
from civic.analysis.learning.learner import Learned

DOUBTFUL = 0.25  # the share of the texts that is worth asking about
FEWEST, MOST = 5, 4_000  # of them: times the texts wanted, and at most
SEED = 20_190_117


def to_ask(features: Features, learned: Learned, settled: Collection[int], wanted: int = 20) -> list[int]:
    """The texts to ask about, the most telling first; of a campaign its first text, once.

    Args:
        settled: texts that are not asked: placed already, or kept apart for an audit. Their copies are not either.
    """
    done = np.zeros(len(features.heads), bool)
    done[features.units[np.array(sorted(settled), np.int64)]] = True
    open_ = np.flatnonzero(~done)
    if wanted < 1 or not len(open_):
        return []
    with threadpool_limits(limits=1):
        worth = _worth(features, learned, np.flatnonzero(done))[open_]
        first = _first(worth, wanted)
        middles = _middles(features.places[open_[first]], worth[first], wanted)
    return [int(features.heads[open_[first[at]]]) for at in middles]


def _first(worth: Floats, wanted: int) -> Longs:
    """The part that is worth asking about; where nothing is learned yet, texts from the whole corpus."""
    if (worth == worth[0]).all():
        return np.unique(np.linspace(0, len(worth) - 1, min(MOST, len(worth))).astype(np.int64))
    most = min(MOST, max(FEWEST * wanted, int(DOUBTFUL * len(worth))))
    return np.argsort(-worth, kind="stable")[:most]


def _worth(features: Features, learned: Learned, asked: Longs) -> Floats:
    """(u,) doubt, more in small themes, less beside a text that was asked already."""
    if not learned.themes:
        return np.ones(len(features.heads))
    likely = learned.probabilities[features.heads]
    share = likely.mean(axis=0) + 1e-3
    worth: Floats = _doubt(likely) / np.sqrt(share[likely.argmax(axis=1)])
    if len(asked):
        _, cosine = nearest_example(features, asked)
        worth = worth * np.sqrt(np.clip(1 - cosine, 0, 1))
    return worth


def _doubt(likely: Floats) -> Floats:
    """(u,) one minus the distance of the two likeliest themes, of what all themes together have.

    Where a text may have several themes, the distance to the threshold tells less: it is small for every rare theme.
    """
    if likely.shape[1] < 2:
        return np.ones(len(likely))
    best = np.partition(likely, -2, axis=1)[:, -2:]
    doubt: Floats = 1 - (best[:, 1] - best[:, 0]) / np.maximum(likely.sum(axis=1), 1e-9)
    return doubt


def _middles(places: Places, worth: Floats, wanted: int) -> list[int]:
    """Positions of the middle one of each group, the group of the most worth first."""
    if len(places) <= wanted:
        everything: list[int] = np.argsort(-worth, kind="stable").tolist()
        return everything
    weights = np.maximum(worth, 1e-9)
    different = len(np.unique(places, axis=0))
    groups = KMeans(min(wanted, different), n_init=1, max_iter=30, random_state=SEED).fit(places, sample_weight=weights)
    distances = np.linalg.norm(places - groups.cluster_centers_[groups.labels_], axis=1)
    sums = np.bincount(groups.labels_, weights, minlength=wanted)
    middles = [np.flatnonzero(groups.labels_ == group) for group in np.argsort(-sums, kind="stable")]
    found = [int(members[distances[members].argmin()]) for members in middles if len(members)]
    # Texts that lie in one place make fewer groups than wanted; the list is filled with the most doubtful.
    rest = [at for at in np.argsort(-worth, kind="stable").tolist() if at not in set(found)]
    return found + rest[: wanted - len(found)]
