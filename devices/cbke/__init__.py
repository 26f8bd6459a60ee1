"""Certificate-based key establishment (Smart Energy, cluster 0x0800): mathematics, certificates, our side of it.

`words` and `exchange` are our side of it. The rest is mathematics and formats, which the simulated devices use too
(decision 33).
"""
