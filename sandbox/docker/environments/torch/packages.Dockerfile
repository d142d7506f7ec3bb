# As the environment `python`, on a base that has torch; its BLAS is where Debian's alternatives would point.
ARG BASE
FROM ${BASE}
ENV PYTHONPATH=/opt/prebrief/source:/opt/prebrief/packages
COPY packages /opt/prebrief/packages
COPY tidy.py /opt/prebrief/tidy.py
RUN ["/bin/sh", "-c", "for each in blas/libblas lapack/liblapack; do ln -s /usr/lib/$(uname -m)-linux-gnu/$each.so.3 /usr/lib/; done"]
RUN ["python3.13", "-I", "/opt/prebrief/tidy.py", "packages"]
ENV HYPOTHESIS_STORAGE_DIRECTORY=/opt/prebrief/tables
RUN ["python3.13", "-c", "from hypothesis.internal import charmap as c; c.charmap(); c.intervals_from_codec('utf-8')"]
RUN ["python3.13", "-c", "import torch; torch.ones(2, 2) @ torch.ones(2, 2)"]
