"""The golden values of SampleRandomTests, from the formula in SampleRandom's documentation."""
MASK = (1 << 64) - 1
GAMMA = 0x9E3779B97F4A7C15


def mix(z):
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
    return z ^ (z >> 31)


def mix_next(z):
    return mix((z + GAMMA) & MASK)


def key(seed, epoch, index):
    return mix_next(mix_next(mix_next(seed & MASK) ^ (epoch & MASK)) ^ (index & MASK))


def fork(k, stream):
    return mix_next(k ^ mix_next((stream + GAMMA) & MASK))


def number(k, n):
    return mix((k + n * GAMMA) & MASK)


k = key(1, 2, 3)
print(", ".join("0x%016X" % v for v in (number(k, 1), number(k, 2), number(fork(k, 0), 1), number(fork(key(-1, 0, 2**63 - 1), 5), 1))))
