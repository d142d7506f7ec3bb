# The slow half of an environment: a base with Python, and the packages that a solution may import.
# Built without network; the packages were resolved on the host by hash.
ARG BASE
FROM ${BASE}
ENV PYTHONPATH=/opt/prebrief/source:/opt/prebrief/packages
COPY packages /opt/prebrief/packages
COPY tidy.py /opt/prebrief/tidy.py
# In the image's own Python: no program that gives rights away, no package manager, no caches, everything byte-compiled.
RUN ["python3.13", "-I", "/opt/prebrief/tidy.py", "packages"]
