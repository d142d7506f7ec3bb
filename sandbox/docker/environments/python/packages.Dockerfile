# The slow half of an environment: a base with Python, and the packages that a solution may import.
# Built without network; the packages were resolved on the host by hash.
ARG BASE
FROM ${BASE}
ENV PYTHONPATH=/opt/prebrief/source:/opt/prebrief/packages
COPY packages /opt/prebrief/packages
COPY tidy.py /opt/prebrief/tidy.py
# In the image's own Python: no program that gives rights away, no package manager, no caches, everything byte-compiled.
RUN ["python3.13", "-I", "/opt/prebrief/tidy.py", "packages"]
# Hypothesis's Unicode tables, which it would build anew in every judge: most of a second of CPU each.
ENV HYPOTHESIS_STORAGE_DIRECTORY=/opt/prebrief/tables
RUN ["python3.13", "-c", "from hypothesis.internal import charmap as c; c.charmap(); c.intervals_from_codec('utf-8')"]
