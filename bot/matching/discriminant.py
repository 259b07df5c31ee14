"""Linear discriminant analysis over sentence vectors: a head that is fitted in closed form, in milliseconds.

Fisher's discriminant with a shared covariance, shrunk towards a sphere (Ledoit and Wolf 2004 motivate the shrinkage). With tens of
phrasings a class it is as accurate as logistic regression here, and changing one entry needs no iterative training.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

# The fewer rows a dimension, the less the covariance is known and the more it is shrunk.
SHRINKAGE = 0.5
LARGEST_SHRINKAGE = 0.8
USUAL_SAMPLE = 1_000


@dataclass(frozen=True, slots=True)
class Discriminant:
    """A fitted head: ``weights`` (dimensions, classes), ``bias`` (classes,), ``centroids`` (classes, dimensions) of unit length,
    ``precision`` (dimensions, dimensions), the inverse of the shrunken covariance, and ``usual``: mean and deviation, over the rows it
    was fitted on, of a row's best log-likelihood and of its cosine with the nearest centroid.
    """

    weights: NDArray[np.float32]
    bias: NDArray[np.float32]
    centroids: NDArray[np.float32]
    precision: NDArray[np.float32]
    usual: tuple[tuple[float, float], tuple[float, float]]

    def scores(self, vectors: NDArray[np.float32]) -> NDArray[np.float32]:
        """Log-posterior of each class up to a constant a row, equal priors: shape (rows, classes)."""
        return vectors @ self.weights + self.bias

    def typicality(self, vectors: NDArray[np.float32]) -> NDArray[np.float32]:
        """What ``scores`` leaves out: minus half the squared Mahalanobis norm of each row, shape (rows,).

        Scores plus typicality are log-likelihoods that compare across texts, not only across classes: how usual a text is at all
        (Lee et al., NeurIPS 2018, use it to tell what is out of distribution).
        """
        return -0.5 * np.einsum("nd,nd->n", vectors @ self.precision, vectors)

    def standing(
        self, vectors: NDArray[np.float32], scores: NDArray[np.float32]
    ) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Each row's best log-likelihood and nearest centroid's cosine, in deviations from what is usual of phrasings."""
        likelihood = scores.max(axis=1) + self.typicality(vectors)
        closeness = (vectors @ self.centroids.T).max(axis=1)
        (like_mean, like_scale), (close_mean, close_scale) = self.usual
        return (likelihood - like_mean) / like_scale, (closeness - close_mean) / close_scale

    def replaced(self, numbers: NDArray[np.int64], means: NDArray[np.float32]) -> Discriminant:
        """The head with new means (rows, dimensions) for some classes; numbers from the count of classes on are added.

        The covariance stays as it was fitted, so that nothing else moves and no training is needed.
        """
        extra = max(0, int(numbers.max(initial=-1)) + 1 - len(self.bias))
        weights = np.pad(self.weights, ((0, 0), (0, extra)))
        bias, centroids = np.pad(self.bias, (0, extra)), np.pad(self.centroids, ((0, extra), (0, 0)))
        columns = self.precision @ means.T
        weights[:, numbers] = columns
        bias[numbers] = -0.5 * np.einsum("kd,dk->k", means, columns)
        centroids[numbers] = means / np.maximum(np.linalg.norm(means, axis=1, keepdims=True), 1e-12)
        return replace(self, weights=weights, bias=bias, centroids=centroids)

    def kept(self, numbers: NDArray[np.int64]) -> Discriminant:
        """The head over some of its classes, renumbered in the given order."""
        return replace(
            self,
            weights=np.ascontiguousarray(self.weights[:, numbers]),
            bias=self.bias[numbers],
            centroids=self.centroids[numbers],
        )


def fit(vectors: NDArray[np.float32], classes: NDArray[np.int64], count: int) -> Discriminant:
    """Fit a discriminant on unit rows with class numbers 0..count-1, each of which must occur."""
    means = class_means(vectors, classes, count)
    residuals = vectors - means[classes]
    size = vectors.shape[1]
    covariance = (residuals.T @ residuals).astype(np.float64) / max(1, len(vectors) - count)
    spread = float(np.trace(covariance)) / size
    if spread <= 0:
        # One phrasing a class, or all alike: nothing is known of the spread, so distances count as they are.
        covariance, spread = np.eye(size), 1.0
    shrinkage = min(SHRINKAGE + size / len(vectors), LARGEST_SHRINKAGE)
    covariance = (1 - shrinkage) * covariance + shrinkage * spread * np.eye(size)
    precision = np.linalg.inv(covariance)
    weights = precision @ means.T.astype(np.float64)
    bias = -0.5 * np.einsum("kd,dk->k", means, weights)
    norms = np.maximum(np.linalg.norm(means, axis=1, keepdims=True), 1e-12)
    centroids = (means / norms).astype(np.float32)
    fitted = Discriminant(
        weights.astype(np.float32),
        bias.astype(np.float32),
        centroids,
        precision.astype(np.float32),
        ((0.0, 1.0), (0.0, 1.0)),
    )
    sample = vectors[:: len(vectors) // USUAL_SAMPLE + 1]
    likelihood, closeness = fitted.standing(sample, fitted.scores(sample))
    return replace(fitted, usual=(_mean_and_scale(likelihood), _mean_and_scale(closeness)))


def _mean_and_scale(values: NDArray[np.float32]) -> tuple[float, float]:
    return float(values.mean()), max(float(values.std()), 1e-3)


def class_means(vectors: NDArray[np.float32], classes: NDArray[np.int64], count: int) -> NDArray[np.float32]:
    """Mean row of each class, shape (count, dimensions); each class must occur."""
    order = np.argsort(classes, kind="stable")
    sizes = np.bincount(classes, minlength=count)
    starts = np.cumsum(sizes) - sizes
    return (np.add.reduceat(vectors[order], starts, axis=0) / sizes[:, None]).astype(np.float32)


def log_softmax(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    """Row-wise log of the softmax."""
    shifted = scores - scores.max(axis=-1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
