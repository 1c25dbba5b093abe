"""The circuits in NumPy, one network at a time, as fast as plain vectorised code goes.

Usage: numpy_circuits.py
Prints microseconds per presentation (digits: backprop; predictive coding with 20 inference steps) and milliseconds
per step of the recurrent circuit (8 trials of 20 moments, 40 cells) with the exact gradient three times: rule, gradient at its weights, and twin.
"""

import time

import numpy as np

SIZES = (35, 24, 16, 10)


def sigmoid(z):
    return 1.0 / (1.0 + np.exp(-z))


class Layers:
    def __init__(self, rng):
        self.w = [2.0 / np.sqrt(m) * rng.standard_normal((n, m)) for m, n in zip(SIZES, SIZES[1:])]
        self.b = [np.zeros(n) for n in SIZES[1:]]

    def forward(self, x):
        v = [x]
        for w, b in zip(self.w, self.b):
            v.append(sigmoid(w @ v[-1] + b))
        return v

    def learn(self, d, below, eta=0.5):
        for l in range(3):
            self.w[l] += eta * np.outer(d[l], below[l])
            self.b[l] += eta * d[l]

    def backprop(self, x, y):
        v = self.forward(x)
        d = [None, None, (y - v[3]) * v[3] * (1 - v[3])]
        for l in (1, 0):
            d[l] = (self.w[l + 1].T @ d[l + 1]) * v[l + 1] * (1 - v[l + 1])
        self.learn(d, v)

    def predictive(self, x, y, steps=20, gamma=0.1):
        v = self.forward(x)
        v[3] = y
        for step in range(steps + 1):
            p = [sigmoid(w @ below + b) for w, b, below in zip(self.w, self.b, v)]
            eps = [v[l + 1] - p[l] for l in range(3)]
            d = [eps[l] * p[l] * (1 - p[l]) for l in range(3)]
            if step < steps:
                moved = [gamma * (self.w[l + 1].T @ d[l + 1] - eps[l]) for l in range(2)]
                for l in range(2):
                    v[l + 1] = v[l + 1] + moved[l]
        self.learn(d, v)


def layered(rng, name, count):
    net, x = Layers(rng), (rng.random((200, 35)) < 0.5).astype(float)
    y = np.eye(10)[rng.integers(10, size=200)]
    learn = getattr(net, name)
    start = time.perf_counter()
    for k in range(count):
        learn(x[k % 200], y[k % 200])
    return (time.perf_counter() - start) / count * 1e6


def recurrent(rng, count, trials=8, moments=20, n=40, a=0.8):
    w, u, b = 0.1 * np.abs(rng.standard_normal((n, n))), rng.standard_normal((n, 3)), 0.1 * np.ones(n)
    v, c = rng.standard_normal((1, n)) / np.sqrt(n), np.zeros(1)
    w[:, 32:] *= -4

    def gradient(x, y):
        z, h = np.zeros((moments + 1, trials, n)), np.zeros((moments, trials, n))
        potential = np.zeros((trials, n))
        for t in range(moments):
            potential = a * potential + (1 - a) * (z[t] @ w.T + x[t] @ u.T + b)
            z[t + 1], h[t] = np.maximum(potential, 0), potential > 0
        error = (z[1:] @ v.T + c - y) / (trials * moments)
        told, lam, all_lam = error @ v, np.zeros((trials, n)), np.zeros((moments, trials, n))
        for t in range(moments - 1, -1, -1):
            lam = h[t] * (told[t] + (1 - a) * lam @ w) + a * lam
            all_lam[t] = lam
        flat = (1 - a) * all_lam.reshape(-1, n)
        return flat.T @ z[:-1].reshape(-1, n), flat.T @ x.reshape(-1, 3), flat.sum(0)

    x, y = rng.standard_normal((moments, trials, 3)), np.ones((moments, trials, 1))
    start = time.perf_counter()
    for _ in range(count):
        rule, exact, _twin = gradient(x, y), gradient(x, y), gradient(x, y)
        (rule[0] * exact[0]).sum() / np.sqrt((rule[0] ** 2).sum() * (exact[0] ** 2).sum() + 1e-300)
    return (time.perf_counter() - start) / count * 1e3


if __name__ == "__main__":
    generator = np.random.default_rng(1)
    print(layered(generator, "backprop", 3000), layered(generator, "predictive", 400), recurrent(generator, 60))
