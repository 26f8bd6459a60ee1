"""Certificate-based key establishment (Smart Energy, cluster 0x0800): mathematics, certificates, our side of it.

`curves`, `mmo`, `suites`, `ecmqv`, `certificates` and `authority` are mathematics and formats, which the simulated
devices use too; the rest is ours alone (decision 33).
"""
