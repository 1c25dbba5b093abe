"""The model in NumPy, one presentation at a time, as fast as plain vectorised code goes.

Usage: numpy_reference.py N P WARM_UP_EPOCHS EPOCHS
Prints nanoseconds per presentation with the preset `retained`, without and with a ledger of six
columns per synapse, the work that the benchmark compares with.
"""

import sys
import time

import numpy as np


class Neuron:
    def __init__(self, n, p, ledger, seed=1):
        self.rng = rng = np.random.default_rng(seed)
        self.rho_a, self.a_a, self.alpha_a, self.beta, self.kappa_a = 0.7, 5.0, 0.11, 0.64, 0.16
        self.rho_n, self.a_n, self.alpha_n = 0.02, 5.0, 0.007
        self.alpha_h, self.alpha_i, self.a, self.b = 0.0015, 0.15, 0.91, 3.2
        self.y_ref, self.theta, self.f, e0, w_max = 0.01, 0.0, 0.2, 8.5, 20.0
        patterns = rng.random((p, n)) < self.f
        self.active = [np.flatnonzero(row) for row in patterns]
        self.target = rng.random(p) < 0.2
        self.target[:2] = [True, False]
        self.w_e = rng.uniform(0.5, 1.5, n) * e0 / (self.f * n)
        self.w_i = rng.uniform(0.5, 1.5, n) * (self.a * e0 + self.b) / (self.f * n)
        self.upper = w_max * e0 / (self.f * n)
        self.k_e = 1.0 / (n * self.f * (1.0 - self.f))
        self.k_i = 1.0 / (n * self.f)
        self.hetero = self.beta * self.f / (1.0 - self.f)
        self.ybar = 0.2
        self.ledger = np.zeros((6, n)) if ledger else None
        self.ledger_i = np.zeros((6, n)) if ledger else None

    def present(self, mu):
        rng, on, y_target = self.rng, self.active[mu], self.target[mu]
        w_e, w_i = self.w_e[on], self.w_i[on]
        i_e, i_i = w_e.sum(), w_i.sum()
        h = i_e - i_i - self.theta
        ach = y_target and h < self.kappa_a and rng.random() < self.rho_a
        na = rng.random() < self.rho_n
        m = 0.0
        if ach:
            m += max(0.0, self.a_a * (1.0 + rng.standard_normal()))
        if na:
            m += max(0.0, self.a_n * (1.0 + rng.standard_normal()))
        y = 1.0 if h + m > 0.0 else 0.0
        self.ybar += 0.002 * (y - self.ybar)

        d_ach = self.k_e * self.alpha_a * (y - self.y_ref) if ach else 0.0
        d_na = self.k_e * self.alpha_n * (y - self.y_ref) if na else 0.0
        d_hebb = self.k_e * self.alpha_h * (y - self.ybar)
        if ach:
            silent = -d_ach * self.hetero
            new = self.w_e + silent
            new[on] = w_e + (d_ach + d_na + d_hebb)
            self.book(self.ledger, new, silent, on, (d_ach, d_na, d_hebb))
            self.w_e = np.minimum(np.maximum(new, 0.0), self.upper)
        else:
            new = w_e + (d_na + d_hebb)
            bounded = np.minimum(np.maximum(new, 0.0), self.upper)
            self.w_e[on] = bounded
            if self.ledger is not None:
                self.ledger[1, on] += d_na
                self.ledger[2, on] += d_hebb
                self.ledger[5, on] += bounded - new

        bracket = self.a * i_e + self.b - i_i
        if bracket > 0.0:
            d = self.k_i * self.alpha_i * bracket
            new = w_i + d
            bounded = np.minimum(np.maximum(new, 0.0), self.upper)
            self.w_i[on] = bounded
            if self.ledger_i is not None:
                self.ledger_i[3, on] += d
                self.ledger_i[5, on] += bounded - new

    def book(self, ledger, new, silent, on, shares):
        if ledger is None:
            return
        ledger[0] += silent
        ledger[0, on] += shares[0] - silent
        ledger[1, on] += shares[1]
        ledger[2, on] += shares[2]
        ledger[5] += np.minimum(np.maximum(new, 0.0), self.upper) - new


def nanoseconds(n, p, warm_up, epochs, ledger):
    neuron = Neuron(n, p, ledger)

    def run(epochs):
        for _ in range(epochs):
            for mu in neuron.rng.permutation(p):
                neuron.present(mu)

    run(warm_up)
    start = time.perf_counter_ns()
    run(epochs)
    return (time.perf_counter_ns() - start) / (epochs * p)


if __name__ == "__main__":
    arguments = [int(argument) for argument in sys.argv[1:5]]
    print(nanoseconds(*arguments, False), nanoseconds(*arguments, True))
