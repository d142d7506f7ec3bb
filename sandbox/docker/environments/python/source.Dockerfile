# The quick half: our own sources on top of the packages.
ARG BASE
FROM ${BASE}
COPY source /opt/prebrief/source
RUN ["python3.13", "-I", "/opt/prebrief/tidy.py", "source"]
ENTRYPOINT ["python3.13", "-m", "sandbox.forkserver"]
